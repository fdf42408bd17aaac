/** What a virtual lock and whoever started it tell each other. */

export interface LockFaults {
  /** How long the bolt takes before it moves, in milliseconds. */
  readonly slowMs?: number;
  /** It looks at the command and does nothing. */
  readonly refuses?: boolean;
  /** It says that it did it, and does nothing. */
  readonly lies?: boolean;
  /** It stands still from the command on. */
  readonly stops?: boolean;
}

/** What a test tells it; nothing at all asks it only to say when it is done. */
export type ToLock =
  | { readonly faults: LockFaults }
  | { readonly turn: "locked" | "unlocked" }
  | { readonly alarm: "jammed" }
  | Readonly<Record<string, never>>;

/** What it says. */
export type FromLock =
  | { readonly pairing: { readonly manual: string; readonly qr: string } }
  | { readonly moved: "unlock" | "unbolt" | "unlock-with-timeout"; readonly timeoutS?: number }
  /** To whatever it is told, in order: that has taken effect, and the bolt stands still. */
  | { readonly done: true };
