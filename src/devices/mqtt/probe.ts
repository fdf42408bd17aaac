/**
 * A message to ourselves. A broker that denies a subscription may say that it took it, so what may be read is known only
 * by what arrives; and all that the broker had kept for us has come by then, because it tells in order.
 */
import { randomBytes } from "node:crypto";
import { type Clock, pause } from "../../clock.ts";
import type { Message, Session } from "./session.ts";

/** How long it is waited for, in milliseconds. */
const WAIT_MS = 2_000;
const VERSION_TOPIC = "$SYS/broker/version";

/** Messages of ours to ourselves, over the broker. */
export interface Probe {
  /** Subscribe, and send the first one. */
  connected(session: Session, filters: readonly string[]): Promise<void>;
  disconnected(): void;
  /** Whether the message was for the probe alone. */
  hear(message: Message): boolean;
  /** Wait until all that was kept for us has come. */
  settled(signal: AbortSignal): Promise<void>;
  /** One more message: its time in milliseconds, or undefined when it does not come back. */
  measure(session: Session, signal: AbortSignal): Promise<number | undefined>;
  /** As the broker says of itself, where that may be read. */
  readonly version: string | undefined;
  /** Filters that the broker says it denies. */
  readonly denied: readonly string[];
}

/** A probe that was not sent yet. */
export function createProbe({ topic, clock }: { readonly topic: string; readonly clock: Clock }): Probe {
  const awaited = new Map<string, () => void>();
  let version: string | undefined;
  let denied: readonly string[] = [];
  let first: Promise<unknown> = Promise.resolve();

  async function send(session: Session, signal?: AbortSignal): Promise<number | undefined> {
    const nonce = randomBytes(8).toString("hex");
    const start = performance.now();
    const done = new AbortController();
    const back = new Promise<number>((resolve) => awaited.set(nonce, () => resolve(performance.now() - start)));
    session.tell(topic, nonce);
    try {
      const any = AbortSignal.any([done.signal, ...(signal ? [signal] : [])]);
      const came = await Promise.race([back, pause(clock, WAIT_MS, any), session.ended]);
      return came ?? undefined;
    } finally {
      done.abort();
      awaited.delete(nonce);
    }
  }

  return {
    async connected(session, filters) {
      denied = await session.subscribe([topic, VERSION_TOPIC, ...filters]);
      first = send(session);
    },
    disconnected: () => void (version = undefined),
    hear(message) {
      if (message.topic === VERSION_TOPIC) version = message.payload.toString("utf8").slice(0, 100);
      else if (message.topic !== topic) return false;
      else awaited.get(message.payload.toString("latin1"))?.();
      return true;
    },
    async settled(signal) {
      signal.throwIfAborted();
      await first;
    },
    measure: send,
    get version() {
      return version;
    },
    get denied() {
      return denied.filter((filter) => filter !== VERSION_TOPIC);
    },
  };
}
