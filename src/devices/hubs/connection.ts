/**
 * One hub of this process: opened when it is needed, again with backoff where that fails, and looked after while it is
 * open. Whatever is wrong with it is a state that is shown.
 */
import { type Clock, timeLeft } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { type FoundDevice, type HubCheck, HubUnreachableError, type LockDriver, type Observation } from "../driver.ts";
import { lineUp, type Observed } from "./observations.ts";
import { within } from "./within.ts";

/** A hub as this process reaches it. */
export interface Connection {
  /** The driver, opened if it is not; undefined where that cannot be now. @param again also before the time to try again */
  driver(again?: boolean): Promise<LockDriver | undefined>;
  /** The driver where it is open. */
  opened(): LockDriver | undefined;
  /** Observe these devices and no others. */
  watch(addresses: ReadonlySet<string>): void;
  /** Ask the hub how it is, within 10 s; those who ask together are told the same. */
  check(): Promise<HubCheck>;
  /** Likewise what devices there are. @throws HubUnreachableError that says why it cannot be asked */
  discover(): Promise<readonly FoundDevice[]>;
  /**
   * Take a device in by its code, within a minute.
   *
   * @returns what of it can be bound; undefined where the hub takes none in
   * @throws HubUnreachableError that says why not
   */
  commission(code: string): Promise<readonly FoundDevice[] | undefined>;
  /** Let its devices forget the hub, within 15 s. @returns false where they could not be told and it must be tried again */
  leave(): Promise<boolean>;
  /** To be called every second or so: opens it anew, and asks how it is. */
  lookAfter(): void;
  state(): HubState;
  /** When somebody last needed it, in milliseconds since the epoch. */
  usedAt(): number;
  /** Let go of the devices; within a second or so. It may be opened again afterwards. */
  stop(): Promise<void>;
}

/** What this process knows of a hub. */
export interface HubState {
  /** `idle`: nothing has needed it yet; `elsewhere`: another process holds it. */
  readonly connection: "idle" | "opening" | "open" | "broken" | "elsewhere";
  /** Why it is broken. */
  readonly problem?: string;
  /** What the hub said of itself last, and when. */
  readonly checked?: { readonly at: number; readonly check: HubCheck };
}

/** What `createConnection` needs. */
export interface ConnectionOptions {
  readonly hubId: string;
  readonly open: (observe: (observation: Observation) => void) => Promise<LockDriver>;
  /** Never to be told to anybody. */
  readonly secrets: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly observed: Observed;
}

/** How long opening, asking and stopping may take, in milliseconds. */
const OPEN_MS = 5_000;
const ASK_MS = 10_000;
const COMMISSION_MS = 55_000;
const LEAVE_MS = 15_000;
const STOP_MS = 1_000;
/** More than any driver may find. */
const MAX_DEVICES = 1_000;
/** How soon a hub that could not be opened is tried again, at first and at most. */
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
const CHECK_EVERY_MS = 60_000;

/** @returns a connection that is not open yet */
export function createConnection(options: ConnectionOptions): Connection {
  const { hubId, open, secrets, clock, log, observed } = options;
  let current: { readonly driver: LockDriver; readonly stop: () => Promise<void> } | undefined;
  let opening: Promise<LockDriver | undefined> | undefined;
  let problem: { readonly text: string; readonly left: () => number; readonly wait: number } | undefined;
  let checked: HubState["checked"];
  /** How long until it is asked again. */
  let untilAsked: (() => number) | undefined;
  let watched: ReadonlySet<string> = new Set();
  let checking: Promise<HubCheck> | undefined;
  let finding: Promise<readonly FoundDevice[]> | undefined;
  let usedAt = clock.now();
  /** Rises when it is stopped: what was begun before counts no more. */
  let turn = 0;
  /** A hub is never open twice: the one before lets go first. */
  let letGo: Promise<unknown> = Promise.resolve();

  async function start(): Promise<LockDriver | undefined> {
    const mine = turn;
    await letGo;
    if (mine !== turn) return undefined;
    const line = lineUp({ clock, log }, observed);
    const observe = (observation: Observation) => {
      if (watched.has(observation.address)) line.add(observation);
    };
    const starting = open(observe);
    try {
      const driver = await within(clock, OPEN_MS, () => starting);
      const stop = async () => {
        line.stop();
        await within(clock, STOP_MS, () => driver.stop()).catch(failed("A driver did not stop"));
      };
      if (mine !== turn) {
        await stop();
        return undefined;
      }
      current = { driver, stop };
      problem = undefined;
      untilAsked = undefined;
      if (watched.size > 0) driver.watch([...watched]);
      return driver;
    } catch (error) {
      line.stop();
      // One that opens after all is not needed any more.
      void starting.then((driver) => driver.stop()).catch(() => {});
      if (mine !== turn) return undefined;
      const wait = Math.min((problem?.wait ?? RETRY_MS / 2) * 2, MAX_RETRY_MS);
      const text = told(error instanceof Error ? error.message : String(error));
      // Not all processes at once.
      problem = { text, wait, left: timeLeft(clock, clock.now() + wait * (0.75 + Math.random() / 4)) };
      log.warn({ hubId, problem: text }, "A hub could not be opened");
      return undefined;
    }
  }

  function driver(again = false): Promise<LockDriver | undefined> {
    usedAt = clock.now();
    if (current) return Promise.resolve(current.driver);
    if (problem && !again && problem.left() > 0) return Promise.resolve(undefined);
    if (opening) return opening;
    const started = start().finally(() => {
      if (opening === started) opening = undefined;
    });
    return (opening = started);
  }

  async function ask(asked: LockDriver): Promise<HubCheck> {
    const check = await within(clock, ASK_MS, (signal) => asked.check(signal)).catch((error: unknown): HubCheck => {
      const detail = error instanceof Error ? error.message : String(error);
      return { ok: false, failure: "offline", detail };
    });
    const clean = toldCheck(check);
    if (current?.driver === asked) checked = { at: clock.now(), check: clean };
    return clean;
  }

  async function checkNow(): Promise<HubCheck> {
    const opened = await driver(true);
    return opened ? ask(opened) : { ok: false, failure: "internal", detail: whyNot() };
  }

  async function find(): Promise<readonly FoundDevice[]> {
    const opened = await driver(true);
    if (!opened) throw new HubUnreachableError(whyNot());
    try {
      return (await within(clock, ASK_MS, (signal) => opened.discover(signal))).slice(0, MAX_DEVICES);
    } catch (error) {
      throw new HubUnreachableError(told(error instanceof Error ? error.message : String(error)));
    }
  }

  async function commission(code: string): Promise<readonly FoundDevice[] | undefined> {
    const opened = await driver(true);
    if (!opened) throw new HubUnreachableError(whyNot());
    if (!opened.commission) return undefined;
    try {
      return await within(clock, COMMISSION_MS, async (signal) => opened.commission!(code, signal));
    } catch (error) {
      const why = told(error instanceof Error ? error.message : String(error));
      throw new HubUnreachableError(why.replaceAll(code, "…"));
    }
  }

  async function leave(): Promise<boolean> {
    const opened = await driver(true);
    if (!opened) return false;
    try {
      await within(clock, LEAVE_MS, async () => opened.leave?.());
      return true;
    } catch (error) {
      failed("Devices were not told that their hub is removed")(error);
      return false;
    }
  }

  function whyNot(): string {
    return problem?.text ?? "the hub is not open";
  }

  function toldCheck(check: HubCheck): HubCheck {
    if (!check.ok) return { ...check, detail: told(check.detail) };
    const { as, version, warnings, ...rest } = check;
    return {
      ...rest,
      ...(as !== undefined && { as: told(as) }),
      ...(version !== undefined && { version: told(version) }),
      ...(warnings && { warnings: warnings.map(told) }),
    };
  }

  /** A text without the hub's secrets, whatever a driver writes. */
  function told(text: string): string {
    return secrets()
      .filter((secret) => secret.length >= 4)
      .reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  }

  function failed(what: string) {
    return (error: unknown) => log.warn({ hubId, problem: told(String(error)) }, what);
  }

  return {
    driver,
    opened() {
      usedAt = clock.now();
      return current?.driver;
    },
    watch(addresses) {
      if (addresses.size === watched.size && [...addresses].every((one) => watched.has(one))) return;
      watched = addresses;
      current?.driver.watch([...addresses]);
    },
    check: () => (checking ??= checkNow().finally(() => (checking = undefined))),
    discover: () => (finding ??= find().finally(() => (finding = undefined))),
    commission,
    leave,
    lookAfter() {
      if (!current) {
        void driver();
        return;
      }
      if (untilAsked && untilAsked() > 0) return;
      untilAsked = timeLeft(clock, clock.now() + CHECK_EVERY_MS);
      void ask(current.driver).catch(failed("A hub could not be asked"));
    },
    state: () => ({
      connection: current ? "open" : opening ? "opening" : problem ? "broken" : "idle",
      ...(problem && !current && { problem: problem.text }),
      ...(checked && current && { checked }),
    }),
    usedAt: () => usedAt,
    async stop() {
      turn++;
      const stopped = current;
      current = undefined;
      checked = undefined;
      problem = undefined;
      letGo = Promise.all([letGo, stopped?.stop(), opening]);
      opening = undefined;
      await letGo;
    },
  };
}
