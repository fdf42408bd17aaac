/** The doors of a key: which it may have, and the event by which one comes to it. */
import { keyFacts } from "./event-facts.ts";
import { type KeyTerms, writeTerms } from "./key-terms.ts";
import type { LockState } from "./lock.ts";
import type { FieldError } from "./refusals.ts";
import { type Creation, type Door, type DoorMethod, pinLocks, type TempKeyEvent } from "./temp-key.ts";

/** Of one key. */
export const MAX_DOORS = 50;

/** A door that a key is given; the label is what the guest reads in place of the lock's name. */
export interface NewDoor {
  readonly lockId: number;
  readonly method: DoorMethod;
  readonly label?: string;
}

/** All that is wrong with a list of doors, one entry a field. */
export function checkDoors(
  doors: readonly Partial<NewDoor>[],
  accessMode: KeyTerms["accessMode"] | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  if (doors.length > MAX_DOORS) errors.push({ field: "doors", message: `must be at most ${MAX_DOORS} doors` });
  if (doors.length === 0) errors.push({ field: "doors", message: "must be at least one door" });
  const seen = new Set<number>();
  for (const [i, { lockId, method }] of doors.entries()) {
    if (lockId !== undefined && seen.has(lockId)) errors.push({ field: `doors[${i}].lockId`, message: ALREADY_A_DOOR });
    if (lockId !== undefined) seen.add(lockId);
    if (accessMode === "user-whitelist" && (method === "code" || method === "both"))
      errors.push({ field: `doors[${i}].accessMethod`, message: PIN_OF_NOBODY });
  }
  return errors;
}

const ALREADY_A_DOOR = "is the lock of another door of this key";
const PIN_OF_NOBODY = "must be key when accessMode is user-whitelist, because a PIN does not say who enters it";

/** The same for doors of a key that has some: those that stay, and those that come to it. */
export function checkChangedDoors(
  doors: readonly Door[],
  kept: readonly Door[],
  added: readonly Door[],
  { accessMode }: KeyTerms,
): FieldError[] {
  const errors: FieldError[] = [];
  if (doors.length === 0) errors.push({ field: "removeDoors", message: "must leave a door; or take the key back" });
  if (doors.length > MAX_DOORS) errors.push({ field: "addDoors", message: `must make at most ${MAX_DOORS} doors` });
  if (accessMode === "user-whitelist" && pinLocks({ doors: kept }).length > 0)
    errors.push({ field: "accessMode", message: "must be public while a door opens by PIN" });
  for (const [i, { lockId, method }] of added.entries()) {
    const others = [...kept, ...added.slice(0, i)];
    if (others.some((door) => door.lockId === lockId))
      errors.push({ field: `addDoors[${i}].lockId`, message: ALREADY_A_DOOR });
    if (accessMode === "user-whitelist" && method !== "key")
      errors.push({ field: `addDoors[${i}].accessMethod`, message: PIN_OF_NOBODY });
  }
  return errors;
}

/** The event by which a door comes to a key; `added` where the key was there before it. */
export function doorCreated(
  uuid: string,
  lock: LockState,
  door: Pick<Door, "id" | "method">,
  terms: KeyTerms,
  createdBy: string,
  added: boolean,
  now: number,
): TempKeyEvent & { type: "TempKeyCreated" } {
  const { data, context } = writeTerms(terms);
  return {
    type: "TempKeyCreated",
    data: {
      ...keyFacts(uuid, lock, now),
      ...data,
      createdBy,
    },
    context: {
      door: door.id,
      method: door.method,
      ...context,
      ...(added && { added }),
    },
  };
}

/**
 * What guests read for doors, by the doors' numbers.
 *
 * @param first the number of the first of these doors
 */
export function labelsOf(doors: readonly NewDoor[], first: number): Record<string, string> | undefined {
  const named = doors.flatMap(({ label }, i) => (label === undefined ? [] : [[String(first + i), label] as const]));
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/** Whether one of the key's doors is this lock. */
export function hasDoorAt(key: Pick<Creation, "doors">, lockId: number): boolean {
  return key.doors.some((door) => door.lockId === lockId);
}
