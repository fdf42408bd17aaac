/** Parts that are opened when they are first asked for, once, and closed together. */

interface Closable {
  close(): Promise<void>;
}

export interface Parts {
  part<T extends Closable>(open: () => Promise<T>): () => Promise<T>;
  /** In the order in which they were opened. */
  close(): Promise<void>;
}

export function createParts(): Parts {
  const opened: Promise<Closable>[] = [];
  return {
    part<T extends Closable>(open: () => Promise<T>) {
      let part: Promise<T> | undefined;
      return () => {
        if (!part) opened.push((part = open()));
        return part;
      };
    },
    async close() {
      for (const part of await Promise.allSettled(opened)) if (part.status === "fulfilled") await part.value.close();
    },
  };
}
