/** The client as one module, as a page gets it. */
import { resolve } from "node:path";
import { build } from "vite";

const ENTRY = resolve(import.meta.dirname, "../../client/src/index.ts");

export async function bundledClient(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: { input: ENTRY, preserveEntrySignatures: "strict", output: { format: "es" } },
    },
  });
  if (!("output" in built)) throw new Error("There is more than one module");
  return built.output[0].code;
}
