/** E-mail by SMTP, one connection a message. */
import { type Mailer, MailError } from "./mailer.ts";

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

/** Sends by SMTP (RFC 5321), over TLS unless the server is this machine. */
export function createSmtpMailer({ url, from }: SmtpOptions): Mailer {
  return {
    async send({ to, subject, text }) {
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
        // Out-of-office answers to a link that is good for minutes help nobody (RFC 3834).
        await transport.sendMail({ from, to, subject, text, headers: { "Auto-Submitted": "auto-generated" } });
      } catch (error) {
        const { code, responseCode } = error as { readonly code?: string; readonly responseCode?: number };
        // The server's own words may hold the address.
        throw new MailError([code ?? "ESMTP", responseCode].filter(Boolean).join(" "), (responseCode ?? 400) < 500);
      } finally {
        transport.close();
      }
    },
  };
}
