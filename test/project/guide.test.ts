/** The guide says what the console says, and its table can be taken in. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { startServer } from "../harness.ts";

const guide = readFileSync("docs/guide.md", "utf8");
const TEXTS = [
  ...globSync(["src/console/**/*texts.ts", "src/console/texts/common.ts"]),
  "src/http/guest/messages/en.ts",
  "src/http/console/messages/en.ts",
];

describe("the guide", () => {
  it("has in bold what screens and pages say", () => {
    const texts = TEXTS.map((file) => readFileSync(file, "utf8")).join("\n");
    const named = [...guide.matchAll(/\*\*(.+?)\*\*/gs)].map(([, name]) => name!.replaceAll(/\s+/g, " "));
    assert.ok(named.length > 40);
    assert.deepEqual([...new Set(named.filter((name) => !texts.includes(`"${name}"`)))], []);
  });

  it("has a table of stays of which every line is a key", async () => {
    const server = await startServer();
    try {
      const org = await server.organization("acme");
      for (const lockId of [123, 124, 125]) await server.lock(lockId, { orgId: "acme" });
      const csv = /```csv\n([\s\S]*?)```/.exec(guide)![1]!;
      const answer = await server.call("POST", "/temp-keys/import?dryRun=true", { ...org, body: { csv } });
      assert.equal(answer.status, 200, answer.text);
      const outcomes = answer.json.lines.map(({ outcome }: { outcome: string }) => outcome);
      assert.deepEqual(outcomes, ["good", "good"], answer.text);
    } finally {
      await server.close();
    }
  });
});
