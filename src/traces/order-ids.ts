/**
 * What an order's span is called, made of the order's id: whoever comes to know of the order, in whatever process and
 * after whatever restart, finds the same span, and nothing has to be kept for it.
 */
import { createHash } from "node:crypto";

/** As W3C Trace Context writes them: 32 and 16 hexadecimal digits. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** The same for the same order, and no other's. @returns nothing from which the order's id can be told */
export function idsOfOrder(orderId: string): SpanIds {
  const digest = createHash("sha256").update(`order ${orderId}`).digest("hex");
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}
