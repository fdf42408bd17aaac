/** What of the activity is shown: pages of a list, kept true by what happens. No more than it has room for, ever. */
import type { ActivityItem } from "../../api/types.ts";

/** What is looked for; what is left out leaves nothing out. Times in milliseconds since the epoch, `from <= at < to`. */
export interface Wanted {
  readonly lockId?: string | undefined;
  readonly tempKeyUuid?: string | undefined;
  readonly personId?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly outcomes?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Where older ones are: a list's cursor, or before an instant, of which some are shown already. */
export type Older = { readonly cursor: string } | { readonly before: string };

/** The list as it is on the screen. */
export interface Shown {
  /** Newest first. */
  readonly items: readonly ActivityItem[];
  /** New ones that wait until the reader is at the top again; newest first. */
  readonly held: readonly ActivityItem[];
  /** Some that were held had no room: the list is to be asked for again. */
  readonly isOverfull: boolean;
  readonly older: Older | undefined;
  /** How many are kept at the most. */
  readonly room: number;
}

interface Page {
  readonly items: readonly ActivityItem[];
  readonly nextCursor: string | null;
}

export const PAGE = 50;
const FIRST_ROOM = 200;
export const MAX_ROOM = 2_000;
export const MAX_HELD = 200;

const olderOf = ({ nextCursor }: Page): Older | undefined => (nextCursor === null ? undefined : { cursor: nextCursor });

/** What is shown at first. */
export function firstPage(page: Page): Shown {
  return { items: page.items, held: [], isOverfull: false, older: olderOf(page), room: FIRST_ROOM };
}

/** With the next page; what is on it twice is there once. */
export function withOlder(shown: Shown, page: Page): Shown {
  const known = new Set(shown.items.map(({ id }) => id));
  const items = [...shown.items, ...page.items.filter(({ id }) => !known.has(id))];
  return { ...shown, items, older: olderOf(page), room: Math.min(MAX_ROOM, Math.max(shown.room, items.length + PAGE)) };
}

/** @param isHolding the reader is further down: what is new waits, and what is shown changes in its place */
export function withNews(shown: Shown, news: readonly ActivityItem[], wanted: Wanted, isHolding: boolean): Shown {
  const fresh = new Map(news.map((item) => [item.id, item]));
  const update = (items: readonly ActivityItem[]) =>
    items.flatMap((item) => {
      const now = fresh.get(item.id);
      fresh.delete(item.id);
      if (now === undefined) return item;
      return isWanted(now, wanted) ? now : [];
    });
  const [items, held] = [update(shown.items), update(shown.held)];
  const last = items.at(-1);
  const added = [...fresh.values()].filter(
    (item) => isWanted(item, wanted) && !(shown.older && last && timeOf(item) < timeOf(last)),
  );
  if (!isHolding) return trimmed({ ...shown, items: sorted([...added, ...held, ...items]), held: [] });
  const waiting = sorted([...added, ...held]);
  return {
    ...shown,
    items,
    held: waiting.slice(0, MAX_HELD),
    isOverfull: shown.isOverfull || waiting.length > MAX_HELD,
  };
}

const timeOf = ({ time }: ActivityItem) => Date.parse(time);

function sorted(items: readonly ActivityItem[]): readonly ActivityItem[] {
  return items.toSorted((a, b) => timeOf(b) - timeOf(a));
}

function trimmed(shown: Shown): Shown {
  if (shown.items.length <= shown.room) return shown;
  const items = shown.items.slice(0, shown.room);
  // Others of the same millisecond may be among those that were left out.
  return { ...shown, items, older: { before: new Date(timeOf(items.at(-1)!) + 1).toISOString() } };
}

/** Whether the server would list it. */
export function isWanted(item: ActivityItem, wanted: Wanted): boolean {
  const at = timeOf(item);
  const { lockId, tempKeyUuid, personId, types, outcomes, from = -Infinity, to = Infinity } = wanted;
  return (
    (lockId === undefined || item.door.lockId === lockId) &&
    (tempKeyUuid === undefined || item.key?.uuid === tempKeyUuid) &&
    (personId === undefined || item.person?.id === personId) &&
    (types === undefined || types.includes(item.type)) &&
    (outcomes === undefined || (item.outcome !== null && outcomes.includes(item.outcome))) &&
    from <= at &&
    at < to
  );
}
