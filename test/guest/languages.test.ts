/** What the pages and messages of a guest say in the languages and countries that differ most from English. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { localeOf } from "../../src/http/guest/page/locale.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { type Mailbox, startMailbox } from "../users/mailbox.ts";

const HOUR = 3_600_000;
const words = (page: string) =>
  page
    .replaceAll(/<(style|head)[^]*?<\/\1>|<[^>]*>/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** The text of a message as its reader sees it. */
function textOf(raw: string): { subject: string; text: string } {
  const [head = "", body = ""] = raw.split(/\r\n\r\n([^]*)/);
  const bytes = /^Content-Transfer-Encoding: base64/im.test(head)
    ? Buffer.from(body, "base64")
    : Buffer.from(
        body.replaceAll(/=\r\n/g, "").replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
        "latin1",
      );
  const subject = /^Subject: ((?:.*\r\n[ \t])*.*)/im.exec(head)![1]!;
  const words = subject.split(/\s+/).map((word) => {
    const [, kind, text] = /^=\?UTF-8\?([QB])\?(.*)\?=$/i.exec(word) ?? [];
    if (kind === undefined) return Buffer.from(word);
    if (kind.toUpperCase() === "B") return Buffer.from(text!, "base64");
    const plain = text!.replaceAll("_", " ");
    return Buffer.from(
      plain.replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
      "latin1",
    );
  });
  return { subject: Buffer.concat(words).toString(), text: bytes.toString() };
}

describe("a guest reads in their own language", () => {
  let server: TestServer;
  let mailbox: Mailbox;
  let browser: Browser;
  let org: Credentials;
  before(async () => {
    [mailbox, browser] = await Promise.all([startMailbox(), launchChromium()]);
    server = await startServer({ env: { SMTP_URL: mailbox.url, MAIL_FROM: "doors@example.test" } });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", name: "Front door", timeZone: "America/Argentina/Buenos_Aires" });
    const { driver, actor } = { driver: "simulator", actor: { kind: "operator" } } as const;
    const nameless = { lockId: 2, uuid: randomUUID(), keys: [], timeZone: "UTC", orgId: "acme", driver, actor };
    await server.ledger.submit({ type: "createLock", ...nameless });
  });
  after(async () => {
    await browser.close();
    await server.close();
    await mailbox.close();
  });

  const page = async (path: string, tag: string) => {
    const headers = { accept: "text/html", "accept-language": tag };
    return (await server.call("GET", path, { headers })).text;
  };

  it("whose clock it is, without the English name of a city", async () => {
    const uuid = await server.key(1, org);
    for (const tag of ["de", "fr", "ja", "ar", "en-US"]) {
      const text = words(await page(`/temp-keys/${uuid}`, tag));
      assert.ok(text.includes(localeOf(tag, undefined).m.localTime), `${tag}: ${text}`);
      assert.doesNotMatch(text, /Buenos/);
    }
  });

  it("the name of a door that has none, on the page, after opening and in the mail", async () => {
    const uuid = await server.key(2, org);
    assert.match(await page(`/temp-keys/${uuid}`, "de"), /<h1[^>]*><bdi>Tür<\/bdi><\/h1>/);
    const opened = await server.call("POST", `/temp-keys/${uuid}/open`, { headers: { accept: "text/html" } });
    const confirmation = await page(opened.headers.get("location")!, "de");
    assert.match(confirmation, /<bdi>Tür<\/bdi>/);
  });

  it("the country that times are written for, in what the page says of itself", async () => {
    const uuid = await server.key(1, org);
    for (const [tag, lang] of [
      ["de-AT,en;q=0.5", "de-AT"],
      ["pt", "pt-PT"],
      ["ar-EG", "ar-EG"],
      ["xx", "en-GB"],
    ] as const)
      assert.match(await page(`/temp-keys/${uuid}`, tag), new RegExp(`<html lang="${lang}"`), tag);
  });

  it("the time that is left as the server says it, when the page has counted", async () => {
    const { validUntil } = publicTerms(server.clock.now());
    for (const [tag, hours] of [
      ["pt-PT", 2.5],
      ["ar-EG", 2.5],
      ["ja", 2.5],
      ["he", 2.5],
      ["zh-TW", 2.5],
      ["en", 0.01],
      ["tr", 0.01],
    ] as const) {
      const validFrom = new Date(server.clock.now() + hours * HOUR).toISOString();
      const uuid = await server.key(1, org, { validFrom, validUntil });
      const context = await browser.newContext({ viewport: PHONE, locale: tag });
      const shown = await context.newPage();
      await shown.goto(`${server.url}/temp-keys/${uuid}`);
      const left = shown.locator("[data-countdown]");
      const before = await left.innerText();
      assert.equal(before, localeOf(undefined, tag).timeUntil(hours * HOUR), tag);
      // It would be written anew each second.
      await left.evaluate((element: { textContent: string }) => (element.textContent = ""));
      await left.filter({ hasText: /./ }).waitFor();
      assert.equal(await left.innerText(), before, tag);
      await context.close();
    }
  });

  it("whom to ask, with the colon of the language", async () => {
    const contact = { name: "Eleni", phone: "+30 210 1234567", email: null };
    const set = await server.call("PUT", "/organizations/acme/brand", { ...org, body: { contact } });
    assert.equal(set.status, 200, set.text);
    const uuid = await server.key(1, org);
    for (const [tag, label] of [
      ["fr", "Contact\u00a0: Eleni"],
      ["ja", "連絡先：Eleni"],
      ["de", "Kontakt: Eleni"],
    ] as const) {
      const text = words((await page(`/temp-keys/${uuid}/confirmation`, tag)).replaceAll("\u00a0", "~"));
      assert.ok(text.replaceAll("~", "\u00a0").includes(label), `${tag}: ${text}`);
    }
  });

  it("a message with digits of the country, and the door's name apart from text that runs the other way", async () => {
    const [userId, email] = ["0194f1c2-7d1e-7b8a-9c36-5e2f81d04b99", "layla@example.test"];
    const nobody = { name: null, firstName: null, lastName: null, createdAt: 0 };
    await server.directory.createUser({ userId, email, ...nobody });
    const uuid = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [userId] });
    const sent = mailbox.next();
    const headers = { "content-type": "application/x-www-form-urlencoded", "accept-language": "ar-EG" };
    await server.call("POST", `/temp-keys/${uuid}/sign-in`, { body: `email=${encodeURIComponent(email)}`, headers });
    const { subject, text } = textOf(await sent);
    assert.match(subject, /\u2068Front door\u2069/);
    assert.match(text, /\u2068Front door\u2069/);
    assert.match(text, /١٥/);
    for (const path of [`/temp-keys/${uuid}/sign-in`, "/sign-in", `/sign-in?token=${"a".repeat(32)}`])
      assert.match(words(await page(path, "ar-EG")), /١٥|٣٠/, path);
  });
});
