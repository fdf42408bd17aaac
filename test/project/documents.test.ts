/** The documents name files and folders that are there, and leave out no setting and no command. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { COMMANDS } from "../../src/cli/commands.ts";
import { DEFAULT_DRIVER, DRIVER_KINDS } from "../../src/devices/kinds.ts";
import { ADMISSION_REFUSALS } from "../../src/domain/refusals.ts";
import { STANDINGS } from "../../src/domain/standing.ts";

const ROOMS = globSync("src/*/").map((room) => room.slice("src/".length).replace(/\/$/, ""));
/** In code's type, and with a slash: from the project's folder, or from `src/`. */
const PLACE = new RegExp(`\`((?:src|client|test|bench|docs|examples|${ROOMS.join("|")})/[\\w./-]*)\``, "g");

describe("documents name what is there", () => {
  for (const document of [...globSync("docs/**/*.md"), ...globSync("{,client/}*.md")]) {
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

/** What `#` and a heading's name come to in a link. */
function anchorsOf(document: string): Set<string> {
  const headings = readFileSync(document, "utf8").matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

describe("links of documents lead to what is there", () => {
  for (const document of [...globSync("docs/**/*.md"), ...globSync("{,client/}*.md")]) {
    it(document, () => {
      const text = readFileSync(document, "utf8");
      for (const [, to = ""] of text.matchAll(/(?:\]\(|<img src=")([^)"\s]+)/g)) {
        if (/^[a-z]+:/.test(to)) continue;
        const [path = "", anchor] = to.split("#");
        const target = path === "" ? document : join(dirname(document), path);
        assert.ok(existsSync(target), `${document} links to ${to}`);
        if (anchor !== undefined) assert.ok(anchorsOf(target).has(anchor), `${document} links to ${to}`);
      }
    });
  }
});

describe("reference documents are complete", () => {
  it("docs/configuration.md has every variable of the environment", () => {
    const text = readFileSync("docs/configuration.md", "utf8");
    const read = readFileSync("src/config.ts", "utf8").matchAll(/\benv\.([A-Z_]+)|\bread\("([A-Z_]+)"/g);
    const names = new Set([...read].map(([, property, name]) => property ?? name!));
    assert.ok(names.size >= 15, `${names.size} variables are read`);
    for (const name of names) assert.ok(text.includes(`\`${name}\``), `docs/configuration.md has no ${name}`);
  });

  it("docs/locks.md has how a hub of every kind is made; the simulator's is there", () => {
    const text = readFileSync("docs/locks.md", "utf8");
    for (const kind of DRIVER_KINDS) {
      const made =
        kind === DEFAULT_DRIVER ? /hub `simulator` is\s+always there/ : new RegExp(`hub add .*--kind ${kind}\\b`);
      assert.match(text, made, `docs/locks.md has no ${kind}`);
    }
  });

  it("docs/api.md has every status of a key, and docs/glossary.md how it stands", () => {
    const [api, glossary] = ["docs/api.md", "docs/glossary.md"].map((document) => readFileSync(document, "utf8"));
    const [, statuses = ""] = /^\| status of a key (.*\n(?:\|.*\n)+)/m.exec(api!) ?? [];
    for (const [reason, { about }] of Object.entries(ADMISSION_REFUSALS))
      if (about === "key") assert.ok(statuses.includes(`\`${reason}\``), `docs/api.md has no ${reason}`);
    const [, standings = ""] = /^\| standing \|(.*)$/m.exec(glossary!) ?? [];
    for (const standing of STANDINGS) assert.ok(standings.includes(standing), `docs/glossary.md has no ${standing}`);
  });

  it("docs/command-line.md has every command", () => {
    const text = readFileSync("docs/command-line.md", "utf8");
    for (const { usage } of COMMANDS) {
      const name = usage.split(/ (?=[<[-])/)[0]!;
      assert.ok(new RegExp(`\`${name}[ \`]`).test(text), `docs/command-line.md has no ${name}`);
    }
  });
});
