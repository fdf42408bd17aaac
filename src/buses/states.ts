/** How each lock of an organisation is, as it is shown at a bus: read again only where something happened. */
import { setImmediate as turn } from "node:timers/promises";
import type { Observed } from "../devices/observed/observed.ts";
import { isoTime } from "../domain/ids.ts";
import type { LedgerReads, LockRecord } from "../ledger/ledger.ts";

/** Locks that are shown; more are not. */
const MAX_LOCKS = 20_000;
const AT_ONCE = 500;

/** The states of an organisation's locks. */
export interface LockStates {
  /** @throws StoreUnavailableError */
  read(): Promise<ReadonlyMap<number, string>>;
}

/** @returns one that has read nothing yet */
export function createLockStates(
  orgId: string,
  read: Pick<LedgerReads, "streamsOf" | "locks">,
  observed: Pick<Observed, "states">,
): LockStates {
  const known = new Map<number, Pick<LockRecord, "version" | "updatedAt"> & { readonly uuid: string }>();

  async function lookAtLocks(): Promise<void> {
    const there = new Set<number>();
    for (let after = 0; there.size < MAX_LOCKS;) {
      const ends = await read.streamsOf({ kind: "organization", orgId }, { after, limit: AT_ONCE });
      for (const { lockId } of ends) there.add(lockId);
      const newer = ends.filter(({ lockId, version }) => known.get(lockId)?.version !== version);
      const locks = newer.length === 0 ? [] : await read.locks(newer.map(({ lockId }) => lockId));
      for (const [lockId, { version, updatedAt, state }] of locks)
        known.set(lockId, { version, updatedAt, uuid: state.uuid });
      if (ends.length < AT_ONCE) break;
      after = ends.at(-1)!.lockId;
      // A file answers at once: others get their turn here.
      await turn();
    }
    for (const lockId of known.keys()) if (!there.has(lockId)) known.delete(lockId);
  }

  return {
    async read() {
      await lookAtLocks();
      const all = [...known];
      const shown = new Map<number, string>();
      for (let from = 0; from < all.length; from += AT_ONCE) {
        const some = all.slice(from, from + AT_ONCE);
        const seen = await observed.states(some.map(([lockId]) => lockId));
        for (const [lockId, { version, updatedAt, uuid }] of some) {
          const snapshot = seen.get(lockId)?.snapshot;
          const device = snapshot && {
            online: snapshot.online,
            lock: snapshot.state,
            door: snapshot.door ?? null,
            battery: snapshot.battery ?? null,
            observedAt: isoTime(snapshot.observedAt),
          };
          const state = { lockId: String(lockId), lockUuid: uuid, version, time: isoTime(updatedAt) };
          shown.set(lockId, JSON.stringify({ ...state, device: device ?? null }));
        }
        await turn();
      }
      return shown;
    },
  };
}
