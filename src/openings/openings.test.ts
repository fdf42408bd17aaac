import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { systemClock } from "../clock.ts";
import type { OrderState } from "../domain/order.ts";
import type { Ledger, LedgerWithoutOrders, OpeningCommand } from "../ledger/ledger.ts";
import { openSqliteLedger } from "../ledger/sqlite/ledger.ts";
import { createOpenings, type Openings } from "./openings.ts";

const OPERATOR = { kind: "operator" } as const;
const PIN = { blindIndexes: ["i"], ciphertext: "encrypted" };
const BUDGET = { full: 4, low: 4, each: 4, intervalMs: 1_000 };

interface Site {
  readonly ledger: Ledger;
  readonly openings: Openings;
  readonly key: string;
  /** What the devices were handed. */
  readonly dispatched: readonly OrderState[];
}

/** A lock with a key of two uses that has a PIN. */
async function atSite(run: (site: Site) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-openings-"));
  const ledger = await openSqliteLedger({ file: join(dir, "latchstring.db"), clock: systemClock });
  const dispatched: OrderState[] = [];
  const orders = {
    dispatch: (order: OrderState) => void dispatched.push(order),
    settled: (orderId: string) => ledger.read.order(orderId),
    further: async (order: OrderState) => order,
  };
  const key = randomUUID();
  await ledger.submit({
    type: "createLock",
    actor: OPERATOR,
    lockId: 1,
    uuid: randomUUID(),
    keys: [],
    timeZone: "UTC",
    driver: "simulator",
  });
  await ledger.submit({
    type: "createKey",
    actor: OPERATOR,
    tempKeyUuid: key,
    doors: [{ lockId: 1, method: "both" }],
    accessMode: "public",
    allowedUserIds: [],
    validFrom: Date.now() - 1_000,
    validUntil: Date.now() + 3_600_000,
    maxUses: 2,
    maxUsesPerDoor: null,
    pinCandidates: [PIN],
  });
  try {
    await run({ ledger, openings: createOpenings({ ledger, orders }), key, dispatched });
  } finally {
    await ledger.close();
    await rm(dir, { recursive: true });
  }
}

const COMMANDS: Record<OpeningCommand["type"], (key: string, orderId: string) => OpeningCommand> = {
  openDoor: (tempKeyUuid, orderId) => ({ type: "openDoor", tempKeyUuid, method: "key", orderId, intent: "one" }),
  openLock: (_key, orderId) => ({ type: "openLock", actor: OPERATOR, lockId: 1, orderId, requestId: "one" }),
  openWithPin: (tempKeyUuid, orderId) => ({
    type: "openWithPin",
    lockId: 1,
    blindIndexes: PIN.blindIndexes,
    source: "panel",
    proofs: [{ tempKeyUuid, ciphertext: PIN.ciphertext, holds: true }],
    policy: { known: BUDGET, others: BUDGET },
    orderId,
  }),
};

describe("openings", () => {
  for (const [type, commandWith] of Object.entries(COMMANDS)) {
    it(`${type} hands its order to the devices once, however often it is repeated`, async () => {
      await atSite(async ({ ledger, openings, key, dispatched }) => {
        const command = commandWith(key, randomUUID());
        const answers = await Promise.all(Array.from({ length: 5 }, () => openings.open(command)));
        answers.push(await openings.open(command));
        const opened = answers.map((answer) => (answer.ok ? answer : assert.fail(answer.reason)));
        assert.equal(opened.filter(({ isRepeat }) => !isRepeat).length, 1);
        for (const { order, event, isRepeat } of opened) {
          assert.equal(order.orderId, command.orderId);
          assert.equal(event === null, isRepeat);
        }
        assert.deepEqual(
          dispatched.map(({ orderId }) => orderId),
          [command.orderId],
        );
        assert.deepEqual(await openings.settled(command.orderId, 0), await ledger.read.order(command.orderId));
      });
    });
  }

  it("hands over the order of each opening that is new, and nothing of one that is refused", async () => {
    await atSite(async ({ openings, key, dispatched }) => {
      const open = () => openings.open({ type: "openDoor", tempKeyUuid: key, method: "key", orderId: randomUUID() });
      const answers = [await open(), await open(), await open()];
      assert.deepEqual(
        answers.map((answer) => (answer.ok ? answer.isRepeat : answer.reason)),
        [false, false, "used-up"],
      );
      assert.deepEqual(
        dispatched,
        answers.flatMap((answer) => (answer.ok ? [answer.order] : [])),
      );
    });
  });

  it("no route can open by the ledger alone: it takes no such command", () => {
    type Taken = Parameters<LedgerWithoutOrders["submit"]>[0]["type"];
    const taken: Extract<Taken, OpeningCommand["type"] | `${string}Order`>[] = [];
    assert.deepEqual(taken satisfies never[], []);
  });
});

describe("an opening at a hub that one process alone holds", () => {
  for (const [type, command] of Object.entries(COMMANDS))
    for (const [stage, held] of [
      ["sent", ["another", "fabric"]],
      ["queued", ["another"]],
    ] as const)
      it(`${type} is ${stage} where the process that is asked holds ${held.join(" and ")}`, () =>
        atSite(async ({ ledger, key }) => {
          const device = { hubId: "fabric", address: "1/1", held: true } as const;
          await ledger.submit({ type: "bindDevice", actor: OPERATOR, lockId: 1, driver: "matter", device });
          const orders = {
            dispatch: () => {},
            settled: (orderId: string) => ledger.read.order(orderId),
            further: async (order: OrderState) => order,
          };
          const openings = createOpenings({ ledger, orders, held: new Set(held) });
          const answer = await openings.open(command(key, randomUUID()));
          assert.equal(answer.ok && answer.order.stage, stage);
        }));
});
