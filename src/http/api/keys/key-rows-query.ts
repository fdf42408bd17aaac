/** What lists of keys are asked with: which keys, and in which order. */
import Type, { type Static } from "typebox";
import type { Actor } from "../../../domain/actor.ts";
import { canonicalUserId } from "../../../domain/ids.ts";
import { type Standing, STANDINGS } from "../../../domain/standing.ts";
import type { KeyRowsQuery as Query } from "../../../reading/key-rows.ts";
import { KEY_SORTS } from "../../../reading/orders.ts";
import type { RouteDeps } from "../../app.ts";
import { Instant, listOf, LockIds, lockIdsOf, Search, wordsAsked } from "../list-pages.ts";
import { lockIdsAsked, SiteQuery } from "../sites-of-locks.ts";

/** The parameters of it. */
export const KeyRowsQuery = {
  search: Search(
    "Words that must all be found in its note, in the names and labels of its doors, or in the names and addresses of those it is for; capital letters and accents make no difference",
  ),
  status: listOf(STANDINGS, "How it stands now"),
  lockId: LockIds("It opens one of these locks"),
  site: SiteQuery,
  createdBy: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: "Who made it, as rows name them",
      examples: ["operator"],
    }),
  ),
  person: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: "Whom it is for by name: a user's id",
      examples: ["8c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"],
    }),
  ),
  from: Instant("It ends after this"),
  until: Instant("It begins before this"),
  sort: Type.Optional(
    Type.Enum([...KEY_SORTS], {
      type: "string",
      description: "What it is sorted by; createdAt if left out",
      examples: ["from"],
    }),
  ),
  order: Type.Optional(
    Type.Enum(["asc", "desc"], {
      type: "string",
      description: "desc if left out, and asc for notes",
      examples: ["asc"],
    }),
  ),
};

const Asked = Type.Object(KeyRowsQuery);

/** @throws HttpError 400 for too many words, and a site that is not the caller's organisation's */
export async function keyRowsAsked(
  query: Static<typeof Asked>,
  actor: Actor,
  deps: RouteDeps,
): Promise<Omit<Query, "limit">> {
  const { search, status, lockId, site, createdBy, person, from, until, sort = "createdAt" } = query;
  const { order = sort === "note" ? "asc" : "desc" } = query;
  const given = lockId === undefined ? undefined : lockIdsOf(lockId);
  const lockIds = await lockIdsAsked(actor, { lockIds: given, site }, deps);
  return {
    words: wordsAsked(search),
    ...(status !== undefined && { standings: new Set(status.split(",") as Standing[]) }),
    ...(lockIds && { lockIds }),
    ...(createdBy !== undefined && { createdBy }),
    ...(person !== undefined && { person: canonicalUserId(person) }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(until !== undefined && { until: Date.parse(until) }),
    sort,
    descending: order === "desc",
  };
}
