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
    before: `${organization} uses Latchstring for the keys to its doors, and invites you: as ${ROLES_EN[role]}.`,
    accept: "See the invitation",
    after: "The link works once, within 7 days. If you do not know what this is about, you can ignore this message.",
  }),
  de: ({ organization, role }) => ({
    subject: `Einladung zu ${organization}`,
    before: `${organization} verwaltet mit Latchstring Schlüssel zu Türen und lädt Sie ein: als ${ROLES_DE[role]}.`,
    accept: "Einladung ansehen",
    after: "Der Link gilt einmal, 7 Tage lang. Wenn Sie damit nichts anfangen können, brauchen Sie nichts zu tun.",
  }),
};

const ROLES_EN = {
  owner: "an owner (may do everything)",
  manager: "a manager (makes keys, opens doors)",
  viewer: "a viewer (sees doors, keys and activity)",
} as const satisfies Record<Role, string>;

const ROLES_DE = {
  owner: "Inhaber (darf alles)",
  manager: "Verwalter (macht Schlüssel, öffnet Türen)",
  viewer: "Betrachter (sieht Türen, Schlüssel und Verlauf)",
} as const satisfies Record<Role, string>;

export function invitationMail(language: Language, invited: Invited): Mail {
  const { subject, before, accept, after } = TEXTS[language](invited);
  const action = { label: accept, url: invited.link };
  return mailOf(invited.to, subject, { language, title: subject, before: [before], action, after: [after] });
}
