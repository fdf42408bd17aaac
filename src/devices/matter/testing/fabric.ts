/** The process of a fabric with one lock, without the process: what `matter/controller.ts` says, on a clock that is given. */
import { type Clock, pause } from "../../../clock.ts";
import type { Launch } from "../process.ts";
import type { Answers, Asked, FromController, LockReport, Unlocked } from "../protocol.ts";

export const LOCK = "0a1b2c3d/1";

export interface FakeFabric {
  readonly launch: Launch;
  /** How often it was started. */
  readonly lives: number;
  /** How often the bolt moved. */
  readonly moves: number;
  installed: boolean;
  reachable: boolean;
  slowMs: number;
  /** How long the process takes to start, in milliseconds. */
  startMs: number;
  onMove: () => void;
  /** As if the process were killed. */
  kill(): void;
  say(message: FromController): void;
  report(): LockReport;
}

export function fakeFabric(clock: Clock): FakeFabric {
  let state: LockReport["state"] = "locked";
  let hear: ((message: FromController) => void) | undefined;
  let end: ((how: string) => void) | undefined;

  async function unlock({ forMs }: Extract<Asked, { ask: "unlock" }>, cancelled: AbortSignal): Promise<Unlocked> {
    if (!fabric.reachable)
      return { ok: false, failure: "offline", mayHaveExecuted: false, detail: "the lock does not answer" };
    const until = clock.now() + forMs;
    await pause(clock, fabric.slowMs, cancelled);
    if (cancelled.aborted || clock.now() >= until)
      return { ok: false, failure: "timeout", mayHaveExecuted: true, detail: "the lock did not say what became of it" };
    state = "unlocked";
    moves++;
    fabric.onMove();
    return { ok: true, stage: "confirmed", by: "state" };
  }

  async function answer(asked: Asked, cancelled: AbortSignal): Promise<Answers[keyof Answers]> {
    switch (asked.ask) {
      case "unlock":
        return unlock(asked, cancelled);
      case "read":
        return asked.address === LOCK ? fabric.report() : null;
      case "locks":
      case "commission":
        return [fabric.report()];
      case "leave":
        return null;
      default:
        return asked satisfies never;
    }
  }

  let lives = 0;
  let moves = 0;
  const fabric: FakeFabric = {
    get lives() {
      return lives;
    },
    get moves() {
      return moves;
    },
    installed: true,
    reachable: true,
    slowMs: 0,
    startMs: 0,
    onMove: () => {},
    launch(told) {
      if (!fabric.installed) return undefined;
      lives++;
      const underway = new Map<number, AbortController>();
      const ended = new AbortController();
      const { promise, resolve } = Promise.withResolvers<string>();
      hear = told;
      end = (how) => {
        hear = undefined;
        ended.abort();
        for (const cancel of underway.values()) cancel.abort();
        resolve(how);
      };
      const ready = () => told === hear && fabric.say({ notice: "ready", version: "0.0.0" });
      if (fabric.startMs === 0) queueMicrotask(ready);
      else void pause(clock, fabric.startMs, ended.signal).then(() => !ended.signal.aborted && ready());
      return {
        over: promise,
        end: () => end?.("SIGTERM"),
        send(message) {
          if ("begin" in message || "kept" in message) return;
          if ("cancel" in message) return underway.get(message.id)?.abort();
          const cancel = new AbortController();
          underway.set(message.id, cancel);
          void answer(message.asked, cancel.signal).then((said) => {
            underway.delete(message.id);
            if (told === hear) fabric.say({ id: message.id, answer: said });
          });
        },
      };
    },
    kill: () => end?.("SIGKILL"),
    say: (message) => hear?.(message),
    report: () => ({
      address: LOCK,
      name: "Hall",
      product: "Virtual lock",
      actions: ["unlock"],
      state,
      battery: 15,
      live: fabric.reachable,
    }),
  };
  return fabric;
}
