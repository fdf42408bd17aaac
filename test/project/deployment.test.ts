/** What others run and we do not: compose files, workflows. They name what is there, and the server takes what they say. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { loadConfig } from "../../src/config.ts";

const read = (file: string) => parse(readFileSync(file, "utf8"), { logLevel: "error" });
/** The Dockerfile's own. */
const IMAGE = { HOST: "0.0.0.0", PORT: "8787", DATA_DIR: "/data" };
const GIVEN: Readonly<Record<string, string>> = { DOMAIN: "doors.example.org", POSTGRES_PASSWORD: "s3cret" };

/** As compose puts values into `${NAME}`, `${NAME:-default}` and `${NAME:?message}`. */
function substitute(text: string): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind?: string, more = "") =>
      GIVEN[name] ?? (kind === "-" ? more : assert.fail(`${name} is not given`)),
  );
}

describe("files of deployment", () => {
  for (const files of [
    ["compose.yaml"],
    ["compose.yaml", "deploy/compose.postgres.yaml"],
    ["compose.yaml", "deploy/compose.matter.yaml"],
  ]) {
    it(`${files.join(" and ")} start a server with an environment that it takes`, () => {
      const environments = files.map((file) => read(file).services.latchstring.environment as Record<string, string>);
      const environment = Object.entries(Object.assign({}, ...environments) as Record<string, string>);
      const config = loadConfig({
        ...IMAGE,
        ...Object.fromEntries(environment.map(([name, value]) => [name, substitute(value)])),
      });
      assert.equal(config.store.kind, files.includes("deploy/compose.postgres.yaml") ? "postgres" : "sqlite");
      assert.ok(config.isPublicUrlGiven);
    });
  }

  it("give the image no argument that it does not take", () => {
    const taken = new Set(Array.from(readFileSync("Dockerfile", "utf8").matchAll(/^ARG (\w+)=/gm), ([, name]) => name));
    for (const file of ["compose.yaml", ...globSync("deploy/*.yaml")]) {
      const { build } = read(file).services.latchstring as { build?: string | { args: Record<string, string> } };
      if (typeof build === "object") for (const name of Object.keys(build.args)) assert.ok(taken.has(name), name);
    }
  });

  it("name scripts that are there", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    for (const file of [
      ...globSync(".github/**/*.{yml,md}"),
      "Dockerfile",
      ".ci/run",
      "CONTRIBUTING.md",
      "README.md",
    ]) {
      if (file.endsWith(".yml")) read(file);
      const named = readFileSync(file, "utf8").matchAll(/npm run (?:-s )?([\w:-]+)(?! -w)\b/g);
      for (const [, name = ""] of named) assert.ok(scripts[name], `${file} names ${name}`);
    }
  });

  it("build the console before a server runs from its source", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    // npm leaves out what has such a name, as `ignore-scripts` in .npmrc has it.
    for (const name of Object.keys(scripts)) assert.doesNotMatch(name, /^(pre|post)/);
    const serving = Object.entries(scripts).filter(([, script]) => /src\/main\.ts (serve|demo)/.test(script));
    assert.deepEqual(serving.map(([name]) => name).toSorted(), ["demo", "start"]);
    for (const [name, script] of serving) assert.match(script, /^node src\/console\/build\.ts; /, name);
  });

  it("begin with the Node that the project is made for", () => {
    const major = readFileSync(".nvmrc", "utf8").trim();
    for (const file of ["Dockerfile", ".devcontainer/Dockerfile"])
      assert.match(readFileSync(file, "utf8"), new RegExp(`^FROM node:${major}-`, "m"));
    assert.equal(process.versions.node.split(".")[0], major);
  });
});
