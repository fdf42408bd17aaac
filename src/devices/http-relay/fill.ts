/** What may stand in braces in a relay's template: the values of an order. */
import { unknownNamesIn } from "../../outbound/fill.ts";

/** What may stand in braces, and for what. */
export type Values = {
  readonly orderId: string;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  readonly action: string;
  readonly address: string;
  /** The hub's secret. */
  readonly token: string;
};

const NAMES = ["orderId", "notAfter", "action", "address", "token"] as const satisfies (keyof Values)[];

/** The names in braces that mean nothing: a slip that would be sent as it is. */
export function unknownNames(text: string): string[] {
  return unknownNamesIn(text, NAMES);
}

/** Whether a text uses a value. */
export function uses(text: string, name: keyof Values): boolean {
  return text.includes(`{${name}}`);
}
