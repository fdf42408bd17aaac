/** Builds the console, unless what is there was made from the same files: `node src/console/build.ts`. */
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const stamp = `${root}dist/console/made-from`;

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
    await vite.build({ configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)), logLevel: "warn" });
    mkdirSync(`${root}dist/console`, { recursive: true });
    writeFileSync(stamp, wanted);
  }
}
