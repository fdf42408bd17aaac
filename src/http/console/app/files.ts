/** The console's program as Vite made it: which files the page loads, and sending them. */
import { existsSync, readFileSync, statSync } from "node:fs";
import Type from "typebox";
import type { FastifyInstance } from "fastify";
import { HttpError } from "../../answers/errors.ts";
import { staticContent } from "../../answers/static-content.ts";

const BUILT = new URL("../../../../dist/console/", import.meta.url);
const MANIFEST = new URL("manifest.json", BUILT);
const ENTRY = "main.tsx";

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

/** What the page names, beneath `CONSOLE_FILES`. */
interface EntryFiles {
  readonly script: string;
  readonly styles: readonly string[];
  /** What the script is sure to ask for. */
  readonly preloads: readonly string[];
}

export const CONSOLE_FILES = "/console/files/";
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

type Manifest = Readonly<Record<string, Chunk>>;

/** Read when the console is first asked for, and again when it was built anew. @throws HttpError 503 where it was not built */
export function consoleFiles() {
  let known: ReturnType<typeof read> | undefined;
  let madeAt: number | undefined;
  return () => {
    const now = statSync(MANIFEST, { throwIfNoEntry: false })?.mtimeMs;
    // While it is built, what was there is sent on.
    if (!known || (now !== undefined && now !== madeAt)) known = read();
    madeAt = now ?? madeAt;
    return known;
  };
}

function read() {
  if (!existsSync(MANIFEST)) throw new HttpError(503, "The console was not built: npm run build:console");
  const manifest = JSON.parse(readFileSync(MANIFEST, "utf8")) as Manifest;
  const chunks = Object.values(manifest);
  const names = new Set(chunks.flatMap(({ file, css = [] }) => [[file], css].flat()));
  const send = [...names].map((name) => {
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    const cacheControl = "public, max-age=31536000, immutable";
    return [name, staticContent(() => readFileSync(new URL(name, BUILT)), { type, cacheControl })] as const;
  });
  const main = manifest[ENTRY]!;
  const loaded = reached(manifest, ENTRY);
  const entry: EntryFiles = {
    script: main.file,
    styles: loaded.flatMap(({ css = [] }) => css),
    preloads: loaded.filter((chunk) => chunk !== main).map(({ file }) => file),
  };
  return { entry, send: new Map(send) };
}

/** A chunk and all that it imports at once. */
function reached(manifest: Manifest, name: string, seen = new Set<string>()): Chunk[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const chunk = manifest[name]!;
  return [chunk, ...(chunk.imports ?? []).flatMap((one) => reached(manifest, one, seen))];
}

export function consoleFileRoutes(app: FastifyInstance, files: ReturnType<typeof consoleFiles>): void {
  const schema = { hide: true, params: Type.Object({ file: Type.String() }) };
  app.get<{ Params: { file: string } }>(`${CONSOLE_FILES}:file`, { schema }, async (request, reply) => {
    const send = files().send.get(request.params.file);
    if (!send) throw new HttpError(404, "There is nothing here");
    return send(request, reply);
  });
}
