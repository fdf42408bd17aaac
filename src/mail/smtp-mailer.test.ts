/** Mail as a real SMTP server gets it: whatever people wrote, it is one message to one mailbox. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Mailbox, startMailbox } from "../../test/users/mailbox.ts";
import { type Mail, MailError } from "./mailer.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

const MAIL: Mail = { to: "maria@example.test", subject: "Your key", text: "Hello", html: "<p>Hello</p>" };

describe("mail by SMTP", () => {
  let mailbox: Mailbox;
  const refuse: string[] = [];
  before(async () => {
    mailbox = await startMailbox({ refuse });
  });
  after(() => mailbox.close());

  /** @returns its header fields by name, in lower case, unfolded; and its envelope */
  async function sent(mail: Partial<Mail>) {
    const mailer = createSmtpMailer({ url: new URL(mailbox.url), from: "Doors <doors@example.test>" });
    await mailer.send({ ...MAIL, ...mail });
    const { raw, to } = mailbox.messages.at(-1)!;
    const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/g, " ");
    const fields = head.split("\r\n").map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    });
    return { raw, to, fields, field: (name: string) => fields.find(([one]) => one === name)?.[1] };
  }

  it("has text and HTML, its own id, and says that a server wrote it", async () => {
    const { field, raw } = await sent({ messageId: "0199-1.2@keys.example.org" });
    assert.match(field("content-type")!, /^multipart\/alternative/);
    assert.ok(raw.indexOf("text/plain") < raw.indexOf("text/html"));
    assert.equal(field("message-id"), "<0199-1.2@keys.example.org>");
    assert.equal(field("auto-submitted"), "auto-generated");
    assert.equal(field("list-unsubscribe"), undefined);
  });

  it("says how to end getting such mail by one POST (RFC 8058)", async () => {
    const { field } = await sent({ unsubscribeUrl: "https://keys.example.org/u/a?b=<c>\r\nBcc: x@example.test" });
    assert.equal(field("list-unsubscribe"), "<https://keys.example.org/u/a?b=%3Cc%3EBcc:%20x@example.test>");
    assert.equal(field("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
  });

  const SUBJECTS = [
    "Key\r\nBcc: eve@example.test",
    "Key\nBcc: eve@example.test",
    "Key\rBcc: eve@example.test",
    "Key\r\n\r\n<script>alert(1)</script>",
    "Key\u0000\u000b\u000cBcc: eve@example.test",
    "Key\u2028Bcc: eve@example.test\u2029Cc: eve@example.test",
    "Key\u0085Bcc: eve@example.test",
    "=?utf-8?Q?Key=0D=0ABcc:_eve@example.test?=",
    "=?utf-8?B?DQpCY2M6IGV2ZUBleGFtcGxlLnRlc3Q=?=",
    "Ключ\r\nBcc: eve@example.test",
    "鍵".repeat(300),
    "x".repeat(2_000),
    "a ".repeat(2_000),
    "\ud800 alone",
    'He said "hello", (then) <left>; went: home',
    "",
  ];
  for (const subject of SUBJECTS)
    it(`keeps a subject a subject: ${JSON.stringify(subject.slice(0, 40))}`, async () => {
      const { fields, field, to, raw } = await sent({ subject });
      assert.deepEqual(to, ["maria@example.test"]);
      assert.deepEqual(
        fields.map(([name]) => name).filter((name) => /^(bcc|cc|reply-to|sender)$/.test(name)),
        [],
      );
      assert.equal(
        fields.filter(([name]) => name === "subject").length,
        subject === "" ? fields.filter(([name]) => name === "subject").length : 1,
      );
      assert.match(field("to")!, /^maria@example\.test$/);
      for (const line of raw.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 998, "RFC 5322, section 2.1.1");
      // Read by programs that decode what looks like an encoded word, it is still one line.
      assert.doesNotMatch(field("subject") ?? "", /[\r\n\0]|=\?utf-8\?(Q\?Key=0D|B\?DQp)/);
    });

  const ADDRESSES = [
    "maria@example.test\r\nBcc: eve@example.test",
    "maria@example.test\nRCPT TO:<eve@example.test>",
    "maria@example.test, eve@example.test",
    "maria@example.test; eve@example.test",
    "maria@example.test eve@example.test",
    "Maria <maria@example.test>",
    '"Maria" <maria@example.test>, <eve@example.test>',
    "friends: maria@example.test, eve@example.test;",
    "undisclosed-recipients:;",
    "maria@example.test (eve@example.test)",
    '"a b"@example.test',
    '"maria@example.test,eve"@example.test',
    "maria@[127.0.0.1]",
    "maria@example.test>",
    "<maria@example.test",
    "=?utf-8?Q?maria=40example.test?=",
    "mária@example.test",
    "maria@exämple.test",
    "maria@example.test\u0000",
    "maria@@example.test",
    "maria",
    "@example.test",
    "-oQ/tmp -X/tmp/x@example.test",
    "",
  ];
  for (const to of ADDRESSES)
    it(`refuses what is not one mailbox, and names it nowhere: ${JSON.stringify(to)}`, async () => {
      const before = mailbox.messages.length;
      const error = await sent({ to }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof MailError);
      assert.deepEqual([error.passing, error.message], [false, "EADDRESS"]);
      assert.equal(mailbox.messages.length, before);
    });

  it("keeps what looks like headers in a body in the body", async () => {
    const body = "\r\n.\r\nMAIL FROM:<eve@example.test>\r\nBcc: eve@example.test\r\n.\r\n";
    const { to, field } = await sent({ text: body, html: `<p>${body}</p>` });
    assert.deepEqual([to, field("bcc")], [["maria@example.test"], undefined]);
    assert.equal(mailbox.messages.at(-1)!.to.length, 1);
  });

  it("refuses an id that is none", async () => {
    await assert.rejects(sent({ messageId: "a@b>\r\nBcc: eve@example.test" }), MailError);
  });

  it("tells what may pass from what never will", async () => {
    for (const [answer, passing] of [
      ["451 later", true],
      ["550 maria@example.test is nobody", false],
    ] as const) {
      refuse.push(answer);
      await assert.rejects(sent({}), (error: MailError) => {
        assert.equal(error.passing, passing);
        assert.doesNotMatch(error.message, /maria/);
        return true;
      });
    }
  });
});
