/**
 * The one door through which every opening goes: the ledger decides and commits, and the order that comes of it is
 * handed to the devices. Whoever opens, by whatever route, calls this and nothing else.
 */
import type { Orders } from "../devices/orders.ts";
import type { Refused } from "../domain/decision.ts";
import type { OrderState } from "../domain/order.ts";
import type { Done, Ledger, OpeningCommand } from "../ledger/ledger.ts";

/** The only way to open a door: the decision and the order that follows from it. */
export interface Openings extends Pick<Orders, "settled" | "further"> {
  /**
   * Decide an opening, record it, and hand its order to the devices. Does not wait for the door: `settled` and `further`
   * tell what becomes of the order.
   *
   * @param command its `orderId` is new, or that of the opening that is asked for again
   * @returns a refusal, which is on the record where the key is a real one; or the opening, with its order
   * @throws what `Ledger.submit` throws; whether a door opens is then not known, and the same command may be given again
   */
  open(command: OpeningCommand): Promise<Opened | Refused>;
}

/** An accepted opening: `order` is as it was made, or as it is now where this is a repeat. */
export interface Opened extends Done {
  readonly order: OrderState;
  /** It was recorded before, and nothing new is sent to the door; `event` is null then. */
  readonly isRepeat: boolean;
}

interface OpeningsDeps {
  readonly ledger: Pick<Ledger, "submit">;
  readonly orders: Pick<Orders, "dispatch" | "settled" | "further">;
  /** Hubs that this process alone holds. */
  readonly held?: ReadonlySet<string>;
}

/** Hands an order to the devices only where this command made it, so a repeat sends nothing again. */
export function createOpenings({ ledger, orders, held }: OpeningsDeps): Openings {
  return {
    async open(command) {
      const answer = await ledger.submit(held?.size ? { ...command, heldHubs: [...held] } : command);
      if (!answer.ok) return answer;
      const { order, event } = answer;
      if (!order) throw new Error(`An accepted ${command.type} has no order`);
      const isRepeat = event === null;
      // Whoever made an order carries it. Where that process died, others take it over by themselves.
      if (!isRepeat) orders.dispatch(order);
      return { ...answer, order, isRepeat };
    },
    settled: (orderId, timeoutMs) => orders.settled(orderId, timeoutMs),
    further: (order, timeoutMs) => orders.further(order, timeoutMs),
  };
}
