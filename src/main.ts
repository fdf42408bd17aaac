/** The command line: `serve`, `demo`, and what an operator does beside them. */
import { listenForSignals } from "./stopping.ts";

listenForSignals();
// Files are their owner's only, whatever makes them: links and addresses are in most.
process.umask(0o077);
const { runCli } = await import("./cli/run.ts");

const code = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// A server that could not start may have left a thread behind; whatever was done is written already.
if (code !== 0) process.exit(code);
