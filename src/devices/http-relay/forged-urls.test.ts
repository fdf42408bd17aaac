import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { it } from "node:test";
import { systemClock } from "../../clock.ts";
import { silentLog } from "../../log.ts";
import { createOutbound } from "../../outbound/outbound.ts";
import { OutboundError } from "../../outbound/outbound-error.ts";
import { FORGED, resolveForged } from "../../outbound/testing/forged-urls.ts";
import { httpRelay } from "./kind.ts";

const real = createOutbound({ allow: [], resolve: resolveForged });

it("a relay calls no forged address, whether it opens a door or reads its state", async () => {
  let asked = 0;
  const refused = async (asking: Promise<unknown>) => {
    asked++;
    await assert.rejects(asking, (error) => error instanceof OutboundError && error.kind === "refused");
    throw new OutboundError("refused", "as it must be");
  };
  const outbound = {
    ...real,
    request: (request: Parameters<typeof real.request>[0]) => refused(real.request(request)) as Promise<never>,
    reach: (destination: Parameters<typeof real.reach>[0]) => refused(real.reach(destination)) as Promise<never>,
  };
  for (const [what, url] of FORGED) {
    const options = { hubId: "hub", settings: { profile: "shelly" as const, url }, secrets: { password: "x" } };
    let driver;
    try {
      driver = await httpRelay.open({
        ...options,
        folder: tmpdir(),
        clock: systemClock,
        log: silentLog,
        outbound,
        observe() {},
      });
    } catch {
      continue; // It was refused as a setting.
    }
    const notAfter = Date.now() + 2_000;
    const order = { orderId: "order", address: "0", action: "unlock" as const, notAfter };
    const outcome = await driver.unlock(order, AbortSignal.timeout(2_000));
    assert.ok(!outcome.ok, `${what}: ${url}`);
    await driver.stop();
  }
  assert.ok(asked > 80, `${asked} were asked for`);
});
