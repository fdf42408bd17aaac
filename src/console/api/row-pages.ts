/** A long list by its places: of its pages those are kept that are looked at, and some around. */
import { signal } from "../signals.ts";

/** What a page is asked for with, and answers. */
export type LoadPage<T> = (
  offset: number,
  limit: number,
  stop: AbortSignal,
) => Promise<{ readonly rows: readonly T[]; readonly total: number }>;

const PAGE = 100;
const MAX_PAGES = 12;
/** While one scrolls on, nothing is asked for what only flies past. */
const SETTLE_MS = 60;

/** One list; it asks for nothing before it is told what is looked at. */
export class RowPages<T> {
  /** Counts changes of what is known; whoever reads it is told of them. */
  readonly version = signal(0);
  total: number | undefined;
  error: unknown;
  readonly #load: LoadPage<T>;
  readonly #pages = new Map<number, readonly T[]>();
  readonly #asked = new Map<number, AbortController>();
  #stale = new Set<number>();
  #shown: readonly number[] = [0];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(load: LoadPage<T>) {
    this.#load = load;
  }

  /** Undefined while it is not known. */
  row(place: number): T | undefined {
    return this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE];
  }

  /** These are looked at: have them, and nothing that is far away. */
  show(first: number, last: number): void {
    const pages = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) pages.push(page);
    this.#shown = pages;
    for (const [page, asked] of this.#asked)
      if (!pages.includes(page)) {
        asked.abort();
        this.#asked.delete(page);
      }
    clearTimeout(this.#timer);
    if (pages.some((page) => this.#isWanted(page)))
      this.#timer = setTimeout(() => this.#ask(), this.total === undefined ? 0 : SETTLE_MS);
  }

  /** What is looked at is asked for anew, and shown as it was until then; the rest is forgotten. */
  refresh(): void {
    for (const page of this.#pages.keys()) if (!this.#shown.includes(page)) this.#pages.delete(page);
    this.#stale = new Set(this.#pages.keys());
    this.stop();
    this.#ask();
  }

  /** Ask for nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked.clear();
  }

  #isWanted(page: number): boolean {
    const isThere = this.total === undefined || page === 0 || page * PAGE < this.total;
    return isThere && !this.#asked.has(page) && (!this.#pages.has(page) || this.#stale.has(page));
  }

  #ask(): void {
    for (const page of this.#shown) if (this.#isWanted(page)) void this.#read(page);
  }

  async #read(page: number): Promise<void> {
    const asked = new AbortController();
    this.#asked.set(page, asked);
    try {
      const { rows, total } = await this.#load(page * PAGE, PAGE, asked.signal);
      if (asked.signal.aborted) return;
      this.#asked.delete(page);
      this.#stale.delete(page);
      this.#pages.delete(page);
      this.#pages.set(page, rows);
      for (const old of this.#pages.keys())
        if (this.#pages.size > MAX_PAGES && !this.#shown.includes(old)) this.#pages.delete(old);
      this.total = total;
      this.error = undefined;
    } catch (error) {
      if (asked.signal.aborted) return;
      this.#asked.delete(page);
      this.error = error;
    }
    this.version.value++;
  }
}
