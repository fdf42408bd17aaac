/** The client as one module, as a page gets it. */
import { resolve } from "node:path";
import { build } from "vite";

/** @param entry a file beside this one; the client itself if left out */
export async function bundledClient(entry = "../../client/src/index.ts"): Promise<string> {
  const input = resolve(import.meta.dirname, entry);
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: { input, preserveEntrySignatures: "strict", output: { format: "es" } },
    },
  });
  if (!("output" in built)) throw new Error("There is more than one module");
  return built.output[0].code;
}
