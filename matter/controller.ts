/**
 * The fabric of one hub, in a process of its own: the library is large, holds a lock on its folder, and must not take the
 * server along when it fails. It is told by messages, and ends when nobody tells it any more.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Answers, Asked, FromController, ToController } from "../src/devices/matter/protocol.ts";
import { type Fabric, openFabric } from "./fabric.ts";
import { unlock } from "./unlock.ts";

const underway = new Map<number, AbortController>();

function say(message: FromController): void {
  process.send?.(message, () => {}); // whoever does not listen any more is not waited for
}

async function answer(fabric: Fabric, asked: Asked, signal: AbortSignal): Promise<Answers[keyof Answers]> {
  switch (asked.ask) {
    case "locks":
      return fabric.locks();
    case "commission":
      return fabric.commission(asked, signal);
    case "read": {
      const lock = fabric.find(asked.address);
      if (lock && !signal.aborted) await lock.reach.ask(lock.endpoint);
      return fabric.report(asked.address) ?? null;
    }
    case "unlock": {
      const lock = await fabric.await(asked.address, signal);
      lock?.ordered();
      if (lock) return unlock(lock.endpoint, lock.reach, asked, signal);
      return { ok: false, failure: "unsupported", mayHaveExecuted: false, detail: "the hub has no such lock" };
    }
    case "leave":
      await fabric.leave();
      return null;
    default:
      return asked satisfies never;
  }
}

/** What is being kept, by its number. */
const keeping = new Map<number, (failed: string | undefined) => void>();
let lastKept = 0;

async function keep(state: string): Promise<void> {
  const number = ++lastKept;
  const failed = await new Promise<string | undefined>((resolve) => {
    keeping.set(number, resolve);
    say({ notice: "keep", number, state });
  });
  if (failed !== undefined) throw new Error(`What is known of the device could not be kept: ${failed}`);
}

const [first] = (await once(process, "message")) as [ToController];
if (!("begin" in first)) throw new Error("It was not told what to begin with");
process.on("message", (message: ToController) => {
  if (!("kept" in message)) return;
  keeping.get(message.kept)?.(message.failed);
  keeping.delete(message.kept);
});
const fabric = await openFabric(first.folder, first.begin, {
  keep,
  state: (report) => say({ notice: "state", report }),
  occurrence: (address, occurrence) => say({ notice: "occurrence", address, occurrence }),
});

process.on("message", async (message: ToController) => {
  if ("begin" in message || "kept" in message) return;
  if ("cancel" in message) return underway.get(message.id)?.abort();
  const cancel = new AbortController();
  underway.set(message.id, cancel);
  try {
    say({ id: message.id, answer: await answer(fabric, message.asked, cancel.signal) });
  } catch (error) {
    say({ id: message.id, failed: error instanceof Error ? error.message : String(error) });
  } finally {
    underway.delete(message.id);
  }
});

async function end(): Promise<void> {
  setTimeout(() => process.exit(1), 3_000).unref();
  await fabric.close();
  process.exit(0);
}
process.once("disconnect", end);
process.once("SIGTERM", end);
process.on("SIGINT", () => {}); // the server ends, and says so

const library = new URL("node_modules/@matter/main/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(library, "utf8")) as { version: string };
say({ notice: "ready", version });
