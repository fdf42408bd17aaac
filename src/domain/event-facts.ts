/** What every event of a lock says, and every event of a key. */
import { isoTime } from "./ids.ts";

/** What every published event of a lock says. */
export interface LockFacts {
  readonly lockId: number;
  readonly uuid: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/** What every published event of a key says. */
export interface KeyFacts {
  readonly tempKeyUuid: string;
  readonly lockId: number;
  readonly lockUuid: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

type OfLock = Pick<LockFacts, "lockId" | "uuid">;

/** @param now milliseconds since the epoch */
export function lockFacts({ lockId, uuid }: OfLock, now: number): LockFacts {
  return { lockId, uuid, timestamp: isoTime(now) };
}

/** @param now milliseconds since the epoch */
export function keyFacts(tempKeyUuid: string, { lockId, uuid }: OfLock, now: number): KeyFacts {
  return { tempKeyUuid, lockId, lockUuid: uuid, timestamp: isoTime(now) };
}
