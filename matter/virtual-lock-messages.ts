/** What a virtual lock and whoever started it tell each other. */

export interface LockFaults {
  /** How long the bolt takes before it moves, in milliseconds. */
  readonly slowMs?: number;
  /** It looks at the command and does nothing. */
  readonly refuses?: boolean;
  /** It says that it did it, and does nothing. */
  readonly lies?: boolean;
}

/** What a test tells it. */
export type ToLock =
  | { readonly faults: LockFaults }
  | { readonly turn: "locked" | "unlocked" }
  | { readonly alarm: "jammed" };

/** What it says. */
export type FromLock =
  | { readonly pairing: { readonly manual: string; readonly qr: string } }
  | { readonly moved: "unlock" | "unbolt" | "unlock-with-timeout"; readonly timeoutS?: number };
