/** One use of a key: taken by an admission, given back where the door did not open. */
import { defined } from "./defined.ts";
import { keyFacts } from "./event-facts.ts";
import type { LockState } from "./lock.ts";
import type { OpenMethod } from "./order.ts";
import type { TempKeyEvent, TempKeyState } from "./temp-key.ts";

interface Use {
  readonly door: number;
  readonly method: OpenMethod;
  readonly userId?: string;
  readonly orderId?: string;
  readonly queued?: boolean;
  readonly source?: string;
}

/** Count one admission at a door. */
export function takeUse(
  key: TempKeyState,
  lock: LockState,
  use: Use,
  now: number,
): TempKeyEvent & { type: "TempKeyUsed" } {
  const { userId, door, method, orderId, queued, source } = use;
  return {
    type: "TempKeyUsed",
    data: { ...keyFacts(key.uuid, lock, now), usedCount: key.usedCount + 1, ...(userId !== undefined && { userId }) },
    context: { door, method, ...(queued && { queued }), ...defined({ orderId, source }) },
  };
}

/** Give back the use that an order took at a door. */
export function releaseUse(
  key: TempKeyState,
  lock: LockState,
  order: { readonly orderId: string; readonly door: number },
  now: number,
): TempKeyEvent & { type: "TempKeyUseReleased" } {
  const { orderId, door } = order;
  const data = { ...keyFacts(key.uuid, lock, now), usedCount: Math.max(0, key.usedCount - 1), orderId };
  return { type: "TempKeyUseReleased", data, context: { door } };
}
