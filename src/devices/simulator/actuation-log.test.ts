import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openActuationLog, readActuations } from "./actuation-log.ts";

async function withFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-actuations-"));
  try {
    await run(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

const entry = (lockId: number, orderId: string) => ({
  lockId,
  orderId,
  action: "unlock" as const,
  at: "2026-03-01T12:00:00Z",
});
const ids = async (dir: string, lockId: number) => (await readActuations(dir, lockId)).map((one) => one.orderId);

test("nothing was ever moved: no file, no entries", async () => {
  await withFolder(async (dir) => assert.deepEqual(await readActuations(dir, 1), []));
});

test("an entry is in the file when append resolves; a move that was called off is not", async () => {
  await withFolder(async (dir) => {
    const log = await openActuationLog(dir);
    const [a, b, c] = await Promise.all([
      log.append(() => entry(1, "a")),
      log.append(() => undefined),
      log.append(() => entry(11, "c")),
    ]);
    assert.deepEqual([a?.orderId, b, c?.orderId], ["a", undefined, "c"]);
    assert.deepEqual(await ids(dir, 1), ["a"]);
    assert.deepEqual(await ids(dir, 11), ["c"]);
    await log.close();
    await assert.rejects(
      log.append(() => entry(1, "z")),
      /closed/,
    );
  });
});

test("a torn last line is no entry, and costs the next one nothing", async () => {
  await withFolder(async (dir) => {
    const first = await openActuationLog(dir);
    await first.append(() => entry(1, "a"));
    await first.close();
    await appendFile(join(dir, "actuations.jsonl"), '{"lockId":1,"orderId":"torn","act');
    assert.deepEqual(await ids(dir, 1), ["a"]);
    const second = await openActuationLog(dir);
    await second.append(() => entry(1, "b"));
    await second.close();
    assert.deepEqual(await ids(dir, 1), ["a", "b"]);
  });
});

test("two writers share the file", async () => {
  await withFolder(async (dir) => {
    const logs = await Promise.all([openActuationLog(dir), openActuationLog(dir)]);
    const appends = Array.from({ length: 200 }, (_, i) => logs[i % 2]!.append(() => entry(i % 2, `o${i}`)));
    // Closing writes what still waits.
    await Promise.all(logs.map((log) => log.close()));
    await Promise.all(appends);
    assert.equal((await ids(dir, 0)).length, 100);
    assert.equal((await ids(dir, 1)).length, 100);
    const text = await readFile(join(dir, "actuations.jsonl"), "utf8");
    assert.equal(text.trimEnd().split("\n").length, 200);
  });
});
