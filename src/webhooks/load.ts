/** Whether this process is needed for something else: whoever makes a key or opens a door comes before what is told of it. */
import { type Clock, pause } from "../clock.ts";

/** Of one process. */
export interface Load {
  /** A command was answered. */
  committed(): void;
  /** Whether commands keep this process busy all the time. */
  isBusy(): boolean;
  /** Wait a moment, where it is. */
  giveWay(signal: AbortSignal): Promise<void>;
}

/** How much of the time between two looks, and with how many commands a second in it. */
const BUSY = 0.95;
const COMMANDS_A_SECOND = 200;
const LOOK_MS = 100;
/** Between one delivery and the next of a lane. */
const GIVE_WAY_MS = 25;

/** A load that is looked at when somebody asks, ten times a second at the most. */
export function createLoad(clock: Clock): Load {
  let from = performance.now();
  let utilization = performance.eventLoopUtilization();
  let commands = 0;
  let isBusy = false;

  function look(): boolean {
    const now = performance.now();
    if (now - from < LOOK_MS) return isBusy;
    const before = utilization;
    utilization = performance.eventLoopUtilization();
    const used = performance.eventLoopUtilization(utilization, before).utilization;
    isBusy = used > BUSY && commands > (COMMANDS_A_SECOND * (now - from)) / 1_000;
    from = now;
    commands = 0;
    return isBusy;
  }

  return {
    committed: () => void commands++,
    isBusy: look,
    async giveWay(signal) {
      if (look()) await pause(clock, GIVE_WAY_MS, signal);
    },
  };
}
