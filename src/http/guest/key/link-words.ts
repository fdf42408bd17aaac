/** What whoever manages a key passes on with its link, in the guest's language. */
import { messagesIn } from "../messages/catalogues.ts";

/** A key's link, as it is passed on. */
export interface PassedOn {
  readonly link: string;
  /** Their names, as a list. */
  readonly doors: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Of the doors. */
  readonly zone: string;
}

/**
 * Ready to be sent: the doors, the time there, and the link; of a PIN, which is not known here, what it is called.
 * @param language one of `LANGUAGES`
 */
export function wordsOfLink(language: string, { link, doors, from, until, zone }: PassedOn) {
  const { yourKey, pin, notices } = messagesIn(language);
  const tag = language === "en" ? "en-GB" : language;
  const format = new Intl.DateTimeFormat(tag, { timeZone: zone, dateStyle: "medium", timeStyle: "short" });
  const subject = `${yourKey}: ${doors}`;
  return { subject, text: [subject, format.formatRange(from, until), "", notices.openLink, link].join("\n"), pin };
}
