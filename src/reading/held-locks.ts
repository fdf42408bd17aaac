/** The locks of somebody, each with a number by which keys' doors name it for as long as they are read here. */
import type { LockRecord, StreamEnd } from "../ledger/ledger.ts";
import { foldText } from "./fold-text.ts";

/** A lock of somebody. */
export interface HeldLock {
  readonly record: LockRecord;
  /** Its name, as it is looked for. */
  readonly text: string;
}

/** All of them. */
export class HeldLocks {
  readonly #numbers = new Map<number, number>();
  readonly #locks: (HeldLock | undefined)[] = [];
  /** Events of each that are known here. */
  readonly #versions = new Map<number, number>();

  /** Numbers up to here; some are of locks that went. */
  get size(): number {
    return this.#locks.length;
  }

  /** Undefined for a lock that is not theirs. */
  numberOf(lockId: number): number | undefined {
    return this.#numbers.get(lockId);
  }

  /** Undefined for one that went. */
  lock(number: number): HeldLock | undefined {
    return this.#locks[number];
  }

  /** @returns its number */
  put(record: LockRecord): number {
    const { lockId } = record.state;
    const number = this.#numbers.get(lockId) ?? this.#locks.length;
    this.#numbers.set(lockId, number);
    this.#locks[number] = { record, text: foldText(record.name ?? "") };
    return number;
  }

  /** @returns the number that it had */
  remove(lockId: number): number {
    const number = this.#numbers.get(lockId)!;
    this.#numbers.delete(lockId);
    this.#versions.delete(lockId);
    this.#locks[number] = undefined;
    return number;
  }

  /** How far its events are known; undefined for a lock that is new here. */
  known(lockId: number): number | undefined {
    return this.#versions.get(lockId);
  }

  know({ lockId, version }: StreamEnd): void {
    this.#versions.set(lockId, version);
  }

  lockIds(): IterableIterator<number> {
    return this.#numbers.keys();
  }
}
