/** Texts of many keys, looked through as a few long ones: that is many times faster than one by one. */

/** Keys whose texts are in one. */
const CHUNK = 512;

interface Chunk {
  /** One after another, each with a line's end, which no word has. */
  text: string;
  /** Where each ends in it. */
  readonly ends: Int32Array;
  /** Those that changed since. */
  readonly changed: Map<number, string>;
}

/** By slots; a slot without a text has an empty one. */
export class Texts {
  readonly #chunks: Chunk[] = [];

  /** @param text folded */
  put(slot: number, text: string): void {
    const at = Math.floor(slot / CHUNK);
    while (this.#chunks.length <= at)
      this.#chunks.push({
        text: "\n".repeat(CHUNK),
        ends: Int32Array.from({ length: CHUNK }, (_, i) => i),
        changed: new Map(),
      });
    this.#chunks[at]!.changed.set(slot % CHUNK, text);
  }

  /** Tell of every wanted slot (1) whose text has this word, in rising order. */
  search(word: string, wanted: Uint8Array, found: (slot: number) => void): void {
    for (const [at, chunk] of this.#chunks.entries()) {
      if (chunk.changed.size > 0) mend(chunk);
      const { text, ends } = chunk;
      const first = at * CHUNK;
      for (let i = nextWanted(wanted, first, 0); i < CHUNK; i = nextWanted(wanted, first, i + 1)) {
        const hit = text.indexOf(word, i === 0 ? 0 : ends[i - 1]! + 1);
        if (hit < 0) break;
        while (ends[i]! < hit) i++;
        if (wanted[first + i] === 1) found(first + i);
      }
    }
  }
}

function nextWanted(wanted: Uint8Array, first: number, from: number): number {
  let i = from;
  while (i < CHUNK && wanted[first + i] !== 1) i++;
  return i;
}

function mend(chunk: Chunk): void {
  const { text, ends, changed } = chunk;
  const parts: string[] = [];
  let end = -1;
  for (let i = 0, start = 0; i < CHUNK; i++) {
    const part = changed.get(i) ?? text.slice(start, ends[i]);
    start = ends[i]! + 1;
    end += part.length + 1;
    ends[i] = end;
    parts.push(part, "\n");
  }
  chunk.text = parts.join("");
  changed.clear();
}
