/** What is said of messages to guests. */

/** Their link; other times or doors; that it opens nothing for now, opens again, or was taken back. */
export const GUEST_NOTICES = ["link", "changed", "paused", "resumed", "revoked"] as const;
/** One of `GUEST_NOTICES`. */
export type GuestNotice = (typeof GUEST_NOTICES)[number];

/** How people are reached. */
export const NOTICE_CHANNELS = ["email", "sms", "whatsapp"] as const;
/** One of `NOTICE_CHANNELS`. */
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

/** Why somebody was not reached: for good, after many tries, because it is too late, or because nothing sends such messages. */
export const NOTICE_FAILURES = ["refused", "unreachable", "too-late", "not-configured"] as const;
/** One of `NOTICE_FAILURES`. */
export type NoticeFailure = (typeof NOTICE_FAILURES)[number];

/** What a guest was told last, as the record has it. */
export interface KnownToGuest {
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validUntil: string;
  /** Numbers of doors within the key. */
  readonly doors: readonly number[];
  readonly standing: "open" | "paused" | "revoked";
  /** Since when they are whom the key is for, in milliseconds since the epoch; absent for the first. */
  readonly since?: number;
}
