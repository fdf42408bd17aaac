/** Writes `src/generated/` anew from the server's document, or tells with `--check` whether it is as old as that. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../test/harness.ts";
import { generate } from "./document.ts";

const folder = join(import.meta.dirname, "src/generated");
const server = await startServer();
const { text } = await server.call("GET", "/openapi.json");
await server.close();

for (const [name, made] of Object.entries(await generate(text))) {
  const file = join(folder, name);
  if (existsSync(file) && readFileSync(file, "utf8") === made) continue;
  if (process.argv.includes("--check")) {
    process.stderr.write(`client/src/generated/${name} is older than the API's document: npm run generate -w client\n`);
    process.exitCode = 1;
  } else writeFileSync(file, made);
}
