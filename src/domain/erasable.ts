/** What stands beside the record, where it can be erased: personal and secret data. */
import type { TempKeyState } from "./temp-key.ts";

/** What a command brings to be kept beside the record, in columns that can be erased. */
export type Erasable =
  | { readonly kind: "lock-name"; readonly lockId: number; readonly name: string }
  /** Why a person opened a lock without a key. */
  | {
      readonly kind: "open-reason";
      readonly orderId: string;
      readonly lockId: number;
      readonly userId: string;
      readonly reason: string;
      /** Milliseconds since the epoch. */
      readonly at: number;
    }
  | {
      readonly kind: "key-texts";
      readonly tempKeyUuid: string;
      readonly description?: string;
      /** By the doors' numbers. */
      readonly labels?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "key-pin"; readonly tempKeyUuid: string; readonly pin: StoredPin }
  /** Whom a key is for, and how they are told of it, encrypted for the key alone. */
  | { readonly kind: "key-recipient"; readonly tempKeyUuid: string; readonly recipient: string }
  | {
      readonly kind: "key-erased";
      readonly tempKeyUuid: string;
      readonly texts: boolean;
      readonly pin: boolean;
      readonly recipient?: boolean;
    };

/** A key's row: the state, and what stands beside the record and can be erased. */
export interface KeyRow {
  readonly state: TempKeyState;
  readonly description: string | null;
  /** What the guest reads for a door, by the door's number. */
  readonly labels: Readonly<Record<string, string>>;
  readonly pin: StoredPin | null;
}

export const NOTHING_ERASABLE: Omit<KeyRow, "state"> = { description: null, labels: {}, pin: null };

/** The row with what a command brought; what it did not bring stays. */
export function withErasable<Row extends Omit<KeyRow, "state">>(
  row: Row,
  erasable: Erasable & { readonly kind: "key-texts" | "key-pin" | "key-erased" },
): Row {
  if (erasable.kind === "key-pin") return { ...row, pin: erasable.pin };
  if (erasable.kind === "key-erased") {
    const { description, labels, pin } = NOTHING_ERASABLE;
    return { ...row, ...(erasable.texts && { description, labels }), ...(erasable.pin && { pin }) };
  }
  const { description = row.description, labels } = erasable;
  return { ...row, description, labels: { ...row.labels, ...labels } };
}

/** A key's PIN as it is stored. */
export interface StoredPin {
  /** What finds it: HMAC-SHA-256 of the PIN, the first 22 characters in base64url. */
  readonly blindIndex: string;
  /** The PIN, encrypted with AES-256-GCM for this key alone: the id of the secret, `.`, base64url. */
  readonly ciphertext: string;
}
