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

/** What is said in their place where the page offers to sign in. */
const SIGN_IN_NEXT: Partial<Readonly<Record<AdmissionRefusal, string>>> = {
  "user-required": "Give your e-mail address. If it may use this key, a link comes to it.",
  "user-not-allowed": `You are signed in, but not among its users. Use another address. ${ASK}`,
};

/** What is read around signing in; none of it depends on whose address was given. */
export const SIGN_IN = {
  sent: {
    title: "Look at your e-mail",
    next: "If the address may use this key, a link is on its way to it. Open the link on this phone within 15 minutes.",
    tone: "wait",
  },
  badAddress: {
    title: "That is no e-mail address",
    next: "Go back to the key and type it once more, such as maria@example.com.",
    tone: "bad",
  },
  badLink: {
    title: "This link no longer works",
    next: "It works once, within 15 minutes. Go back to the key and ask for another one.",
    tone: "bad",
  },
  redeem: {
    title: "Sign in on this phone",
    next: "You stay signed in here for 30 days, or until you sign out.",
    tone: "wait",
  },
  done: { title: "You are signed in", next: "Now open the link of your key.", tone: "good" },
} as const satisfies Readonly<Record<string, Words>>;

export interface RefusedAt {
  readonly validFrom: number;
  readonly at: number;
  readonly timeZone: string;
  /** Whether the page offers to sign in. */
  readonly signIn: boolean;
}

/** The same on the key's own page: when a key that does not open yet begins, and how to sign in. */
export function refusalWords(reason: AdmissionRefusal, { validFrom, at, timeZone, signIn }: RefusedAt): Words {
  const words = REFUSAL[reason];
  if (reason === "not-yet-valid") {
    const begins = `${plainTime(validFrom, timeZone)}, ${zoneName(timeZone)}`;
    return { ...words, next: `It begins ${timeUntil(validFrom - at)}: ${begins}.` };
  }
  return signIn ? { ...words, next: SIGN_IN_NEXT[reason] ?? words.next } : words;
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
