/**
 * Builds the server: `npm run build`. What a start loads is few files then, instead of a thousand that each are looked
 * for; what is read while it runs (pictures, styles, texts, migrations) stays where it is in `src/`, and what is loaded
 * when it is asked for, or is native, in `node_modules/`. The source runs as it is, too.
 */
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../", import.meta.url));
const BUILT = "dist/server";
/** Packages of which most is loaded at each start; all others stay as they are. */
const BUNDLED =
  /^(@fastify\/(?!swagger-ui)|@oxc-project|ajv|avvio|csv-parse|fast-|fastify|find-my-way|ipaddr\.js|jose|lru-cache|negotiator|typebox|uqr|yaml)/;
const THREAD = 'new URL("./worker.ts", import.meta.url)';

const bundle = await rolldown({
  cwd: root,
  input: { main: "src/main.ts", worker: "src/ledger/sqlite/worker.ts" },
  platform: "node",
  // What a bundled package needs is bundled with it.
  external: (id, importer) =>
    id.startsWith("node:") ||
    (/^[a-z@]/.test(id) && importer?.startsWith(`${root}src/`) === true && !BUNDLED.test(id)) ||
    /^(better-sqlite3|pino|sharp)$/.test(id),
  plugins: [{ name: "places", transform: (code, id) => withPlaces(code, id) }],
});
await bundle.write({ dir: BUILT, format: "esm", cleanDir: true, chunkFileNames: "[name]-[hash].js" });
await bundle.close();

/** A module goes on knowing where its source is, from which it reads what is beside it; the thread is built, too. */
function withPlaces(code: string, id: string): string | undefined {
  if (!id.startsWith(`${root}src/`) || !code.includes("import.meta.")) return undefined;
  const from = (path: string) => `new URL(${JSON.stringify(relative(`${root}${BUILT}`, path))}, import.meta.url)`;
  const places: Readonly<Record<string, string>> = {
    url: `${from(id)}.href`,
    dirname: `process.getBuiltinModule("node:url").fileURLToPath(${from(dirname(id))})`,
  };
  return code
    .split(THREAD)
    .map((part) => part.replaceAll(/import\.meta\.(\w+)/g, (all, name: string) => places[name] ?? all))
    .join('new URL("./worker.js", import.meta.url)');
}
