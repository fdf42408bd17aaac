/**
 * Builds the console, unless what is there was made from the same files: `node src/console/build.ts`; with `--quick`, as
 * `npm run dev` has it, in a folder of its own, larger and in a moment, for pages that are loaded anew with the next build.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import type * as Drawn from "./drawn.tsx";
import { LANGUAGES } from "./languages.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const isQuick = process.argv.includes("--quick");
const built = `${root}dist/console${isQuick ? "-quick" : ""}/`;
const stamp = `${built}made-from`;
const drawn = fileURLToPath(new URL("drawn.tsx", import.meta.url));
const configFile = fileURLToPath(new URL("vite.config.ts", import.meta.url));

/** Changes with every file that the console is made from. */
function sources(): string {
  const files = globSync(["src/console/**", "src/domain/*.ts", "src/presentation/colours.ts", "package-lock.json"], {
    cwd: root,
  });
  const seen = files.toSorted().map((file) => {
    const { mtimeMs, size } = statSync(root + file);
    return `${file} ${mtimeMs} ${size}`;
  });
  return createHash("sha256").update(seen.join("\n")).digest("hex");
}

const wanted = sources();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  const vite = await import("vite").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    // Doors open without a console.
    process.stderr.write("The console cannot be built without the development packages: npm ci\n");
  });
  if (vite) {
    process.stderr.write("Building the console …\n");
    // What cannot be built leaves what was there.
    if (!isQuick) rmSync(built, { recursive: true, force: true });
    mkdirSync(built, { recursive: true });
    for (const mode of LANGUAGES) {
      await vite.build({ configFile, mode, logLevel: "warn" });
      // What of a browser is looked at when the program is loaded.
      Object.assign(globalThis, {
        LANGUAGE: mode,
        document: { documentElement: { dataset: { base: "%BASE%" } } },
        location: new URL("http://localhost/-"),
        localStorage: { getItem: () => null },
      });
      const { module } = await vite.runnerImport<typeof Drawn>(drawn, { configFile, mode, logLevel: "warn" });
      writeFileSync(`${built}drawn.${mode}.json`, JSON.stringify(module.drawn()));
    }
    // As small as it gets takes a small computer a second: here, rather than when it is first asked for.
    const params = { [constants.BROTLI_PARAM_QUALITY]: isQuick ? 1 : constants.BROTLI_MAX_QUALITY };
    for (const file of globSync("*.{js,css}", { cwd: built }))
      writeFileSync(`${built}${file}.br`, brotliCompressSync(readFileSync(built + file), { params }));
    writeFileSync(stamp, wanted);
  }
}
