/** What asks the process to stop. */

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
/** How long a server that was asked to stop may take, in milliseconds: it can be killed at any time without harm. */
const STOP_MS = 12_000;

const asked = new AbortController();
let isServing = false;

/** To be called before anything else is loaded: process 1 of a container is sent nothing that it does not listen for. */
export function listenForSignals(): void {
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (!isServing) process.exit(128 + number);
      // A supervisor, a terminal and npm may each pass the same signal on, so a second one asks for nothing more.
      if (asked.signal.aborted) return;
      asked.abort();
      setTimeout(() => process.exit(1), STOP_MS).unref();
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ({ code }: NodeJS.ErrnoException) => {
      // Whoever read it has gone, and misses nothing.
      if (code !== "EPIPE" && !isServing) process.exitCode = 1;
    });
  }
}

/** From now on a signal ends the process only when what serves has ended. @returns aborted when it is to end */
export function stopWhenAsked(): AbortSignal {
  isServing = true;
  return asked.signal;
}
