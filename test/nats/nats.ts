/** Debian's NATS server, with JetStream in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../free-port.ts";

export const NATS_SERVER = "/usr/sbin/nats-server";
const START_MS = 60_000;

export interface TestNats {
  readonly url: string;
  start(): Promise<void>;
  /** As if the machine had lost its power, but for what it wrote. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export async function startNats(): Promise<TestNats> {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-nats-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const end = () => child?.kill("SIGKILL");
  process.once("exit", end);

  async function start(): Promise<void> {
    const args = ["-js", "-a", "127.0.0.1", "-p", String(port), "-sd", folder];
    child = spawn(NATS_SERVER, args, { stdio: "ignore" });
    for (const until = Date.now() + START_MS; !(await answers(port)); await wait(50))
      if (Date.now() > until) throw new Error("NATS did not start");
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    kill,
    async close() {
      await kill();
      process.off("exit", end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
