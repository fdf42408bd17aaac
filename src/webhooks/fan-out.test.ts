import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LedgerEvent, StoredEvent } from "../domain/events.ts";
import { eventId } from "../ledger/chain.ts";
import { fanOut, type Known, laneName, sentName } from "./fan-out.ts";
import type { Endpoint } from "./webhooks.ts";

const NOW = Date.parse("2026-12-24T12:00:00Z");
const DAY_MS = 86_400_000;
const UUID = "b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b";
const PUBLISHER = { region: "here", account: "test" };

function endpoint(id: string, more: Partial<Endpoint> = {}): Endpoint {
  const times = { createdAt: NOW - 60 * DAY_MS, verifiedAt: NOW - 60 * DAY_MS, updatedAt: NOW, failingSince: null };
  const what = { url: "https://a.example/", events: ["*"], lockIds: null, format: "published" } as const;
  return {
    id,
    orgId: "acme",
    ...what,
    status: "active",
    ciphertext: Buffer.alloc(0),
    ...times,
    lastError: null,
    ...more,
  };
}

function stored(version: number, event: Partial<LedgerEvent> = {}, at = NOW - 1_000): StoredEvent {
  const facts = { lockId: 7, uuid: UUID, timestamp: "2026-12-24T11:59:59.000Z" };
  const all = { type: "OwnerSet", data: { ...facts, userId: "u" }, ...event } as LedgerEvent;
  return { position: version, lockId: 7, version, at, event: all, hash: Buffer.alloc(32, version) };
}

const organizationSet = (orgId: string) =>
  ({ type: "OrganizationSet", data: { lockId: 7, uuid: UUID, timestamp: "2026-12-24T11:59:59.000Z", orgId } }) as const;

function known(endpoints: readonly Endpoint[], more: Partial<Known> = {}): Known {
  const owners = new Map([[7, "acme"]]);
  const waiting = new Map<string, number>();
  return {
    owners,
    endpoints: Map.groupBy(endpoints, ({ orgId }) => orgId),
    waiting,
    sent: new Set(),
    maxWaiting: 3,
    ...more,
  };
}

const told = (events: readonly StoredEvent[], before: Known) =>
  fanOut(events, before, PUBLISHER, NOW).deliveries.map(
    ({ endpointId, type, state }) => `${endpointId} ${type} ${state}`,
  );

describe("what happens", () => {
  it("is for every endpoint that wants it, and for no other", () => {
    const all = [
      endpoint("all"),
      endpoint("some", { events: ["TempKeyUsed"] }),
      endpoint("elsewhere", { lockIds: [8] }),
      endpoint("disabled", { status: "disabled" }),
      endpoint("never-asked", { verifiedAt: null }),
      endpoint("another's", { orgId: "other" }),
    ];
    assert.deepEqual(told([stored(1)], known(all)), ["all OwnerSet waiting"]);
  });

  it("is for whose the lock was then, and a change of it for both", () => {
    const both = [endpoint("ours"), endpoint("theirs", { orgId: "other" })];
    const { deliveries, owners } = fanOut(
      [stored(1), stored(2, organizationSet("other")), stored(3)],
      known(both),
      PUBLISHER,
      NOW,
    );
    assert.deepEqual(
      deliveries.map(({ endpointId, type }) => `${endpointId} ${type}`),
      ["ours OwnerSet", "ours OrganizationSet", "theirs OrganizationSet", "theirs OwnerSet"],
    );
    assert.deepEqual([...owners], [[7, "other"]]);
  });

  it("is nobody's from when the lock is, also within one batch", () => {
    const { deliveries, owners } = fanOut(
      [stored(1), stored(2, organizationSet("")), stored(3)],
      known([endpoint("ours")]),
      PUBLISHER,
      NOW,
    );
    assert.deepEqual(
      deliveries.map(({ type }) => type),
      ["OwnerSet", "OrganizationSet"],
    );
    assert.deepEqual([...owners], [[7, null]]);
  });

  it("is a dead letter where too much waits already", () => {
    const waiting = new Map([[laneName("all", 7), 2]]);
    const states = told([stored(1), stored(2)], known([endpoint("all")], { waiting }));
    assert.deepEqual(states, ["all OwnerSet waiting", "all OwnerSet dead"]);
  });

  it("comes to nothing where it was written before, or is older than what is kept, or than the endpoint", () => {
    const sent = new Set([sentName("all", eventId(stored(1).hash))]);
    const fresh = endpoint("fresh", { createdAt: NOW - 10 });
    assert.deepEqual(told([stored(1)], known([endpoint("all"), fresh], { sent })), []);
    assert.deepEqual(told([stored(2, {}, NOW - 30 * DAY_MS)], known([endpoint("all")])), []);
    assert.deepEqual(told([stored(2)], known([endpoint("all")], { sent })), ["all OwnerSet waiting"]);
  });
});
