/** The client as npm would install it: in a folder of its own, built. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
/** TypeScript 7, and the last with a compiler API, whose checks are not the same to the letter. */
export const COMPILERS = {
  "7": join(root, "node_modules/typescript/bin/tsc"),
  "5.9": join(root, "client/node_modules/typescript/bin/tsc"),
} as const;

export interface Project extends Disposable {
  readonly folder: string;
  /** Where the package is, with its `package.json`. */
  readonly client: string;
}

/** A project that has the client, and TypeScript's types of Node. */
export function projectWithClient(compiler: keyof typeof COMPILERS = "7"): Project {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-client-"));
  const client = join(folder, "node_modules/latchstring-client");
  mkdirSync(client, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  for (const name of ["package.json", "README.md", "LICENSE"]) cpSync(join(root, "client", name), join(client, name));
  execFileSync(process.execPath, [COMPILERS[compiler], "-p", join(root, "client"), "--outDir", join(client, "dist")]);
  return { folder, client, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
