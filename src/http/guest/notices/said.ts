import type { Locale } from "../page/locale.ts";

/** What a message says, whatever it is sent by. */
export interface Said {
  readonly locale: Locale;
  /** What is so; undefined for the link itself. */
  readonly title: string | undefined;
  /** What to do then; undefined where the link says it. */
  readonly next: string | undefined;
  readonly host: string | undefined;
  readonly doors: string;
  /** Each door, in their order. */
  readonly names: readonly string[];
  readonly from: string;
  readonly until: string;
  /** Between the two. */
  readonly to: string;
  /** Both are on the same day, which is told once. */
  readonly isOneDay: boolean;
  readonly zone: string;
  /** Undefined where the key opens nothing any more. */
  readonly link: string | undefined;
  /** Whom to ask: a name, a number, an address. */
  readonly contact: readonly string[];
}
