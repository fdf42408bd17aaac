/**
 * The hubs that this process has open: those at which locks have devices, and those that somebody asks something of. What
 * other processes or the command line make, change or remove is noticed within a second or so.
 */
import { type Clock, pause } from "../../clock.ts";
import { type HeldLease, holdLease } from "../../leases/lease.ts";
import type { Log } from "../../log.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import {
  type DriverKind,
  type FoundDevice,
  type HubCheck,
  HubUnreachableError,
  type LockDriver,
  type Observation,
} from "../driver.ts";
import type { DriverRegistry } from "../registry.ts";
import { type Connection, createConnection, type HubState } from "./connection.ts";
import { type HubStore, isSameConnection, SIMULATOR_HUB, type StoredHub } from "./hub.ts";
import { keptState, ownFolder, removeFolder } from "./kept.ts";
import type { HubSecrets, Secrets } from "./secrets.ts";
import { ALWAYS_THERE } from "./simulator-hub.ts";

/** The drivers of this process, by the hubs that they serve. */
export interface OpenHubs extends DriverRegistry {
  /** The driver of a hub; undefined where there is none, it cannot be opened now, or another process holds it. */
  get(hubId: string): Promise<LockDriver | undefined>;
  state(hubId: string): HubState;
  /** Whether it can be reached now, within 10 s. */
  check(hubId: string): Promise<HubCheck>;
  /** The devices that could be bound, within 10 s. @throws HubUnreachableError that says why it cannot be asked */
  discover(hubId: string): Promise<readonly FoundDevice[]>;
  /**
   * Take a device in by its code, within a minute.
   *
   * @returns what of it can be bound; undefined where the hub takes none in
   * @throws HubUnreachableError that says why not
   */
  commission(hubId: string, code: string): Promise<readonly FoundDevice[] | undefined>;
  /**
   * It was removed: let its devices forget it, within 15 s, where this process holds it; else whichever holds it does, or
   * will, also after a restart.
   */
  leave(hubId: string): Promise<void>;
  /** Open those at which locks have devices, and look for changes from now on. */
  begin(): void;
  /** Something was changed by this process: look now. Never throws. */
  look(): Promise<void>;
}

/** What `openHubs` needs. */
export interface OpenHubsOptions {
  readonly hubs: () => Promise<HubStore>;
  readonly secrets: HubSecrets;
  /** Of the simulator that is always there. */
  readonly simulator: object;
  readonly dataDir: string;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound?: Outbound;
  readonly observed: (lockId: number, hubId: string, observation: Observation) => Promise<void>;
  /** The code of a kind of hub; undefined where there is no such kind. */
  readonly kindOf: (kind: string) => Promise<DriverKind> | undefined;
}

/** How often it is looked whether something changed, while there are hubs and while there are none, in milliseconds. */
const LOOK_MS = 1_000;
const IDLE_LOOK_MS = 10_000;
/** How long a hub without a lock stays open after it was asked something, in milliseconds; and how many such there are. */
const UNBOUND_MS = 60_000;
const MAX_UNBOUND = 50;
/** How often devices are told that their hub was removed, and after how long nobody can be told any more. */
const LEAVE_AGAIN_MS = 60_000;
const GIVE_UP_LEAVING_MS = 86_400_000;

const NO_HUB = "there is no such hub";
const ELSEWHERE = "another process holds this hub: ask again";

interface OpenHub {
  readonly hub: StoredHub;
  readonly connection: Connection;
  /** Of a hub that one process at a time may hold. */
  readonly lease: HeldLease | undefined;
}

/** @returns hubs of which none is open yet */
export function openHubs(options: OpenHubsOptions): OpenHubs {
  const { secrets, dataDir, holder, clock, log, observed, kindOf } = options;
  const stopping = new AbortController();
  const open = new Map<string, OpenHub>();
  const held = new Set<string>();
  /** One after the other for each hub: it must not be open twice. */
  const changing = new Map<string, Promise<unknown>>();
  let bound: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map();
  /** Hubs that were removed and whose devices are still to be told, and when that may be tried again. */
  const removed = new Map<string, number>();
  let revision: number | undefined;
  let looking: Promise<void> = Promise.resolve();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look();
      const hasHubs = bound.size > 0 || removed.size > 0 || [...open.keys()].some((hubId) => hubId !== SIMULATOR_HUB);
      await pause(clock, hasHubs ? LOOK_MS : IDLE_LOOK_MS, stopping.signal);
    }
  }

  function look(): Promise<void> {
    return (looking = looking.then(lookNow).catch((error: unknown) => {
      log.warn({ err: error }, "It could not be looked whether hubs changed; trying again");
    }));
  }

  async function lookNow(): Promise<void> {
    if (stopping.signal.aborted) return;
    const store = await options.hubs();
    const now = await store.revision();
    if (now !== revision) {
      await takeChanges(store);
      revision = now;
    }
    for (const hubId of removed.keys()) if (!changing.has(hubId)) void leave(hubId).catch(notLeft(hubId));
    for (const [hubId, one] of open) {
      if (hubId === SIMULATOR_HUB || removed.has(hubId)) continue;
      if (bound.has(hubId)) {
        if (!isElsewhere(one)) one.connection.lookAfter();
      } else if (clock.now() - one.connection.usedAt() > UNBOUND_MS) await inLine(hubId, () => drop(hubId));
    }
  }

  async function takeChanges(store: HubStore): Promise<void> {
    const revisions = await store.revisions();
    bound = byHub(await store.bindings());
    const gone = new Set(await store.removed());
    for (const hubId of removed.keys()) if (!gone.has(hubId)) removed.delete(hubId);
    for (const hubId of gone) if (!removed.has(hubId)) removed.set(hubId, 0);
    await Promise.all(
      [...open].map(([hubId, { hub, connection }]) => {
        connection.watch(addressesOf(hubId));
        if (hubId === SIMULATOR_HUB || revisions.get(hubId) === hub.revision) return undefined;
        return inLine(hubId, () => renew(store, hubId));
      }),
    );
    await Promise.all([...bound.keys()].filter((hubId) => revisions.has(hubId)).map(found));
  }

  async function renew(store: HubStore, hubId: string): Promise<void> {
    const [before, now] = [open.get(hubId), await store.hub(hubId)];
    if (!before) return;
    // A hub that was given another name only goes on.
    if (now && isSameConnection(before.hub, now)) open.set(hubId, { ...before, hub: now });
    else await drop(hubId);
    if (!now) await removeFolder(dataDir, hubId);
  }

  function leave(hubId: string): Promise<void> {
    return inLine(hubId, async () => {
      const store = await options.hubs();
      const hub = await store.hub(hubId);
      const one = hub?.removedAt === undefined ? undefined : (open.get(hubId) ?? (await prepare(hubId)));
      if (!one?.lease?.held() || clock.now() < (removed.get(hubId) ?? 0)) return;
      if (!(await one.connection.leave()) && clock.now() - hub!.removedAt! < GIVE_UP_LEAVING_MS) {
        removed.set(hubId, clock.now() + LEAVE_AGAIN_MS);
        return;
      }
      await store.forget(hubId);
      removed.delete(hubId);
      await drop(hubId);
      await removeFolder(dataDir, hubId);
    });
  }

  function notLeft(hubId: string) {
    return (error: unknown) => log.warn({ hubId, err: error }, "A removed hub could not be forgotten; trying again");
  }

  async function drop(hubId: string): Promise<void> {
    const dropped = open.get(hubId);
    open.delete(hubId);
    held.delete(hubId);
    await dropped?.connection.stop();
    await dropped?.lease?.release();
  }

  function inLine<T>(hubId: string, change: () => Promise<T>): Promise<T> {
    const after = (changing.get(hubId) ?? Promise.resolve()).catch(() => {}).then(change);
    changing.set(hubId, after);
    void after.catch(() => {}).finally(() => changing.get(hubId) === after && changing.delete(hubId));
    return after;
  }

  /** The hub as this process has it, whether it is open or not; undefined where there is none. */
  function found(hubId: string): OpenHub | undefined | Promise<OpenHub | undefined> {
    if (stopping.signal.aborted) return undefined;
    return open.get(hubId) ?? inLine(hubId, async () => open.get(hubId) ?? (await prepare(hubId)));
  }

  async function prepare(hubId: string): Promise<OpenHub | undefined> {
    const store = hubId === SIMULATOR_HUB ? undefined : await options.hubs();
    const hub = store ? await store.hub(hubId) : ALWAYS_THERE(options.simulator);
    const kind = hub && (await kindOf(hub.kind)?.catch(() => undefined));
    if (!hub || stopping.signal.aborted) return undefined;
    let known: Secrets = {};
    const connection = createConnection({
      hubId,
      clock,
      log,
      secrets: () => Object.values(known),
      async open(observe) {
        const kind = await kindOf(hub.kind);
        if (!kind) throw new Error(`This server has no hubs of the kind ${hub.kind}`);
        known = await secrets.decrypt(hub);
        const folder = await ownFolder(dataDir, hub);
        return kind.open({
          hubId,
          settings: hub.settings,
          secrets: known,
          folder,
          clock,
          log,
          observe,
          ...(store && kind.exclusive && { state: keptState(hub, { store, secrets, holder }) }),
          ...(options.outbound && { outbound: options.outbound }),
        });
      },
      async observed(observation) {
        const lockId = bound.get(hubId)?.get(observation.address);
        if (lockId !== undefined) await observed(lockId, hubId, observation);
      },
    });
    connection.watch(addressesOf(hubId));
    if (!bound.has(hubId)) makeRoom();
    const lease = store && kind?.exclusive ? leaseOf(hubId, store, connection, kind) : undefined;
    const made: OpenHub = { hub, connection, lease };
    open.set(hubId, made);
    await lease?.looked;
    return made;
  }

  /** Whoever asks many hubs something does not keep all of them open. */
  function makeRoom(): void {
    const unbound = [...open].filter(([hubId]) => hubId !== SIMULATOR_HUB && !bound.has(hubId));
    if (unbound.length < MAX_UNBOUND) return;
    const [[oldest] = []] = unbound.toSorted(([, a], [, b]) => a.connection.usedAt() - b.connection.usedAt());
    if (oldest !== undefined) void inLine(oldest, () => drop(oldest));
  }

  function leaseOf(hubId: string, leases: HubStore, connection: Connection, kind: DriverKind): HeldLease {
    const taken = () => {
      held.add(hubId);
      if (bound.has(hubId)) void connection.driver(true);
    };
    const lost = () => {
      held.delete(hubId);
      void connection.stop();
    };
    const nearing = () => {
      if (bound.has(hubId))
        void kind.warm?.().catch((error: unknown) => log.warn({ err: error, hubId }, "No process could be had ahead"));
    };
    return holdLease({ name: hubId, holder, leases, clock, log, nearing, taken, lost });
  }

  function addressesOf(hubId: string): ReadonlySet<string> {
    return new Set(bound.get(hubId)?.keys());
  }

  const isElsewhere = ({ lease: held }: OpenHub) => held !== undefined && !held.held();

  return {
    held,
    async get(hubId) {
      const one = await found(hubId);
      if (!one || isElsewhere(one)) return undefined;
      const driver = one.connection.opened() ?? (await one.connection.driver());
      return isElsewhere(one) ? undefined : driver;
    },
    state(hubId) {
      const one = open.get(hubId);
      if (!one) return { connection: "idle" };
      return isElsewhere(one) ? { connection: "elsewhere" } : one.connection.state();
    },
    async check(hubId) {
      const one = await found(hubId);
      if (!one) return { ok: false, failure: "internal", detail: NO_HUB };
      return isElsewhere(one) ? { ok: false, failure: "offline", detail: ELSEWHERE } : one.connection.check();
    },
    async discover(hubId) {
      const one = await found(hubId);
      if (!one || isElsewhere(one)) throw new HubUnreachableError(one ? ELSEWHERE : NO_HUB);
      return one.connection.discover();
    },
    async commission(hubId, code) {
      const one = await found(hubId);
      if (!one || isElsewhere(one)) throw new HubUnreachableError(one ? ELSEWHERE : NO_HUB);
      return one.connection.commission(code);
    },
    leave,
    begin: () => void (running ??= run()),
    look,
    async stop() {
      stopping.abort();
      await Promise.allSettled(changing.values());
      await Promise.all([...open.keys()].map((hubId) => inLine(hubId, () => drop(hubId))));
      await Promise.all([running, looking]);
    },
  };
}

function byHub(bindings: Awaited<ReturnType<HubStore["bindings"]>>): Map<string, Map<string, number>> {
  const hubs = new Map<string, Map<string, number>>();
  for (const { hubId, address, lockId } of bindings)
    hubs.set(hubId, (hubs.get(hubId) ?? new Map<string, number>()).set(address, lockId));
  return hubs;
}
