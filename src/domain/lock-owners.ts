/** Whose a lock is after each event, for what is kept of that beside the record. */
import type { LedgerEvent } from "./events.ts";

/** Whose a lock is. */
export interface Owners {
  readonly orgId: string | null;
  readonly ownerId: string | null;
}

export const NOBODYS: Owners = { orgId: null, ownerId: null };

/** The same object where the event says nothing of it. */
export function ownersAfter({ type, data }: LedgerEvent, before: Owners): Owners {
  if (type === "LockCreated") return { orgId: null, ownerId: data.ownerId ?? null };
  if (type === "OwnerSet") return { ...before, ownerId: data.userId };
  if (type === "OrganizationSet") return { ...before, orgId: data.orgId || null };
  return before;
}

/** The organisation alone; a log that is read again from its beginning takes none away. */
export function organizationAfter({ type, data }: LedgerEvent, before: string | null): string | null {
  return type === "OrganizationSet" ? data.orgId || null : before;
}
