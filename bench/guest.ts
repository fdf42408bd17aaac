/** A guest at a server in a process of its own, who opens a door of a hub by the link. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { median, row, type Row } from "./measure.ts";
import { syncsPerSecond } from "./stores/floors.ts";
import { forkOwn, messageOf, stopServer } from "./server-process.ts";

/** What `POST /hubs` takes, and the device that the door is, by its address or by the code that it is taken in by. */
export type BenchHub = {
  readonly kind: string;
  readonly settings: object;
  readonly secrets: object;
} & ({ readonly address: string } | { readonly code: string });

export interface Guest {
  /** From the guest's request to the moment at which `bolt` resolves, in milliseconds. */
  open(bolt: Promise<unknown>): Promise<number>;
  stop(): Promise<void>;
}

/**
 * @param restMs a door is told to open again after so many milliseconds, in which it must have said what became of the last
 * order: it takes one at a time
 */
export async function startGuest(hub: BenchHub, restMs = 25): Promise<Guest> {
  const env = { ...process.env, BENCH_HUB: JSON.stringify(hub) };
  const server = forkOwn(join(import.meta.dirname, "guest-server.ts"), { env });
  const { url } = await messageOf<{ url: string }>(server);
  return {
    async open(bolt) {
      const start = performance.now();
      const asked = fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ intent: randomUUID() }),
      });
      await bolt;
      const took = performance.now() - start;
      const answer = await asked;
      await answer.arrayBuffer();
      if (answer.status !== 303) throw new Error(`a guest was answered ${answer.status}`);
      await delay(restMs);
      return took;
    },
    stop: () => stopServer({ process: server }),
  };
}

/** What a guest's opening costs over the bare library's, and what the disk alone takes of it. */
export function guestRows(guests: readonly number[], bares: readonly number[]): Row[] {
  return [
    row("guest's request to bolt, ms, median: ours", median(guests), "<=", Infinity),
    row("the bare library's command to bolt", median(bares), "<=", Infinity),
    row("ours − bare, ms", median(guests) - median(bares), "<=", 5),
    row("one fdatasync, which ours waits for, ms", syncMs(), "<=", Infinity),
  ];
}

function syncMs(): number {
  const dir = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
  try {
    return 1_000 / syncsPerSecond(dir, 1);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
