/** The commands that serve until they are stopped. */
import type { Config } from "../config.ts";
import type { Arguments, Context } from "./command.ts";

export async function runServer(_args: Arguments, { config }: Context): Promise<undefined> {
  const { serveUntilSignal } = await import("../serve.ts");
  await explainTakenPort(config, serveUntilSignal(config));
}

export async function runDemo(_args: Arguments, { config, env, clock }: Context): Promise<undefined> {
  const { demo } = await import("../demo.ts");
  // What is printed is for a person; a log between the lines would hide it.
  const quiet = env.LOG_LEVEL ? config : { ...config, logLevel: "warn" as const };
  await explainTakenPort(config, demo(quiet, { clock }));
}

async function explainTakenPort({ host, port }: Config, running: Promise<void>): Promise<void> {
  try {
    await running;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    const other = port < 65_535 ? port + 1 : port - 1;
    const message = `Port ${port} on ${host} is taken; stop what uses it, or choose another one: PORT=${other}`;
    throw new Error(message, { cause: error });
  }
}
