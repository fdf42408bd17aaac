/** A secret goes to the address that is invited, and to nobody else; where no mail goes out, to whoever invites. */
import { newApiKey } from "../../../identity/api-keys.ts";
import { type InvitationSecret, invitationLink, type Invitation } from "../../../identity/members.ts";
import { MailError } from "../../../mail/mailer.ts";
import type { RouteDeps } from "../../app.ts";
import { invitationMail, type Language } from "./invitation-mail.ts";

export type InvitationDeps = Pick<RouteDeps, "organizations" | "mailer" | "limits" | "config" | "clock">;

/** A new secret, which is mailed where there is a mail server and nobody asked for the link. */
export function newSecret({ mailer }: Pick<InvitationDeps, "mailer">, byLink: boolean): InvitationSecret {
  return { secret: newApiKey(), mailed: mailer !== undefined && !byLink };
}

/**
 * Send a secret that is kept already. What cannot be sent is replaced by one that is shown.
 *
 * @returns the link, for whoever invites to pass on; null where it was mailed
 */
export async function sendInvitation(
  { orgId, organizationName, id, email, role }: Invitation,
  { secret, mailed }: InvitationSecret,
  { mailer, organizations, config, clock }: InvitationDeps,
  language: Language,
): Promise<string | null> {
  const linkOf = (one: string) => invitationLink(config.publicUrl, one);
  if (!mailed) return linkOf(secret);
  const invited = { to: email, organization: organizationName ?? orgId, role, link: linkOf(secret) };
  try {
    await mailer!.send(invitationMail(language, invited));
    return null;
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const shown = newApiKey();
    await organizations.invitations.renew(orgId, id, { secret: shown, mailed: false }, clock.now());
    return linkOf(shown);
  }
}
