/** A connection to a broker that is made again and again until it is stopped, with backoff and jitter. */
import { type Clock, pause } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { ConnectError, openSession, type Session, type SessionOptions } from "./session.ts";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A connection that held for so long was a good one: the next pause is a short one again. */
const GOOD_MS = 10_000;

/** How a link is made, and who is told of it. */
export interface LinkOptions extends Omit<SessionOptions, "mqtt5" | "signal"> {
  readonly protocol: "auto" | "5" | "3.1.1";
  readonly clock: Clock;
  readonly log: Log;
  /** Before each attempt; what it throws is a failed attempt. */
  prepare?(): Promise<void>;
  /** Subscribe to what is needed; the link is up when this is done. */
  onConnected(session: Session): Promise<void>;
  /** `session` is there now. */
  onUp?(): void;
  onDown(): void;
}

/** A connection that comes back by itself. */
export interface Link {
  /** The connection that there is, subscriptions and all. */
  readonly session: Session | undefined;
  /** Why there is none. */
  readonly failure: ConnectError | undefined;
  /** Wait for what comes of the attempt that is under way; one that has failed is not waited for again. */
  settled(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** Begin to connect; answers at once. */
export function openLink(options: LinkOptions): Link {
  const { clock, log, protocol, clientId } = options;
  const stopping = new AbortController();
  let session: Session | undefined;
  /** The connection that is up or coming up. */
  let current: Session | undefined;
  let failure: ConnectError | undefined;
  let mqtt5 = protocol !== "3.1.1";
  let attempts = 0;
  let attempt: Promise<void> = Promise.resolve();

  async function connect(): Promise<void> {
    try {
      await options.prepare?.();
      current = await openSession({ ...options, mqtt5, signal: stopping.signal });
      if (stopping.signal.aborted) return;
      await options.onConnected(current);
      failure = undefined;
      session = current;
    } catch (error) {
      if (error instanceof ConnectError && error.failure === "unsupported" && protocol === "auto" && mqtt5) {
        mqtt5 = false;
        return connect();
      }
      // The other version is tried anew next time: it may have been another fault.
      if (protocol === "auto") mqtt5 = true;
      failure = error instanceof ConnectError ? error : new ConnectError("offline", String(error));
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      attempt = connect();
      await attempt;
      const since = clock.now();
      if (session) {
        log.info({ clientId, mqtt5: session.mqtt5 }, "A broker is connected");
        options.onUp?.();
        await session.ended;
        session = undefined;
        failure = new ConnectError("offline", "the connection to the broker was lost");
        options.onDown();
        if (clock.now() - since >= GOOD_MS) attempts = 0;
      }
      if (stopping.signal.aborted) return;
      if (attempts === 0)
        log.warn({ clientId, failure: failure?.failure, detail: failure?.message }, "A broker is not connected");
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts++, 10));
      await pause(clock, longest / 2 + Math.random() * (longest / 2), stopping.signal);
    }
  }

  const running = run();
  return {
    get session() {
      return session;
    },
    get failure() {
      return failure;
    },
    async settled(signal) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      if (!signal.aborted) await Promise.race([attempt, aborted]);
      signal.throwIfAborted();
    },
    async stop() {
      stopping.abort();
      await current?.end();
      await attempt.then(() => current?.end());
      await running;
    },
  };
}
