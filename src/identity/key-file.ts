/** A file that holds secret keys: readable by its owner only, replaced as a whole, by one process at a time. */
import { randomUUID } from "node:crypto";
import { chmod, type FileHandle, link, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { systemClock } from "../clock.ts";

/** What stands in a file, as JSON. */
export interface KeyFormat<T> {
  /** "an issuer's keys" */
  readonly what: string;
  /** @throws TypeError when it is not that */
  parse(value: unknown): T;
}

/** @throws Error when the file is there but is not one of ours */
export async function readKeys<T>(file: string, { what, parse }: KeyFormat<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be read: ${reason}; this user must own it`, { cause: error });
  }
  try {
    return parse(JSON.parse(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    throw new Error(`${file} does not hold ${what}; restore it from a backup, or delete it to start anew`, {
      cause: error,
    });
  }
}

/** What is in the file; where there is none yet, it is made, once for all processes that start together. */
export async function openKeys<T>(file: string, format: KeyFormat<T>, make: () => Promise<T>): Promise<T> {
  const there = await readKeys(file, format);
  if (there === undefined) await createKeys(file, await make());
  await keepPrivate(file);
  const keys = there ?? (await readKeys(file, format));
  if (keys === undefined) throw new Error(`${file}, which holds ${format.what}, was removed`);
  return keys;
}

/** The first who gives the file its name is the one whose keys count: a link never replaces what is there. */
async function createKeys(file: string, keys: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const mine = `${file}.${randomUUID()}`;
  try {
    const handle = await open(mine, "wx", 0o600);
    await write(handle, keys).finally(() => handle.close());
    await link(mine, file);
    await syncFolder(dirname(file));
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

async function write(handle: FileHandle, keys: unknown): Promise<void> {
  await handle.writeFile(`${JSON.stringify(keys, null, 2)}\n`);
  await handle.sync();
}

/** A name survives a power cut only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

const TURN_MS = 20;
const TURNS = 250;
const STALE_MS = 4_000;

/**
 * Replace the keys. Processes take turns, so `change` sees what is there and nobody's keys are lost; when it answers
 * undefined, the file stays.
 */
export async function replaceKeys<T>(
  file: string,
  format: KeyFormat<T>,
  change: (keys: T | undefined) => Promise<T | undefined>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.next`;
  const handle = await claim(next);
  try {
    const keys = await change(await readKeys(file, format));
    if (keys) await write(handle, keys);
    await handle.close();
    await (keys ? rename(next, file) : rm(next));
    await syncFolder(dirname(file));
  } catch (error) {
    await handle.close();
    await rm(next, { force: true });
    throw error;
  }
}

/** A copy that came back from a backup may be open to others. */
async function keepPrivate(file: string): Promise<void> {
  const { mode } = await stat(file);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) await chmod(file, 0o600);
}

/** The file that will replace the old one is the writers' lock too: only one can create it. */
async function claim(next: string) {
  for (let turn = 0; turn < TURNS; turn++) {
    try {
      return await open(next, "wx", 0o600);
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
    // Left behind by a process that was killed: a write takes milliseconds.
    if ((await ageOf(next)) > STALE_MS) await rm(next, { force: true });
    else await systemClock.sleep(TURN_MS);
  }
  throw new Error(`${next} is being written by another process; if there is none, delete it`);
}

async function ageOf(file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch (error) {
    if (isCode(error, "ENOENT")) return 0;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
