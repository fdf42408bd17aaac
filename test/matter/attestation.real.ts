/** Which devices join, by what they can prove: locks with the certificates that everybody has for tests, and with forged ones. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { openMatter } from "../../src/devices/matter/matter.ts";
import type { Attestation } from "../../src/devices/matter/protocol.ts";
import { silentLog } from "../../src/log.ts";
import { startLock, type VirtualLock } from "./lock.ts";
import { until } from "./until.ts";

const never = () => new AbortController().signal;
const JOINS: readonly [lock: "whole" | "forged", attestation: Attestation | undefined, refusal: RegExp | undefined][] =
  [
    ["whole", undefined, /has certificates for tests only \(.*TrustedAsTestCertificate/],
    ["whole", "certified", /has certificates for tests only \(.*TrustedAsTestCertificate/],
    ["forged", "certified", /not shown to be certified/],
    ["forged", "test", /not shown to be certified \(CertificateChainInvalid\)/],
    ["whole", "test", undefined],
    ["forged", "any", undefined],
    ["whole", "any", undefined],
  ];

describe("a device of Matter", () => {
  let locks: Record<"whole" | "forged", VirtualLock>;
  before(
    async () => {
      const [whole, forged] = await Promise.all([startLock(5_581, "plain"), startLock(5_582, "plain", "forged")]);
      locks = { whole, forged };
    },
    { timeout: 60_000 },
  );
  after(() => Promise.all(Object.values(locks).map((one) => one.close())));

  for (const [name, attestation, refusal] of JOINS)
    it(
      `with ${name} certificates for tests ${refusal ? "is refused" : "joins"} where the setting is ${attestation ?? "left out"}`,
      {
        timeout: 180_000,
      },
      async () => {
        const folder = await mkdtemp(join(tmpdir(), "latchstring-matter-"));
        const settings = attestation === undefined ? {} : { attestation };
        const hub = { hubId: "policy", settings, secrets: {}, folder, clock: systemClock, log: silentLog };
        const driver = openMatter({ ...hub, observe: () => {} });
        try {
          await until(async () => (await driver.check(never())).ok);
          const { manual } = locks[name].pairing;
          if (refusal) {
            await assert.rejects(driver.commission("not a code", never()), /no pairing code/);
            await assert.rejects(driver.commission(manual, never()), refusal);
            assert.deepEqual(await driver.discover(never()), []);
            return;
          }
          assert.equal((await driver.commission(manual, never())).length, 1);
          await driver.leave();
        } finally {
          await driver.stop();
          await rm(folder, { recursive: true, force: true });
        }
      },
    );
});
