/** Lists, one after another of what they list. */

interface Page {
  readonly nextCursor?: string | null;
  /** Of a record without filters, which is asked for by numbers of pages. */
  readonly page?: number | null;
  readonly totalPages?: number;
}

type Query = Readonly<Record<string, unknown>>;

/**
 * Where the next page begins.
 *
 * @param query of this page
 * @returns the query of the next one, undefined at the end
 * @throws Error where the server would go round in a circle
 */
export function nextQuery(query: Query, { nextCursor, page, totalPages }: Page): Query | undefined {
  const { cursor, page: _page, offset: _offset, ...filters } = query;
  if (nextCursor === undefined && totalPages !== undefined && page != null)
    return page < totalPages ? { ...filters, page: page + 1 } : undefined;
  if (nextCursor == null) return undefined;
  if (nextCursor === cursor) throw new Error("The list does not go on: its cursor stays the same");
  return { ...filters, cursor: nextCursor };
}

/**
 * @param ask for a page
 * @param member of an answer that has what is listed
 * @param isRecord whether it is asked for by numbers of pages too; it is told from its beginning then
 */
export async function* each(
  ask: (query: Query) => Promise<unknown>,
  { query: given = {}, member, isRecord }: { query?: Query | undefined; member: string; isRecord: boolean },
): AsyncGenerator<unknown, void, undefined> {
  const begins = isRecord && given["page"] === undefined && given["cursor"] === undefined;
  for (let query: Query | undefined = begins ? { ...given, page: 1 } : given; query;) {
    const answer = (await ask(query)) as Page & Record<string, readonly unknown[]>;
    yield* answer[member]!;
    query = nextQuery(query, answer);
  }
}
