/**
 * The durable list of every time that an order moved a simulated bolt: `actuations.jsonl`, one line each. Lines are
 * only ever appended, so several processes can share the file.
 */
import { constants, createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A movement of a simulated bolt. */
export interface Actuation {
  readonly orderId: string;
  readonly action: "unlock";
  /** When the bolt moved: ISO 8601, UTC. */
  readonly at: string;
}

/** The same with the lock that it was. */
export type LockActuation = Actuation & { readonly lockId: number };

/** The durable log of movements, by which a repeated order moves nothing twice. */
export interface ActuationLog {
  /**
   * Append one actuation and resolve with it when it is on the disk. `move` is asked at the last moment before the
   * write; when it answers undefined the bolt stays and nothing is written.
   *
   * @throws Error when the write failed or too many wait; whether the line is in the file is then not known
   */
  append(move: () => LockActuation | undefined): Promise<LockActuation | undefined>;
  /** Write what waits, then let go of the file. */
  close(): Promise<void>;
}

const MAX_WAITING = 10_000;
/** A write returns when its data are on the disk. */
const APPEND_DURABLY = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_DSYNC;

interface Waiting {
  readonly move: () => LockActuation | undefined;
  readonly resolve: (moved: LockActuation | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** The log in `dir/actuations.jsonl`, made when it is not there. */
export async function openActuationLog(dir: string): Promise<ActuationLog> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const handle = await open(fileIn(dir), APPEND_DURABLY, 0o600);
  await syncFolder(dir);
  // A line that a killed process left half written is ended here, so that it costs no other line.
  let torn = await endsTorn(handle);
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let closed = false;

  /** All that wait go into one write. */
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const moved = batch.map((one) => one.move());
      const lines = moved.map((one) => (one ? `${JSON.stringify(one)}\n` : "")).join("");
      try {
        if (lines !== "") {
          await handle.appendFile(torn ? `\n${lines}` : lines);
          torn = false;
        }
        batch.forEach((one, i) => one.resolve(moved[i]));
      } catch (error) {
        torn = true;
        for (const one of batch) one.reject(error);
      }
    }
    flushing = undefined;
  }

  return {
    append(move) {
      if (closed) return Promise.reject(new Error("the actuation log is closed"));
      if (waiting.length >= MAX_WAITING) return Promise.reject(new Error(`${MAX_WAITING} actuations wait already`));
      return new Promise((resolve, reject) => {
        waiting.push({ move, resolve, reject });
        // After this turn of the event loop, so that commands that came together are written together.
        flushing ??= new Promise((done) => setImmediate(() => done(flush())));
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      await flushing;
      await handle.close();
    },
  };
}

/** The actuations of one lock, oldest first. A line that was never finished is no actuation. */
export async function readActuations(dir: string, lockId: number): Promise<Actuation[]> {
  const found: Actuation[] = [];
  const input = createReadStream(fileIn(dir), "utf8");
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const entry = parseLine(line);
      if (entry?.lockId === lockId) found.push({ orderId: entry.orderId, action: entry.action, at: entry.at });
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return found;
}

function parseLine(line: string): LockActuation | undefined {
  try {
    return JSON.parse(line) as LockActuation;
  } catch {
    return undefined; // torn: its writer was killed, and never said that the door had opened
  }
}

function fileIn(dir: string): string {
  return join(dir, "actuations.jsonl");
}

async function endsTorn(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

/** A new file survives a power cut only when its folder is on the disk too. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
