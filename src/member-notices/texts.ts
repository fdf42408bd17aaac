/** All that notices to members say. A missing text does not compile. */
import type { NoticeKind } from "./choices.ts";
import type { Reason } from "./told.ts";

/** Kinds that are about doors. */
export type DoorKind = Exclude<NoticeKind, "key-ending" | "webhook-failing">;

/** How often, at which door; where there are several, how many. */
export interface Happened {
  readonly times: number;
  readonly door: string;
  readonly doors: number;
}

/** What a language says. */
export interface Texts {
  /** For dates and numbers (BCP 47). */
  readonly locale: string;
  /** Of the mail, and its title. */
  readonly subject: Readonly<Record<DoorKind, (of: Happened) => string>>;
  /** What that means, or what helps, at so many doors; empty where it needs no word. */
  readonly next: Readonly<Record<NoticeKind, (doors: number) => string>>;
  /** The line of a door where several things happened there. */
  several(kind: DoorKind, times: number, since: string): string;
  /** After the lines that are shown. */
  more(times: number): string;
  moreDoors(doors: number): string;
  doors(doors: number): string;
  unnamedDoor(lockId: number): string;
  readonly withoutKey: string;
  /** Within a line; without a note where it has none. */
  key(note: string | undefined): string;
  readonly byPin: string;
  by(name: string): string;
  readonly reasons: Readonly<Record<Reason, string>>;
  battery(percent: number): string;
  offlineSince(when: string): string;
  readonly keysEnd: {
    subject(keys: number, note: string | undefined): string;
    ends(when: string): string;
    readonly unnamed: string;
  };
  readonly webhook: {
    readonly subject: string;
    /** The subject where its address wants nothing more, and what helps. */
    readonly off: string;
    readonly nextOff: string;
    since(when: string): string;
    readonly label: string;
    said(said: string): string;
  };
  readonly daily: {
    subject(date: string): string;
    readonly openings: (count: number) => string;
    readonly failed: (count: number) => string;
    readonly refused: (count: number) => string;
    readonly other: (count: number) => string;
    readonly begin: string;
    readonly end: string;
    begins(when: string, door: string): string;
    ends(when: string, door: string): string;
    readonly attention: string;
    readonly offline: string;
    readonly batteryLow: (percent: number | undefined) => string;
    moreKeys(keys: number): string;
  };
  /** A button that leads to the console. */
  readonly look: string;
  /** Why this came: of an organisation, or of locks that are their own. */
  readonly because: {
    chosen(of: string | undefined): string;
    owner(of: string | undefined): string;
  };
  /** By which clock. */
  readonly localTime: string;
  readonly stop: string;
  readonly choose: string;
}
