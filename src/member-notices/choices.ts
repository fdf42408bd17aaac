/**
 * What a member of an organisation, or the owner of locks, is told by e-mail, and how. Whoever has chosen nothing is told
 * what harms if nobody sees it, where they are an owner; anybody else, nothing.
 */
import type { Role } from "../domain/actor.ts";

/** What somebody may be told of when it happens; `webhook-failing` is for owners of organisations. */
export const NOTICE_KINDS = [
  "opened",
  "refused",
  "first-use",
  "key-ending",
  "offline",
  "battery-low",
  "door-ajar",
  "forced",
  "jammed",
  "webhook-failing",
] as const;
/** One of `NOTICE_KINDS`. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What owners are told of unless they chose otherwise: a guest may stand before that door tonight. */
export const DEFAULT_KINDS: readonly NoticeKind[] = ["offline", "battery-low", "forced", "jammed", "webhook-failing"];

/** What notices to members are written in. */
export const NOTICE_LANGUAGES = ["en", "de"] as const;
/** One of `NOTICE_LANGUAGES`. */
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

/** What somebody wants of one organisation, or of the locks that they own. */
export interface Choices {
  /** In the order of `NOTICE_KINDS`, each once. */
  readonly atOnce: readonly NoticeKind[];
  /** The hour of the daily summary by the clock of `timeZone`, 0 to 23; null for none. */
  readonly dailyAt: number | null;
  /** Only these locks; null for all. */
  readonly lockIds: readonly number[] | null;
  /** IANA. */
  readonly timeZone: string;
  readonly language: NoticeLanguage;
}

/** The port of choices. Everything throws StoreUnavailableError when the store does not answer. */
export interface NoticeChoices {
  /** Undefined where they chose nothing. */
  of(userId: string, scope: string): Promise<Choices | undefined>;
  /** @param now milliseconds since the epoch; the first summary is the next one after it */
  put(userId: string, scope: string, choices: Choices, now: number): Promise<void>;
}

/** @param role of the member; undefined for the owner of locks, in that they are one */
export function defaultChoices(role: Role | undefined, language: NoticeLanguage): Choices {
  const isOwner = role === undefined || role === "owner";
  return { atOnce: isOwner ? DEFAULT_KINDS : [], dailyAt: null, lockIds: null, timeZone: "UTC", language };
}

/** Of what was given, each kind once and in one order. */
export function inOrder(kinds: readonly NoticeKind[]): readonly NoticeKind[] {
  return NOTICE_KINDS.filter((kind) => kinds.includes(kind));
}

/** The same without one of the kinds; `daily` is the summary. */
export function without(choices: Choices, kind: NoticeKind | "daily"): Choices {
  if (kind === "daily") return { ...choices, dailyAt: null };
  return { ...choices, atOnce: choices.atOnce.filter((one) => one !== kind) };
}

/** Who gets no more of what. */
export interface Unsubscribing {
  readonly userId: string;
  /** As `scopeName` names it. */
  readonly scope: string;
  readonly kind: NoticeKind | "daily";
}
