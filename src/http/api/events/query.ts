/** Which events are asked for, whose, and from where on. */
import Type, { type Static } from "typebox";
import { type Actor, isEntitled } from "../../../domain/actor.ts";
import type { LedgerReads } from "../../../ledger/ledger.ts";
import { BEGINNING, type OrgFeed, type OrgFilter, type OrgPlace } from "../../../org-feed/org-feed.ts";
import { HttpError, INVALID_REQUEST, invalidField } from "../../answers/errors.ts";
import { atOnce } from "../../requests/at-once.ts";
import { LockIds, lockIdsOf } from "../list-pages.ts";
import { placeOf } from "./event-body.ts";

/** How long what was just committed is waited for, in milliseconds. */
export const CATCH_UP_MS = 1_000;
const MAX_LOCK_ID = Number.MAX_SAFE_INTEGER;

export const EventsQuery = Type.Object({
  after: Type.Optional(
    Type.String({
      pattern: "^[\\w-]{1,500}$",
      description: "nextCursor of the answer before, or `now` for what happens from now on; the beginning if left out",
      examples: ["now"],
    }),
  ),
  types: Type.Optional(
    Type.String({
      format: "event-types",
      description: "Only events of these types, separated by commas",
      examples: ["TempKeyUsed,LockOpened"],
    }),
  ),
  lockId: LockIds("Only at these locks, by their numbers, separated by commas"),
  limit: Type.Optional(
    Type.String({ pattern: "^([1-9]\\d?|1\\d\\d|200)$", description: "1 to 200; 100 if left out", examples: ["100"] }),
  ),
  wait: Type.Optional(
    Type.String({
      pattern: "^(\\d|[12]\\d|30)$",
      description: "How many seconds an answer without events waits for one; 0 to 30, 0 if left out",
      examples: ["20"],
    }),
  ),
  format: Type.Optional(
    Type.Enum(["event", "cloudevents"], {
      type: "string",
      description: "How events are written; event if left out",
      examples: ["event"],
    }),
  ),
});

/** Parameters that were given several times, as one list. */
export const joinLists = atOnce((request: { readonly query: unknown }) => {
  const query = request.query as Record<string, unknown>;
  for (const name of ["types", "lockId"]) if (Array.isArray(query[name])) query[name] = query[name].join(",");
});

/** The organisation whose events the actor may read. */
export function organizationOf(actor: Actor): string {
  if (actor.kind === "user" || actor.kind === "operator") throw new HttpError(403, "Events are an organisation's");
  return actor.orgId;
}

/** What an actor sees; whoever sees something else later is told so by another request. */
export function sightOf(actor: Actor): string {
  return JSON.stringify([organizationOf(actor), (actor.kind === "organization" && actor.limits) || null]);
}

interface Deps {
  readonly orgFeed: OrgFeed;
  readonly read: Pick<LedgerReads, "locks">;
}

/** @throws HttpError 400 that names what is wrong: a lock that is not, and never was, the organisation's */
export async function filterOf(
  { types, lockId }: Pick<Static<typeof EventsQuery>, "types" | "lockId">,
  actor: Actor,
  { orgFeed, read }: Deps,
): Promise<OrgFilter> {
  const limits = actor.kind === "organization" ? actor.limits : undefined;
  const asked = lockId === undefined ? undefined : [...lockIdsOf(lockId)];
  if (asked) {
    if (asked.some((one) => one > MAX_LOCK_ID)) throw invalidField("lockId", "is no lock's number");
    const [locks, seen] = await Promise.all([read.locks(asked), orgFeed.seen(organizationOf(actor), asked)]);
    const isTheirs = (one: number) => {
      const lock = locks.get(one);
      if (limits && !limits.includes(one)) return false;
      return seen.has(one) || (lock !== undefined && isEntitled(actor, lock.state));
    };
    const wrong = asked.filter((one) => !isTheirs(one));
    if (wrong.length > 0)
      throw new HttpError(400, INVALID_REQUEST, [{ field: "lockId", message: `not found: ${wrong.join(", ")}` }]);
  }
  const lockIds = asked ?? limits;
  return { ...(types !== undefined && { types: types.split(",") }), ...(lockIds && { lockIds }) };
}

/**
 * Where to go on.
 *
 * @param field that it was given in
 * @throws HttpError 400 for what is no cursor of this organisation and this record; 503 where `now` is not known yet
 */
export async function startOf(
  given: string | undefined,
  field: string,
  orgId: string,
  orgFeed: OrgFeed,
): Promise<OrgPlace> {
  if (given === undefined) return BEGINNING;
  if (given === "now") {
    if (await orgFeed.catchUp(CATCH_UP_MS)) return orgFeed.last(orgId);
    throw new HttpError(503, "Not all that was recorded is among the events yet", undefined, { retryAfter: 1 });
  }
  const place = placeOf(given, orgId);
  if (!place) throw invalidField(field, "is no cursor of this organisation's events");
  if (!(await orgFeed.has(orgId, place))) throw invalidField(field, "is a cursor of another record: begin anew");
  return place;
}
