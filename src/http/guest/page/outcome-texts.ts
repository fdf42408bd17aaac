/** What the guest reads about a refusal or an outcome: what is so, and what to do next. */
import { deviceOf } from "../../../domain/device.ts";
import type { OpenFailure, OrderState } from "../../../domain/order.ts";
import { ADMISSION_REFUSALS, type AdmissionRefusal } from "../../../domain/refusals.ts";
import type { Locale } from "./locale.ts";
import type { Text } from "../messages/messages.ts";

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
const TRYING_AGAIN_HELPS: Readonly<Record<OpenFailure, boolean>> = {
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

/** What became of an opening. */
export function outcomeText({ m, sentences }: Locale, order: OrderState): OutcomeText {
  switch (order.stage) {
    case "queued":
      return { ...m.queued, tone: "wait" };
    case "sent":
      return { ...m.sent, tone: "wait" };
    case "opened": {
      const { title, next } = order.acceptedOnly ? m.accepted : m.opened;
      return { title, next: deviceOf(order)?.relocks ? sentences(next, m.locksAgain) : next, tone: "good" };
    }
    case "failed":
    case "expired": {
      const failure = order.failure ?? "rejected";
      // What was taken back does not open a second time.
      if (failure === "revoked") return { title: m.notOpened, next: m.refusals.revoked.next, tone: "bad" };
      const then = TRYING_AGAIN_HELPS[failure] ? m.givenBack : m.ask;
      return { title: m.notOpened, next: sentences(m.failures[failure], then), tone: "bad" };
    }
    case "unknown":
      return { title: m.unknown.title, next: sentences(m.unknown.next, m.countsAsOne), tone: "unsure" };
    default:
      return order.stage satisfies never;
  }
}
