/** A key is for somebody else: who is told of it is replaced. The record does not say whom that is, so it stays as it is. */
import type { Actor } from "./actor.ts";
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import { isEntitledToAll, isEntitledToSome } from "./entitlement.ts";
import type { Rows } from "./rows.ts";
import { revokedSince } from "./temp-key.ts";

/** Let another be told of a key from now on. */
export interface SetRecipient {
  readonly type: "setRecipient";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
  /** Encrypted for the key alone. */
  readonly recipient: string;
}

/**
 * Refused: `unknown-key`, also for whoever is entitled to none of its locks; `not-entitled`; `revoked`; `expired`.
 *
 * @param now milliseconds since the epoch
 */
export function setRecipient(rows: Rows, { actor, tempKeyUuid, recipient }: SetRecipient, now: number): Decision {
  const key = rows.key(tempKeyUuid)?.state;
  if (!key || !isEntitledToSome(rows, actor, key)) return refuse("unknown-key");
  if (!isEntitledToAll(rows, actor, key)) return refuse("not-entitled");
  if (revokedSince(key, now) !== null) return refuse("revoked");
  if (now >= key.validUntil) return refuse("expired");
  return {
    ...nothingToDo(key.doors[0]!.lockId),
    erasable: [{ kind: "key-recipient", tempKeyUuid: key.uuid, recipient }],
  };
}
