/** Given these events, when this command, then these events or this refusal: how the domain's tests are written. */
import assert from "node:assert/strict";
import type { Actor } from "../actor.ts";
import type { Command } from "../command.ts";
import type { Decision } from "../decision.ts";
import type { LedgerEvent } from "../events.ts";
import { isoTime } from "../ids.ts";
import type { KeyChanges } from "../key-terms.ts";
import type { OrderEvent } from "../order.ts";
import type { RefusalReason } from "../refusals.ts";
import type { TempKeyEvent } from "../temp-key.ts";
import { InMemoryRows } from "./in-memory-rows.ts";

export const NOW = Date.parse("2026-12-25T12:00:00Z");
export const MINUTE = 60_000;
export const OWNER: Actor = { kind: "user", userId: "olga" };
export const STRANGER: Actor = { kind: "user", userId: "sven" };
export const AGENCY: Actor = { kind: "organization", scopes: ["admin"], orgId: "agency" };
export const SUPER: Actor = { kind: "super", orgId: "maker", userId: "max" };

export const LOCK_UUID = "b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b";
export const OTHER_UUID = "0a6b1d2c-7e8f-4a3b-9c4d-5e6f7a8b9c0d";
export const KEY_UUID = "5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b";

const timestamp = isoTime(NOW);
const lock = { lockId: 1, uuid: LOCK_UUID, timestamp };
const key = { tempKeyUuid: KEY_UUID, lockId: 1, lockUuid: LOCK_UUID, timestamp };

export const lockCreated = {
  type: "LockCreated",
  data: { ...lock, keys: [], ownerId: "olga" },
  context: { timeZone: "Europe/Athens", driver: "simulator" },
} as const satisfies LedgerEvent;

export const ofAgency = {
  type: "OrganizationSet",
  data: { ...lock, orgId: "agency" },
} as const satisfies LedgerEvent;

type TempKeyCreated = TempKeyEvent & { type: "TempKeyCreated" };

/** A key from an hour before NOW to an hour after it, for whoever has the link, once; or with other terms. */
export function keyCreated(terms: Partial<TempKeyCreated["data"]> = {}): TempKeyCreated {
  const data = {
    ...key,
    accessMode: "public",
    allowedUserIds: [],
    validFrom: isoTime(NOW - 60 * MINUTE),
    validUntil: isoTime(NOW + 60 * MINUTE),
    maxUses: 1,
    createdBy: "user:olga",
    ...terms,
  } as const;
  return { type: "TempKeyCreated", data, context: { door: 1, method: "key" } };
}

export const keyUpdated = (changes: KeyChanges): LedgerEvent => ({
  type: "TempKeyUpdated",
  data: { ...key, changes, updatedBy: "user:olga" },
});

export const keyDeleted: LedgerEvent = { type: "TempKeyDeleted", data: { ...key, deletedBy: "user:olga" } };

interface Request {
  readonly sent?: boolean;
  readonly ofKey?: boolean;
  readonly intent?: string;
  readonly notAfter?: number;
}

export function requested(orderId: string, request: Request = {}): OrderEvent {
  const { sent = true, ofKey = true, intent, notAfter = NOW + 10_000 } = request;
  return {
    type: "LockOpenRequested",
    data: { ...lock, requestId: orderId, ...(ofKey && { reason: "temp-key" }) },
    context: {
      orderId,
      notAfter,
      sent,
      driver: "simulator",
      ...(ofKey && { tempKeyUuid: KEY_UUID, door: 1, method: "key" }),
      ...(intent !== undefined && { intent }),
    },
  };
}

export const used = (usedCount: number, orderId?: string, queued?: true): LedgerEvent => ({
  type: "TempKeyUsed",
  data: { ...key, usedCount },
  context: { door: 1, method: "key", ...(orderId !== undefined && { orderId }), ...(queued && { queued }) },
});

export const released = (usedCount: number, orderId: string): LedgerEvent => ({
  type: "TempKeyUseReleased",
  data: { ...key, usedCount, orderId },
  context: { door: 1 },
});

export const CLAIM = "0194f1c2-7d1e-7b8a-9c36-000000000001";

export const sent = (orderId: string, notAfter = NOW + 10_000): LedgerEvent => ({
  type: "LockOpenSent",
  data: { ...lock, orderId },
  context: { notAfter, tempKeyUuid: KEY_UUID, claim: CLAIM },
});

type Failure = (OrderEvent & { type: "LockOpenFailed" })["data"];

export const opened = (orderId: string, latencyMs = 40): LedgerEvent => ({
  type: "LockOpened",
  data: { ...lock, orderId, stage: "executed", by: "ack", latencyMs },
});

export const failed = (orderId: string, outcome: Failure["outcome"], failure: Failure["failure"]): LedgerEvent => ({
  type: "LockOpenFailed",
  data: { ...lock, orderId, outcome, failure },
});

export interface Refusal {
  readonly reason: RefusalReason;
  /** Fields that it names. */
  readonly fields?: readonly string[];
  /** What it leaves on the record. */
  readonly events?: readonly LedgerEvent[];
}

export interface Example {
  readonly given: readonly LedgerEvent[];
  readonly when: Command;
  /** NOW if left out. */
  readonly at?: number;
  /** The exact events, none for "nothing to do", or a refusal. */
  readonly comesTo: readonly LedgerEvent[] | Refusal;
}

/** Run one example and compare what it comes to. Returns the decision and the rows after it, to look further. */
export function check({ given, when, at = NOW, comesTo }: Example): { decision: Decision; rows: InMemoryRows } {
  const rows = InMemoryRows.from(given.map((event) => ({ at: NOW, event })));
  const decision = rows.run(when, at);
  const { answer, events } = decision;
  if ("reason" in comesTo) {
    const { reason, fields, events: recorded = [] } = comesTo;
    assert.ok(!answer.ok, `expected the refusal ${reason}`);
    assert.equal(answer.reason, reason);
    assert.deepEqual(
      answer.fields?.map(({ field }) => field),
      fields,
    );
    assert.notEqual(answer.message, "");
    assert.deepEqual(events, recorded);
  } else {
    assert.ok(answer.ok, answer.ok ? "" : `refused: ${answer.reason}`);
    assert.deepEqual(events, comesTo);
    assert.equal(answer.event === null, comesTo.length === 0);
    if (answer.event) assert.ok(events.includes(answer.event));
  }
  return { decision, rows };
}
