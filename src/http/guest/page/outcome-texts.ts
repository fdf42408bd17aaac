/** What the guest reads about a refusal or an outcome: what is so, and what to do next. */
import { deviceOf } from "../../../domain/device.ts";
import type { OrderState } from "../../../domain/order.ts";
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

/** What became of an opening. */
export function outcomeText({ m }: Locale, order: OrderState): OutcomeText {
  switch (order.stage) {
    case "queued":
      return { ...m.queued, tone: "wait" };
    case "sent":
      return { ...m.sent, tone: "wait" };
    case "opened": {
      const { title, next } = order.acceptedOnly ? m.accepted : m.opened;
      return { title, next: deviceOf(order)?.relocks ? `${next} ${m.locksAgain}` : next, tone: "good" };
    }
    case "failed":
    case "expired": {
      const failure = order.failure ?? "rejected";
      // What was taken back does not open a second time.
      const next = failure === "revoked" ? m.refusals.revoked.next : `${m.failures[failure]} ${m.givenBack}`;
      return { title: m.notOpened, next, tone: "bad" };
    }
    case "unknown":
      return { ...m.unknown, tone: "unsure" };
    default:
      return order.stage satisfies never;
  }
}
