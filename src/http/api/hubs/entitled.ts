/** Who may do what with a hub: as with locks, and the operator's are for super keys. */
import type { HubKeeper } from "../../../devices/hubs/keeper.ts";
import { type HubScope, SIMULATOR_HUB, type StoredHub } from "../../../devices/hubs/hub.ts";
import { type Actor, isEntitled, organizationOf } from "../../../domain/actor.ts";
import { HttpError } from "../../answers/errors.ts";

/**
 * A hub that the caller may use. The simulator is everybody's.
 *
 * @throws HttpError 404, the same for a hub of somebody else and for none
 */
export async function hubFor(hubs: HubKeeper, actor: Actor, hubId: string): Promise<StoredHub> {
  const hub = await hubs.hub(hubId);
  if (!hub || !(hubId === SIMULATOR_HUB || isEntitled(actor, hub))) throw new HttpError(404, "Hub not found");
  return hub;
}

/** The hubs that the caller may use, but for the simulator. */
export function scopeOf(actor: Actor): HubScope {
  if (actor.kind === "user") return { ownerId: actor.userId };
  const orgId = organizationOf(actor);
  return orgId === null ? "all" : { orgId };
}

/** Whose a hub is that the caller makes: their own, or the operator's. */
export function ownerOf(actor: Actor): { readonly orgId: string | null; readonly ownerId: string | null } {
  return {
    orgId: organizationOf(actor),
    ownerId: actor.kind === "user" ? actor.userId : null,
  };
}
