/** Keeps a hub connected: tries again with backoff and jitter until it is stopped, and says how it stands. */
import { type Clock, pause } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { createLink, type Link } from "./link.ts";
import { ConnectError, openSocket, type Where } from "./socket.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Home Assistant tells its owner of every token that it refuses, and may ban the address. */
const REFUSED_WAIT_MS = 3_600_000;
/** How soon a token that was refused is tried again because somebody asks, in milliseconds. */
const REFUSED_AGAIN_MS = 900_000;
/** A connection that lasted this long was a good one, in milliseconds. */
const GOOD_MS = 10_000;
/** How often a silent connection is asked whether it is still there, in milliseconds. */
const PROBE_EVERY_MS = 20_000;

/** A connection that is made again when it ends. */
export interface Keeper {
  /** The connection, where there is one that a message could leave by. */
  link(): Link | undefined;
  /** Why there is none. */
  readonly trouble: ConnectError | undefined;
  /** Whether the first try of all has not ended yet. */
  readonly isStarting: boolean;
  /** Try now, until `signal` is aborted; undefined then, or when it fails. A token that was refused is left alone. */
  reach(signal: AbortSignal): Promise<Link | undefined>;
  /** As `reach`, but goes on waiting when a try fails. */
  again(signal: AbortSignal): Promise<Link | undefined>;
  stop(): Promise<void>;
}

/** What a connection is kept with. */
export interface KeeperOptions {
  readonly where: Where;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each new connection. */
  readonly onUp: (link: Link) => void;
  /** Told when a connection ends, and when the first try fails. */
  readonly onDown: () => void;
}

/** Begin to connect, and go on until `stop`. */
export function createKeeper({ where, clock, log, onUp, onDown }: KeeperOptions): Keeper {
  const stopping = new AbortController();
  const waiting = new Set<() => void>();
  let current: Link | undefined;
  let trouble: ConnectError | undefined;
  let isStarting = true;
  let triedAt = clock.now();
  let wake = new AbortController();

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const link = await connect();
      if (link) {
        const since = clock.now();
        await stay(link);
        if (clock.now() - since >= GOOD_MS) failures = 0;
      } else if (failures === 0 && !stopping.signal.aborted) {
        log.warn({ reason: trouble?.message }, "Home Assistant is not reached");
        onDown();
      }
      failures++;
      wake = new AbortController();
      const wait = trouble?.failure === "auth" ? REFUSED_WAIT_MS : backoff(failures);
      await pause(clock, wait, AbortSignal.any([stopping.signal, wake.signal]));
    }
  }

  async function connect(): Promise<Link | undefined> {
    triedAt = clock.now();
    try {
      const link = createLink(await openSocket(where, stopping.signal));
      current = link;
      trouble = undefined;
      isStarting = false;
      tell();
      onUp(link);
      return link;
    } catch (error) {
      trouble = error instanceof ConnectError ? error : new ConnectError("offline", "Home Assistant cannot be reached");
      isStarting = false;
      tell();
      return undefined;
    }
  }

  /** Until the connection ends; one that does not answer any more is ended. */
  async function stay(link: Link): Promise<void> {
    const over = AbortSignal.any([link.ended, stopping.signal]);
    while (!over.aborted) {
      await pause(clock, PROBE_EVERY_MS, over);
      if (!over.aborted) await link.ask({ type: "ping" }).catch(() => link.reset());
    }
    link.reset();
    current = undefined;
    if (stopping.signal.aborted) return;
    trouble = new ConnectError("offline", "the connection to Home Assistant was lost");
    onDown();
  }

  function tell(): void {
    for (const wakeUp of waiting) wakeUp();
  }

  /** Until somebody is told something, or `signal` is aborted. */
  function told(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
      if (signal.aborted) done();
    });
  }

  const running = run();
  const link = () => (current?.isUp() ? current : undefined);
  return {
    link,
    get trouble() {
      return trouble;
    },
    get isStarting() {
      return isStarting;
    },
    async reach(signal) {
      if (link() || stopping.signal.aborted || signal.aborted) return link();
      if (trouble?.failure === "auth" && clock.now() - triedAt < REFUSED_AGAIN_MS) return undefined;
      wake.abort();
      await told(AbortSignal.any([signal, stopping.signal]));
      return link();
    },
    async again(signal) {
      const until = AbortSignal.any([signal, stopping.signal]);
      while (!link() && !until.aborted) await told(until);
      return link();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Twice as long after each failure, and never at the same time as everybody else. */
function backoff(failures: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
  return longest * (0.5 + Math.random() / 2);
}
