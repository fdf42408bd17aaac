/** The port of sending e-mail. */
export interface Mailer {
  /**
   * Hand a message to the mail server.
   *
   * @throws MailError when the server has not taken it
   */
  send(mail: Mail): Promise<void>;
}

/** One message to one mailbox. */
export interface Mail {
  /** An address, as `canonicalEmail` gives it. */
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** The same for programs that show HTML. */
  readonly html: string;
  /** `ID@DOMAIN` (RFC 5322, section 3.6.4), the same where the same is sent again; without it, it is given one. */
  readonly messageId?: string;
  /** Where whoever gets it ends getting such mail, by one POST (RFC 8058). */
  readonly unsubscribeUrl?: string;
}

/** Its message tells what the server said without naming whom the message was for. */
export class MailError extends Error {
  override readonly name = "MailError";
  /** Whether to try again may help: the server could not be reached, or has said so (RFC 5321, section 4.2.1). */
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}
