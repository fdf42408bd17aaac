/**
 * Sends notices that are due. One process does, whichever has the lease, some at once and so many in a second. What came of
 * one is written down before it is looked at again: only where the process is killed in between is it sent twice.
 */
import { type Clock, pause } from "../clock.ts";
import { type HeldLease, holdLease, type Leases } from "../leases/lease.ts";
import type { Log } from "../log.ts";
import { waitAfter } from "./backoff.ts";
import type { Kind, Message, Notice, NoticeOutcome, Written } from "./notices.ts";
import type { Outbox, Settled, StoredNotice } from "./outbox.ts";

/** What carries messages. */
export interface Carrier {
  /** Whether anything carries such messages. */
  canCarry(channel: Message["channel"]): boolean;
  /**
   * Hand a message over.
   *
   * @param id the same for the same message
   * @throws NotTakenError when it was not taken
   */
  carry(message: Message, id: string): Promise<void>;
}

/** Its message says why without naming whom the message was for, or anything of it. */
export class NotTakenError extends Error {
  override readonly name = "NotTakenError";
  /** Whether to try again may help. */
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}

/** What sending needs. */
export interface SendingOptions {
  readonly outbox: Outbox;
  /** By their names. */
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly carrier: Carrier;
  readonly leases: Leases;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sending of this process. */
export interface Sending {
  begin(): void;
  /** What is on its way has a moment. */
  stop(): Promise<void>;
}

const LEASE = "notices-sending";
/** How soon it is looked again for what came due, in milliseconds. */
const LOOK_MS = 1_000;
/** How long the lease is kept while nothing is due. */
const LINGER_MS = 5_000;
const AT_ONCE = 8;
/** Begun in `LOOK_MS`. */
const IN_A_LOOK = 20;
/** How soon what came of one is written down again, where it could not be; and how often it is told before that. */
const AGAIN_MS = 1_000;
const TOLD_AT_MOST = 30;
/** How long a stopping server waits for what is on its way, in milliseconds. */
const STOP_MS = 3_000;

/** @returns what has not begun */
export function createSending(options: SendingOptions): Sending {
  const { outbox, kinds, carrier, leases, holder, clock, log } = options;
  const stopping = new AbortController();
  const sending = new Map<number, Promise<void>>();
  let lease: HeldLease | undefined;
  let quietSince = 0;
  let running: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const found = await outbox.due(clock.now(), AT_ONCE + IN_A_LOOK);
    const due = found.filter(({ id }) => !sending.has(id));
    if (found.length === 0) {
      if (sending.size === 0 && clock.now() - quietSince >= LINGER_MS) await letGo();
      return;
    }
    quietSince = clock.now();
    lease ??= holdLease({ name: LEASE, holder, leases, clock, log, taken: () => {}, lost: () => {} });
    await lease.looked;
    for (const notice of due.slice(0, IN_A_LOOK)) {
      while (sending.size >= AT_ONCE) await Promise.race(sending.values());
      if (stopping.signal.aborted || !lease.held()) return;
      sending.set(
        notice.id,
        sendOne(notice).finally(() => sending.delete(notice.id)),
      );
    }
  }

  async function letGo(): Promise<void> {
    const held = lease;
    lease = undefined;
    await held?.release();
  }

  /** Never rejects. */
  async function sendOne(stored: StoredNotice): Promise<void> {
    const { ciphertext, ...rest } = stored;
    let notice: Notice = rest;
    try {
      const now = clock.now();
      if (!(await outbox.claim(stored, now))) return;
      const personal = ciphertext && (await outbox.personalOf(stored));
      if (personal) notice = { ...rest, personal };
      const written = await kinds[notice.kind]?.write(notice, now);
      if (!written) return await writeDown(() => outbox.drop(notice));
      if ("later" in written) {
        const settled: Settled = { state: "waiting", error: "", nextAt: written.later };
        return await writeDown(() => outbox.settle(notice, settled, clock.now()));
      }
      await settle(notice, written, await tryOnce(notice, written.message, now));
    } catch (error) {
      log.warn({ err: error, notice: notice.name }, "A notice could not be written; trying again");
      const wait = waitAfter(notice.attempts + 1, Math.random());
      const why = "It could not be written";
      const settled: Settled =
        wait === undefined
          ? { state: "dead", error: why }
          : { state: "waiting", error: why, nextAt: clock.now() + wait };
      await writeDown(() => outbox.settle(notice, settled, clock.now()));
    }
  }

  async function tryOnce(notice: Notice, message: Message, now: number): Promise<Tried> {
    if (now >= notice.expiresAt) return { outcome: { kind: "failed", reason: "too-late" }, error: "It came too late" };
    if (!carrier.canCarry(message.channel))
      return { outcome: { kind: "failed", reason: "not-configured" }, error: "Nothing sends such messages" };
    try {
      await carrier.carry(message, idOf(notice));
      return { outcome: { kind: "sent" } };
    } catch (error) {
      if (!(error instanceof NotTakenError)) throw error;
      const { message: said, passing } = error;
      const wait = passing ? waitAfter(notice.attempts + 1, Math.random()) : undefined;
      log.warn({ notice: notice.name, channel: message.channel, reason: said }, "A notice was not taken");
      if (wait !== undefined) return { error: said, wait };
      return { outcome: { kind: "failed", reason: passing ? "unreachable" : "refused" }, error: said };
    }
  }

  async function settle(notice: Notice, { settled }: Written, { outcome, error = "", wait = 0 }: Tried): Promise<void> {
    if (outcome && settled) {
      let left = TOLD_AT_MOST;
      await writeDown(async () => {
        if (left-- > 0) await settled(outcome, idOf(notice));
        else log.error({ notice: notice.name }, "What became of a notice could not be told");
      });
    }
    const next: Settled = !outcome
      ? { state: "waiting", error, nextAt: clock.now() + wait }
      : outcome.kind === "sent"
        ? { state: "sent" }
        : { state: "dead", error };
    await writeDown(() => outbox.settle(notice, next, clock.now()));
  }

  /** Until it is, or the process stops: then whoever goes on sends it again. */
  async function writeDown(write: () => Promise<void>): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        return await write();
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (failures === 0) log.warn({ err: error }, "What became of a notice cannot be written down; trying again");
        await pause(clock, AGAIN_MS, stopping.signal);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await look();
      } catch (error) {
        log.warn({ err: error }, "Notices are held up; trying again");
      }
      await pause(clock, LOOK_MS, stopping.signal);
    }
  }

  return {
    begin: () => void (running = run()),
    async stop() {
      stopping.abort();
      const over = new AbortController();
      const done = Promise.all([running, ...sending.values()]);
      await Promise.race([done, pause(clock, STOP_MS, over.signal)]);
      over.abort();
      await letGo();
    },
  };
}

/** What one try came to; without an outcome it is tried again. */
interface Tried {
  readonly outcome?: NoticeOutcome;
  readonly error?: string;
  readonly wait?: number;
}

/** What is sent again has the same; what something came to is another message. */
function idOf({ name, revision }: Notice): string {
  return revision === 0 ? name : `${name}.${revision}`;
}
