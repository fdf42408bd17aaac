/** What the suites of organisations have in common. */
import { randomUUID } from "node:crypto";
import type { Role } from "../../domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../api-keys.ts";
import type { Directory } from "../directory.ts";
import type { NewOrganizationKey } from "../organization-keys.ts";
import type { Organizations } from "../organizations.ts";

/** What one process has of a store. */
export interface Opened {
  readonly directory: Directory;
  readonly organizations: Organizations;
}

export interface OrganizationsHarness {
  /** Another one on the same store, as another process has it. */
  open(): Promise<Opened>;
  /** Run a statement. @returns its rows */
  sql(text: string): Promise<readonly object[]>;
  close(): Promise<void>;
}

/** Two processes on one store. */
export interface House {
  /** Of the store. */
  readonly name: string;
  readonly harness: OrganizationsHarness;
  readonly directory: Directory;
  readonly here: Organizations;
  readonly elsewhere: Organizations;
  /** An organisation with these members, who are called as their place in the list. */
  organization(...roles: Role[]): Promise<string>;
  /** Of each member, or that they are paused. */
  rolesOf(orgId: string): Promise<readonly (readonly [userId: string, role: Role | "paused"])[]>;
}

export const NOW = Date.parse("2026-06-01T10:00:00Z");
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** How long another process may take to see a change, by its own clock. */
export const SEEN_MS = 500;

export function newKey(orgId: string, given: Partial<NewOrganizationKey> = {}) {
  const key = newApiKey();
  const kept: NewOrganizationKey = {
    keyId: randomUUID(),
    hash: hashApiKey(key),
    hint: hintOf(key),
    orgId,
    name: "Till",
    scopes: ["read"],
    limits: null,
    createdBy: "olga",
    expiresAt: null,
    now: NOW,
    ...given,
  };
  return kept;
}

interface Given {
  readonly role?: Role;
  readonly now?: number;
  readonly invitedBy?: string;
  readonly byOperator?: boolean;
}

export async function invite(from: Organizations, orgId: string, email: string, given: Given = {}) {
  const secret = newApiKey();
  const { role = "manager", now = NOW, invitedBy = "olga", byOperator = false } = given;
  const id = randomUUID();
  const by = { invitedBy, byOperator, mailed: true };
  const answer = await from.invitations.invite({ id, orgId, secret, email, role, now, ...by });
  return { id, secret, answer };
}

export const holds = async (from: Organizations, { hash }: { hash: string }, at: number) => from.keys.holder(hash, at);
