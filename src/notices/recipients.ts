/** Whom keys are for, and how they are told of them. */
import type { NoticeChannel } from "../domain/guest-notice-facts.ts";
import type { Sql } from "../database/sql.ts";
import type { NoticeSealing, Outbox } from "./outbox.ts";

/** Of notices to guests. */
export const GUEST_KIND = "guest";

/** Whose a notice to a key's guest is. */
export function aboutKey(tempKeyUuid: string): string {
  return `key ${tempKeyUuid}`;
}

/** Whom a key is for, as it is asked for. */
export interface Recipient {
  readonly channel: NoticeChannel;
  /** An address, or a number as E.164 writes it. */
  readonly to: string;
  /** One of the guest page's. */
  readonly language: string;
  /** Not before that, in milliseconds since the epoch, unless the key begins. */
  readonly at?: number;
  /** When they became whom the key is for, instead of another. */
  readonly since?: number;
}

/** When the link is sent, in milliseconds since the epoch. */
export function linkDueAt({ at = 0 }: Pick<Recipient, "at">, validFrom: number, now: number): number {
  return Math.max(now, Math.min(at, validFrom));
}

/** A key of which its guest is to be told. */
export interface TellableKey {
  readonly uuid: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validUntil: number;
}

/** The port of recipients, for whoever makes keys. */
export interface Recipients {
  /** Whether anything sends messages by this channel. */
  canReach(channel: NoticeChannel): boolean;
  /** The guest page's language for whoever asks for a tag; undefined where it speaks none. */
  languageOf(tag: string): string | undefined;
  /** As a command brings it. @throws StoreUnavailableError */
  seal(tempKeyUuid: string, recipient: Recipient): Promise<string>;
  /** How many messages of a key were settled after that. @param after milliseconds since the epoch */
  settled(tempKeyUuid: string, after: number): Promise<number>;
  /**
   * The link is sent to whom the key is for now, in the place of what waits.
   *
   * @returns when, in milliseconds since the epoch
   */
  sendLink(key: TellableKey, recipient: Recipient, now: number): Promise<number>;
}

/** What recipients need. */
export interface RecipientsOptions {
  readonly sql: Sql;
  readonly outbox: Pick<Outbox, "queueing" | "dropping">;
  /** Encrypts a recipient for their key alone. */
  readonly sealing: NoticeSealing;
  readonly carrier: { canCarry(channel: NoticeChannel): boolean };
  readonly languageOf: Recipients["languageOf"];
}

const SETTLED = "SELECT count(*) AS count FROM notices WHERE about = $1 AND settled_at > $2";

/** @returns recipients of keys in any store */
export function createRecipients({ sql, outbox, sealing, carrier, languageOf }: RecipientsOptions): Recipients {
  return {
    languageOf,
    canReach: carrier.canCarry,
    async seal(tempKeyUuid, { at, since, ...rest }) {
      const times = {
        ...(at !== undefined && { at: String(at) }),
        ...(since !== undefined && { since: String(since) }),
      };
      const personal = { ...rest, ...times };
      return (await sealing.seal(aboutKey(tempKeyUuid), personal)).toString("base64url");
    },
    async settled(tempKeyUuid, after) {
      const [row] = await sql.read<{ readonly count: number }>(SETTLED, aboutKey(tempKeyUuid), after);
      return Number(row!.count);
    },
    async sendLink({ uuid, validFrom, validUntil }, recipient, now) {
      const about = aboutKey(uuid);
      const dueAt = linkDueAt(recipient, validFrom, now);
      const notice = { kind: GUEST_KIND, slot: about, about, channel: recipient.channel };
      const queued = await outbox.queueing([{ ...notice, since: now, dueAt, expiresAt: validUntil }]);
      await sql.write(outbox.dropping(about), ...queued);
      return dueAt;
    },
  };
}
