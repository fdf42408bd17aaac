/** From a command to its published answer. */
import { type Actor, isEntitled } from "../../domain/actor.ts";
import type { Refused } from "../../domain/decision.ts";
import type { CommandWithoutOrder, Done, LedgerWithoutOrders, LockRecord } from "../../ledger/ledger.ts";
import { HttpError, refusalError } from "../answers/errors.ts";

/** @throws HttpError when the command was refused */
export async function submit(ledger: LedgerWithoutOrders, command: CommandWithoutOrder): Promise<Done> {
  return accepted(await ledger.submit(command));
}

/** @throws HttpError when the command was refused */
export function accepted<D extends Done>(answer: D | Refused): D {
  if (!answer.ok) throw refusalError(answer);
  return answer;
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
export async function lockFor(
  ledger: Pick<LedgerWithoutOrders, "read">,
  actor: Actor,
  lockId: number,
): Promise<LockRecord> {
  const record = await ledger.read.lock(lockId);
  if (!record || !isEntitled(actor, record.state)) throw new HttpError(404, "Lock not found");
  return record;
}
