/** The ports of who is in an organisation, and who is invited to be. Times are milliseconds since the epoch. */
import type { Role } from "../domain/actor.ts";

export const MAX_MEMBERS = 1_000;
export const MAX_INVITATIONS = 500;
/** How long an invitation is good. */
export const INVITATION_MS = 7 * 86_400_000;

/** The whole link of an invitation. @param publicUrl without a slash at the end */
export function invitationLink(publicUrl: string, secret: string): string {
  return `${publicUrl}/account/invitation?token=${secret}`;
}

/**
 * The port of memberships. An organisation that has an owner never loses the last one who may act. Invitations of whoever
 * is no owner any more, or a paused one, are void.
 */
export interface Members {
  /** Remembered for less than a second; a change here or, where processes tell each other, elsewhere is seen at once. */
  roleOf(orgId: string, userId: string, now: number): Promise<ActingMember | undefined>;
  /** By when they came, at most `MAX_MEMBERS`. */
  list(orgId: string): Promise<readonly Member[]>;
  /** The organisations of a person, by their ids. */
  of(userId: string): Promise<readonly Membership[]>;
  /** Make somebody a member, as operators do; who is one already gets the role, and may act again. */
  put(orgId: string, userId: string, role: Role, now: number): Promise<MemberAnswer>;
  change(orgId: string, userId: string, changes: MemberChanges): Promise<MemberAnswer>;
  remove(orgId: string, userId: string): Promise<MemberAnswer>;
}

/** `last-owner`: they are the last owner who may act, so they stay one. `full`: there are as many as there may be. */
export type MemberAnswer = "done" | "unknown" | "last-owner" | "full";

/** What is left out stays. */
export interface MemberChanges {
  readonly role?: Role;
  /** A paused member is one still, but may not act until that is taken back. */
  readonly paused?: boolean;
}

/** What is asked at every request. */
export interface ActingMember {
  readonly role: Role;
  readonly paused: boolean;
}

/** A member as others see them. */
export interface Member extends ActingMember {
  readonly userId: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly since: number;
}

/** An organisation as one of its members has it. */
export interface Membership extends ActingMember {
  readonly orgId: string;
  readonly name: string | null;
  readonly since: number;
}

/** The port of invitations: each is accepted once, with a secret of which only the hash is kept. */
export interface Invitations {
  /** @returns `member` where who has the address is one already, `full` where there are as many as there may be */
  invite(invitation: NewInvitation): Promise<"done" | "unknown" | "member" | "full">;
  /** Newest first, those that are over too until they are taken back; at most `MAX_INVITATIONS`. */
  list(orgId: string): Promise<readonly Invitation[]>;
  find(orgId: string, id: string): Promise<Invitation | undefined>;
  /**
   * Another secret for the same invitation, good for seven days again; the one before is void. Where it is not mailed,
   * nobody vouches for the address any more.
   *
   * @returns whether there is one
   */
  renew(orgId: string, id: string, secret: InvitationSecret, now: number): Promise<boolean>;
  /** @returns whether there was one */
  revoke(orgId: string, id: string): Promise<boolean>;
  /** What a secret invites to, while it does. */
  ofSecret(secret: string, now: number): Promise<Invitation | undefined>;
  /**
   * Make this user a member by it; who is one already stays what they are. However many do so together, it is used once.
   *
   * @returns undefined for a secret that does not, or no longer, invite anybody
   */
  accept(secret: string, userId: string, now: number): Promise<Membership | "full" | undefined>;
}

/** An invitation as it is read. */
export interface Invitation {
  readonly id: string;
  readonly orgId: string;
  readonly organizationName: string | null;
  /** As `canonicalEmail` gives it. */
  readonly email: string;
  readonly role: Role;
  /** As the record names them. */
  readonly invitedBy: string;
  /** Whoever hosts the server made it, and vouches for the address. */
  readonly byOperator: boolean;
  /** The secret went to the address and to nobody else: who has it reads mail there. */
  readonly mailed: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A secret, and how it travels. */
export interface InvitationSecret {
  readonly secret: string;
  readonly mailed: boolean;
}

/** An invitation to be made. */
export interface NewInvitation extends InvitationSecret {
  readonly id: string;
  readonly orgId: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly byOperator: boolean;
  readonly now: number;
}
