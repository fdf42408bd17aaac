/** Commands as tests give them. */
import { randomUUID } from "node:crypto";
import type { Command } from "../../domain/command.ts";
import type { OpenOutcome } from "../../domain/order.ts";

export const HOUR = 3_600_000;
export const OWNER = { kind: "user", userId: "olga" } as const;
export const DID_NOT_MOVE: OpenOutcome = { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" };
export const OPENED: OpenOutcome = { ok: true, stage: "executed", by: "ack", latencyMs: 5 };

export const createLock = (lockId: number, more: { readonly name?: string } = {}): Command => ({
  type: "createLock",
  actor: OWNER,
  lockId,
  uuid: randomUUID(),
  keys: [],
  timeZone: "UTC",
  driver: "simulator",
  ...more,
});

export const createKey = (lockId: number, tempKeyUuid: string, more: object = {}): Command => ({
  type: "createTempKey",
  actor: OWNER,
  lockId,
  tempKeyUuid,
  accessMode: "public",
  allowedUserIds: [],
  validFrom: Date.now() - HOUR,
  validUntil: Date.now() + HOUR,
  maxUses: null,
  ...more,
});

export const openDoor = (
  tempKeyUuid: string,
  more: { readonly intent?: string; readonly door?: number } = {},
): Command => ({
  type: "openDoor",
  tempKeyUuid,
  method: "key",
  orderId: randomUUID(),
  ...more,
});

export const useKey = (lockId: number, tempKeyUuid: string): Command => ({
  type: "useTempKey",
  actor: OWNER,
  lockId,
  tempKeyUuid,
});

export const revokeKey = (lockId: number, tempKeyUuid: string): Command => ({
  type: "deleteTempKey",
  actor: OWNER,
  lockId,
  tempKeyUuid,
});

export const CANDIDATES = 4;
export const PINS = Array.from({ length: CANDIDATES }, (_, i) => ({
  blindIndexes: [`p${i}`],
  ciphertext: `ciphertext ${i}`,
}));
const doorAt = (lockId: number) => ({ lockId, method: "both", label: `Door ${lockId}` }) as const;

/** Wrong PINs of a panel that is the only known place. */
export const FOUR = { full: 4, low: 4, each: 4, intervalMs: HOUR };

export const createDoors = (tempKeyUuid: string, lockIds: readonly number[], more: object = {}): Command => ({
  type: "createKey",
  actor: OWNER,
  tempKeyUuid,
  doors: lockIds.map(doorAt),
  accessMode: "public",
  allowedUserIds: [],
  validFrom: Date.now() - HOUR,
  validUntil: Date.now() + HOUR,
  maxUses: null,
  maxUsesPerDoor: null,
  pinCandidates: PINS,
  ...more,
});

interface Changed {
  readonly add: readonly number[];
  readonly remove: readonly number[];
  readonly description: string;
}

export const changeDoors = (tempKeyUuid: string, { add, remove, description }: Changed): Command => ({
  type: "changeKey",
  actor: OWNER,
  tempKeyUuid,
  addDoors: add.map(doorAt),
  removeDoors: remove,
  description,
  pinCandidates: PINS,
});

export function orderIdOf(command: Command): string {
  if (!("orderId" in command)) throw new Error("A command that makes no order");
  return command.orderId;
}
