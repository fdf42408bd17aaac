/** The commands that serve until they are stopped. */
import type { Config } from "../config.ts";
import { startSmall } from "../heap.ts";
import type { Arguments, Context } from "./command.ts";

export async function runServer(_args: Arguments, { config }: Context): Promise<undefined> {
  // As it is built: from source a start makes much that goes again, and would be later by a tenth.
  if (import.meta.filename.endsWith(".js")) startSmall();
  const { serveUntilAsked } = await import("../serving.ts");
  await explainPlace(config, serveUntilAsked(config));
}

export async function runDemo(args: Arguments, { config, env, clock }: Context): Promise<undefined> {
  const { demo } = await import("../demo.ts");
  // What is printed is for a person; a log between the lines would hide it.
  const quiet = env.LOG_LEVEL ? config : { ...config, logLevel: "warn" as const };
  await explainPlace(config, demo(quiet, { clock, overMqtt: args.flag("mqtt") }));
}

async function explainPlace({ host, port }: Config, running: Promise<void>): Promise<void> {
  try {
    await running;
  } catch (error) {
    const message = describe((error as NodeJS.ErrnoException).code, host, port);
    throw message === undefined ? error : new Error(message, { cause: error });
  }
}

/** Why it cannot listen there, and what to do. */
function describe(code: string | undefined, host: string, port: number): string | undefined {
  switch (code) {
    case "EADDRINUSE": {
      const other = port < 65_535 ? port + 1 : port - 1;
      return `Port ${port} on ${host} is taken; stop what uses it, or choose another one: PORT=${other}`;
    }
    case "EACCES":
      return `This user may not listen on port ${port}; choose one from 1024 up, such as PORT=8787`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is ${host}, which is no address of this machine`;
    default:
      return undefined;
  }
}
