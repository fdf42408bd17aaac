/**
 * The keys of somebody, a column for each thing that they are looked for by: 100,000 are looked through in about a
 * millisecond, and take some 35 MB. A key has a slot, which another takes when it is gone.
 */
import { opensWithin, STANDINGS, standingsOf } from "../domain/standing.ts";
import { pinLocks } from "../domain/temp-key.ts";
import type { TempKeyRecord } from "../ledger/ledger.ts";
import { foldText } from "./fold-text.ts";
import type { People } from "./people.ts";
import { Texts } from "./texts.ts";

/** In `door` and `person`: there are several, or none that is known. */
export const SEVERAL = -2;
/** In `person`: whoever has the link. */
export const ANYONE = -1;
/** Of a door: a lock that is not theirs. */
export const ELSEWHERE = -1;

/** The doors of a key by the numbers of their locks in `Locks`, and which of them it opens within its window. */
export interface SlotDoors {
  readonly locks: Int32Array;
  readonly opens: Uint8Array;
}

const FIRST = 1_024;
const NO_LABELS: Readonly<Record<string, string>> = {};

/** One array for each column, by slots. */
export class KeyColumns {
  readonly #people: People;
  #capacity = FIRST;
  /** Slots up to here; some are empty. */
  size = 0;
  readonly #empty: number[] = [];
  readonly texts = new Texts();

  /** 1 where there is a key. */
  there = new Uint8Array(FIRST);
  /** Position among all keys. */
  keyId = new Float64Array(FIRST);
  begins = new Float64Array(FIRST);
  ends = new Float64Array(FIRST);
  created = new Float64Array(FIRST);
  /** 0 while it was not used. */
  lastUsed = new Float64Array(FIRST);
  revoked = new Float64Array(FIRST);
  /** 0 where it is not taken back by itself. */
  revokes = new Float64Array(FIRST);
  uses = new Float64Array(FIRST);
  /** Infinity for no limit. */
  maxUses = new Float64Array(FIRST);
  maxUsesPerDoor = new Float64Array(FIRST);
  /** In `STANDINGS`. */
  before = new Uint8Array(FIRST);
  within = new Uint8Array(FIRST);
  after = new Uint8Array(FIRST);
  hasPin = new Uint8Array(FIRST);
  /** The lock of its only door, and whether it opens there. */
  door = new Int32Array(FIRST);
  opens = new Uint8Array(FIRST);
  /** The only user whom it is for. */
  person = new Int32Array(FIRST);
  creator = new Int32Array(FIRST);
  readonly uuid: string[] = [];
  readonly note: (string | null)[] = [];
  readonly #doors = new Map<number, SlotDoors>();
  readonly #persons = new Map<number, Int32Array>();
  readonly #labels = new Map<number, readonly (string | null)[]>();

  constructor(people: People) {
    this.#people = people;
  }

  /** @param doors the locks of its doors, as `SlotDoors` has them @param known its slot, where it has one */
  put(
    { state: key, description, labels, pin, cursor }: TempKeyRecord,
    doors: readonly number[],
    known?: number,
  ): number {
    const slot = known ?? this.#empty.pop() ?? this.#add();
    const standings = standingsOf(key);
    this.there[slot] = 1;
    this.keyId[slot] = cursor;
    this.begins[slot] = key.validFrom;
    this.ends[slot] = key.validUntil;
    this.created[slot] = key.createdAt;
    // A use that was given back is none.
    this.lastUsed[slot] = key.usedCount === 0 ? 0 : (key.lastUsedAt ?? 0);
    this.revoked[slot] = key.revokedAt ?? 0;
    this.revokes[slot] = key.revokedAt === null ? (key.paused?.revokeAfter ?? 0) : 0;
    this.uses[slot] = key.usedCount;
    this.maxUses[slot] = key.maxUses ?? Infinity;
    this.maxUsesPerDoor[slot] = key.maxUsesPerDoor ?? Infinity;
    this.before[slot] = STANDINGS.indexOf(standings.before);
    this.within[slot] = STANDINGS.indexOf(standings.within);
    this.after[slot] = STANDINGS.indexOf(standings.after);
    this.hasPin[slot] = pin !== null && pinLocks(key).length > 0 ? 1 : 0;
    this.creator[slot] = this.#people.numberOf(key.createdBy);
    this.uuid[slot] = key.uuid;
    this.note[slot] = description;
    const opens = key.doors.map((door) => (opensWithin(key, door) ? 1 : 0));
    this.#doors.delete(slot);
    if (doors.length === 1) this.opens[slot] = opens[0]!;
    else this.#doors.set(slot, { locks: Int32Array.from(doors), opens: Uint8Array.from(opens) });
    this.door[slot] = doors.length === 1 ? doors[0]! : SEVERAL;
    const persons = key.accessMode === "public" ? [] : key.allowedUserIds.map((id) => this.#people.numberOf(id));
    this.#persons.delete(slot);
    if (persons.length !== 1 && key.accessMode !== "public") this.#persons.set(slot, Int32Array.from(persons));
    this.person[slot] = key.accessMode === "public" ? ANYONE : persons.length === 1 ? persons[0]! : SEVERAL;
    this.#labels.delete(slot);
    const ofDoors = key.doors.map(({ id }) => (labels ?? NO_LABELS)[id] ?? null);
    const told = ofDoors.filter((label) => label !== null);
    if (told.length > 0) this.#labels.set(slot, ofDoors);
    this.texts.put(slot, foldText([description ?? "", ...told].join("\n")).replaceAll("\n", "\t"));
    return slot;
  }

  remove(slot: number): void {
    this.there[slot] = 0;
    this.uuid[slot] = "";
    this.note[slot] = null;
    this.#doors.delete(slot);
    this.#persons.delete(slot);
    this.#labels.delete(slot);
    this.texts.put(slot, "");
    this.#empty.push(slot);
  }

  /** Of a key with several doors. */
  doorsOf(slot: number): SlotDoors {
    return this.#doors.get(slot)!;
  }

  /** Of a key for several users. */
  personsOf(slot: number): Int32Array {
    return this.#persons.get(slot)!;
  }

  /** What the guest reads for its doors, in their order; undefined where that is nothing. */
  labelsOf(slot: number): readonly (string | null)[] | undefined {
    return this.#labels.get(slot);
  }

  hasDoorAt(slot: number, locks: Uint8Array): boolean {
    const only = this.door[slot]!;
    if (only >= 0) return locks[only] === 1;
    return this.doorsOf(slot).locks.some((lock) => lock >= 0 && locks[lock] === 1);
  }

  #add(): number {
    if (this.size === this.#capacity) this.#grow();
    return this.size++;
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const name of ["there", "before", "within", "after", "hasPin", "opens"] as const)
      this[name] = copied(new Uint8Array(this.#capacity), this[name]);
    for (const name of [
      "keyId",
      "begins",
      "ends",
      "created",
      "lastUsed",
      "revoked",
      "revokes",
      "uses",
      "maxUses",
      "maxUsesPerDoor",
    ] as const)
      this[name] = copied(new Float64Array(this.#capacity), this[name]);
    for (const name of ["door", "person", "creator"] as const)
      this[name] = copied(new Int32Array(this.#capacity), this[name]);
  }
}

function copied<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
