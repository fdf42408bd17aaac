/** What the server answers, as its routes' own schemas say: the one file that knows them. Types alone, so nothing of it is loaded. */
import type { Static } from "typebox";
import type { KeyRowBody, StandingBody } from "../../http/api/keys/key-row.ts";
import type { LockRowBody } from "../../http/api/locks/list-locks.ts";
import type { SignedIn as SignedInBody } from "../../http/console/session-answers.ts";

export type SignedIn = Static<typeof SignedInBody>;
export type Membership = SignedIn["organizations"][number];
export type LockRow = Static<typeof LockRowBody>;
export type KeyRow = Static<typeof KeyRowBody>;
export type KeyStanding = Static<typeof StandingBody>;

/** A page of a list. */
export interface Rows {
  readonly total: number;
  readonly nextCursor: string | null;
}
