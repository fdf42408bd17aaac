/** What a guest is told of a key: what they know of it, and what they must be told next. Pure, so that it holds after any restart. */
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import type { GuestNotice, KnownToGuest, NoticeChannel, NoticeFailure } from "./guest-notice-facts.ts";
import { keyFacts } from "./event-facts.ts";
import { isoTime } from "./ids.ts";
import type { LockState } from "./lock.ts";
import { revokedSince, type TempKeyEvent, type TempKeyState } from "./temp-key.ts";

/**
 * What a guest knows once they are told how the key is.
 *
 * @param at milliseconds since the epoch
 * @param since when they became whom the key is for; undefined for the first
 */
export function knownAfter(key: TempKeyState, at: number, since?: number): KnownToGuest {
  return {
    ...(since !== undefined && { since }),
    validFrom: isoTime(key.validFrom),
    validUntil: isoTime(key.validUntil),
    doors: key.doors.map(({ id }) => id),
    standing: revokedSince(key, at) !== null ? "revoked" : key.paused ? "paused" : "open",
  };
}

/**
 * What a guest must be told of a key now. That its time is over they know; of what they were never told, they are not told
 * that it is gone. What somebody was told whom the key was for before is nothing to them.
 *
 * @param at milliseconds since the epoch
 * @param since when they became whom the key is for; undefined for the first
 * @returns undefined for nothing
 */
export function noticeOf(key: TempKeyState, at: number, since?: number): GuestNotice | undefined {
  if (at >= key.validUntil) return undefined;
  const told = toldTo(key, since);
  const { standing, ...now } = knownAfter(key, at);
  if (!told) return standing === "open" ? "link" : undefined;
  if (standing !== "open") return standing === told.standing ? undefined : standing;
  if (told.standing !== "open") return "resumed";
  const isSame =
    told.validFrom === now.validFrom &&
    told.validUntil === now.validUntil &&
    told.doors.length === now.doors.length &&
    told.doors.every((door, i) => door === now.doors[i]);
  return isSame ? undefined : "changed";
}

/** What whoever the key is for since then was told; undefined for nothing. */
export function toldTo({ notices }: TempKeyState, since?: number): KnownToGuest | undefined {
  return notices?.known?.since === since ? notices?.known : undefined;
}

/** Record that a guest was sent a message, or could not be reached. */
export interface NoteNotice {
  readonly type: "noteNotice";
  readonly tempKeyUuid: string;
  /** Of the message: the same again changes nothing. */
  readonly noticeId: string;
  readonly notice: GuestNotice;
  readonly channel: NoticeChannel;
  readonly outcome:
    | { readonly kind: "sent"; readonly known: KnownToGuest }
    | { readonly kind: "failed"; readonly reason: NoticeFailure };
}

/**
 * In the stream of the key's first door alone. Refused: `unknown-key`.
 *
 * @param now milliseconds since the epoch
 */
export function noteNotice(
  key: TempKeyState | undefined,
  lockOf: (lockId: number) => LockState | undefined,
  command: NoteNotice,
  now: number,
): Decision {
  const lock = key && lockOf(key.doors[0]!.lockId);
  if (!key || !lock) return refuse("unknown-key");
  const { tempKeyUuid, noticeId, notice, channel, outcome } = command;
  if (key.notices?.last === noticeId) return nothingToDo(lock.lockId);
  const data = { ...keyFacts(tempKeyUuid, lock, now), notice, channel };
  const event: TempKeyEvent =
    outcome.kind === "sent"
      ? { type: "TempKeyNoticeSent", data, context: { noticeId, known: outcome.known } }
      : { type: "TempKeyNoticeFailed", data: { ...data, reason: outcome.reason }, context: { noticeId } };
  return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
}
