/** Does for many at once what each asks for: what comes while it is being done is done together after it (group commit). */

/** What gathers. */
export interface Batch<T> {
  /** @returns when it is done; rejects as the doing does */
  add(item: T): Promise<void>;
}

interface Waiting<T> {
  readonly item: T;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * @param act given at most `most` of them, in the order in which they came
 * @param gather waited for before each of them, so that more come together
 */
export function createBatch<T>(
  act: (items: readonly T[]) => Promise<void>,
  most: number,
  gather?: () => Promise<void>,
): Batch<T> {
  let waiting: Waiting<T>[] = [];
  let isActing = false;

  async function actForAll(): Promise<void> {
    isActing = true;
    while (waiting.length > 0) {
      if (gather && waiting.length < most) await gather();
      const now = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        await act(now.map(({ item }) => item));
        for (const { done } of now) done();
      } catch (error) {
        for (const { failed } of now) failed(error);
      }
    }
    isActing = false;
  }

  return {
    add(item) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ item, done: resolve, failed: reject });
      if (!isActing) void actForAll();
      return promise;
    },
  };
}
