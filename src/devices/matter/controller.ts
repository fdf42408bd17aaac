/**
 * The process of a Matter hub, seen from the server: begun, asked, and begun again with growing pauses whenever it ends.
 */
import { type Clock, pause } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { KeptState } from "../driver.ts";
import { type Launch, launchProcess, type Running } from "./process.ts";
import type { Answers, Asked, FromController } from "./protocol.ts";

/** What has to be done first; for people. */
export const NOT_INSTALLED =
  "Matter is not installed here: run `npm run install:matter`, or build the image with MATTER=yes";

const PAUSE_MS = { first: 500, most: 30_000 };
/** A process that held so long was well; the next pause is the first again. */
const HELD_MS = 60_000;
/** Questions on their way. */
const MAX_UNDERWAY = 1_000;

/** Why a question has no answer. `asked` is false where it surely never reached the process. */
export class ControllerGone extends Error {
  override readonly name = "ControllerGone";
  readonly asked: boolean;

  constructor(message: string, asked: boolean) {
    super(message);
    this.asked = asked;
  }
}

/** The process that speaks Matter, as the driver asks it. */
export interface Controller {
  /** The library's version; undefined while it does not run. */
  readonly version: string | undefined;
  /** Why it does not run. */
  readonly problem: string;
  /** Wait for a process that is starting; no longer than `ms` milliseconds, and not for one that cannot start. */
  ready(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * @param signal withdraws the question; its answer still comes
   * @throws ControllerGone, and Error in words where the process could not do it
   */
  ask<A extends Asked>(asked: A, signal?: AbortSignal): Promise<Answers[A["ask"]]>;
  stop(): Promise<void>;
}

/** What it says unasked, and whoever uses it hears. */
export type Notice = Exclude<Extract<FromController, { notice: string }>, { notice: "keep" }>;

/** What `startController` needs. */
export interface ControllerOptions {
  readonly hubId: string;
  readonly folder: string;
  readonly state: KeptState;
  readonly clock: Clock;
  readonly log: Log;
  readonly launch?: Launch;
  notice(message: Notice): void;
  /** It ended, and what was known of the locks is no longer. */
  ended(): void;
}

interface Waiting {
  resolve(answer: Answers[keyof Answers]): void;
  reject(error: Error): void;
}

/** Start the process, and again with backoff when it ends, until it is stopped. */
export function startController(options: ControllerOptions): Controller {
  const { hubId, folder, state, clock, log, launch = launchProcess, notice, ended } = options;
  const stopping = new AbortController();
  const waiting = new Map<number, Waiting>();
  let running: Running | undefined;
  let version: string | undefined;
  let problem = "the process for Matter is starting";
  let lastId = 0;
  let starting = Promise.withResolvers<void>();

  /** One life of the process. */
  async function live(): Promise<void> {
    starting = Promise.withResolvers();
    let begin: string | undefined;
    try {
      begin = await state.read();
    } catch (error) {
      problem = messageOf(error);
      return starting.resolve();
    }
    if (stopping.signal.aborted) return;
    running = launch(hear);
    if (!running) {
      problem = NOT_INSTALLED;
      return starting.resolve();
    }
    running.send({ begin: begin ?? null, folder }, () => {});
    const how = await running.over;
    running = undefined;
    version = undefined;
    starting.resolve();
    problem = `the process for Matter ended (${how})`;
    for (const { reject } of waiting.values()) reject(new ControllerGone(problem, true));
    waiting.clear();
    if (!stopping.signal.aborted) log.warn({ hubId, how }, "The process for Matter ended, and is started again");
    ended();
  }

  function hear(message: FromController): void {
    if ("notice" in message) {
      if (message.notice === "keep") return void keep(message);
      if (message.notice === "ready") version = message.version;
      if (message.notice === "ready") starting.resolve();
      notice(message);
      return;
    }
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if ("failed" in message) asker?.reject(new Error(message.failed));
    else asker?.resolve(message.answer);
  }

  async function keep({ number, state: text }: Extract<FromController, { notice: "keep" }>): Promise<void> {
    const teller = running;
    const failed = await state.write(text).then(() => undefined, messageOf);
    if (failed !== undefined) log.warn({ hubId, problem: failed }, "What is known of Matter devices was not kept");
    teller?.send({ kept: number, ...(failed !== undefined && { failed }) }, () => {});
  }

  async function keepAlive(): Promise<void> {
    let ms = PAUSE_MS.first;
    while (!stopping.signal.aborted) {
      const startedAt = clock.now();
      await live();
      if (clock.now() - startedAt > HELD_MS) ms = PAUSE_MS.first;
      await pause(clock, ms * (0.5 + Math.random() / 2), stopping.signal);
      ms = Math.min(ms * 2, PAUSE_MS.most);
    }
  }

  const life = keepAlive();
  return {
    get version() {
      return version;
    },
    get problem() {
      return problem;
    },
    async ready(ms, signal) {
      const waited = new AbortController();
      const until = AbortSignal.any([waited.signal, ...(signal ? [signal] : [])]);
      await Promise.race([starting.promise, pause(clock, ms, until)]);
      waited.abort();
    },
    async ask<A extends Asked>(asked: A, signal?: AbortSignal): Promise<Answers[A["ask"]]> {
      const process = version === undefined ? undefined : running;
      if (!process) throw new ControllerGone(problem, false);
      if (waiting.size >= MAX_UNDERWAY) throw new ControllerGone("the process for Matter has too much to do", false);
      signal?.throwIfAborted();
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<Answers[keyof Answers]>();
      waiting.set(id, { resolve, reject });
      const lost = () => reject(new ControllerGone("the process for Matter does not listen", true));
      const cancel = () => process.send({ id, cancel: true }, () => {});
      signal?.addEventListener("abort", cancel, { once: true });
      try {
        process.send({ id, asked }, lost);
        // Of one kind of question there is one kind of answer, which types cannot follow through another process.
        return (await promise) as Answers[A["ask"]];
      } finally {
        signal?.removeEventListener("abort", cancel);
        waiting.delete(id);
      }
    },
    async stop() {
      stopping.abort();
      running?.end();
      await life;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
