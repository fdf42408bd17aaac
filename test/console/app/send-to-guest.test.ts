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

  it("is what a table can do for each of its lines, seen before anything is sent", async () => {
    const page = await at.open("/console/import", { size: "desk" });
    const line = "1,2036-06-24 15:00,2036-06-27 11:00";
    const table = [
      "locks,validFrom,validUntil,notifyEmail,notifyLanguage",
      `${line},otto@example.com,fr`,
      `${line},Ida,fr`,
    ];
    await page.locator("textarea").fill(table.join("\n"));
    await page.getByRole("button", { name: "Check it" }).click();
    await page.getByText("1 guest is sent the link").waitFor();
    assert.match((await page.textContent(".table-lines .wrong"))!, /notifyEmail.*Ida.*is no address/s);
    const came = mailbox.next();
    await page.getByRole("button", { name: "Make 1 key" }).click();
    assert.match(await came, /To: otto@example\.com[^]*lang=3Dfr/);
  });

  it("is sent again to another from the key's page", async () => {
    const now = at.server.clock.now();
    const [validFrom, validUntil] = [now, now + 3_600_000].map((ms) => new Date(ms).toISOString());
    const body = { validFrom, validUntil, doors: [{ lockId: "1" }] };
    const { json } = await at.server.call("POST", "/temp-keys", { ...(await at.token()), body });
    const page = await at.open(`/console/keys/${json.uuid}`);
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("checkbox", { name: "Send the link to the guest" }).check();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("That is not an email address.").waitFor();
    await page.getByLabel("Their email address").fill("ida@example.com");
    const came = mailbox.next();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("The link is on its way").waitFor();
    assert.match(await came, /To: ida@example\.com[^]*temp-keys/);
    await page.reload();
    await page.getByText("The guest was sent a message").waitFor();
  });
});
