/** Parts that are opened when they are first asked for, once, and closed together. */

interface Closable {
  close(): Promise<void>;
}

/** Opens each part of a store when it is first asked for, and closes all that were opened. */
export interface Parts {
  part<T extends Closable>(open: () => Promise<T>): () => Promise<T>;
  /** The last that was opened first, so that a part may stand on those that it opened before. */
  close(): Promise<void>;
}

/** With nothing opened yet. */
export function createParts(): Parts {
  const opened = new AsyncDisposableStack();
  return {
    part<T extends Closable>(open: () => Promise<T>) {
      let part: Promise<T> | undefined;
      const keep = async () => {
        const it = await open();
        if (opened.disposed) await it.close();
        return opened.adopt(it, (one) => one.close());
      };
      return () => (part ??= keep());
    },
    close: () => opened.disposeAsync(),
  };
}
