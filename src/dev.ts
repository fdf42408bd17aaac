/** `npm run dev`: serves; Node starts it anew when a file of the server changes, and it builds the console when one of that does. */
import { execFile } from "node:child_process";
import { globSync, statSync, watch } from "node:fs";
import { promisify } from "node:util";
import { loadConfig } from "./config.ts";
import { reloadRoute } from "./http/console/app/reload.ts";
import { serveUntilAsked } from "./serving.ts";
import { listenForSignals } from "./stopping.ts";

/** Editors write a file in several steps. */
const SETTLED_MS = 50;
/** Connections of open pages are cut: they come back. */
const DRAIN_MS = 100;

listenForSignals();
process.umask(0o077);

/** Beside the one that is built for others, which whoever serves it from here goes on to send. */
const consoleFolder = new URL("../dist/console-quick/", import.meta.url);
const builtAt = () => statSync(new URL("made-from", consoleFolder), { throwIfNoEntry: false })?.mtimeMs;

/** Whether there is another console now. One that cannot be built is told of, and what was there stays. */
async function build(): Promise<boolean> {
  const before = builtAt();
  const done = promisify(execFile)(process.execPath, ["src/console/build.ts", "--quick"]);
  const { stderr } = await done.catch((error: { readonly stderr: string }) => error);
  process.stderr.write(stderr);
  return builtAt() !== before;
}

await build();
let tell = () => {};
let building = Promise.resolve();
let settled: NodeJS.Timeout | undefined;
// Each folder by itself: a file that an editor puts in the place of another one is lost to a recursive watch.
for (const folder of globSync(["src/{console,domain,presentation}/", "src/console/**/"]))
  watch(folder, () => {
    clearTimeout(settled);
    settled = setTimeout(() => {
      building = building.then(async () => {
        if (await build()) tell();
      });
    }, SETTLED_MS);
  }).unref();

await serveUntilAsked(loadConfig(process.env), {
  drainMs: DRAIN_MS,
  consoleFolder,
  extend(app) {
    tell = reloadRoute(app);
  },
});
