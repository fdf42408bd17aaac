/** The columns of a table of keys: all that an import knows of their names and what stands in them. */

/** What one column is. */
interface Column {
  readonly required: boolean;
  /** For people: what stands in it. */
  readonly about: string;
  readonly example: string;
}

/** In the order of the template. */
export const COLUMNS = {
  locks: { required: true, about: "Numbers of the locks, with spaces between them", example: "123 124" },
  validFrom: {
    required: true,
    about:
      "The first instant: 2026-12-24 15:00 or 24.12.2026 15:00 by the clock at the door, or with an offset from UTC",
    example: "2026-12-24 15:00",
  },
  validUntil: {
    required: true,
    about: "The first instant after the window, as validFrom",
    example: "2026-12-27 11:00",
  },
  description: { required: false, about: "A note that the guest sees", example: "Anna, room 4" },
  maxUses: { required: false, about: "How many openings; empty for no limit", example: "" },
  maxUsesPerDoor: { required: false, about: "How many openings of each door; empty for no limit", example: "" },
  accessMethod: {
    required: false,
    about: "key, code or both, at all doors of the line; empty for key",
    example: "both",
  },
  users: {
    required: false,
    about: "Ids or e-mail addresses of users that exist, with spaces between them; empty for anyone with the link",
    example: "",
  },
  notifyEmail: {
    required: false,
    about: "The guest's address, to which the link is sent; empty for none",
    example: "anna@example.org",
  },
  notifyLanguage: {
    required: false,
    about: "What that is written in, a language of the guest's page, such as en or de; needed with notifyEmail",
    example: "en",
  },
  notifyAt: {
    required: false,
    about: "When it is sent, as validFrom and not after it; empty for at once",
    example: "2026-12-24 12:00",
  },
} as const satisfies Readonly<Record<string, Column>>;

/** The name of a column. */
export type ColumnName = keyof typeof COLUMNS;

/** The same, in the order of the template. */
export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly ColumnName[];

/** What an import says of whom a key is for. */
export const NOTIFY_COLUMNS = ["notifyEmail", "notifyLanguage", "notifyAt"] as const satisfies readonly ColumnName[];

/** Columns that the first tables had not, by what came together. An import that was begun without them goes on with the same keys. */
export const LATER: readonly (readonly ColumnName[])[] = [NOTIFY_COLUMNS];

/** A column by what stands in a table's head, whatever its case and the spaces and points in it; undefined where it is none. */
export function columnNamed(head: string): ColumnName | undefined {
  const asked = head.toLowerCase().replaceAll(/[\s._-]/g, "");
  return COLUMN_NAMES.find((name) => name.toLowerCase() === asked);
}

/** Why a cell is refused, for programs: `rule` is any of the rules that keys have, however they are made. */
export const PROBLEM_REASONS = [
  "missing",
  "too-many",
  "too-long",
  "no-lock-number",
  "unknown-lock",
  "unknown-user",
  "no-method",
  "no-time",
  "no-such-time",
  "no-time-of-day",
  "ambiguous-date",
  "spreadsheet-number",
  "several-zones",
  "skipped-time",
  "repeated-time",
  "rule",
] as const;
export type ProblemReason = (typeof PROBLEM_REASONS)[number];

/** What the cells of one column must be told about. */
export interface LineProblem {
  readonly column: ColumnName;
  readonly message: string;
  readonly reason: ProblemReason;
  /** What of the cell it is about, or the zone or the number that it must keep to. */
  readonly value?: string;
}
