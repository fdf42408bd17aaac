/**
 * A process of its own on a store, for the conformance suite: `module export options` name how the ledger is opened.
 * It answers each list of commands that it is sent with one list of what came of them, in the same order.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "../../domain/command.ts";
import type { Ledger, Submitted } from "../ledger.ts";

export type ProcessAnswer = { readonly answer: Submitted } | { readonly error: string };

const [module, name, options] = process.argv.slice(2) as [string, string, string];
const open = ((await import(module)) as Record<string, (options: object) => Promise<Ledger>>)[name]!;
const clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: (ms: number) => sleep(ms) };
const ledger = await open({ ...(JSON.parse(options) as object), clock });

process.on("message", (commands: readonly Command[]) => {
  const answers = commands.map(async (command): Promise<ProcessAnswer> => {
    try {
      return { answer: await ledger.submit(command) };
    } catch (error) {
      return { error: (error as Error).name };
    }
  });
  void Promise.all(answers).then((all) => process.send!(all));
});
process.on("disconnect", () => void ledger.close());
process.send!("ready");
