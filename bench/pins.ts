/**
 * What a PIN costs: the time of a create with one, beside one without, at a lock whose keys overlap by the thousand;
 * and whether that grows with the PINs that are there. `node bench/pins.ts`; BENCH_PINS makes it smaller.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../src/clock.ts";
import { openPinVault } from "../src/pins/pin-vault.ts";
import { openSqliteLedger } from "../src/ledger/sqlite/ledger.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const KEYS = Number(process.env.BENCH_PINS ?? 100_000);
const TOGETHER = 1_000;
const SAMPLE = 1_000;
const STEP_MS = 60_000;

const directory = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const ledger = await openSqliteLedger({ file: join(directory, "latchstring.db"), clock: systemClock });
const vault = await openPinVault({ keys: { file: join(directory, "pins.json") }, digits: 8, clock: systemClock });
const actor = { kind: "operator" } as const;
const start = Date.now();

/** @returns milliseconds */
async function create(lockId: number, n: number, method: "key" | "code"): Promise<number> {
  const before = performance.now();
  const tempKeyUuid = randomUUID();
  const pins = method === "key" ? [] : (await vault.mint(tempKeyUuid, 4)).map(({ candidate }) => candidate);
  const answer = await ledger.submit({
    type: "createKey",
    actor,
    tempKeyUuid,
    doors: [{ lockId, method }],
    accessMode: "public",
    allowedUserIds: [],
    validFrom: start + n * STEP_MS,
    validUntil: start + (n + TOGETHER) * STEP_MS,
    maxUses: null,
    maxUsesPerDoor: null,
    pinCandidates: pins,
  });
  if (!answer.ok) throw new Error(answer.message);
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** One after another, with and without a PIN in turn, so that what the machine does meanwhile meets both. */
async function sample(first: number) {
  const [withPin, without] = [[] as number[], [] as number[]];
  for (let i = 0; i < SAMPLE; i++) {
    withPin.push(await create(1, first + i, "code"));
    without.push(await create(2, first + i, "key"));
  }
  return { withPin: median(withPin), without: median(without) };
}

try {
  for (const lockId of [1, 2])
    await ledger.submit({
      type: "createLock",
      actor,
      lockId,
      uuid: randomUUID(),
      keys: [],
      timeZone: "UTC",
      driver: null,
    });
  await sample(0); // warms up
  const begin = await sample(SAMPLE);
  for (let n = 2 * SAMPLE; n < KEYS - SAMPLE; n += 500)
    await Promise.all(Array.from({ length: 500 }, (_, i) => create(1, n + i, "code")));
  const end = await sample(KEYS - SAMPLE);
  console.table({
    "median create with a PIN ÷ without": { measured: (end.withPin / end.without).toFixed(2), bound: "<= 2" },
    [`last thousand of ${KEYS} ÷ first, with a PIN`]: {
      measured: (end.withPin / begin.withPin).toFixed(2),
      bound: "~ 1",
    },
  });
} finally {
  await ledger.close();
  rmSync(directory, { recursive: true });
}
