import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { createRefusedCredentials } from "./refused-credentials.ts";

describe("credentials that were refused", () => {
  it("are all counted, and told by a bounded number of lines, of which the last says how many more there were", async () => {
    const clock = new ManualClock(Date.parse("2026-06-01T10:00:00Z"));
    const lines: object[] = [];
    let counted = 0;
    const { refused } = createRefusedCredentials({
      log: { warn: (details) => void lines.push(details) },
      clock,
      metrics: { credentialRefused: () => void counted++ },
      pins: { sourceOf: (client) => `hash of ${client.length}` },
    });
    for (let i = 0; i < 1_000; i++) refused("token", "expired", { client: "192.0.2.7", id: "r" });
    assert.deepEqual([counted, lines.length], [1_000, 20]);
    assert.deepEqual(lines[0], { reqId: "r", kind: "token", reason: "expired", source: "hash of 9" });
    await clock.advance(60_000);
    refused("pin", "not-valid", { client: "192.0.2.7", id: "s" });
    assert.deepEqual(lines.slice(20), [
      { more: 980 },
      { reqId: "s", kind: "pin", reason: "not-valid", source: "hash of 9" },
    ]);
  });
});
