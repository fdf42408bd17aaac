import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { networkOf } from "./addresses.ts";
import { keepConnections } from "./kept-connections.ts";
import { createOutbound } from "./outbound.ts";
import { OutboundError } from "./outbound-error.ts";
import { FORGED, resolveForged } from "./testing/forged-urls.ts";
import { startNameServer } from "./testing/name-server.ts";

const outbound = createOutbound({ allow: [], resolve: resolveForged });
const kept = keepConnections({ allow: [], resolve: resolveForged }, outbound);
const soon = (ms = 2_000) => AbortSignal.timeout(ms);

async function refused(sending: Promise<unknown>, what: string): Promise<void> {
  await assert.rejects(sending, (error) => {
    assert.ok(error instanceof OutboundError, `${what}: ${String(error)}`);
    assert.equal(error.kind, "refused", `${what}: ${error.message}`);
    return true;
  });
}

describe("a forged address", () => {
  it("is one of many kinds", () => assert.ok(new Set(FORGED.map(([, url]) => url)).size >= 80));

  for (const kind of new Set(FORGED.map(([what]) => what)))
    it(`is never called: ${kind}`, async () => {
      for (const [, url] of FORGED.filter(([what]) => what === kind)) {
        await refused(outbound.request({ url, method: "POST", body: "{}", isPrivate: true, signal: soon() }), url);
        await refused(outbound.request({ url, method: "GET", signal: soon() }), url);
        await refused(kept.request({ url, method: "POST", body: "{}", isPrivate: true, signal: soon() }), url);
        await refused(outbound.reach({ url, signal: soon() }), url);
      }
    });
});

describe("where clouds tell a machine its secrets", () => {
  it("is never called, whatever the operator listed", async () => {
    const all = createOutbound({
      allow: ["0.0.0.0/0", "::/0"].map((text) => networkOf(text)!),
      resolve: resolveForged,
    });
    for (const [, url] of FORGED.filter(([what]) => what === "metadata services"))
      await refused(all.request({ url, method: "GET", signal: soon() }), url);
  });
});

describe("a server of names that answers differently each time", () => {
  /** Public, as an address; nobody has it. */
  const NOBODY = "2fff:ffff::1";

  it("gets nothing through: what it says first is all that is called, and each call asks again", async () => {
    let heard = 0;
    const inside = createServer((_request, response) => void (heard++, response.end())).listen(0, "127.0.0.1");
    await once(inside, "listening");
    const { port } = inside.address() as AddressInfo;
    try {
      for (const later of [["127.0.0.1"], ["::ffff:127.0.0.1"], [NOBODY, "127.0.0.1"], ["169.254.169.254"]]) {
        await using names = await startNameServer([NOBODY], later);
        const rebinding = createOutbound({ allow: [], resolve: names.resolve });
        const request = { url: `http://rebinding.example:${port}/`, method: "POST", body: "{}" } as const;
        await assert.rejects(
          rebinding.request({ ...request, signal: soon(300) }),
          (error) => error instanceof OutboundError && error.kind === "unreachable",
        );
        assert.equal(names.asked(), 1, "it was asked again for the connection");
        const keeping = keepConnections({ allow: [], resolve: names.resolve }, rebinding);
        for (let i = 0; i < 3; i++) {
          await refused(rebinding.request({ ...request, signal: soon() }), String(later));
          await refused(keeping.request({ ...request, signal: soon() }), String(later));
        }
      }
      assert.equal(heard, 0);
    } finally {
      inside.close();
    }
  });
});
