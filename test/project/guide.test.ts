/** The guide says what the console says, and its table can be taken in. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { startServer } from "../harness.ts";

const guide = readFileSync("docs/guide.md", "utf8");
const englishOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/^\s*en: \{$[\s\S]*?(?=^\s*de: \{$)/gm)].join();
/** What is on every screen, or in parts that many screens have. */
const EVERYWHERE = ["src/console/{shell,texts,ui}/*.{ts,tsx}"];
const screens = (...names: string[]) => names.map((name) => `src/console/screens/${name}/**/*.{ts,tsx}`);
const PAGES = ["src/http/guest/messages/en.ts", "src/http/console/messages/en.ts"];
/** Whose words each part of the guide has in bold: a text that is elsewhere, or was moved, is not found by who reads on. */
const SCREENS: Readonly<Record<string, readonly string[]>> = {
  "Make your account": [...PAGES, ...screens("welcome", "sign-in")],
  "Add a door": screens("doors", "hubs"),
  "Make a key": screens("new-key"),
  "Give it to the guest": screens("new-key", "key"),
  "The guest opens": PAGES,
  "Look after it": screens("activity", "key", "keys", "tonight"),
  "Ten doors at a site": screens("doors", "brand", "members"),
  "A stay": screens("new-key", "key"),
  "A season at once": screens("import-keys", "api-keys", "partner", "doors"),
  "Every day": screens("tonight", "keys", "timeline", "activity"),
  "When the season is over": screens("activity"),
};

/** What is in bold: on screens apostrophes are typeset. */
const bold = (text: string) =>
  [...text.matchAll(/\*\*(.+?)\*\*/gs)].map(([, name]) => name!.replaceAll(/\s+/g, " ").replaceAll("'", "’"));

describe("the guide", () => {
  it("has in bold what the screens and pages say that it is about", () => {
    let named = 0;
    for (const [, heading = "", text = ""] of guide.matchAll(/^#+ (.+)\n((?:(?!^#).*\n)*)/gm)) {
      const labels = bold(text);
      if (heading === "Guide" || labels.length === 0) continue;
      const own = SCREENS[heading];
      assert.ok(own, `"${heading}" names ${labels.join(", ")}: of which screens?`);
      const texts = globSync([...EVERYWHERE, ...own]).map((file) =>
        PAGES.includes(file) ? readFileSync(file, "utf8") : englishOf(file),
      );
      named += labels.length;
      const said = texts.join("\n");
      assert.deepEqual([heading, ...labels.filter((name) => !said.includes(`"${name}"`))], [heading]);
    }
    assert.ok(named > 60, `${named} labels were read`);
  });

  it("is not alone in that: so have the events out", () => {
    const said = globSync("src/console/**/*.{ts,tsx}").map(englishOf).join("\n");
    const labels = bold(readFileSync("docs/events.md", "utf8"));
    assert.ok(labels.length > 0);
    assert.deepEqual(
      labels.filter((name) => !said.includes(`"${name}"`)),
      [],
    );
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
