/** A file that holds secrets: readable by its owner only, made and replaced as a whole, by one process at a time. */
import { randomUUID } from "node:crypto";
import { chmod, type FileHandle, link, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { systemClock } from "../clock.ts";

/** What stands in a file, as JSON. */
export interface SecretFormat<T> {
  /** "an issuer's keys" */
  readonly what: string;
  /** @throws TypeError when it is not that */
  parse(value: unknown): T;
}

/**
 * What is in the file; undefined where there is none.
 *
 * @throws Error that names the file when it cannot be read, or is not one of ours
 */
export async function readSecrets<T>(file: string, { what, parse }: SecretFormat<T>): Promise<T | undefined> {
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

/**
 * What is in the file; where there is none yet, it is made, once for all processes that start together.
 *
 * @param make called only where there is none
 * @throws Error as `readSecrets` does, or when it cannot be made
 */
export async function openSecrets<T>(file: string, format: SecretFormat<T>, make: () => Promise<T>): Promise<T> {
  const there = await readSecrets(file, format);
  if (there === undefined) await createSecrets(file, await make());
  await keepPrivate(file);
  return there ?? requireSecrets(file, format);
}

/** What is in a file that was there before. @throws Error as `readSecrets` does, and when it is there no more */
export async function requireSecrets<T>(file: string, format: SecretFormat<T>): Promise<T> {
  const secrets = await readSecrets(file, format);
  if (secrets === undefined) throw new Error(`${file}, which holds ${format.what}, was removed`);
  return secrets;
}

/** The first who gives the file its name is the one whose secrets count: a link never replaces what is there. */
async function createSecrets(file: string, secrets: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const mine = `${file}.${randomUUID()}`;
  try {
    const handle = await open(mine, "wx", 0o600);
    await write(handle, secrets).finally(() => handle.close());
    await link(mine, file);
    await syncFolder(dirname(file));
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

async function write(handle: FileHandle, secrets: unknown): Promise<void> {
  await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
  await handle.sync();
}

/** A name survives a power cut only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** How often it is tried to be next, how long after one another, and when whoever is at it counts as gone, in milliseconds. */
const TURN_MS = 20;
const TURNS = 250;
const STALE_MS = 4_000;

/**
 * Replace the secrets. Processes take turns, so `change` sees what is there and nobody's secrets are lost; when it
 * answers undefined, the file stays.
 *
 * @throws Error as `readSecrets` does, and when another process is at it for more than 5 seconds
 */
export async function replaceSecrets<T>(
  file: string,
  format: SecretFormat<T>,
  change: (secrets: T | undefined) => Promise<T | undefined>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.next`;
  const handle = await claim(next);
  try {
    const secrets = await change(await readSecrets(file, format));
    if (secrets) await write(handle, secrets);
    await handle.close();
    await (secrets ? rename(next, file) : rm(next));
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
