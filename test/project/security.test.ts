/** What SECURITY.md claims is shown by tests that are named beside it, and those are there. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
const CLAIMED = ["What is defended", "Secrets"];

const text = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const named = [...text.matchAll(/`((?:src|test)\/[\w./-]+\.test\.ts)`((?:,?\s+"[^"]+")+)/g)].flatMap(
  ([, file, titles]) =>
    [...titles!.matchAll(/"([^"]+)"/g)].map(([, title]) => [file!, title!.replaceAll(/\s+/g, " ")] as const),
);

/** Whether a file has a test of that name; what is filled into a name when it runs stands in the file somewhere. */
function hasTest(file: string, title: string): boolean {
  const source = readFileSync(join(ROOT, file), "utf8");
  const titles = source.matchAll(/\b(?:describe|it|test|check|trap\w*)\(\s*(["'`])((?:\\.|(?!\1).)+)\1/gs);
  return [...titles].some(([, , written]) => {
    const parts = written!.split(/\$\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const found = new RegExp(`^${parts.join("(.+?)")}$`).exec(title);
    return found !== null && found.slice(1).every((filled) => source.includes(filled));
  });
}

/** The claims of a part: those of a list, each with all that belongs to it. */
function claimsOf(part: string): readonly string[] {
  const [, after = ""] = text.split(`**${part}**`);
  return after
    .split(/\n\n\*\*/)[0]!
    .split(/\n(?=- )/)
    .map((claim) => claim.trim())
    .filter((claim) => claim.startsWith("- "));
}

describe("SECURITY.md", () => {
  for (const part of CLAIMED)
    it(`names a test beside every claim of: ${part}`, () => {
      const claims = claimsOf(part);
      assert.ok(claims.length >= 4, `${claims.length} claims`);
      for (const claim of claims) assert.match(claim, /`(?:src|test)\/[\w./-]+\.test\.ts` "/, claim);
    });

  it("names tests that are there", () => {
    assert.ok(named.length >= 15, `${named.length} tests are named`);
    for (const [file, title] of named) {
      assert.ok(existsSync(join(ROOT, file)), `there is no ${file}`);
      assert.ok(hasTest(file, title), `${file} has no test "${title}"`);
    }
  });
});
