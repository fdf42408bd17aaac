/** The documents name files and folders that are there. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

const ROOMS = globSync("src/*/").map((room) => room.slice("src/".length).replace(/\/$/, ""));
/** In code's type, and with a slash: from the project's folder, or from `src/`. */
const PLACE = new RegExp(`\`((?:src|test|bench|docs|examples|${ROOMS.join("|")})/[\\w./-]*)\``, "g");

describe("documents name what is there", () => {
  for (const document of [...globSync("docs/**/*.md"), ...globSync("*.md")]) {
    it(document, () => {
      for (const [, place = ""] of readFileSync(document, "utf8").matchAll(PLACE)) {
        // What runs of the bench leave behind is in no repository.
        if (place.startsWith("bench/results/")) continue;
        const there = [place, `src/${place}`, `src/${place}.ts`].some((path) => existsSync(path));
        assert.ok(there, `${document} names ${place}`);
      }
    });
  }
});
