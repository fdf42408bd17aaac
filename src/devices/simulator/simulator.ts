/**
 * A simulated lock: a motorised latch that an order retracts and a spring relocks. It behaves as a device would, a
 * durable record of what it did and the faults of `faults.ts` included.
 */
import { type Clock, pause } from "../../clock.ts";
import { isoTime } from "../../domain/ids.ts";
import { notMoved, type OpenOutcome } from "../../domain/order.ts";
import type { FoundDevice, LockDriver, Observation, Snapshot, UnlockCommand } from "../driver.ts";
import { SIMULATED_RELOCK_MS } from "../simulated.ts";
import { openActuationLog } from "./actuation-log.ts";
import { createFaultReader, type Fault } from "./faults.ts";
import { createOncePerOrder } from "../once-per-order.ts";

/** Where simulated locks keep their log, and how fast they are. */
export interface SimulatorOptions {
  /** Where `actuations.jsonl` and `faults.json` are. */
  readonly dir: string;
  /** How long the latch takes to open, in milliseconds. */
  readonly travelMs: number;
  readonly clock: Clock;
  readonly observe?: (observation: Observation) => void;
}

/** Its devices are addressed by a lock's number; there is one for every number. */
export async function createSimulator({ dir, travelMs, clock, observe }: SimulatorOptions): Promise<LockDriver> {
  const log = await openActuationLog(dir);
  const faultOf = createFaultReader(dir);
  const once = createOncePerOrder();
  const moving = new Set<number>();
  /** In order of time, because every latch stays open for equally long. */
  const relocksAt = new Map<number, number>();
  let watched: ReadonlySet<string> = new Set();
  let stopped = false;

  /** What the device does when a command arrives; a repeat gets the first one's answer and moves nothing. */
  function deliver(command: UnlockCommand, fault: Fault, signal: AbortSignal): Promise<OpenOutcome> {
    return once.run(command.orderId, () => carryOut(command, fault, signal));
  }

  async function carryOut(command: UnlockCommand, fault: Fault, signal: AbortSignal): Promise<OpenOutcome> {
    const { notAfter } = command;
    const lockId = Number(command.address);
    const startedAt = clock.now();
    const inTime = () => !signal.aborted && clock.now() < notAfter;
    if (fault.kind === "late") await pause(clock, fault.ms, signal);
    if (!inTime() || clock.now() + travelMs >= notAfter) return notMoved("expired", "no time left to open");
    if (travelMs > 0) {
      moving.add(lockId);
      await pause(clock, travelMs, signal).finally(() => moving.delete(lockId));
    }
    if (fault.kind === "jam") return notMoved("jammed", "the bolt does not move");
    const moved = await open(command, inTime);
    if (!moved) return notMoved("expired", "the deadline passed before the latch let go");
    if (fault.kind === "lost-ack") {
      await pause(clock, notAfter - clock.now(), signal);
      return { ok: false, failure: "indeterminate", mayHaveExecuted: true, detail: "the device did not answer" };
    }
    return { ok: true, stage: "executed", by: "ack", latencyMs: clock.now() - startedAt };
  }

  async function open({ orderId, address }: UnlockCommand, inTime: () => boolean): Promise<boolean> {
    const lockId = Number(address);
    const moved = await log.append(() => {
      if (!inTime()) return undefined;
      const at = clock.now();
      rememberOpen(lockId, at);
      return { lockId, orderId, action: "unlock", at: isoTime(at) };
    });
    return moved !== undefined;
  }

  function rememberOpen(lockId: number, at: number): void {
    relocksAt.delete(lockId);
    relocksAt.set(lockId, at + SIMULATED_RELOCK_MS);
    for (const [id, until] of relocksAt) {
      if (until > at) break;
      relocksAt.delete(id);
    }
  }

  return {
    kind: "simulator",
    async unlock(command, signal) {
      if (stopped) return notMoved("offline", "the simulator was stopped");
      let fault: Fault;
      try {
        fault = faultOf(Number(command.address));
      } catch (error) {
        return notMoved("internal", error instanceof Error ? error.message : String(error));
      }
      if (fault.kind === "offline") return notMoved("offline", "the device cannot be reached");
      const outcome = deliver(command, fault, signal);
      if (fault.kind === "duplicate") await deliver(command, fault, signal);
      return outcome;
    },
    snapshot: async (address) => snapshotOf(Number(address)),
    discover: async () =>
      [...watched].map((address): FoundDevice => {
        const snapshot = snapshotOf(Number(address));
        return {
          address,
          name: `Simulated door ${address}`,
          kind: "simulated",
          actions: ["unlock"],
          relocks: true,
          snapshot,
        };
      }),
    check: async () => ({ ok: true, version: "simulator", latencyMs: 0 }),
    watch(addresses) {
      watched = new Set(addresses);
      const at = clock.now();
      for (const address of watched) {
        const snapshot = snapshotOf(Number(address));
        observe?.({ address, at, type: "state", snapshot });
      }
    },
    async stop() {
      stopped = true;
      await once.ended();
      await log.close();
    },
  };

  function snapshotOf(lockId: number): Snapshot {
    const observedAt = clock.now();
    const fault = faultOf(lockId);
    if (fault.kind === "offline") return { state: "unknown", online: false, observedAt, source: "assumed" };
    return { state: stateOf(lockId, fault, observedAt), online: true, observedAt, source: "device" };
  }

  function stateOf(lockId: number, fault: Fault, now: number): Snapshot["state"] {
    if (now < (relocksAt.get(lockId) ?? 0)) return "unlocked";
    if (moving.has(lockId)) return "unlocking";
    return fault.kind === "jam" ? "jammed" : "locked";
  }
}
