/** Whose activity is asked for, and which of it. */
import Type, { type Static } from "typebox";
import { type ActivityFilter, OUTCOMES, type Scope } from "../../../activity/activity.ts";
import type { Actor } from "../../../domain/actor.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import { atOnce } from "../../requests/at-once.ts";
import { KeyUuid, SAMPLE_USER } from "../schemas.ts";

/** How long an answer waits for what was just committed, in milliseconds. */
export const CATCH_UP_MS = 1_000;

const instant = (description: string, example: string) =>
  Type.Optional(Type.String({ format: "date-time", description, examples: [example] }));

export const Times = {
  from: instant("Only what happened from this instant on", "2026-12-24T00:00:00Z"),
  to: instant("Only what happened before this instant", "2026-12-25T00:00:00Z"),
};

export const FilterQuery = Type.Object({
  lockId: Type.Optional(
    Type.String({
      pattern: "^[1-9]\\d{0,15}$",
      description: "Only at this door: the lock's number",
      examples: ["123"],
    }),
  ),
  tempKeyUuid: Type.Optional({ ...KeyUuid, description: "Only with this temporary key" }),
  personId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: "Only by this person, by the id that items have",
      examples: [SAMPLE_USER],
    }),
  ),
  type: Type.Optional(
    Type.String({
      format: "event-types",
      description: "Only items that begin with events of these types, separated by commas",
      examples: ["LockOpenRequested,AdmissionRefused"],
    }),
  ),
  outcome: Type.Optional(
    Type.String({
      pattern: `^(${OUTCOMES.join("|")})(,(${OUTCOMES.join("|")}))*$`,
      description: "Only with these outcomes, separated by commas",
      examples: ["failed,expired,unknown,refused"],
    }),
  ),
  ...Times,
});

/** Parameters that were given several times, as one list. */
export const joinLists = atOnce((request: { readonly query: unknown }) => {
  const query = request.query as Record<string, unknown>;
  for (const name of ["type", "outcome"]) if (Array.isArray(query[name])) query[name] = query[name].join(",");
});

/** @throws HttpError 400 where the times are in the wrong order */
export function timesOf({ from, to }: { from?: string | undefined; to?: string | undefined }): ActivityFilter {
  const times = {
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
  if (times.from !== undefined && times.to !== undefined && times.to <= times.from)
    throw invalidField("to", "must be later than from");
  return times;
}

/** @returns undefined where nothing can be found, because the caller's key is limited to other locks */
export function filterOf(query: Static<typeof FilterQuery>, actor: Actor): ActivityFilter | undefined {
  const { lockId, tempKeyUuid, personId, type, outcome } = query;
  const asked = lockId === undefined ? undefined : Number(lockId);
  if (asked !== undefined && !Number.isSafeInteger(asked)) throw invalidField("lockId", "is no lock's number");
  const limits = actor.kind === "organization" ? actor.limits : undefined;
  if (limits && (limits.length === 0 || (asked !== undefined && !limits.includes(asked)))) return undefined;
  const lockIds = asked === undefined ? limits && [...limits] : [asked];
  return {
    ...timesOf(query),
    ...(lockIds && { lockIds }),
    ...(tempKeyUuid !== undefined && { tempKeyUuid: tempKeyUuid.toLowerCase() }),
    ...(personId !== undefined && { personId }),
    ...(type !== undefined && { types: type.split(",") }),
    ...(outcome !== undefined && { outcomes: outcome.split(",") }),
  };
}

/** Of an organisation's, or of a person's own locks. */
export function scopeOf(actor: Actor): Scope {
  switch (actor.kind) {
    case "user":
      return { ownerId: actor.userId };
    case "member":
    case "organization":
    case "super":
      return { orgId: actor.orgId };
    case "operator":
      throw new HttpError(403, "The operator at the machine has no activity");
    default:
      return actor satisfies never;
  }
}
