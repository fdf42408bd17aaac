/** A virtual lock in a process of its own, and what it did. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FromLock, ToLock } from "../../matter/virtual-lock-messages.ts";

type Move = Extract<FromLock, { moved: string }>;

export interface VirtualLock {
  readonly process: ChildProcess;
  readonly pairing: Extract<FromLock, { pairing: object }>["pairing"];
  onMove: () => void;
  /** Resolves when it has taken effect: what is sent over the network next comes after it. Not of one that is away. */
  tell(message: ToLock): Promise<void>;
  /** What moved its bolt since this was last asked, in order, with all that is at it now. Not of one that is away. */
  moves(): Promise<readonly Move[]>;
  /** Out of the network, as if its power were cut; `back` gives it back, with what it was sent meanwhile. */
  away(): void;
  back(): void;
  close(): Promise<void>;
}

/** @param kind with a latch of its own, or without @param certificates whole ones of the public test root, or tampered ones */
export async function startLock(
  port: number,
  kind: "latch" | "plain",
  certificates: "for tests" | "forged" = "for tests",
): Promise<VirtualLock> {
  const folder = await mkdtemp(join(tmpdir(), "latchstring-virtual-lock-"));
  const child = fork(
    new URL("../../matter/virtual-lock.ts", import.meta.url),
    [folder, String(port), kind, certificates],
    {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: [],
      env: { ...process.env, NODE_NO_WARNINGS: "1" },
    },
  );
  const paired = Promise.withResolvers<VirtualLock["pairing"]>();
  let moves: Move[] = [];
  /** Whoever told it something that it has not done yet. */
  const telling: PromiseWithResolvers<void>[] = [];
  child.on("exit", () => {
    for (const { reject } of [paired, ...telling]) reject(new Error("the virtual lock ended"));
  });
  child.on("message", (message: FromLock) => {
    if ("pairing" in message) return paired.resolve(message.pairing);
    if ("done" in message) return telling.shift()!.resolve();
    moves.push(message);
    lock.onMove();
  });
  const lock: Omit<VirtualLock, "pairing"> = {
    process: child,
    onMove: () => {},
    tell(message) {
      const done = Promise.withResolvers<void>();
      telling.push(done);
      child.send(message);
      return done.promise;
    },
    async moves() {
      await lock.tell({});
      const moved = moves;
      moves = [];
      return moved;
    },
    away: () => void child.kill("SIGSTOP"),
    back: () => void child.kill("SIGCONT"),
    async close() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
  return Object.assign(lock, { pairing: await paired.promise });
}
