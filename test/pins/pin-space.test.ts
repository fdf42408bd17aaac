/** As many PINs as one lock could have in years, a thousand keys at a time. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { isTrivialPin } from "../../src/domain/trivial-pin.ts";
import { openPinVault } from "../../src/pins/pin-vault.ts";
import { openSqliteLedger } from "../../src/ledger/sqlite/ledger.ts";
import { sized } from "../size.ts";

const KEYS = sized(20_000, 100_000);
const TOGETHER = 1_000;
const STEP_MS = 60_000;
/** As many to choose from as the API brings. */
const CANDIDATES = 4;

describe("PINs of one lock", () => {
  it(
    `${KEYS} keys, ${TOGETHER} at a time: none that meet are alike, none is trivial`,
    { timeout: 240_000 },
    async () => {
      const directory = mkdtempSync(join(tmpdir(), "latchstring-pins-"));
      const ledger = await openSqliteLedger({ file: join(directory, "latchstring.db"), clock: systemClock });
      const vault = await openPinVault({ keys: { file: join(directory, "pins.json") }, digits: 6, clock: systemClock });
      const actor = { kind: "operator" } as const;
      await ledger.submit({
        type: "createLock",
        actor,
        lockId: 1,
        uuid: randomUUID(),
        keys: [],
        timeZone: "UTC",
        driver: null,
      });
      const start = Date.now();

      /** The key number `n` is there from step `n` for as long as a thousand others begin. */
      async function create(n: number): Promise<string> {
        const tempKeyUuid = randomUUID();
        const minted = await vault.mint(tempKeyUuid, CANDIDATES);
        const answer = await ledger.submit({
          type: "createKey",
          actor,
          tempKeyUuid,
          doors: [{ lockId: 1, method: "code" }],
          accessMode: "public",
          allowedUserIds: [],
          validFrom: start + n * STEP_MS,
          validUntil: start + (n + TOGETHER) * STEP_MS,
          maxUses: null,
          maxUsesPerDoor: null,
          pinCandidates: minted.map(({ candidate }) => candidate),
        });
        assert.ok(answer.ok, JSON.stringify(answer));
        const record = await ledger.read.tempKey(tempKeyUuid);
        const pin = await vault.reveal(tempKeyUuid, record!.pin!.ciphertext);
        assert.equal(pin, minted[answer.pinCandidate!]!.pin);
        return pin;
      }

      try {
        const last = new Map<string, number>();
        let shared = 0;
        for (let first = 0; first < KEYS; first += 500) {
          const pins = await Promise.all(Array.from({ length: 500 }, (_, i) => create(first + i)));
          for (const [i, pin] of pins.entries()) {
            assert.ok(!isTrivialPin(pin), pin);
            const before = last.get(pin);
            if (before !== undefined) {
              shared++;
              assert.ok(first + i - before >= TOGETHER, `${pin} of keys ${before} and ${first + i}`);
            }
            last.set(pin, first + i);
          }
        }
        // So many PINs of six digits do come again; that is what makes the test one.
        assert.ok(shared > 100, `${shared} came again`);
      } finally {
        await ledger.close();
        rmSync(directory, { recursive: true });
      }
    },
  );
});
