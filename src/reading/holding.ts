/**
 * What somebody has, read once and brought up to date whenever it is asked for: their locks, and the keys that open them.
 *
 * Nothing is written for this, so whoever makes a key pays nothing. The end of each lock's stream tells which have
 * events that are not known here, the events which keys they are about, and these are read again as they are now. So a
 * lock that comes or goes, another process, or a restart are nothing special. Texts change without an event, and
 * `changedTexts` tells of them.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Directory } from "../identity/directory.ts";
import type { Holder, LedgerReads, StreamEnd, TempKeyRecord } from "../ledger/ledger.ts";
import { HeldLocks } from "./held-locks.ts";
import { ELSEWHERE, KeyColumns, SEVERAL } from "./key-columns.ts";
import { Orders } from "./orders.ts";
import { People } from "./people.ts";

/** What is read of the record and of the directory. */
export interface HoldingReads {
  readonly read: Pick<
    LedgerReads,
    "streamsOf" | "keysSince" | "changedTexts" | "locks" | "tempKeys" | "tempKeysOfLock"
  >;
  readonly directory: Pick<Directory, "people">;
}

/** Keys that are read before others get their turn; locks, and ends of streams. */
const KEYS_AT_ONCE = 100;
const LOCKS_AT_ONCE = 500;
const STREAMS_AT_ONCE = 5_000;
/** Events of one lock beyond which all its keys are read again. */
const MANY_EVENTS = 2_000;
/** Locks whose keys are read at the same time. */
const TOGETHER = 4;

/** There are more keys than are kept in memory. */
export class TooManyKeysError extends Error {
  override readonly name = "TooManyKeysError";
}

/** What one holder has, in memory; used by one after another. */
export class Holding {
  readonly people = new People();
  readonly locks = new HeldLocks();
  readonly keys = new KeyColumns(this.people);
  readonly orders = new Orders(this.keys);
  readonly #holder: Holder;
  readonly #deps: HoldingReads;
  readonly #maxKeys: number;
  readonly #slots = new Map<number, number>();
  /** Locks of others that keys of theirs open too, with how far their events are known; -1 for not yet. */
  readonly #elsewhere = new Map<number, number>();
  #texts: string | undefined;
  /** Why it was not brought up to date to the end: it is to be read anew, and whoever waited for it hears the same. */
  #failure: Error | undefined;
  #before: Promise<unknown> = Promise.resolve();
  #turning: Promise<void> = Promise.resolve();

  constructor(holder: Holder, deps: HoldingReads, maxKeys: number) {
    this.#holder = holder;
    this.#deps = deps;
    this.#maxKeys = maxKeys;
  }

  get isBroken(): boolean {
    return this.#failure !== undefined;
  }

  get count(): number {
    return this.#slots.size;
  }

  /**
   * Use it as it is now; one after another, so that whoever uses it in pieces sees one state.
   *
   * @throws StoreUnavailableError
   * @throws TooManyKeysError
   */
  use<T>(using: (holding: Holding) => Generator<undefined, T>): Promise<T> {
    const used = this.#before.then(async () => {
      if (this.#failure) throw this.#failure;
      await this.#catchUp().catch((error: Error) => {
        this.#failure = error;
        throw error;
      });
      const work = using(this);
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
        await turn();
      }
    });
    this.#before = used.catch(() => {});
    return used;
  }

  async #catchUp(): Promise<void> {
    const { read, directory } = this.#deps;
    // Before keys and locks are read: what changes afterwards is told the next time.
    const [texts, ends] = await Promise.all([read.changedTexts(this.#texts), this.#ends()]);
    const stale = new Set(texts.keys);
    for (const lockId of this.locks.lockIds())
      if (!ends.has(lockId)) for (const uuid of this.#keysAt(this.locks.remove(lockId))) stale.add(uuid);
    const [come, changed] = this.#sorted(ends);
    // Of those that are read whole again, keys that left them meanwhile.
    for (const { lockId } of come) for (const uuid of this.#keysAt(this.locks.numberOf(lockId))) stale.add(uuid);
    await this.#readLocks([...come, ...changed, ...texts.locks.map((lockId) => ({ lockId, version: 0 }))]);
    for (const uuid of await this.#keysOf(changed)) stale.add(uuid);
    for (const uuid of await this.#keysElsewhere()) stale.add(uuid);
    await this.#readKeys([...stale]);
    await this.#readAllKeysAt(come.map(({ lockId }) => lockId));
    for (const userId of texts.users) this.people.forget(userId);
    await this.people.read(directory);
    for (const end of [...come, ...changed]) this.locks.know(end);
    this.#texts = texts.cursor;
  }

  async #ends(): Promise<ReadonlyMap<number, StreamEnd>> {
    const ends = new Map<number, StreamEnd>();
    for (let after = 0; ; await turn()) {
      const page = await this.#deps.read.streamsOf(this.#holder, { after, limit: STREAMS_AT_ONCE });
      for (const end of page) ends.set(end.lockId, end);
      if (page.length < STREAMS_AT_ONCE) return ends;
      after = page.at(-1)!.lockId;
    }
  }

  /** The locks all of whose keys are to be read, and those with some events that are not known here. */
  #sorted(ends: ReadonlyMap<number, StreamEnd>): [come: StreamEnd[], changed: StreamEnd[]] {
    const [come, changed]: [StreamEnd[], StreamEnd[]] = [[], []];
    for (const end of ends.values()) {
      const known = this.locks.known(end.lockId);
      if (known === undefined || end.version - known > MANY_EVENTS) come.push(end);
      else if (known !== end.version) changed.push(end);
    }
    return [come, changed];
  }

  async #readLocks(ends: readonly StreamEnd[]): Promise<void> {
    for (const some of inParts(ends, LOCKS_AT_ONCE)) {
      const records = await this.#deps.read.locks(some.map(({ lockId }) => lockId));
      // One that is named because its name changed may be somebody else's.
      for (const { lockId, version } of some) {
        const record = records.get(lockId);
        if (record && (version > 0 || this.locks.numberOf(lockId) !== undefined)) this.locks.put(record);
      }
      await turn();
    }
  }

  async #keysOf(changed: readonly StreamEnd[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const some of inParts(changed, LOCKS_AT_ONCE)) {
      const known = some.map(({ lockId }) => ({ lockId, version: this.locks.known(lockId)! }));
      found.push(...(await this.#deps.read.keysSince(known)));
      await turn();
    }
    return found;
  }

  /** A use at a door of somebody else is in that door's stream alone. */
  async #keysElsewhere(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const some of inParts([...this.#elsewhere], LOCKS_AT_ONCE)) {
      const records = await this.#deps.read.locks(some.map(([lockId]) => lockId));
      for (const [lockId, { version }] of records) this.#elsewhere.set(lockId, version);
      const known = some.filter(([lockId, version]) => version >= 0 && records.get(lockId)?.version !== version);
      if (known.length > 0)
        found.push(...(await this.#deps.read.keysSince(known.map(([lockId, version]) => ({ lockId, version })))));
      // How far its keys are known begins now.
      if (some.some(([, version]) => version < 0)) found.push(...this.#keysAt(ELSEWHERE));
    }
    return found;
  }

  async #readKeys(uuids: readonly string[]): Promise<void> {
    for (const some of inParts(uuids, KEYS_AT_ONCE)) {
      for (const record of await this.#deps.read.tempKeys(some)) this.#put(record);
      await turn();
    }
  }

  async #readAllKeysAt(lockIds: readonly number[]): Promise<void> {
    const left = [...lockIds];
    const one = async () => {
      for (let lockId = left.pop(); lockId !== undefined; lockId = left.pop()) await this.#readKeysAt(lockId);
    };
    await Promise.all(Array.from({ length: TOGETHER }, one));
  }

  async #readKeysAt(lockId: number): Promise<void> {
    let before: number | undefined;
    for (;;) {
      await this.#turnOfOne();
      const page = { limit: KEYS_AT_ONCE, withRevoked: true, ...(before !== undefined && { before }) };
      const records = await this.#deps.read.tempKeysOfLock(lockId, page);
      for (const record of records) this.#put(record);
      if (records.length < KEYS_AT_ONCE) return;
      before = records.at(-1)!.cursor;
    }
  }

  /** Those who read at the same time wait for the store together, but begin in different turns: a file answers at once. */
  #turnOfOne(): Promise<void> {
    return (this.#turning = this.#turning.then(() => turn()));
  }

  #put(record: TempKeyRecord): void {
    const known = this.#slots.get(record.cursor);
    const doors = record.state.doors.map(({ lockId }) => this.locks.numberOf(lockId) ?? ELSEWHERE);
    if (doors.every((door) => door === ELSEWHERE)) {
      if (known === undefined) return;
      this.#slots.delete(record.cursor);
      this.keys.remove(known);
      this.orders.note(known);
      return;
    }
    if (known === undefined && this.#slots.size >= this.#maxKeys)
      throw new TooManyKeysError(`There are more than ${this.#maxKeys} keys`);
    for (const [i, { lockId }] of record.state.doors.entries())
      if (doors[i] === ELSEWHERE && !this.#elsewhere.has(lockId)) this.#elsewhere.set(lockId, -1);
    const slot = this.keys.put(record, doors, known);
    this.#slots.set(record.cursor, slot);
    this.orders.note(slot);
  }

  #keysAt(lock: number | undefined): string[] {
    if (lock === undefined) return [];
    const { size, there, door, uuid } = this.keys;
    const found: string[] = [];
    for (let slot = 0; slot < size; slot++) {
      if (there[slot] === 0) continue;
      if (door[slot] === lock || (door[slot] === SEVERAL && this.keys.doorsOf(slot).locks.includes(lock)))
        found.push(uuid[slot]!);
    }
    return found;
  }
}

function* inParts<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
