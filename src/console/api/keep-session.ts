/** Who is signed in stays true: the session may end, come back, be somebody else's, or its person get another role. */
import { effect, untracked } from "@preact/signals";
import { reconnects } from "./connection.ts";
import { endGate, gate, pass } from "./gate.ts";
import { refresh } from "./queries.ts";
import { isSignedOut, loadSession, refusals, signedIn } from "./session.ts";

/** Read by other windows of this browser: it changes when somebody signs in or out in one of them. */
const SESSION = "latchstring-session";
const LOOK_MS = 30_000;

let looking: Promise<void> | undefined;
let lookedAt = 0;

/** Ask who is signed in, and go on where it is the same person. */
export function lookAgain(): Promise<void> {
  return (looking ??= look().finally(() => (looking = undefined)));
}

async function look(): Promise<void> {
  lookedAt = Date.now();
  const wasOut = isSignedOut.value || !signedIn.value;
  try {
    await loadSession();
  } catch {
    return; // whoever is signed out knows it, and a lost connection heals by itself
  }
  if (gate.value === "sign-in") endGate(true);
  if (wasOut) refresh();
}

function lookNow(): void {
  void lookAgain();
}

function lookSometimes(): void {
  if (document.hidden) return;
  if (isSignedOut.value || Math.abs(Date.now() - lookedAt) > LOOK_MS) lookNow();
}

/** Called once, at the start. */
export function keepSession(): void {
  document.addEventListener("visibilitychange", lookSometimes);
  addEventListener("focus", lookSometimes);
  addEventListener("storage", ({ key }) => key === SESSION && lookNow());
  effect(() => {
    const session = signedIn.value?.sessionId;
    if (session !== undefined && localStorage.getItem(SESSION) !== session) localStorage.setItem(SESSION, session);
  });
  effect(() => {
    if (reconnects.value > 0) untracked(lookNow);
  });
  effect(() => {
    if (refusals.value > 0) untracked(lookSometimes);
  });
  effect(() => {
    if (isSignedOut.value) untracked(() => void pass("sign-in"));
  });
}

/** Before the form of signing out is sent: other windows are to know, and nothing that was written stays. */
export function noteSignOut(): void {
  localStorage.removeItem(SESSION);
  sessionStorage.clear();
}
