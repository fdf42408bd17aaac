/** From a command to its published answer. */
import type { Command } from "../../domain/command.ts";
import type { Refused } from "../../domain/decision.ts";
import type { Ledger, LockRecord, Submitted } from "../../ledger/ledger.ts";
import { isEntitled, type Actor } from "../../domain/actor.ts";
import { HttpError, refusalError } from "../errors.ts";

export type Done = Exclude<Submitted, Refused>;

/** @throws HttpError when the command was refused */
export async function submit(ledger: Ledger, command: Command): Promise<Done> {
  const submitted = await ledger.submit(command);
  if (!submitted.ok) throw refusalError(submitted);
  return submitted;
}

/** The published answer to a command; what we know beyond the published data stays in the record. */
export function commandBody(done: Done) {
  const { event } = done;
  return {
    success: true,
    aggregateId: String(done.lockId),
    version: done.version,
    // The schema of the route keeps exactly the published fields.
    event: event && ({ type: event.type, data: event.data } as never),
  };
}

/**
 * A lock that the caller may manage.
 *
 * @throws HttpError 404, the same for a lock of somebody else and for none
 */
export async function lockFor(ledger: Ledger, actor: Actor, lockId: number): Promise<LockRecord> {
  const record = await ledger.read.lock(lockId);
  if (!record || !isEntitled(actor, record.state)) throw new HttpError(404, "Lock not found");
  return record;
}
