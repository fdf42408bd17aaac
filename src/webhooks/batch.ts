/** Writes many at once: what comes while something is being written is written together after it (group commit). */

/** What gathers. */
export interface Batch<T> {
  /** @returns when it is written; rejects as the writing does */
  add(item: T): Promise<void>;
}

/** @param write given at most `most` of them, in the order in which they came */
export function createBatch<T>(write: (items: readonly T[]) => Promise<void>, most: number): Batch<T> {
  let waiting: { readonly item: T; readonly done: () => void; readonly failed: (error: unknown) => void }[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const now = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        await write(now.map(({ item }) => item));
        for (const { done } of now) done();
      } catch (error) {
        for (const { failed } of now) failed(error);
      }
    }
    isWriting = false;
  }

  return {
    add(item) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ item, done: resolve, failed: reject });
      if (!isWriting) void writeAll();
      return promise;
    },
  };
}
