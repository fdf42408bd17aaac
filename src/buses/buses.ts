/** Has events go out by the hubs that are told to. Of all processes one does it for a hub. */
import { pause } from "../clock.ts";
import type { BusSubject, Telling } from "../devices/bus.ts";
import { type HubStore, isSameConnection, type StoredHub } from "../devices/hubs/hub.ts";
import { publishAt, type PublishingHub, type PublishingOptions } from "./publishing.ts";

/** Events that go out. */
export interface Buses {
  /** From now on. */
  begin(): void;
  /** What has not gone out goes out by another process, or later. */
  stop(): Promise<void>;
}

interface BusesOptions extends Omit<PublishingOptions, "telling"> {
  readonly hubs: () => Promise<HubStore>;
  readonly tellingOf: (kind: string) => Promise<Telling> | undefined;
}

/** How often it is looked which hubs are told to, in milliseconds. */
const LOOK_MS = 1_000;

/** @returns buses that have not begun */
export function createBuses(options: BusesOptions): Buses {
  const { tellingOf, cursors, clock, log } = options;
  const stopping = new AbortController();
  const publishing = new Map<string, PublishingHub>();
  let revision: number | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => {
        log.warn({ err: error }, "It could not be looked which hubs events go out by; trying again");
      });
      await pause(clock, LOOK_MS, stopping.signal);
    }
  }

  async function look(): Promise<void> {
    const store = await options.hubs();
    const now = await store.revision();
    if (now === revision) return;
    const revisions = await store.revisions();
    for (const hubId of new Set([...publishing.keys(), ...revisions.keys()])) {
      if (stopping.signal.aborted) return;
      await takeChange(hubId, await store.hub(hubId));
    }
    for (const { hubId, orgId } of await cursors.all()) {
      if (publishing.get(hubId)?.subject.orgId === orgId) continue;
      // It may have been switched on since.
      const [, subject] = await subjectOf(await store.hub(hubId));
      if (subject?.orgId !== orgId) await cursors.forget(hubId, orgId);
    }
    revision = now;
  }

  async function subjectOf(hub: StoredHub | undefined): Promise<readonly [Telling?, (BusSubject | undefined)?]> {
    if (!hub || hub.removedAt !== undefined) return [];
    const telling = await tellingOf(hub.kind);
    return telling ? [telling, telling.subject(hub.settings, hub.orgId)] : [];
  }

  async function takeChange(hubId: string, hub: StoredHub | undefined): Promise<void> {
    const before = publishing.get(hubId);
    const [telling, subject] = await subjectOf(hub);
    if (before && hub && subject && isSame(before, hub, subject)) return;
    publishing.delete(hubId);
    // By what the hub was: it may be another broker's now, or nobody's.
    await before?.stop("forget");
    if (hub && telling && subject) publishing.set(hubId, publishAt(hub, subject, { ...options, telling }));
  }

  return {
    begin: () => void (running ??= run()),
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(Array.from(publishing.values(), (one) => one.stop()));
      await cursors.close();
    },
  };
}

function isSame({ hub, subject }: PublishingHub, now: StoredHub, next: BusSubject): boolean {
  return isSameConnection(hub, now) && subject.orgId === next.orgId && subject.format === next.format;
}
