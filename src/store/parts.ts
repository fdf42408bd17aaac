/** Parts that are opened when they are first asked for, once, and closed together. */

interface Closable {
  close(): Promise<void>;
}

export interface Parts {
  part<T extends Closable>(open: () => Promise<T>): () => Promise<T>;
  /** The last that was opened first, so that a part may stand on those that it opened before. */
  close(): Promise<void>;
}

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
