/** The driver of Matter locks. The fabric is in a process of its own (`controller.ts`); this says what is known of it. */
import { notMoved, type OpenOutcome } from "../../domain/order.ts";
import {
  type FoundDevice,
  type HubOptions,
  HubUnreachableError,
  type KeptState,
  type LockDriver,
  type Snapshot,
  type UnlockCommand,
} from "../driver.ts";
import { ControllerGone, type Notice, startController } from "./controller.ts";
import { type Launch, launchProcess } from "./process.ts";
import type { Attestation, LockReport } from "./protocol.ts";
import { createOncePerOrder } from "../once-per-order.ts";

/** Of locks that are watched, and of what is known of each. */
const MAX_KNOWN = 1_000;
const READ_MS = 5_000;
/** For a device to be found, to prove itself, and to join, also by a process that is just starting. */
const COMMISSION_MS = 53_000;
/** For a process that is just starting, in milliseconds. */
const READY_MS = 8_000;

/** What a Matter hub is configured with. */
export interface MatterSettings {
  readonly attestation?: Attestation;
}

/** The driver, with what other kinds have not. */
export type MatterDriver = LockDriver & Required<Pick<LockDriver, "commission" | "leave">>;

/** @param launch how the process is started */
export function openMatter(hub: HubOptions<MatterSettings>, launch: Launch = launchProcess): MatterDriver {
  const { hubId, folder, state = inMemory(), clock, log, observe, settings } = hub;
  const once = createOncePerOrder();
  const known = new Map<string, LockReport>();
  const told = new Map<string, string>();
  let watched: ReadonlySet<string> = new Set();
  let stopped = false;

  const controller = startController({ hubId, folder, state, clock, log, launch, notice, ended });

  function notice(message: Notice): void {
    if (message.notice === "ready") return void tellAll();
    if (message.notice === "state") return keep(message.report);
    const { address, occurrence } = message;
    if (watched.has(address)) observe({ address, at: clock.now(), ...occurrence });
  }

  function ended(): void {
    for (const [address, report] of known) known.set(address, { ...report, live: false });
    for (const address of watched) tell(address);
  }

  async function tellAll(): Promise<void> {
    const reports = await controller.ask({ ask: "locks" }).catch(() => []);
    for (const report of reports) keep(report);
  }

  function keep(report: LockReport): void {
    if (!known.has(report.address) && known.size >= MAX_KNOWN) return;
    known.set(report.address, report);
    if (watched.has(report.address)) tell(report.address);
  }

  /** Observed when it is another than the last. */
  function tell(address: string): void {
    const report = known.get(address);
    const at = clock.now();
    const snapshot = snapshotOf(report, at);
    const text = JSON.stringify({ ...snapshot, observedAt: 0 });
    if (told.get(address) === text) return;
    told.set(address, text);
    observe({ address, at, type: "state", snapshot });
  }

  async function carryOut(command: UnlockCommand, signal: AbortSignal): Promise<OpenOutcome> {
    const { address, action, notAfter, relockAfterS } = command;
    const startedAt = clock.now();
    if (stopped) return notMoved("offline", "the hub was stopped");
    if (signal.aborted || startedAt >= notAfter) return notMoved("expired", "the deadline passed before it was sent");
    const done = new AbortController();
    const deadline = new AbortController();
    clock.sleep(notAfter - startedAt, done.signal).then(
      () => deadline.abort(),
      () => {},
    );
    const until = AbortSignal.any([signal, deadline.signal]);
    try {
      // A server that has just begun, or has taken the hub over, is there in a moment; one whose process ended is not.
      if (controller.version === undefined) await controller.ready(notAfter - startedAt, until);
      if (until.aborted) return notMoved("expired", "the deadline passed before the process for Matter was there");
      const forMs = notAfter - clock.now();
      const relock = relockAfterS === undefined ? {} : { relockAfterS };
      const outcome = await controller.ask({ ask: "unlock", address, action, ...relock, forMs, at: Date.now() }, until);
      return outcome.ok ? { ...outcome, latencyMs: clock.now() - startedAt } : outcome;
    } catch (error) {
      if (!(error instanceof ControllerGone)) throw error;
      if (!error.asked) return notMoved("offline", error.message);
      return { ok: false, failure: "indeterminate", mayHaveExecuted: true, detail: error.message };
    } finally {
      done.abort();
    }
  }

  return {
    kind: "matter",
    unlock: (command, signal) => once.run(command.orderId, () => carryOut(command, signal)),
    async snapshot(address, signal) {
      const report = await inTime(controller.ask({ ask: "read", address }, signal), signal).catch(() => null);
      signal.throwIfAborted();
      if (report) keep(report);
      const last = known.get(address);
      return snapshotOf(report ?? (last && { ...last, live: false }), clock.now());
    },
    async discover(signal) {
      await controller.ready(READY_MS, signal);
      const reports = await orUnreachable(controller.ask({ ask: "locks" }, signal));
      return reports.map((report) => foundOf(report, clock.now()));
    },
    async check(signal) {
      const startedAt = clock.now();
      try {
        await controller.ready(READY_MS, signal);
        const locks = await controller.ask({ ask: "locks" }, signal);
        const silent = locks.filter(({ live }) => !live).map(({ name }) => `${name} does not answer`);
        return {
          ok: true,
          as: "Latchstring",
          version: `matter.js ${controller.version ?? ""}`,
          latencyMs: clock.now() - startedAt,
          ...(silent.length > 0 && { warnings: silent.slice(0, 20) }),
        };
      } catch (error) {
        signal.throwIfAborted();
        return { ok: false, failure: "offline", detail: error instanceof Error ? error.message : String(error) };
      }
    },
    watch(addresses) {
      watched = new Set([...addresses].slice(0, MAX_KNOWN));
      told.clear();
      for (const address of watched) tell(address);
    },
    async commission(code, signal) {
      const until = clock.now() + COMMISSION_MS;
      await controller.ready(COMMISSION_MS / 2, signal);
      const attestation = settings.attestation ?? "certified";
      const asked = { ask: "commission", code, attestation, forMs: until - clock.now() } as const;
      const reports = await orUnreachable(controller.ask(asked, signal));
      for (const report of reports) keep(report);
      return reports.map((report) => foundOf(report, clock.now()));
    },
    async leave() {
      await controller.ready(READY_MS);
      await orUnreachable(controller.ask({ ask: "leave" }));
      known.clear();
    },
    async stop() {
      stopped = true;
      await controller.stop();
      await once.ended();
    },
  };
}

/** For whoever keeps nothing: as long as the driver is open. */
function inMemory(): KeptState {
  let kept: string | undefined;
  return { read: async () => kept, write: async (state) => void (kept = state) };
}

/** A device that does not answer is not waited for longer than a person would. */
function inTime<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = AbortSignal.any([signal, AbortSignal.timeout(READ_MS)]);
  late.addEventListener("abort", () => reject(late.reason), { once: true });
  return Promise.race([answer, promise]);
}

async function orUnreachable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new HubUnreachableError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function snapshotOf(report: LockReport | undefined, observedAt: number): Snapshot {
  if (!report) return { state: "unknown", online: false, observedAt, source: "assumed" };
  const { state, door, battery, batteryCritical, live } = report;
  return {
    state: live ? state : "unknown",
    ...(door !== undefined && { door: live ? door : "unknown" }),
    ...(battery !== undefined && { battery }),
    ...(batteryCritical !== undefined && { batteryCritical }),
    online: live,
    observedAt,
    source: live ? "device" : "cached",
  };
}

function foundOf(report: LockReport, now: number): FoundDevice {
  const { address, name, product, actions } = report;
  return { address, name, kind: product, actions, snapshot: snapshotOf(report, now) };
}
