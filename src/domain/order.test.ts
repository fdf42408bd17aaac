import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { REPORT_GRACE_MS } from "./order-decisions.ts";
import type { OpenOutcome } from "./order.ts";
import {
  check,
  CLAIM,
  type Example,
  failed,
  KEY_UUID as KEY,
  keyCreated,
  keyUpdated,
  lockCreated,
  NOW,
  opened,
  released,
  requested,
  sent,
  used,
} from "./testing/given.ts";

const base = [lockCreated, keyCreated({ maxUses: 3 })];
const onItsWay = [...base, requested("o1"), used(1, "o1")];
const waiting = [...onItsWay, requested("o2", { sent: false }), used(2, "o2", true)];
const freed = [...waiting, opened("o1")];
const DEADLINE = NOW + 10_000;

const send = (orderId: string, claim = CLAIM) => ({ type: "sendOrder", orderId, claim }) as const;
const expire = (orderId: string) => ({ type: "expireOrder", orderId }) as const;
const report = (orderId: string, outcome: OpenOutcome) => ({ type: "reportOrder", orderId, outcome }) as const;
const success = { ok: true, stage: "executed", by: "ack", latencyMs: 40.4 } as const;
const failure = (kind: (OpenOutcome & { ok: false })["failure"], mayHaveExecuted: boolean): OpenOutcome => ({
  ok: false,
  failure: kind,
  mayHaveExecuted,
  detail: "",
});

/** The same events as of another instant. */
function later(events: Example["given"], at: number): Example["given"] {
  const timestamp = new Date(at).toISOString().replace(".000Z", "Z");
  return events.map((event) => ({ ...event, data: { ...event.data, timestamp } }) as typeof event);
}

const examples: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  sendOrder: {
    "when its turn has come": { given: freed, when: send("o2"), comesTo: [sent("o2")] },
    "an instant before its deadline": {
      given: freed,
      when: send("o2"),
      at: DEADLINE - 1,
      comesTo: later([sent("o2")], DEADLINE - 1),
    },
    "at its deadline expires it and gives the use back": {
      given: freed,
      when: send("o2"),
      at: DEADLINE,
      comesTo: later([failed("o2", "expired", "expired"), released(1, "o2")], DEADLINE),
    },
    "while another is on its way": { given: waiting, when: send("o2"), comesTo: { reason: "lock-busy" } },
    "that was sent": { given: onItsWay, when: send("o1"), comesTo: { reason: "not-queued" } },
    "twice, by whoever was not answered": { given: [...freed, sent("o2")], when: send("o2"), comesTo: [] },
    "that somebody else sent": {
      given: [...freed, sent("o2")],
      when: send("o2", "another"),
      comesTo: { reason: "not-queued" },
    },
    "that was settled": { given: freed, when: send("o1"), comesTo: { reason: "not-queued" } },
    "that they sent and that was settled": {
      given: [...freed, sent("o2"), opened("o2")],
      when: send("o2"),
      comesTo: { reason: "not-queued" },
    },
    "that nobody made": { given: base, when: send("o9"), comesTo: { reason: "unknown-order" } },
  },
  reportOrder: {
    "of success": { given: onItsWay, when: report("o1", success), comesTo: [opened("o1")] },
    "of a failure before the door moved gives the use back": {
      given: onItsWay,
      when: report("o1", failure("offline", false)),
      comesTo: [failed("o1", "failed", "offline"), released(0, "o1")],
    },
    "of an order that came too late to the device": {
      given: onItsWay,
      when: report("o1", failure("expired", false)),
      comesTo: [failed("o1", "expired", "expired"), released(0, "o1")],
    },
    "of a failure that may have moved the door keeps the use": {
      given: onItsWay,
      when: report("o1", failure("timeout", true)),
      comesTo: [failed("o1", "unknown", "timeout")],
    },
    "of a failure without a key": {
      given: [lockCreated, requested("o1", { ofKey: false })],
      when: report("o1", failure("jammed", false)),
      comesTo: [failed("o1", "failed", "jammed")],
    },
    "of a waiting order that cannot be sent gives the use back": {
      given: waiting,
      when: report("o2", failure("unsupported", false)),
      comesTo: [failed("o2", "failed", "unsupported"), released(1, "o2")],
    },
    "a second time changes nothing": {
      given: [...onItsWay, opened("o1")],
      when: report("o1", failure("offline", false)),
      comesTo: [],
    },
    "after a failure changes nothing": {
      given: [...onItsWay, failed("o1", "failed", "offline"), released(0, "o1")],
      when: report("o1", success),
      comesTo: [],
    },
    "after nobody knew changes nothing": {
      given: [...onItsWay, failed("o1", "unknown", "indeterminate")],
      when: report("o1", failure("offline", false)),
      comesTo: [],
    },
    "of an order that nobody made": { given: base, when: report("o9", success), comesTo: { reason: "unknown-order" } },
  },
  expireOrder: {
    "that waits, before its deadline, changes nothing": {
      given: waiting,
      when: expire("o2"),
      at: DEADLINE - 1,
      comesTo: [],
    },
    "that waits, at its deadline, gives the use back": {
      given: waiting,
      when: expire("o2"),
      at: DEADLINE,
      comesTo: later([failed("o2", "expired", "expired"), released(1, "o2")], DEADLINE),
    },
    "that was sent, within the time for its report, changes nothing": {
      given: onItsWay,
      when: expire("o1"),
      at: DEADLINE + REPORT_GRACE_MS - 1,
      comesTo: [],
    },
    "that was sent, after the time for its report, keeps the use": {
      given: onItsWay,
      when: expire("o1"),
      at: DEADLINE + REPORT_GRACE_MS,
      comesTo: later([failed("o1", "unknown", "indeterminate")], DEADLINE + REPORT_GRACE_MS),
    },
    "that was settled changes nothing": {
      given: [...onItsWay, opened("o1")],
      when: expire("o1"),
      at: DEADLINE + REPORT_GRACE_MS,
      comesTo: [],
    },
    "that nobody made": { given: base, when: expire("o9"), comesTo: { reason: "unknown-order" } },
  },
};

for (const [command, table] of Object.entries(examples)) {
  describe(command, () => {
    for (const [what, example] of Object.entries(table)) it(what, () => void check(example));
  });
}

describe("an order", () => {
  it("leaves the key's waiting orders when it is sent or fails", () => {
    assert.deepEqual(check({ given: waiting, when: expire("o1"), comesTo: [] }).rows.tempKey(KEY)!.queuedOrders, [
      "o2",
    ]);
    for (const when of [send("o2"), report("o2", failure("offline", false))]) {
      const given = when.type === "sendOrder" ? freed : waiting;
      const comesTo = when.type === "sendOrder" ? [sent("o2")] : [failed("o2", "failed", "offline"), released(1, "o2")];
      assert.deepEqual(check({ given, when, comesTo }).rows.tempKey(KEY)!.queuedOrders, []);
    }
  });

  it("is settled with its time and its failure", () => {
    const { rows } = check({
      given: onItsWay,
      when: report("o1", failure("jammed", true)),
      at: NOW + 5,
      comesTo: later([failed("o1", "unknown", "jammed")], NOW + 5),
    });
    const { stage, failure: why, settledAt } = rows.order("o1")!;
    assert.deepEqual([stage, why, settledAt], ["unknown", "jammed", NOW + 5]);
  });

  it("gives a use back to a key whose limit was lowered since, and the key stays used up", () => {
    const given = [
      lockCreated,
      keyCreated({ maxUses: 3 }),
      requested("o1"),
      used(1, "o1"),
      requested("o2", { sent: false }),
      used(2, "o2", true),
      keyUpdated({ maxUses: 1 }),
    ];
    const comesTo = [failed("o2", "failed", "offline"), released(1, "o2")];
    const { rows } = check({ given, when: report("o2", failure("offline", false)), comesTo });
    const open = { type: "openDoor", tempKeyUuid: KEY, method: "key", orderId: "o3" } as const;
    const { answer } = rows.run(open, NOW);
    assert.equal(!answer.ok && answer.reason, "used-up");
  });
});
