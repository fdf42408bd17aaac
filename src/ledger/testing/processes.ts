/** Processes of their own on a store. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Command } from "../../domain/command.ts";
import type { LedgerHarness } from "./harness.ts";
import type { ProcessAnswer } from "./process.ts";

/** @param shell a command of `sh` to run before, such as a limit */
export async function startProcess({ opener }: LedgerHarness, shell?: string): Promise<ChildProcess> {
  const { module, name, options } = opener;
  const program = new URL("./process.ts", import.meta.url).pathname;
  const args = [module, name, JSON.stringify(options)];
  const limited = shell !== undefined && {
    execPath: "/bin/sh",
    execArgv: ["-c", `${shell} && exec "$0" "$@"`, process.execPath],
  };
  const child = fork(program, args, { execArgv: [], ...limited, env: { ...process.env, NODE_TEST_CONTEXT: "" } });
  await once(child, "message");
  return child;
}

export async function ask(child: ChildProcess, commands: readonly Command[]): Promise<readonly ProcessAnswer[]> {
  const answered = once(child, "message");
  child.send(commands as Command[]);
  return ((await answered) as [readonly ProcessAnswer[]])[0];
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.disconnect();
  await exited;
}
