/** The link of a new key is sent to the guest by the form that makes it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Mailbox, startMailbox } from "../../users/mailbox.ts";
import { withConsole } from "./console.ts";

describe("a new key's form", () => {
  const env: Record<string, string> = { MAIL_FROM: "doors@example.test" };
  let mailbox: Mailbox;
  before(async () => {
    mailbox = await startMailbox();
    env["SMTP_URL"] = mailbox.url;
  });
  const at = withConsole({ env });
  before(() => at.server.lock(1, { orgId: at.orgId, name: "Front door" }));
  after(() => mailbox.close());

  it("sends the guest the link, once it has their address", async () => {
    const page = await at.open("/console/keys/new");
    await page.getByRole("checkbox", { name: "Front door" }).check();
    await page.getByRole("checkbox", { name: "Send the link to the guest" }).check();
    await page.getByLabel("Their email address").fill("maria");
    await page.getByLabel("Language", { exact: true }).selectOption("de");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByText("That is not an email address.").waitFor();
    const came = mailbox.next();
    await page.getByLabel("Their email address").fill("maria@example.com");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByRole("heading", { name: "The key is made" }).waitFor();
    assert.match(await came, /To: maria@example\.com[^]*temp-keys/);
  });
});
