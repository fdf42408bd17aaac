/** What a mail to a member is made of, whatever it tells. */
import type { Mail } from "../mail/mailer.ts";
import type { Unsubscribing } from "./choices.ts";
import type { Recipient } from "./recipient.ts";
import { shownName } from "./shown.ts";
import type { Texts } from "./texts.ts";

/** What can be looked up: a label and its lines, or one line by itself. */
export type Fact = readonly [label: string, ...lines: string[]];

/** A mail in the order in which it is read. */
export interface NoticeLetter {
  readonly language: string;
  readonly from: string;
  readonly title: string;
  readonly before?: readonly string[];
  readonly facts?: readonly Fact[];
  readonly action?: { readonly label: string; readonly url: string };
  readonly after?: readonly string[];
  readonly footer?: readonly (string | { readonly label: string; readonly url: string })[];
}

/** What mails are made with. */
export interface LetterDeps {
  /** Without a slash at the end. */
  readonly publicUrl: () => string;
  /** Writes text and HTML. */
  readonly mailOf: (to: string, subject: string, letter: NoticeLetter) => Mail;
  /** Where whoever gets it ends getting this kind of mail. */
  readonly unsubscribeUrl: (of: Unsubscribing) => Promise<string>;
}

/** What is told, without what stands around it. */
export interface Content {
  /** Of the mail too. */
  readonly title: string;
  readonly before?: readonly string[];
  readonly facts?: readonly Fact[];
  /** In the console: `/doors/1`. */
  readonly screen: string;
  /** By which clock its times are, where they do not say so themselves. */
  readonly clock?: string;
}

/** The whole mail. */
export async function noticeMail(
  content: Content,
  of: Unsubscribing,
  recipient: Recipient,
  texts: Texts,
  { publicUrl, mailOf, unsubscribeUrl }: LetterDeps,
): Promise<Omit<Mail, "messageId">> {
  const { title, screen, clock, ...rest } = content;
  const { organization, orgId, choices, chosen, email } = recipient;
  const url = await unsubscribeUrl(of);
  const whose = organization === undefined ? undefined : shownName(organization);
  const query = orgId === undefined ? "" : `?organization=${encodeURIComponent(orgId)}`;
  const mail = mailOf(email, title, {
    language: choices.language,
    from: whose ?? "Latchstring",
    title,
    ...rest,
    action: { label: texts.look, url: `${publicUrl()}/console${screen}${query}` },
    footer: [
      ...(clock === undefined ? [] : [clock]),
      chosen || of.kind === "daily" ? texts.because.chosen(whose) : texts.because.owner(whose),
      { label: texts.stop, url: `${url}&lang=${choices.language}` },
      { label: texts.choose, url: `${publicUrl()}/console/notices${query}` },
    ],
  });
  return { ...mail, unsubscribeUrl: url };
}
