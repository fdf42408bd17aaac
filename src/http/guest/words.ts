/** What the guest reads: one plain sentence for what is so, and one for what to do next. */
import type { AdmissionRefusal } from "../../domain/decision.ts";
import type { OpenFailure, OrderState } from "../../domain/order.ts";
import { plainTime, timeUntil, zoneName } from "./window.ts";

export interface Words {
  readonly title: string;
  readonly next: string;
  /** Colours and sign of the message. */
  readonly tone: "good" | "wait" | "bad" | "unsure";
}

const ASK = "Ask whoever gave you the link.";

export const REFUSAL: Readonly<Record<AdmissionRefusal, Words>> = {
  "unknown-key": {
    title: "This link opens no door",
    next: `It may have been copied only in part. ${ASK}`,
    tone: "bad",
  },
  revoked: { title: "This key was taken back", next: `It no longer opens the door. ${ASK}`, tone: "bad" },
  "not-yet-valid": { title: "This key does not open yet", next: "Come back when its time begins.", tone: "wait" },
  expired: { title: "This key has ended", next: `Its time is over. ${ASK}`, tone: "bad" },
  "user-required": {
    title: "This key is for named people",
    next: `You need to be signed in to use it. ${ASK}`,
    tone: "wait",
  },
  "user-not-allowed": {
    title: "This key is for somebody else",
    next: `You are not among its users. ${ASK}`,
    tone: "bad",
  },
  "unknown-door": { title: "This key has no such door", next: "Go back to the key and choose a door.", tone: "bad" },
  "method-not-allowed": { title: "This door does not open from here", next: ASK, tone: "bad" },
  "used-up": { title: "This key has been used up", next: `It has opened as often as it may. ${ASK}`, tone: "bad" },
};

/** The same, and when a key that does not open yet begins. */
export function refusalWords(
  reason: AdmissionRefusal,
  { validFrom, at, timeZone }: { readonly validFrom: number; readonly at: number; readonly timeZone: string },
): Words {
  const words = REFUSAL[reason];
  if (reason !== "not-yet-valid") return words;
  const begins = `${plainTime(validFrom, timeZone)}, ${zoneName(timeZone)}`;
  return { ...words, next: `It begins ${timeUntil(validFrom - at)}: ${begins}.` };
}

const FAILURE: Readonly<Record<OpenFailure, string>> = {
  offline: "The lock cannot be reached right now.",
  jammed: "The lock is jammed.",
  timeout: "The lock did not answer in time.",
  expired: "The lock was ready too late.",
  rejected: "The lock refused.",
  auth: "The lock refused.",
  unsupported: "This lock cannot be opened from here.",
  internal: "Something went wrong on the way to the lock.",
  indeterminate: "The lock did not say what it did.",
  revoked: "The key was taken back before the lock was asked.",
};

/** What became of an opening. */
export function outcomeWords(order: OrderState): Words {
  switch (order.stage) {
    case "queued":
      return { title: "One moment", next: "The lock is busy; your turn comes next.", tone: "wait" };
    case "sent":
      return { title: "Opening…", next: "The lock has been asked.", tone: "wait" };
    case "opened":
      return { title: "The door is open", next: "Come in. It locks again by itself.", tone: "good" };
    case "failed":
    case "expired": {
      const why = FAILURE[order.failure ?? "rejected"];
      const next = order.failure === "revoked" ? ASK : "Your use was given back. Go back and try again.";
      return { title: "The door did not open", next: `${why} ${next}`, tone: "bad" };
    }
    case "unknown":
      return {
        title: "Look at the door",
        next: "The lock was asked, and no answer came back: it may be open. This counts as a use.",
        tone: "unsure",
      };
    default:
      return order.stage satisfies never;
  }
}
