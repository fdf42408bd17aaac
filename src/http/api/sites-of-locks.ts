/** Sites, where lists of locks are about some of them. */
import Type from "typebox";
import { type Actor, organizationOf } from "../../domain/actor.ts";
import { invalidField } from "../answers/errors.ts";
import type { RouteDeps } from "../app.ts";

type Deps = Pick<RouteDeps, "organizations">;

export const SiteQuery = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 64,
    description: "Locks at this site of the caller's organisation",
    examples: ["6f1c2b3a-4d5e-4f60-8a7b-9c0d1e2f3a4b"],
  }),
);

/**
 * The locks that are asked for, by their numbers; undefined for all.
 *
 * @throws HttpError 400 for a site that is not the caller's organisation's
 */
export async function lockIdsAsked(
  actor: Actor,
  { lockIds, site }: { readonly lockIds?: ReadonlySet<number> | undefined; readonly site?: string | undefined },
  { organizations: { sites } }: Deps,
): Promise<ReadonlySet<number> | undefined> {
  if (site === undefined) return lockIds;
  const orgId = organizationOf(actor);
  if (orgId === null || !(await sites.find(orgId, site))) throw invalidField("site", "is no site of the organisation");
  const there = await sites.locks(orgId, site);
  return new Set(lockIds ? there.filter((lockId) => lockIds.has(lockId)) : there);
}

/** The sites of locks as their organisation has them, by the locks' numbers. */
export async function sitesOf(
  actor: Actor,
  lockIds: readonly number[],
  { organizations: { sites } }: Deps,
): Promise<ReadonlyMap<number, { readonly id: string; readonly name: string }>> {
  const orgId = organizationOf(actor);
  if (orgId === null || lockIds.length === 0) return new Map();
  const ids = await sites.ofLocks(orgId, lockIds);
  if (ids.size === 0) return new Map();
  const names = new Map((await sites.list(orgId)).map(({ siteId, name }) => [siteId, name]));
  return new Map([...ids].flatMap(([lockId, id]) => (names.has(id) ? [[lockId, { id, name: names.get(id)! }]] : [])));
}
