/** A real SMTP server on this machine that keeps what it is given. */
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Mailbox {
  /** For `SMTP_URL`. */
  readonly url: string;
  /** What came, the oldest first. */
  readonly messages: readonly { readonly to: readonly string[]; readonly raw: string }[];
  /** The next message that comes. */
  next(): Promise<string>;
  close(): Promise<void>;
}

/** @param options.refuse answers to the next messages in the place of taking them, such as "451 try again" */
export async function startMailbox(options: { refuse?: string[] } & SMTPServerOptions = {}): Promise<Mailbox> {
  const { refuse = [], ...rest } = options;
  const messages: { to: string[]; raw: string }[] = [];
  const waiting: ((raw: string) => void)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refusal = refuse.shift();
        if (refusal !== undefined) {
          done(Object.assign(new Error(refusal.slice(4)), { responseCode: Number(refusal.slice(0, 3)) }));
          return;
        }
        const raw = Buffer.concat(chunks).toString("utf8");
        messages.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
        waiting.shift()?.(raw);
      });
    },
    ...rest,
  });
  server.on("error", () => {}); // a client that hangs up is no fault of the test
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The link in a message, as a person would see it. */
export function linkIn(raw: string): string {
  const text = raw
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const link = /http:\/\/\S+\/sign-in\?\S+/.exec(text)?.[0];
  if (link === undefined) throw new Error(`there is no link in ${text}`);
  return link;
}
