/** What somebody reads who is invited to an organisation. */
import type { Role } from "../../../domain/actor.ts";
import type { Mail } from "../../../mail/mailer.ts";
import { mailOf } from "../../pages/letter.ts";

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

interface Invited {
  readonly to: string;
  readonly organization: string;
  readonly role: Role;
  readonly link: string;
}

interface Text {
  readonly subject: string;
  readonly before: string;
  readonly accept: string;
  readonly after: string;
}

const TEXTS: Readonly<Record<Language, (invited: Invited) => Text>> = {
  en: ({ organization, role }) => ({
    subject: `You are invited to ${organization}`,
    before: `You are invited to act for ${organization} as its ${role}.`,
    accept: "See the invitation",
    after: "The link is good once, for 7 days. If you do not know what this is about, do nothing.",
  }),
  de: ({ organization, role }) => ({
    subject: `Einladung zu ${organization}`,
    before: `Sie sind eingeladen, für ${organization} zu handeln: als ${ROLES_DE[role]}.`,
    accept: "Einladung ansehen",
    after: "Der Link gilt einmal, 7 Tage lang. Wenn Sie damit nichts anfangen können, tun Sie nichts.",
  }),
};

const ROLES_DE = {
  owner: "Inhaber (darf alles)",
  manager: "Verwalter (macht Schlüssel, öffnet Türen)",
  viewer: "Betrachter (sieht alles)",
} as const satisfies Record<Role, string>;

export function invitationMail(language: Language, invited: Invited): Mail {
  const { subject, before, accept, after } = TEXTS[language](invited);
  const action = { label: accept, url: invited.link };
  return mailOf(invited.to, subject, { language, title: subject, before: [before], action, after: [after] });
}
