import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { it } from "node:test";
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { OpenOutcome, OrderState } from "../domain/order.ts";
import { type Ledger, LedgerBusyError, type Submitted } from "../ledger/ledger.ts";
import { createMetrics, type Metrics } from "./metrics.ts";

const order = { driver: "stub" } as OrderState;
const opened: OpenOutcome = { ok: true, stage: "executed", by: "ack", latencyMs: 1 };

async function measured(run: (metrics: Metrics, lines: () => Promise<string[]>) => Promise<void>): Promise<void> {
  const metrics = createMetrics({ process: "p", version: "v" });
  const lines = async () => (await metrics.text()).split("\n").filter((line) => line.startsWith("latchstring_"));
  try {
    await run(metrics, lines);
  } finally {
    metrics.close();
  }
}

it("an order is underway until its driver has answered, whatever it answers", async () => {
  await measured(async (metrics, lines) => {
    const answer = Promise.withResolvers<OpenOutcome>();
    const delivered = metrics.delivery(order, () => answer.promise);
    const failed = metrics.delivery(order, () => Promise.reject(new Error("bug")));
    await assert.rejects(failed, /bug/);
    assert.ok((await lines()).includes('latchstring_orders_underway{process="p"} 1'));
    answer.resolve(opened);
    assert.equal(await delivered, opened);
    assert.ok((await lines()).includes('latchstring_orders_underway{process="p"} 0'));
    assert.ok((await lines()).includes('latchstring_orders_total{driver="stub",outcome="opened",process="p"} 1'));
  });
});

it("the measured ledger answers and throws what the ledger does, and counts it", async () => {
  await measured(async (metrics, lines) => {
    const refused: Submitted = { ok: false, reason: "unknown-order", message: "There is no such order" };
    const errors = [new LedgerBusyError("full"), new StoreUnavailableError("away"), new Error("bug")];
    const answers = [() => Promise.resolve(refused), ...errors.map((error) => () => Promise.reject(error))];
    const ledger = metrics.ledger({ submit: () => answers.shift()!() } as Partial<Ledger> as Ledger);
    const submit = () => ledger.submit({ type: "expireOrder", orderId: "none" });
    assert.equal(await submit(), refused);
    for (const error of errors) await assert.rejects(submit(), error);
    const found = await lines();
    for (const answer of ["unknown-order", "busy", "unavailable", "fault"])
      assert.ok(found.includes(`latchstring_commands_total{type="expireOrder",answer="${answer}",process="p"} 1`));
    // What was turned away at once was no commit.
    assert.ok(found.includes('latchstring_commit_duration_seconds_count{process="p"} 3'), found.join("\n"));
  });
});

it("it keeps no process, and watches no longer once it is closed", () => {
  const program = `
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";
    import { setImmediate as turn } from "node:timers/promises";
    import { createMetrics } from "./src/metrics/metrics.ts";
    const [open, closed] = [1, 2].map(() => createMetrics({ process: "p", version: "v" }));
    closed.close();
    setFlagsFromString("--expose-gc");
    runInNewContext("gc")();
    for (let i = 0; i < 10; i++) await turn();
    const seen = async (metrics) => (await metrics.text()).includes("nodejs_gc_duration_seconds_count{");
    console.log(await seen(open), await seen(closed));`;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.deepEqual([status, stdout], [0, "true false\n"]);
});
