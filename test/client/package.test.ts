/** The package: what is in it, and that strict projects compile with it, in either TypeScript and with its own library's types. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { VERSION } from "../../src/version.ts";
import { sized } from "../size.ts";
import { COMPILERS, projectWithClient } from "./packed.ts";

const root = resolve(import.meta.dirname, "../..");
const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  skipLibCheck: false,
  noEmit: true,
  target: "es2022",
};
/** The newest alone, but with `--large`. */
const VERSIONS = sized(1, Object.keys(COMPILERS).length);
/** As projects for Node.js and for browsers are. */
const PROJECTS = {
  "Node.js": { module: "nodenext", lib: ["es2023"], types: ["node"] },
  browsers: { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom", "dom.iterable"], types: [] },
};

describe("the client's package", () => {
  for (const [version, compiler] of Object.entries(COMPILERS).slice(0, VERSIONS))
    it(`compiles in strict projects with TypeScript ${version}, built by it`, () => {
      using project = projectWithClient(version as keyof typeof COMPILERS);
      const { folder } = project;
      const consumer = readFileSync(join(import.meta.dirname, "consumer.ts"), "utf8");
      writeFileSync(join(folder, "consumer.ts"), consumer.replace("../../client/src/index.ts", "latchstring-client"));
      for (const name of ["@types", "undici-types"])
        symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
      for (const [name, options] of Object.entries(PROJECTS)) {
        const config = { compilerOptions: { ...STRICT, ...options }, files: ["consumer.ts"] };
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
        const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
        assert.equal(status, 0, `${name}: ${stdout}`);
      }
    });

  it("has what belongs in it, and no more", () => {
    using project = projectWithClient();
    const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const [packed] = JSON.parse(execFileSync("npm", args, { cwd: project.client, encoding: "utf8" })) as [
      { version: string; files: { path: string }[] },
    ];
    const modules = [
      "activity",
      "client",
      "credentials",
      "errors",
      "events",
      "generated/operations",
      "generated/schema",
      "index",
    ];
    const others = ["pages", "request", "retries", "send", "server-sent-events", "types"];
    assert.equal(packed.version, VERSION);
    assert.deepEqual(
      packed.files.map(({ path }) => path).toSorted(),
      [
        "LICENSE",
        "README.md",
        "package.json",
        ...[...modules, ...others].flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]),
      ].toSorted(),
    );
  });
});
