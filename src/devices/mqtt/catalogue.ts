/** The devices behind a broker: found by what they announce, or by the address that a lock is bound to. */
import type { ProfileName } from "./settings.ts";
import type { Device, Profile, Report } from "./profiles/profile.ts";
import { type Known, NOTHING_KNOWN } from "./known.ts";
import type { TrackedOrder } from "./order.ts";
import type { Message } from "./session.ts";
import { covers } from "./topics.ts";

/** Devices that are found; those that locks are bound to come beside them. */
const MAX_FOUND = 1_000;

/** One device, and what is known and under way of it. */
export interface Entry {
  readonly address: string;
  device: Device;
  /** It told of itself; else only somebody's binding does. */
  found: boolean;
  known: Known;
  /** When it was last asked how it is. */
  askedAt?: number;
  readonly orders: Set<TrackedOrder>;
}

/** All devices of a hub. */
export interface Catalogue {
  /** What each connection begins with. */
  readonly filters: readonly string[];
  readonly entries: ReadonlyMap<string, Entry>;
  /** The device of an address, if it is known or can be made of the address. */
  get(address: string): Entry | undefined;
  /** Take in what a message tells, and say which devices it speaks of. */
  read(message: Message): readonly { readonly entry: Entry; readonly reports: readonly Report[] }[];
  /** Topics of devices that the beginning's filters do not take in. */
  topics(): readonly string[];
}

export type Profiles = ReadonlyMap<ProfileName, Profile>;

/** `PROFILE:ID`; the id may hold colons. */
export function splitAddress(address: string): { readonly profile: string; readonly id: string } {
  const colon = address.indexOf(":");
  return { profile: address.slice(0, Math.max(colon, 0)), id: address.slice(colon + 1) };
}

/** @param onTopics told of topics that a new device needs, and of no others */
export function createCatalogue(profiles: Profiles, onTopics: (topics: readonly string[]) => void): Catalogue {
  const byName: ReadonlyMap<string, Profile> = profiles;
  const entries = new Map<string, Entry>();
  const listeners = new Map<string, Set<Entry>>();
  const filters = [...new Set([...profiles.values()].flatMap((profile) => profile.filters))];
  const isCovered = (topic: string) => filters.some((filter) => covers(filter, topic));
  let foundCount = 0;

  function listen(entry: Entry): void {
    const fresh: string[] = [];
    for (const topic of entry.device.topics) {
      const those = listeners.get(topic);
      if (those) those.add(entry);
      else {
        listeners.set(topic, new Set([entry]));
        if (!isCovered(topic)) fresh.push(topic);
      }
    }
    if (fresh.length > 0) onTopics(fresh);
  }

  function put(address: string, device: Device, found: boolean): Entry | undefined {
    const there = entries.get(address);
    if (found && !there?.found && foundCount >= MAX_FOUND) return there;
    if (found && !there?.found) foundCount++;
    if (there) {
      for (const topic of there.device.topics) listeners.get(topic)?.delete(there);
      there.device = device;
      there.found ||= found;
      listen(there);
      return there;
    }
    const entry: Entry = { address, device, found, known: NOTHING_KNOWN, orders: new Set() };
    entries.set(address, entry);
    listen(entry);
    return entry;
  }

  function discover(message: Message): void {
    for (const [name, profile] of profiles) {
      for (const { id, device } of profile.discover(message)) {
        const address = `${name}:${id}`;
        if (device) put(address, device, true);
        else if (entries.get(address)?.found) {
          // A lock may be bound to it, and orders for it must not become orders for nobody.
          entries.get(address)!.found = false;
          foundCount--;
        }
      }
    }
  }

  return {
    filters,
    entries,
    get(address) {
      const { profile, id } = splitAddress(address);
      const device = entries.has(address) ? undefined : byName.get(profile)?.device(id);
      return device ? put(address, device, false) : entries.get(address);
    },
    read(message) {
      discover(message);
      return [...(listeners.get(message.topic) ?? [])].map((entry) => ({ entry, reports: entry.device.read(message) }));
    },
    topics: () => [...listeners.keys()].filter((topic) => !isCovered(topic)),
  };
}
