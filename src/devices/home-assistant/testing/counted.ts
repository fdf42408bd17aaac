/** For devices that count how often they moved and do not know for whom. */
import type { OpenOutcome } from "../../../domain/order.ts";
import type { LockDriver } from "../../driver.ts";

/** @param moves how often the device moved */
export function counted(driver: LockDriver, moves: () => Promise<number>) {
  const orders: { readonly orderId: string; readonly outcome: Promise<OpenOutcome> }[] = [];
  const unlock: LockDriver["unlock"] = (command, signal) => {
    const outcome = driver.unlock(command, signal);
    orders.push({ orderId: command.orderId, outcome });
    return outcome;
  };
  return {
    driver: { ...driver, unlock },
    /** The orders that say that they moved it, where they are as many as its movements. */
    async openings(): Promise<readonly string[]> {
      const moved = await moves();
      const said = await Promise.all(orders.map(async ({ orderId, outcome }) => ({ orderId, outcome: await outcome })));
      const opened = new Set(said.flatMap(({ orderId, outcome }) => (mayHaveMoved(outcome) ? [orderId] : [])));
      return moved === opened.size ? [...opened] : Array.from({ length: moved }, (_, i) => `unexplained ${i}`);
    },
  };
}

const mayHaveMoved = (outcome: OpenOutcome) => outcome.ok || outcome.mayHaveExecuted;
