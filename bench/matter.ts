/**
 * What our path to a lock of Matter costs over the bare library's: from a guest's request over HTTP, with all that is decided
 * and recorded, and from the bare library's command, each to the bolt of a virtual lock of its own, in turn.
 * `npm run bench:matter`; BENCH_ORDERS makes it smaller.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLock } from "../test/matter/lock.ts";
import { guestRows, startGuest } from "./guest.ts";
import { median } from "./measure.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const ORDERS = Number(process.env["BENCH_ORDERS"] ?? 300);
const WARMING = 20;
/** A lock of Matter confirms what it did some 60 ms later. */
const REST_MS = 250;

const folder = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const bare = fork("matter/bare.ts", [folder, "5592"], { execArgv: [] });
const answer = async () => ((await once(bare, "message")) as [{ readonly ms: number }])[0].ms;
const lock = await startLock(5_591, "plain");
try {
  await answer();
  const settings = { attestation: "any" };
  const guest = await startGuest({ kind: "matter", settings, secrets: {}, code: lock.pairing.manual }, REST_MS);
  const [guests, bares]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARMING + ORDERS; i++) {
    const { promise, resolve } = Promise.withResolvers<void>();
    lock.onMove = resolve;
    const ours = await guest.open(promise);
    bare.send({});
    const theirs = await answer();
    if (i < WARMING) continue;
    guests.push(ours);
    bares.push(theirs);
  }
  await guest.stop();
  process.stdout.write(`ours ÷ the bare library's: ${(median(guests) / median(bares)).toFixed(2)}\n`);
  const rows = guestRows(guests, bares);
  console.table(rows);
  if (rows.some(({ reached }) => !reached)) process.exitCode = 1;
} finally {
  bare.disconnect();
  await lock.close();
  rmSync(folder, { recursive: true, force: true });
}
