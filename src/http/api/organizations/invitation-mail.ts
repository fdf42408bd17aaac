/** What somebody reads who is invited to an organisation. */
import type { Role } from "../../../domain/actor.ts";
import type { Mail } from "../../../mail/mailer.ts";

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

interface Invited {
  readonly to: string;
  readonly organization: string;
  readonly role: Role;
  readonly link: string;
}

const TEXTS: Readonly<Record<Language, (invited: Invited) => Omit<Mail, "to">>> = {
  en: ({ organization, role, link }) => ({
    subject: `You are invited to ${organization}`,
    text: `You are invited to act for ${organization} as its ${role}.\n\n${link}\n\nThe link is good once, for 7 days. If you do not know what this is about, do nothing.\n`,
  }),
  de: ({ organization, role, link }) => ({
    subject: `Einladung zu ${organization}`,
    text: `Sie sind eingeladen, für ${organization} zu handeln: als ${ROLES_DE[role]}.\n\n${link}\n\nDer Link gilt einmal, 7 Tage lang. Wenn Sie damit nichts anfangen können, tun Sie nichts.\n`,
  }),
};

const ROLES_DE = {
  owner: "Inhaber (darf alles)",
  manager: "Verwalter (macht Schlüssel, öffnet Türen)",
  viewer: "Betrachter (sieht alles)",
} as const satisfies Record<Role, string>;

export function invitationMail(language: Language, invited: Invited): Mail {
  return { to: invited.to, ...TEXTS[language](invited) };
}
