/**
 * Keeps what drivers see: the last state of each lock's device beside the record, and what people must be able to look up
 * later in the record itself.
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";
import type { DeviceAddress, DeviceFact } from "../../domain/device.ts";
import type { LedgerWithoutOrders } from "../../ledger/ledger.ts";
import type { Log } from "../../log.ts";
import type { Observation } from "../driver.ts";
import { createTimers } from "../timers.ts";
import type { DeviceState, DeviceStates } from "./device-states.ts";
import { later, NOTHING_WATCHED, seen, type Watched } from "./facts.ts";

/** Where observations of drivers go. */
export interface Observed {
  /** Never rejects: what cannot be kept is logged, and told again by the next observation. */
  observed(lockId: number, hubId: string, observation: Observation): Promise<void>;
  /**
   * What was last seen of a lock's device by any process, some seconds ago at most; undefined where nothing was seen yet.
   *
   * @throws StoreUnavailableError
   */
  state(lockId: number): Promise<DeviceState | undefined>;
  /** The same of many locks, by their numbers: those of which something was seen. */
  states(lockIds: readonly number[]): Promise<ReadonlyMap<number, DeviceState>>;
  /** Write down what was seen, and stop. */
  close(): Promise<void>;
}

interface ObservedDeps {
  readonly ledger: Pick<LedgerWithoutOrders, "submit">;
  readonly states: DeviceStates;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long states are gathered before they are written together, in milliseconds. */
const GATHER_MS = 1_000;
/** Written together at the most. */
const BATCH = 500;
/** Devices that are watched; of others the thresholds begin anew. */
const MAX_WATCHED = 20_000;

interface Device extends DeviceAddress {
  readonly watched: Watched;
  readonly cancel: () => void;
}

/** Keeps last states in the store and facts in the ledger; remembers a bounded number of devices. */
export function createObserved({ ledger, states, clock, log }: ObservedDeps): Observed {
  const devices = new LRUCache<number, Device>({
    maxSize: MAX_WATCHED,
    sizeCalculation: () => 1,
    dispose: ({ cancel }) => cancel(),
  });
  const unwritten = new Map<number, DeviceState>();
  const timers = createTimers(clock);
  let flushing: Promise<void> | undefined;
  let gathering = false;

  async function note(lockId: number, device: DeviceAddress, facts: readonly DeviceFact[]): Promise<void> {
    for (const fact of facts) {
      const { hubId, address } = device;
      try {
        await ledger.submit({ type: "noteDevice", lockId, device: { hubId, address }, fact });
      } catch (error) {
        log.warn({ err: error, lockId, fact: fact.type }, "What was seen of a device could not be recorded");
        forgetTold(lockId, fact.type);
      }
    }
  }

  /** The next observation tells it again. */
  function forgetTold(lockId: number, type: DeviceFact["type"]): void {
    const device = devices.peek(lockId);
    if (!device) return;
    const { [type]: _, ...told } = device.watched.told;
    keep(lockId, { ...device, watched: { ...device.watched, told } });
  }

  /** In place of what was there, whose timer goes on. */
  function keep(lockId: number, device: Device): void {
    devices.set(lockId, device, { noDisposeOnSet: true });
  }

  function step(
    lockId: number,
    at: DeviceAddress,
    { watched, facts, lookAt }: ReturnType<typeof later>,
  ): Promise<void> {
    devices.peek(lockId)?.cancel();
    const cancel = lookAt === undefined ? NOTHING_SET : timers.at(lookAt, () => void lookAgain(lockId));
    keep(lockId, { hubId: at.hubId, address: at.address, watched, cancel });
    return note(lockId, at, facts);
  }

  async function lookAgain(lockId: number): Promise<void> {
    const device = devices.peek(lockId);
    if (device) await step(lockId, device, later(device.watched, clock.now()));
  }

  function put(state: DeviceState): void {
    unwritten.set(state.lockId, state);
    if (gathering) return;
    gathering = true;
    timers.at(clock.now() + GATHER_MS, () => void flush());
  }

  function flush(): Promise<void> {
    return (flushing ??= write().finally(() => (flushing = undefined)));
  }

  async function write(): Promise<void> {
    gathering = false;
    while (unwritten.size > 0) {
      const batch = [...unwritten.values()].slice(0, BATCH);
      try {
        await states.put(batch);
      } catch (error) {
        log.warn({ err: error, locks: batch.length }, "States of devices could not be kept");
        return;
      }
      for (const state of batch) if (unwritten.get(state.lockId) === state) unwritten.delete(state.lockId);
    }
  }

  return {
    async observed(lockId, hubId, observation) {
      const { address } = observation;
      const known = devices.get(lockId);
      const isSame = known?.hubId === hubId && known.address === address;
      if (observation.type === "state") put({ lockId, hubId, address, snapshot: observation.snapshot });
      await step(lockId, { hubId, address }, seen(isSame ? known.watched : NOTHING_WATCHED, observation, clock.now()));
    },
    state: async (lockId) => unwritten.get(lockId) ?? (await states.state(lockId)),
    async states(lockIds) {
      const found = new Map((await states.states(lockIds)).map((state) => [state.lockId, state]));
      for (const lockId of lockIds) {
        const state = unwritten.get(lockId);
        if (state) found.set(lockId, state);
      }
      return found;
    },
    async close() {
      timers.close();
      devices.clear();
      await flushing;
      await write();
    },
  };
}

const NOTHING_SET = () => {};
