/** The outbox: notices in any store, beside the record. */
import { randomUUID } from "node:crypto";
import { type Sql, type Statement, statement } from "../database/sql.ts";
import type { NoticeChannel } from "../domain/guest-notice-facts.ts";
import type { NewNotice, Notice, Personal } from "./notices.ts";

/** Encrypts what is personal of a notice, for whom it is about alone. */
export interface NoticeSealing {
  seal(about: string, personal: Personal): Promise<Buffer>;
  /** @throws Error where it cannot be decrypted any more */
  unseal(about: string, ciphertext: Buffer): Promise<Personal>;
}

/** The port of notices that wait. Everything throws StoreUnavailableError when the store does not answer. */
export interface Outbox {
  /** To be written with what they are made of, such as a reader's cursor. */
  queueing(notices: readonly NewNotice[]): Promise<readonly Statement[]>;
  /** To be written with what makes a slot's notice needless: one that waits is never sent. */
  dropping(slot: string): Statement;
  /** Those that may be sent by now, those that are due first first. */
  due(now: number, limit: number): Promise<readonly StoredNotice[]>;
  /** What is personal of it; none where it was erased, or its secret is gone. */
  personalOf(notice: StoredNotice): Promise<Personal>;
  /**
   * Take one that is due, for two minutes: whoever took it and was killed has it sent again after that.
   *
   * @returns false where somebody else took it, or something came to it
   */
  claim(notice: StoredNotice, now: number): Promise<boolean>;
  /** One was sent, given up, or is tried again. Where something came to it meanwhile, it waits for that. */
  settle(notice: Notice, settled: Settled, now: number): Promise<void>;
  /** It has nothing to say. */
  drop(notice: Notice): Promise<void>;
  /** How much waits, and since when the first of it is due, in milliseconds since the epoch; null where nothing waits. */
  waiting(): Promise<{ readonly count: number; readonly dueAt: number | null }>;
  /** Some of what was settled long ago. @returns whether there may be more */
  forget(now: number): Promise<boolean>;
}

/** What is written down of a try. */
export type Settled =
  | { readonly state: "sent" }
  | { readonly state: "dead"; readonly error: string }
  | { readonly state: "waiting"; readonly error: string; readonly nextAt: number };

/** A notice with what is encrypted of it. */
export type StoredNotice = Omit<Notice, "personal"> & { readonly ciphertext: Buffer | null };

const KEPT_MS = 30 * 86_400_000;
const FORGOTTEN_AT_ONCE = 500;
/** Longer than any message takes to be handed over. */
const CLAIMED_MS = 120_000;
/** What is kept of an error. */
const MAX_ERROR = 200;

const QUEUE = `INSERT INTO notices
    (name, kind, slot, about, channel, ciphertext, since, due_at, expires_at, revision, attempts, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 'waiting')
  ON CONFLICT (slot) WHERE state = 'waiting' DO UPDATE SET
    kind = excluded.kind, about = excluded.about, channel = excluded.channel, ciphertext = excluded.ciphertext,
    since = CASE WHEN excluded.since < notices.since THEN excluded.since ELSE notices.since END,
    due_at = CASE WHEN excluded.due_at < notices.due_at THEN excluded.due_at ELSE notices.due_at END,
    expires_at = excluded.expires_at, revision = notices.revision + 1, attempts = 0`;
const DUE = `SELECT id, name, kind, slot, about, channel, ciphertext, since, due_at AS "dueAt", expires_at AS "expiresAt",
  revision, attempts FROM notices WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at, id LIMIT $2`;
const CLAIM = `UPDATE notices SET due_at = $4, attempts = attempts + 1
  WHERE id = $1 AND revision = $2 AND state = 'waiting' AND due_at <= $3 RETURNING id`;
const SETTLE = `UPDATE notices SET state = $3, last_error = $4, settled_at = $5, due_at = coalesce($6, due_at)
  WHERE id = $1 AND revision = $2`;
const WAITING = `SELECT count(*) AS count, min(due_at) AS "dueAt" FROM notices WHERE state = 'waiting'`;
const FORGET = `DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE settled_at < $1 ORDER BY settled_at LIMIT $2)
  RETURNING id`;

type Row = Omit<StoredNotice, "channel" | "ciphertext"> & {
  readonly channel: string;
  readonly ciphertext: Uint8Array | null;
};

/** @param sql is closed by whoever opened it */
export function createOutbox(sql: Sql, sealing: NoticeSealing): Outbox {
  return {
    queueing: (notices) =>
      Promise.all(
        notices.map(async ({ kind, slot, about, channel, personal, since, dueAt, expiresAt }) => {
          const ciphertext = personal ? await sealing.seal(about, personal) : null;
          return statement(QUEUE, randomUUID(), kind, slot, about, channel, ciphertext, since, dueAt, expiresAt);
        }),
      ),
    dropping: (slot) => statement("DELETE FROM notices WHERE slot = $1 AND state = 'waiting'", slot),
    async due(now, limit) {
      return (await sql.read<Row>(DUE, now, limit)).map(noticeOf);
    },
    personalOf: async ({ about, ciphertext }) =>
      ciphertext ? sealing.unseal(about, ciphertext).catch(() => ({})) : {},
    async claim({ id, revision }, now) {
      const [claimed] = await sql.write(statement(CLAIM, id, revision, now, now + CLAIMED_MS));
      return claimed!.length > 0;
    },
    async settle({ id, revision }, settled, now) {
      const { state } = settled;
      const error = state === "sent" ? null : settled.error.slice(0, MAX_ERROR);
      const [settledAt, nextAt] = state === "waiting" ? [null, settled.nextAt] : [now, null];
      await sql.write(statement(SETTLE, id, revision, state, error, settledAt, nextAt));
    },
    async drop({ id, revision }) {
      await sql.write(statement("DELETE FROM notices WHERE id = $1 AND revision = $2", id, revision));
    },
    async waiting() {
      const [row] = await sql.read<{ readonly count: number; readonly dueAt: number | null }>(WAITING);
      return row!;
    },
    async forget(now) {
      const [gone = []] = await sql.write(statement(FORGET, now - KEPT_MS, FORGOTTEN_AT_ONCE));
      return gone.length === FORGOTTEN_AT_ONCE;
    },
  };
}

function noticeOf({ channel, ciphertext, ...rest }: Row): StoredNotice {
  return { ...rest, channel: channel as NoticeChannel, ciphertext: ciphertext && Buffer.from(ciphertext) };
}
