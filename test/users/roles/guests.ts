/** What is asked for with a link, by whoever has it. */
import { NO, page, opening, lock, key, named, CALLERS, type Row } from "./row.ts";

export const GUESTS: Readonly<Record<string, Row>> = {
  openLockWithPin: { path: lock, body: () => ({ pin: "00000000" }), answers: Array.from(CALLERS, () => NO) },
  showTempKey: { path: key, answers: page },
  showCollectiveKey: { path: key, answers: page },
  confirmTempKeyOpening: { path: key, answers: page },
  confirmCollectiveOpening: { path: key, answers: page },
  openTempKey: { path: key, answers: opening },
  "openTempKey for one user": { path: named, answers: [403, 303, 403, 403, 403, 403, 403, 403, NO, NO] },
  openTempKeyDoor: { path: (world) => ({ ...key(world), doorId: 1 }), answers: opening },
  openCollectiveDoor: { path: (world) => ({ ...key(world), doorId: 1 }), answers: opening },
  askForSignInLink: {
    path: named,
    body: () => "email=anna%40example.test",
    type: "application/x-www-form-urlencoded",
    answers: CALLERS.map(() => 303),
  },
  showSignInLinkSent: { path: named, answers: page },
  showSignIn: { path: () => ({}), query: `?token=${"t".repeat(32)}`, answers: page },
  signIn: {
    path: () => ({}),
    body: () => `token=${"t".repeat(32)}`,
    type: "application/x-www-form-urlencoded",
    answers: CALLERS.map(() => 400),
  },
  // Last: it ends the session of the guest.
  signOut: { path: named, answers: CALLERS.map(() => 303) },
};
