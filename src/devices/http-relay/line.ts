/** One at a time, in order. Whoever has waited too long leaves the line, and was never let in. */
export type Line = <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** @param left what whoever leaves the line is told */
export function createLine(left: () => Error): Line {
  let last: Promise<unknown> = Promise.resolve();
  return async (run, signal) => {
    const before = last;
    const { promise: done, resolve: leave } = Promise.withResolvers<void>();
    last = before.then(() => done);
    const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
    const giveUp = () => abort();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      if (!signal.aborted) await Promise.race([before, aborted]);
      if (signal.aborted) throw left();
      return await run();
    } finally {
      signal.removeEventListener("abort", giveUp);
      leave();
    }
  };
}
