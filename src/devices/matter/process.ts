/** The process that holds a fabric, as the system runs it. */
import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FromController, ToController } from "./protocol.ts";

const PROGRAM = fileURLToPath(new URL("../../../matter/controller.ts", import.meta.url));
const LIBRARY = fileURLToPath(new URL("../../../matter/node_modules/@matter/main/package.json", import.meta.url));
/** For it to let go of its devices, in milliseconds. */
const END_MS = 4_000;
/** Longer than it takes until a hub is taken over. */
const WARM_MS = 15_000;

/** A process that runs. */
export interface Running {
  /** @param lost told when it does not get there */
  send(message: ToController, lost: () => void): void;
  /** Resolves with how, when it has ended by itself or was ended. */
  readonly over: Promise<string>;
  end(): void;
}

/** @returns undefined where what it needs is not installed */
export type Launch = (hear: (message: FromController) => void) => Running | undefined;

/** One that has loaded the library and waits to be told what to begin with. */
let warm: { readonly child: ChildProcess; readonly over: NodeJS.Timeout } | undefined;

/** Have a process at hand for the next seconds, because another server seems to be gone whose hub is to be taken over. */
export function warmProcess(): void {
  if (warm || !existsSync(LIBRARY)) return;
  const child = forkProcess();
  warm = { child, over: setTimeout(() => cool()?.kill("SIGKILL"), WARM_MS).unref() };
  child.unref();
  child.once("exit", () => warm?.child === child && cool());
}

function cool(): ChildProcess | undefined {
  const child = warm?.child;
  clearTimeout(warm?.over);
  warm = undefined;
  return child;
}

/** A process of its own, with nothing of the server's environment, because there are secrets in it. */
function forkProcess(): ChildProcess {
  return fork(PROGRAM, [], {
    env: { PATH: process.env["PATH"] ?? "", NODE_NO_WARNINGS: "1" },
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "json",
  });
}

/** The process as the system runs it. */
export const launchProcess: Launch = (hear) => {
  if (!existsSync(LIBRARY)) return undefined;
  const child = cool() ?? forkProcess();
  child.ref();
  child.on("message", hear);
  return {
    send(message, lost) {
      if (!child.connected) return lost();
      child.send(message, (error) => error && lost());
    },
    over: overOf(child),
    end() {
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), END_MS).unref();
    },
  };
};

function overOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once("error", (error) => resolve(error.message));
  child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  return promise;
}
