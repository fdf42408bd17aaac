import assert from "node:assert/strict";
import { it } from "node:test";
import { systemClock } from "../clock.ts";
import type { Choices } from "./choices.ts";
import { createUnsubscribe } from "./unsubscribe.ts";

const OF = { userId: "anna", scope: "org:acme", kind: "opened" } as const;

function harness(fill = 7) {
  const kept = new Map<string, Choices>();
  const unsubscribe = createUnsubscribe({
    key: async () => Buffer.alloc(32, fill),
    choices: {
      of: async (userId, scope) => kept.get(`${userId} ${scope}`),
      put: async (userId, scope, choices) => void kept.set(`${userId} ${scope}`, choices),
    },
    members: { roleOf: async (orgId) => (orgId === "acme" ? { role: "owner", paused: false } : undefined) },
    language: "en",
    clock: systemClock,
  });
  return { unsubscribe, kept };
}

it("a link is good for one person, one scope and one kind, and nothing near it is", async () => {
  const { unsubscribe } = harness();
  const token = await unsubscribe.tokenOf(OF);
  assert.deepEqual(await unsubscribe.read(token), OF);
  const [payload = "", signature = ""] = token.split(".");
  const other = Buffer.from(JSON.stringify(["ben", "org:acme", "opened"])).toString("base64url");
  const wrong = [
    "",
    ".",
    payload,
    `${payload}.`,
    `${other}.${signature}`,
    `${token}.x`,
    `${payload}.${signature.slice(1)}`,
  ];
  for (let i = 0; i < token.length; i += 7)
    wrong.push(`${token.slice(0, i)}${token[i] === "A" ? "B" : "A"}${token.slice(i + 1)}`);
  for (const one of [...wrong, "x".repeat(10_000), await harness(8).unsubscribe.tokenOf(OF)])
    assert.equal(await unsubscribe.read(one), undefined, one.slice(0, 200));
});

it("what it ends stays ended, and the rest goes on", async () => {
  const { unsubscribe, kept } = harness();
  await unsubscribe.end({ ...OF, kind: "offline" });
  assert.deepEqual(kept.get("anna org:acme")!.atOnce, ["battery-low", "forced", "jammed", "webhook-failing"]);
  await unsubscribe.end({ ...OF, kind: "offline" });
  await unsubscribe.end({ ...OF, kind: "daily" });
  assert.equal(kept.get("anna org:acme")!.atOnce.length, 4);
  await unsubscribe.end({ ...OF, scope: "org:left", kind: "offline" });
  assert.equal(kept.has("anna org:left"), false, "nothing is kept of who left");
});
