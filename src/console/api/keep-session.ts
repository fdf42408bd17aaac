/** Who is signed in stays true: the session may end, come back, be somebody else's, or its person get another role. */
import { effect, untracked } from "../signals.ts";
import { reconnects } from "./connection.ts";
import { endGate, gate, pass } from "./gate.ts";
import { refresh } from "./queries.ts";
import { common } from "../texts/common.ts";
import { toast } from "../ui/toasts.tsx";
import { isSignedOut, loadSession, membership, refusals, role, signedIn } from "./session.ts";

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
  const [wasFor, was] = [membership.value?.organizationId, role.value];
  try {
    await loadSession();
  } catch {
    return; // whoever is signed out knows it, and a lost connection heals by itself
  }
  if (gate.value === "sign-in") endGate(true);
  if (wasOut) refresh();
  // What they pressed is gone from the screen with the role, and so is what it had to tell.
  const isOther = role.value !== was && wasFor !== undefined && wasFor === membership.value?.organizationId;
  if (isOther && (was === "owner" || role.value === "viewer")) toast(common.errors.forbidden);
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
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== SESSION) return;
    if (newValue === null) sessionStorage.clear(); // signed out by hand
    lookNow();
  });
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

/** What says nothing of anybody: how this browser shows the console. */
const STAYS = new Set(["latchstring-appearance", "latchstring-guest-language"]);

/** Before the form of signing out is sent: other windows are to know, and nothing that was written stays. */
export function noteSignOut(): void {
  for (const name of Object.keys(localStorage)) if (!STAYS.has(name)) localStorage.removeItem(name);
  sessionStorage.clear();
}
