import assert from "node:assert/strict";
import { it } from "node:test";
import { outboundFetch } from "./fetch.ts";
import type { Outbound, OutboundRequest } from "./outbound.ts";

it("a request is passed on as it is, and its answer back", async () => {
  const asked: OutboundRequest[] = [];
  const outbound = {
    async request(request: OutboundRequest) {
      asked.push(request);
      return { status: asked.length === 1 ? 200 : 204, headers: { "content-type": "application/json" }, body: "{}" };
    },
  } as Pick<Outbound, "request">;
  const fetch = outboundFetch(outbound, 1_000);
  const form = new URLSearchParams({ code: "a b" });
  const answer = await fetch("https://x.test/token", { method: "POST", headers: { accept: "a" }, body: form });
  assert.deepEqual(
    [answer.status, await answer.json(), answer.headers.get("content-type")],
    [200, {}, "application/json"],
  );
  assert.equal((await fetch("https://x.test/", { method: "GET", headers: {}, body: null })).status, 204);
  assert.deepEqual(
    asked.map(({ method, body }) => [method, body]),
    [
      ["POST", "code=a+b"],
      ["GET", undefined],
    ],
  );
  await assert.rejects(fetch("https://x.test/", { method: "TRACE", headers: {} }), TypeError);
  await assert.rejects(fetch("https://x.test/", { method: "POST", headers: {}, body: new Uint8Array(1) }), TypeError);
  assert.equal(asked.length, 2);
});
