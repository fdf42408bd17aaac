/** Programs of npm packages that the tests use and the project does not install. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";

const KEPT_CHUNKS = 50;

/** Makes a client from an OpenAPI document. It loads TypeScript's compiler API, which version 7 does not have. */
export const CLIENT_GENERATOR = ["@hey-api/openapi-ts@0.99.0", "typescript@5.9.3"];

export interface NpxOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Start a program in a group of its own, so that it can be ended with whatever it starts.
 * @param packages with their exact versions
 */
export function startNpx(
  packages: readonly string[],
  program: string,
  args: readonly string[],
  { cwd, env = {} }: NpxOptions,
): ChildProcess {
  const child = spawn("npx", ["--yes", ...packages.flatMap((name) => ["-p", name]), program, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said.push(chunk.toString());
      if (said.length > KEPT_CHUNKS) said.shift();
    });
  child.on("exit", (code) => {
    if (code) process.stderr.write(`${program} ended with ${code}:\n${said.join("")}\n`);
  });
  return child;
}

/** @throws AssertionError when it fails or takes longer than `ms` */
export async function finished(child: ChildProcess, ms: number): Promise<void> {
  const code = await Promise.race([
    new Promise((done, fail) => child.once("exit", done).once("error", fail)),
    wait(ms, "too slow", { ref: false }),
  ]);
  await stop(child);
  assert.equal(code, 0);
}

export async function stop(child: ChildProcess | undefined): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  process.kill(-child.pid, "SIGTERM");
  const late = await Promise.race([ended, wait(5_000, "late", { ref: false })]);
  if (late === "late") process.kill(-child.pid, "SIGKILL");
}
