/** E-mail by SMTP, one connection a message. */
import { type Mail, type Mailer, MailError } from "./mailer.ts";

/** The mail server and the sender. */
export interface SmtpOptions {
  /** `smtps://user:password@host:465`, or `smtp://` for STARTTLS, which must be there unless the host is this machine. */
  readonly url: URL;
  /** `Latchstring <doors@example.com>` */
  readonly from: string;
}

/** How long the server may take for each step, in milliseconds. */
const STEP_MS = 10_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** One mailbox, and nothing that a header could read as a name, a comment, a group or another mailbox. */
const ADDRESS = /^[!#-'*+\-./0-9=?A-Z^-~]+@[A-Za-z0-9.-]+$/;
const MESSAGE_ID = /^[\w.-]{1,200}@[A-Za-z0-9.:[\]-]{1,255}$/;
/** Longer ones are cut off: names of doors are written by people. */
const MAX_SUBJECT = 200;

/** Sends by SMTP (RFC 5321), over TLS unless the server is this machine. */
export function createSmtpMailer({ url, from }: SmtpOptions): Mailer {
  return {
    async send(mail) {
      const message = { from, ...messageOf(mail) };
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({
        url: url.href,
        requireTLS: url.protocol === "smtp:" && !LOOPBACK.test(url.hostname),
        connectionTimeout: STEP_MS,
        greetingTimeout: STEP_MS,
        socketTimeout: STEP_MS,
        dnsTimeout: STEP_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail(message);
      } catch (error) {
        const { code, responseCode } = error as { readonly code?: string; readonly responseCode?: number };
        // The server's own words may hold the address.
        const passing = code === "EAUTH" || (responseCode ?? 400) < 500; // a wrong password is mended by whoever runs this
        throw new MailError([code ?? "ESMTP", responseCode].filter(Boolean).join(" "), passing);
      } finally {
        transport.close();
      }
    },
  };
}

/** What people wrote stays what it is: a text, and never a header or another mailbox. @throws MailError */
function messageOf({ to, subject, text, html, messageId, unsubscribeUrl }: Mail) {
  if (!ADDRESS.test(to)) throw new MailError("EADDRESS", false);
  if (messageId !== undefined && !MESSAGE_ID.test(messageId)) throw new MailError("EMESSAGEID", false);
  return {
    // As an object, so that nothing is looked for in it.
    to: { name: "", address: to },
    subject: oneLine(subject),
    text,
    html,
    ...(messageId !== undefined && { messageId: `<${messageId}>` }),
    headers: {
      // Out-of-office answers to what a server sends by itself help nobody (RFC 3834).
      "Auto-Submitted": "auto-generated",
      ...(unsubscribeUrl !== undefined && {
        "List-Unsubscribe": `<${new URL(unsubscribeUrl).href}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
  };
}

function oneLine(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    // What looks like an encoded word (RFC 2047) would be read as what it stands for.
    .replaceAll("=?", "= ?")
    .trim();
  return [...line].slice(0, MAX_SUBJECT).join("");
}
