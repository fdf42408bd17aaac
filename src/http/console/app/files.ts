/** The console's program as Vite made it: which files the page loads, and sending them. */
import { hash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import Type from "typebox";
import type { FastifyInstance } from "fastify";
import { HttpError } from "../../answers/errors.ts";
import { staticContent } from "../../answers/static-content.ts";
import { type Language, LANGUAGES } from "../page/view.ts";
import type { Drawn } from "./drawn.ts";

const BUILT = new URL("../../../../dist/console/", import.meta.url);
/** Written when all else is. */
const STAMP = "made-from";
const ENTRY = "main.tsx";

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

/** What the page of one language names, beneath `CONSOLE_FILES`. */
interface EntryFiles {
  readonly script: string;
  /** What the script is sure to ask for. */
  readonly preloads: readonly string[];
  /** The style of the first screen itself, and its hash as policies name it. */
  readonly style: string;
  readonly styleHash: string;
  /** The style of what is loaded later. */
  readonly styles: readonly string[];
  readonly drawn: Drawn;
}

export const CONSOLE_FILES = "/console/files/";
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

type Manifest = Readonly<Record<string, Chunk>>;

/**
 * Read when the console is first asked for, and again when it was built anew.
 *
 * @param built the folder of it
 * @throws HttpError 503 where it was not built
 */
export function consoleFiles(built = BUILT) {
  let known: ReturnType<typeof read> | undefined;
  let madeAt: number | undefined;
  return () => {
    const now = statSync(new URL(STAMP, built), { throwIfNoEntry: false })?.mtimeMs;
    // While it is built, what was there is sent on.
    if (!known || (now !== undefined && now !== madeAt)) known = read(built);
    madeAt = now ?? madeAt;
    return known;
  };
}

function read(built: URL) {
  const manifestOf = (language: Language) => new URL(`manifest.${language}.json`, built);
  if (!LANGUAGES.every((language) => existsSync(manifestOf(language))))
    throw new HttpError(503, "The console was not built: npm run build:console");
  const manifests = LANGUAGES.map((language) => {
    return [language, JSON.parse(readFileSync(manifestOf(language), "utf8")) as Manifest] as const;
  });
  const chunks = manifests.flatMap(([, manifest]) => Object.values(manifest));
  const send = [...new Set(chunks.map(({ file }) => file))].map((name) => {
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    const cacheControl = "public, max-age=31536000, immutable";
    const brotli = () => readFileSync(new URL(`${name}.br`, built));
    return [name, staticContent(() => readFileSync(new URL(name, built)), { type, cacheControl, brotli })] as const;
  });
  const entries = manifests.map(([language, manifest]) => [language, entryOf(built, language, manifest)] as const);
  return { entries: new Map(entries), send: new Map(send) };
}

function entryOf(built: URL, language: Language, manifest: Manifest): EntryFiles {
  const main = manifest[ENTRY]!;
  const loaded = reached(manifest, ENTRY);
  const first = loaded.flatMap(({ css = [] }) => css);
  const style = first.map((name) => readFileSync(new URL(name, built), "utf8").trim()).join("");
  return {
    script: main.file,
    drawn: JSON.parse(readFileSync(new URL(`drawn.${language}.json`, built), "utf8")) as Drawn,
    preloads: loaded.filter((chunk) => chunk !== main).map(({ file }) => file),
    style,
    styleHash: `'sha256-${hash("sha256", style, "base64")}'`,
    styles: [...new Set(Object.values(manifest).flatMap(({ css = [] }) => css))].filter(
      (name) => !first.includes(name),
    ),
  };
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
