/** An MQTT hub: a broker, and behind it locks that talk in the ways of `profiles/`. */
import { randomBytes } from "node:crypto";
import type { OpenOutcome } from "../../domain/order.ts";
import { createOutbound } from "../../outbound/outbound.ts";
import { type FoundDevice, type HubOptions, HubUnreachableError, type LockDriver, type Snapshot } from "../driver.ts";
import { type Catalogue, createCatalogue, type Entry, type Profiles } from "./catalogue.ts";
import { checkHub } from "./check.ts";
import { learn, snapshotOf } from "./known.ts";
import { type Link, openLink } from "./link.ts";
import { createObserver } from "./observer.ts";
import { PROFILES } from "./profiles/profiles.ts";
import { createProbe } from "./probe.ts";
import type { Message, Session } from "./session.ts";
import { basesOf, PROFILE_NAMES, type Secrets, type Settings } from "./settings.ts";
import { createUnlocking } from "./unlocking.ts";
import { wayTo } from "./way.ts";

/** Devices found in one list. */
const MAX_LISTED = 1_000;
/** Devices that are asked how they are for one list. */
const MAX_ASKED = 100;
/** A device is asked how it is once in so many milliseconds. */
const ASK_EVERY_MS = 10_000;

/** Open an MQTT hub, which connects in the background. Throws Error for settings that can never work. */
export async function openMqtt({
  hubId,
  settings,
  secrets,
  clock,
  log,
  observe,
  outbound = createOutbound({ allow: [] }),
}: HubOptions<Settings, Secrets>): Promise<LockDriver> {
  const bases = basesOf(settings);
  const own = bases.latchstring;
  const clientId = `latchstring-${hubId}-${randomBytes(4).toString("hex")}`;
  const profiles: Profiles = new Map(
    (settings.profiles ?? PROFILE_NAMES).map((name) => {
      const base = name === "shelly" ? "" : bases[name];
      const { doorSecret } = secrets;
      return [name, PROFILES[name]({ base, own, clientId, ...(doorSecret !== undefined && { doorSecret }) })];
    }),
  );
  /** The connection that is there or coming up: devices are found while it does. */
  let latest: Session | undefined;
  const catalogue: Catalogue = createCatalogue(profiles, (topics) => void latest?.subscribe(topics));
  const snapshotAt = (address: string): Snapshot => {
    const known = catalogue.get(address)?.known;
    return known
      ? snapshotOf(known, link.session !== undefined, clock.now())
      : { state: "unknown", online: false, observedAt: clock.now(), source: "assumed" };
  };
  const observer = createObserver({ clock, observe, snapshot: snapshotAt });
  const probe = createProbe({ topic: `${own}/server/${clientId}/probe`, clock });
  const { broker, account, ...way } = wayTo({ hubId, settings, secrets, log, outbound });
  const { target } = way;
  const statusTopic = `${own}/server/${clientId}/status`;

  const link: Link = openLink({
    ...way,
    ...account,
    clientId,
    statusTopic,
    clock,
    log,
    ...(broker && { prepare: broker.start }),
    onMessage: hear,
    async onConnected(session) {
      latest = session;
      await probe.connected(session, [...catalogue.filters, ...catalogue.topics()]);
      session.tell(statusTopic, "online");
      for (const entry of catalogue.entries.values()) if (observer.watches(entry.address)) ask(entry, session);
    },
    onDown() {
      probe.disconnected();
      for (const entry of catalogue.entries.values()) {
        entry.known = { ...entry.known, live: false };
        delete entry.askedAt;
        observer.changed(entry.address);
      }
    },
  });
  const unlocking = createUnlocking({ link, clock });

  function hear(message: Message): void {
    if (probe.hear(message)) return;
    for (const { entry, reports } of catalogue.read(message)) {
      for (const report of reports) {
        const isOld = message.retained || (report.type === "state" && report.remembered === true);
        for (const order of entry.orders) order.hear(report, isOld);
        entry.known = learn(entry.known, report, isOld, clock.now());
        if (isOld && !message.retained) {
          delete entry.askedAt;
          ask(entry);
        }
        if (message.retained || (report.type !== "operation" && report.type !== "alarm")) continue;
        // What our own orders move is no news.
        if (report.type === "operation" && report.origin === "remote" && unlocking.isRecent(entry.address)) continue;
        observer.event({ address: entry.address, at: clock.now(), ...report });
      }
      observer.changed(entry.address);
    }
  }

  /** Have it tell how it is, where it has not since the connection began. */
  function ask(entry: Entry, session = link.session): void {
    const { query } = entry.device;
    const now = clock.now();
    if (!query || !session || entry.known.live || now - (entry.askedAt ?? -Infinity) < ASK_EVERY_MS) return;
    entry.askedAt = now;
    session.tell(query.topic, query.payload);
  }

  function listed({ address, device: { name, kind, area, actions, relocks } }: Entry): FoundDevice {
    const more = { ...(area !== undefined && { area }), ...(relocks !== undefined && { relocks }) };
    return { address, name, kind, ...more, actions, snapshot: snapshotAt(address) };
  }

  return {
    kind: "mqtt",
    unlock: (command, signal): Promise<OpenOutcome> =>
      unlocking.unlock(command, catalogue.get(command.address), signal),
    async snapshot(address, signal) {
      signal.throwIfAborted();
      const entry = catalogue.get(address);
      if (entry) ask(entry);
      return snapshotAt(address);
    },
    async discover(signal) {
      await link.settled(signal);
      if (!link.session) throw new HubUnreachableError(link.failure?.message ?? "the broker is not connected");
      await probe.settled(signal);
      for (const entry of [...catalogue.entries.values()].slice(0, MAX_ASKED)) ask(entry);
      // What was found is asked how it is, and that has been answered when one more message comes back.
      await probe.measure(link.session, signal);
      signal.throwIfAborted();
      return [...catalogue.entries.values()]
        .filter(({ found, address }) => found || observer.watches(address))
        .slice(0, MAX_LISTED)
        .map(listed);
    },
    async check(signal) {
      await link.settled(signal);
      const watched = [...catalogue.entries.values()].filter(({ address }) => observer.watches(address));
      const as = account.username ?? clientId;
      return checkHub({
        link,
        probe,
        as,
        target,
        profiles,
        hasDoorSecret: secrets.doorSecret !== undefined,
        embedded: broker !== undefined,
        watched,
        signal,
      });
    },
    watch(addresses) {
      for (const address of addresses) {
        const entry = catalogue.get(address);
        if (entry) ask(entry);
      }
      observer.watch(addresses);
    },
    async stop() {
      observer.stop();
      await unlocking.stop();
      await link.stop();
      await broker?.stop();
    },
  };
}
