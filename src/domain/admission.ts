/** Admission: may this key open this door, now? One pure function decides; pages, lists and `explain` ask the same one. */
import type { AdmissionRefusal } from "./decision.ts";
import type { OpenMethod } from "./order.ts";
import type { Door, TempKeyState } from "./temp-key.ts";

export interface Attempt {
  /** Milliseconds since the epoch, on the server's clock. */
  readonly at: number;
  readonly method: OpenMethod;
  /** The door within the key; left out, the first one that the method opens. */
  readonly door?: number;
  readonly userId?: string;
}

export type Admission =
  | { readonly admitted: true; readonly door: Door }
  | { readonly admitted: false; readonly reason: AdmissionRefusal };

/** The rules in their order; the first that says no is the reason. */
export function admit(key: TempKeyState | undefined, attempt: Attempt): Admission {
  if (!key) return no("unknown-key");
  if (key.revokedAt !== null) return no("revoked");
  if (attempt.at < key.validFrom) return no("not-yet-valid");
  if (attempt.at >= key.validUntil) return no("expired");
  if (key.accessMode === "user-whitelist") {
    if (attempt.userId === undefined) return no("user-required");
    if (!key.allowedUserIds.includes(attempt.userId)) return no("user-not-allowed");
  }
  const door = findDoor(key, attempt);
  if (!door) return no("unknown-door");
  if (!opensBy(door, attempt.method)) return no("method-not-allowed");
  if (key.maxUses !== null && key.usedCount >= key.maxUses) return no("used-up");
  return { admitted: true, door };
}

function no(reason: AdmissionRefusal): Admission {
  return { admitted: false, reason };
}

function findDoor(key: TempKeyState, attempt: Attempt): Door | undefined {
  if (attempt.door !== undefined) return key.doors.find((door) => door.id === attempt.door);
  return key.doors.find((door) => opensBy(door, attempt.method)) ?? key.doors[0];
}

function opensBy(door: Door, method: OpenMethod): boolean {
  return door.method === method || door.method === "both";
}

export type KeyStatus = "valid" | "not-yet-valid" | "expired" | "used-up" | "revoked";

/** The published status of a key: what it would be refused for whoever asked, or `valid`. */
export function keyStatus(key: TempKeyState, at: number): KeyStatus {
  if (key.revokedAt !== null) return "revoked";
  if (at < key.validFrom) return "not-yet-valid";
  if (at >= key.validUntil) return "expired";
  if (key.maxUses !== null && key.usedCount >= key.maxUses) return "used-up";
  return "valid";
}
