/**
 * The port of what belongs to an organisation beside the record: members, invitations, API keys, sites, settings.
 *
 * Whatever writes throws StoreUnavailableError when it cannot within the store's patience. What is asked for with an id
 * of another organisation is as if it were not there. Times are milliseconds since the epoch.
 */
import type { Invitations, Members } from "./members.ts";
import type { OrganizationKeys } from "./organization-keys.ts";
import type { Sites } from "./sites.ts";

/** The port of organisations. Every adapter passes its conformance suite. */
export interface Organizations {
  readonly members: Members;
  readonly invitations: Invitations;
  readonly keys: OrganizationKeys;
  readonly sites: Sites;
  settings(orgId: string): Promise<OrganizationSettings | undefined>;
  /** @returns whether there is such an organisation */
  change(orgId: string, changes: OrganizationChanges): Promise<boolean>;
  /** All of them, by their ids. */
  page(page: { readonly after: string; readonly limit: number }): Promise<readonly OrganizationSettings[]>;
  /** As `page`, with how many there are. */
  pageAt(page: {
    readonly offset: number;
    readonly limit: number;
  }): Promise<{ readonly total: number; readonly page: readonly OrganizationSettings[] }>;
  /**
   * End an organisation with all that is kept of it here; its id is never used again.
   *
   * @returns `not-empty` while it has locks or hubs
   */
  end(orgId: string, now: number): Promise<"ended" | "unknown" | "not-empty">;
  close(): Promise<void>;
}

/** An organisation as its members see it. */
export interface OrganizationSettings {
  readonly orgId: string;
  readonly name: string | null;
  readonly createdAt: number;
  /** After how many hours in which nobody did anything a member's session ends; null where none was chosen. */
  readonly idleHours: 12 | null;
}

/** What is left out stays. */
export interface OrganizationChanges {
  readonly name?: string;
  readonly idleHours?: 12 | null;
}
