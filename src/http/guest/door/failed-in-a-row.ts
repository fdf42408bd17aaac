/** Whether a guest failed at the same door before: told by the record, whatever the browser remembers. */
import type { LedgerReads } from "../../../ledger/ledger.ts";

/** How far back in the lock's stream is looked, in events. */
const LOOK_BACK = 60;

interface OfDoor {
  readonly lockId: number;
  readonly tempKeyUuid: string;
  readonly door: number;
}

/** How many openings of a door by a key failed since the last that did not, refusals for want of a connection included. */
export async function failedInARow(
  read: Pick<LedgerReads, "lock" | "events">,
  { lockId, tempKeyUuid, door }: OfDoor,
): Promise<number> {
  // Whoever waited for the outcome read the lock before it came.
  const { version = 0 } = (await read.lock(lockId)) ?? {};
  const events = await read.events(lockId, Math.max(1, version - LOOK_BACK + 1), version);
  const orders = new Set<string>();
  let failed = 0;
  for (const { event } of events) {
    if (event.type === "LockOpenRequested") {
      const { context } = event;
      if (context.tempKeyUuid === tempKeyUuid && context.door === door) orders.add(context.orderId);
    } else if (event.type === "LockOpened" && orders.has(event.data.orderId)) failed = 0;
    else if (event.type === "LockOpenFailed" && orders.has(event.data.orderId)) failed++;
    else if (event.type === "AdmissionRefused" && event.data.reason === "offline") {
      // A lock is one door of a key; which was not said where the first one was asked for.
      if (event.data.tempKeyUuid === tempKeyUuid && event.context.count === undefined) failed++;
    }
  }
  return failed;
}
