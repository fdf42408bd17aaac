/**
 * What a simulated lock is told to do wrong. Kept in `faults.json` (`{"<lockId>": "<fault>"}`) so that the command
 * line can set it beside a running server.
 */
import { type BigIntStats, readFileSync, statSync } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../clock.ts";

/** How a simulated lock misbehaves. */
export type Fault =
  | { readonly kind: "none" }
  /** The device cannot be reached. */
  | { readonly kind: "offline" }
  /** The device waits this long before it moves, in milliseconds. */
  | { readonly kind: "late"; readonly ms: number }
  /** The door opens, but the device's answer never arrives. */
  | { readonly kind: "lost-ack" }
  /** The bolt does not move. */
  | { readonly kind: "jam" }
  /** The network delivers the command twice. */
  | { readonly kind: "duplicate" };

const FORMS = "none, offline, late:MS (0 to 3600000 milliseconds), lost-ack, jam or duplicate";
const MAX_LATE_MS = 3_600_000;

/** @throws Error naming the accepted forms */
export function parseFault(text: string): Fault {
  switch (text) {
    case "none":
    case "offline":
    case "lost-ack":
    case "jam":
    case "duplicate":
      return { kind: text };
    default: {
      const ms = /^late:(\d{1,7})$/.exec(text)?.[1];
      if (ms === undefined || Number(ms) > MAX_LATE_MS) throw new Error(`fault must be ${FORMS}; got ${quote(text)}`);
      return { kind: "late", ms: Number(ms) };
    }
  }
}

/** A fault as the command line writes it, such as `late:500`. */
export function formatFault(fault: Fault): string {
  return fault.kind === "late" ? `late:${fault.ms}` : fault.kind;
}

/** @throws Error when `faults.json` is there but is not what `setFault` writes */
export async function readFault(dir: string, lockId: number): Promise<Fault> {
  return createFaultReader(dir)(lockId);
}

/** Reads faults as they are now; the file is parsed again only when it was replaced. Throws as `readFault` does. */
export function createFaultReader(dir: string): (lockId: number) => Fault {
  const file = join(dir, "faults.json");
  let seen: BigIntStats | undefined;
  let faults: ReadonlyMap<string, Fault> = new Map();
  return (lockId) => {
    // Synchronous, because looking at one small local file takes microseconds and this is on every order's way.
    const now = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (now?.ino !== seen?.ino || now?.mtimeNs !== seen?.mtimeNs || now?.size !== seen?.size) {
      faults = now ? load(file) : new Map();
      seen = now;
    }
    return faults.get(String(lockId)) ?? { kind: "none" };
  };
}

/** Replace the file at once: a reader sees the old file or the new one. Processes that write take turns. */
export async function setFault(dir: string, lockId: number, fault: Fault): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, "faults.json");
  const next = `${file}.next`;
  const handle = await claim(next);
  try {
    const faults = new Map((await stat(file).catch(absent)) ? load(file) : []);
    if (fault.kind === "none") faults.delete(String(lockId));
    else faults.set(String(lockId), fault);
    const entries = [...faults].map(([id, one]) => [id, formatFault(one)]);
    await handle.writeFile(`${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
    await handle.sync();
    await handle.close();
    await rename(next, file);
  } catch (error) {
    await handle.close();
    await rm(next, { force: true });
    throw error;
  }
}

const TURN_MS = 20;
const TURNS = 250;
const STALE_MS = 4_000;

/** The file that will replace the old one is the writers' lock too: only one can create it. */
async function claim(next: string) {
  for (let turn = 0; turn < TURNS; turn++) {
    try {
      return await open(next, "wx", 0o600);
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
    // Left behind by a writer that was killed: a write takes milliseconds.
    const age = Date.now() - ((await stat(next).catch(absent))?.mtimeMs ?? Date.now());
    if (age > STALE_MS) await rm(next, { force: true });
    else await systemClock.sleep(TURN_MS);
  }
  throw new Error(`${next} is being written by another process; if there is none, delete it`);
}

function absent(error: unknown): undefined {
  if (!isCode(error, "ENOENT")) throw error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function load(file: string): Map<string, Fault> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (parsed === null || typeof parsed !== "object") throw new Error("not an object");
    return new Map(Object.entries(parsed).map(([id, text]) => [id, parseFault(String(text))]));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
