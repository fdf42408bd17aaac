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
  /^(@fastify\/(?!swagger-ui)|@oxc-project|ajv|avvio|csv-parse|fast-|fastify|find-my-way|ipaddr\.js|jose|lru-cache|negotiator|typebox|uqr)/;
const NOTHING = `${root}nothing.cjs`;
/** What packages load at each start and nobody here asks for: the document as YAML, and streams that Node has too. */
const LEFT_OUT: Readonly<Record<string, string | { readonly id: string; readonly external: true }>> = {
  yaml: NOTHING,
  "readable-stream": { id: "node:stream", external: true },
};
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
  plugins: [
    {
      name: "lean",
      resolveId: (id) => LEFT_OUT[id],
      load: (id) => (id === NOTHING ? "module.exports = {}" : undefined),
      transform: (code, id) => (id.endsWith("/mime-db/db.json") ? compressible(code) : undefined),
    },
    { name: "places", transform: (code, id) => withPlaces(code, id) },
    {
      name: "ascii",
      generateBundle(_options, files) {
        for (const file of Object.values(files)) if (file.type === "chunk") file.code = inAscii(file.code);
      },
    },
  ],
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

/** Of the types of content, those that are compressed: all others are not known. */
function compressible(types: string): string {
  const all = Object.entries(JSON.parse(types) as Readonly<Record<string, { readonly compressible?: boolean }>>);
  return JSON.stringify(Object.fromEntries(all.filter(([, type]) => type.compressible === true)));
}

/** One character beyond ASCII makes the whole file be kept in two bytes a character, for as long as the process lives. */
function inAscii(code: string): string {
  return code.replaceAll(/(\\*)([\u0080-\uffff])/g, (_all, slashes: string, wide: string) => {
    const escape = `\\u${wide.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return `${slashes.length % 2 === 1 ? slashes.slice(1) : slashes}${escape}`;
  });
}
