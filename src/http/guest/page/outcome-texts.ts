/** What the guest reads about a refusal or an outcome: what is so, and what to do next. */
import { relockMs } from "../../../devices/relock.ts";
import { deviceOf } from "../../../domain/device.ts";
import type { OpenFailure, OrderState } from "../../../domain/order.ts";
import { ADMISSION_REFUSALS, type AdmissionRefusal } from "../../../domain/refusals.ts";
import type { Hand } from "../../../presentation/presentation.ts";
import type { DoorFacts } from "../door/door-facts.ts";
import type { Messages, Text } from "../messages/messages.ts";
import { type Html, html } from "../../pages/html.ts";
import type { Locale } from "./locale.ts";

/** Colours and sign of a message. */
export type Tone = "good" | "wait" | "bad" | "unsure";

export interface OutcomeText extends Text {
  readonly tone: Tone;
}

export function refusalText({ m }: Locale, reason: AdmissionRefusal): OutcomeText {
  return { ...m.refusals[reason], tone: ADMISSION_REFUSALS[reason].helps === "nothing" ? "bad" : "wait" };
}

/** The same where the page offers to sign in. */
export function signInText(locale: Locale, reason: AdmissionRefusal): OutcomeText {
  const { signInNext, signInAsAnotherNext } = locale.m;
  return {
    ...refusalText(locale, reason),
    next: ADMISSION_REFUSALS[reason].helps === "signing-in" ? signInNext : signInAsAnotherNext,
  };
}

/** Whether the same door may open a moment later, without anybody doing something about it. */
export const TRYING_AGAIN_HELPS: Readonly<Record<OpenFailure, boolean>> = {
  offline: true,
  jammed: true,
  timeout: true,
  expired: true,
  rejected: true,
  auth: false,
  unsupported: false,
  internal: true,
  indeterminate: true,
  revoked: false,
};

/** An outcome at the moment at which it is read. */
export interface Outcome {
  readonly title: string;
  readonly next: string | Html;
  readonly tone: Tone;
  /** How long until something else is so, in milliseconds; undefined where nothing is near. */
  readonly changesIn?: number | undefined;
  /** How long something moves, and how long it moved already, in milliseconds. */
  readonly moves?: { readonly forMs: number; readonly sinceMs: number };
}

/** What is read where, and when. */
export interface Reading {
  readonly facts: DoorFacts;
  readonly timeZone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** For how long "unlocked" is said where nobody knows when it locks again, in milliseconds. */
const UNLOCKED_MS = 10_000;
/** How soon the door is asked whether it opened, and whether it still is, in milliseconds. */
const LOOK_AGAIN_MS = 2_000;
const STILL_OPEN_MS = 5_000;
/** An outcome is about its moment: after that it leads back to the key, in milliseconds. */
export const NEWS_MS = 60_000;

/** What became of an opening, as it is now. */
export function outcomeText(locale: Locale, order: OrderState, reading: Reading): Outcome {
  const { m, sentences } = locale;
  const { kind, hand } = reading.facts.way;
  switch (order.stage) {
    case "queued":
      return { ...m.queued, tone: "wait" };
    case "sent":
      return { ...m.sent, ...(kind === "lift" && { title: m.asking }), tone: "wait" };
    case "opened": {
      const text = kind === "lift" ? liftText : kind === "gate" ? gateText : doorText;
      const untilOld = NEWS_MS + 1 - (reading.now - order.settledAt!);
      return { changesIn: untilOld, ...text(locale, order, reading) };
    }
    case "unknown":
      // It may have moved nevertheless.
      return { ...m.unknown, ...(order.failure === "jammed" && { next: jamText(m, hand) }), tone: "unsure" };
    case "failed":
    case "expired": {
      const failure = order.failure ?? "rejected";
      // What was taken back does not open a second time.
      if (failure === "revoked") return { title: m.notOpened, next: m.refusals.revoked.next, tone: "bad" };
      const cause = failure === "jammed" ? jamText(m, hand) : m.failures[failure];
      return { title: m.notOpened, next: TRYING_AGAIN_HELPS[failure] ? cause : sentences(cause, m.ask), tone: "bad" };
    }
    default:
      return order.stage satisfies never;
  }
}

function jamText({ jams, failures }: Messages, hand: Hand | null): string {
  return hand === "push" || hand === "pull" ? jams[hand] : failures.jammed;
}

/** Whether the door itself said that it is open after it was asked to. */
function isSeenOpen({ requestedAt }: OrderState, { openAt }: DoorFacts): boolean {
  return openAt !== undefined && openAt >= requestedAt;
}

function doorText(locale: Locale, order: OrderState, { facts, timeZone, now }: Reading): Outcome {
  const { m, sentences } = locale;
  if (isSeenOpen(order, facts)) return { ...m.doorOpen, tone: "good", changesIn: STILL_OPEN_MS };
  const hand = m.hands[facts.way.hand ?? "unknown"];
  const age = now - order.settledAt!;
  const relock = relockMs(order);
  const looksAgain = facts.hasContact && age < UNLOCKED_MS ? LOOK_AGAIN_MS : undefined;
  const locks = locksText(locale, order, relock, age);
  if (order.acceptedOnly)
    return { title: m.toldToOpen.title, next: html`${sentences(m.toldToOpen.next, hand)} ${locks}`, tone: "unsure" };
  if (age < (relock ?? UNLOCKED_MS)) {
    const changesIn = Math.min(looksAgain ?? Infinity, (relock ?? UNLOCKED_MS) - age);
    return { title: m.opened.title, next: html`${hand} ${locks}`, tone: "good", changesIn };
  }
  const next = relock !== undefined ? m.lockedAgain : deviceOf(order)?.relocks ? m.locksAgain : "";
  return {
    title: m.unlockedAt(locale.time(order.settledAt!, timeZone, now, now)),
    next,
    tone: "good",
    ...(looksAgain !== undefined && { changesIn: looksAgain }),
  };
}

/** When it locks again, counted down where that is known; nothing where nobody knows whether it does. */
function locksText(locale: Locale, order: OrderState, relock: number | undefined, age: number): Html | undefined {
  const { m } = locale;
  if (relock === undefined) return deviceOf(order)?.relocks ? html`${m.locksAgain}` : undefined;
  if (age >= relock) return html`${m.lockedAgain}`;
  // What only was told to open may have done so later than it said.
  if (order.acceptedOnly) return html`${m.locksAgain}`;
  const left = relock - age;
  return counted(m.locksIn, left, locale);
}

/** A sentence with a time that is counted down. @param soon in the place of its last minute; else that is in seconds */
export function counted(sentence: (inHowLong: string) => string, ms: number, locale: Locale, soon?: string): Html {
  const [before, after] = sentence(MARK).split(MARK);
  if (soon === undefined) return html`${before}<span data-countdown="${ms}">${locale.inSeconds(ms)}</span>${after}`;
  return html`${before}<span data-countdown="${ms}" data-soon="${soon}">${locale.timeUntil(ms)}</span>${after}`;
}

/** Stands for what the page counts down. */
const MARK = "\u0000";

function gateText({ m, sentences, seconds }: Locale, order: OrderState, { facts, now }: Reading): Outcome {
  const forMs = (facts.way.movesForS ?? 0) * 1_000;
  const sinceMs = now - order.settledAt!;
  if (sinceMs < forMs)
    return {
      title: m.gateMoving.title,
      next: sentences(m.gateTakes(seconds(forMs)), m.gateMoving.next),
      tone: "wait",
      changesIn: forMs - sinceMs,
      moves: { forMs, sinceMs },
    };
  // While it moves its contact says that it is open.
  if (isSeenOpen(order, facts)) return { title: m.gateOpen, next: m.doorOpen.next, tone: "good" };
  return { ...m.gateTold, tone: "unsure" };
}

function liftText({ m, sentences, name }: Locale, { acceptedOnly }: OrderState, { facts }: Reading): Outcome {
  const { floor } = facts.way;
  const next = floor === null ? m.lift.next : sentences(m.lift.next, m.liftFloor(name(floor)));
  return { title: m.lift.title, next, tone: acceptedOnly ? "unsure" : "good" };
}

/** The outcome in a word, where it is no longer news. */
export function outcomeWord({ outcomes }: Messages, order: OrderState, { way }: DoorFacts): string {
  if (order.stage === "failed" || order.stage === "expired") return outcomes.notOpened;
  if (order.stage !== "opened") return outcomes.unknown;
  if (way.kind === "lift") return outcomes.called;
  return order.acceptedOnly || way.kind === "gate" ? outcomes.accepted : outcomes.unlocked;
}
