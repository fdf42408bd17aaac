import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { it, type TestContext } from "node:test";
import type { Command } from "../domain/command.ts";
import type { Reply } from "./commit-loop.ts";
import { createQueue } from "./queue.ts";

const COMMAND: Command = { type: "expireOrder", orderId: "one" };
const DONE = { answer: { ok: false, reason: "unknown-order", message: "" } } as Reply;

/** A queue whose batches are under way until they are told to end; a second one needs three commands. */
function openQueue(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const batches: { readonly size: number; end(): void }[] = [];
  const queue = createQueue({
    maxInFlight: 2,
    minConcurrent: 3,
    commit: (commands) =>
      new Promise((resolve) => batches.push({ size: commands.length, end: () => resolve(commands.map(() => DONE)) })),
  });
  const submit = async (count: number) => {
    const answers = Array.from({ length: count }, () => queue.submit(COMMAND));
    await turn();
    return answers;
  };
  const sizes = () => batches.map(({ size }) => size);
  return { queue, batches, submit, sizes };
}

it("a few commands wait for the batch that is under way, and go together", async (t) => {
  const { queue, batches, submit, sizes } = openQueue(t);
  const answers = [...(await submit(1)), ...(await submit(1)), ...(await submit(1))];
  assert.deepEqual(sizes(), [1]);
  batches[0]!.end();
  await turn();
  await turn();
  assert.deepEqual(sizes(), [1, 2]);
  batches[1]!.end();
  await Promise.all(answers);
  await queue.close();
});

it("many go beside it, and no more than two batches are under way", async (t) => {
  const { queue, batches, submit, sizes } = openQueue(t);
  const answers = [...(await submit(1)), ...(await submit(3)), ...(await submit(5))];
  assert.deepEqual(sizes(), [1, 3]);
  batches[1]!.end();
  await turn();
  await turn();
  assert.deepEqual(sizes(), [1, 3, 5]);
  for (const { end } of batches) end();
  await Promise.all(answers);
  await queue.close();
});

it("a few do not wait longer than 20 ms for it", async (t) => {
  const { queue, batches, submit, sizes } = openQueue(t);
  const answers = [...(await submit(1)), ...(await submit(1))];
  t.mock.timers.tick(19);
  await turn();
  assert.deepEqual(sizes(), [1]);
  t.mock.timers.tick(1);
  await turn();
  assert.deepEqual(sizes(), [1, 1]);
  for (const { end } of batches) end();
  await Promise.all(answers);
  await queue.close();
});
