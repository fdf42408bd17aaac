/** What clients asked for, and what they were told: all that the model knows. */

export interface Terms {
  readonly uuid: string;
  readonly lockIds: readonly number[];
  readonly maxUses: number;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validUntil: number;
}

export interface History {
  /** Every key that was asked for, answered or not. */
  readonly keys: Map<string, KeyHistory>;
  /** Sentences that say what must never be. */
  readonly wrong: string[];
  /** How often each answer was given: `open 303`. */
  readonly answers: Map<string, number>;
}

export interface KeyHistory {
  readonly terms: Terms;
  created: boolean;
  pin: string | undefined;
  /** When its revocation was acknowledged, in milliseconds since the epoch. */
  revokedAt: number | undefined;
  /** The order of each intent that was answered. */
  readonly orders: Map<string, string>;
  /** Uses without a door that were answered with success. */
  uses: number;
  /** What may have taken a use without anybody having been told so: each one use at the most. */
  unanswered: number;
}

export function emptyHistory(): History {
  return { keys: new Map(), wrong: [], answers: new Map() };
}

export function keyHistory(terms: Terms): KeyHistory {
  const nothing = { created: false, pin: undefined, revokedAt: undefined, uses: 0, unanswered: 0 };
  return { terms, orders: new Map(), ...nothing };
}
