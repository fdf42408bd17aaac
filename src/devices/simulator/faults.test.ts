import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createFaultReader, formatFault, parseFault, readFault, setFault } from "./faults.ts";

const GOOD = ["none", "offline", "late:0", "late:2500", "late:3600000", "lost-ack", "jam", "duplicate"];
const BAD = [
  "",
  "None",
  "late",
  "late:",
  "late:-1",
  "late:1.5",
  "late:1e3",
  "late:3600001",
  "late:99999999",
  "offline ",
];

for (const text of GOOD) {
  test(`${text} is a fault`, () => assert.equal(formatFault(parseFault(text)), text));
}

for (const text of BAD) {
  test(`${JSON.stringify(text)} is none`, () => {
    assert.throws(() => parseFault(text), /^Error: fault must be none, offline, late:MS \(0 to 3600000/);
  });
}

async function withFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-faults-"));
  try {
    await run(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

test("a fault that is set is seen by a reader that is open already, and only for its lock", async () => {
  await withFolder(async (dir) => {
    const faultOf = createFaultReader(dir);
    assert.deepEqual(faultOf(7), { kind: "none" });
    await setFault(dir, 7, { kind: "late", ms: 100 });
    assert.deepEqual(faultOf(7), { kind: "late", ms: 100 });
    await setFault(dir, 7, { kind: "late", ms: 200 });
    assert.deepEqual(faultOf(7), { kind: "late", ms: 200 });
    assert.deepEqual(faultOf(8), { kind: "none" });
    await setFault(dir, 7, { kind: "none" });
    assert.deepEqual(faultOf(7), { kind: "none" });
    assert.deepEqual(await readFault(dir, 7), { kind: "none" });
  });
});

test("writers at the same time lose nothing", async () => {
  await withFolder(async (dir) => {
    const locks = Array.from({ length: 8 }, (_, i) => i);
    await Promise.all(locks.map((lockId) => setFault(dir, lockId, { kind: "jam" })));
    for (const lockId of locks) assert.deepEqual(await readFault(dir, lockId), { kind: "jam" });
    assert.deepEqual(await readdir(dir), ["faults.json"]);
  });
});

test("a writer that was killed does not block the next one", async () => {
  await withFolder(async (dir) => {
    const left = join(dir, "faults.json.next");
    await writeFile(left, "{");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(left, longAgo, longAgo);
    await setFault(dir, 7, { kind: "jam" });
    assert.deepEqual(await readFault(dir, 7), { kind: "jam" });
  });
});
