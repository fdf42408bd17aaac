/** What the documents give to be pasted into a shell does what they say, in their order, against a running server. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { freePort } from "../free-port.ts";
import { BARE_ENV, startServer, storeEnv, type TestServer } from "../harness.ts";
import { type Mailbox, startMailbox } from "../users/mailbox.ts";

const PATIENCE_MS = 60_000;
const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
const skip = ["bash", "curl", "jq"].every(has) ? false : "this machine has no bash, curl or jq";

/** The blocks of a document's section, as they stand there. */
function blocks(document: string, heading: string): string {
  const text = readFileSync(document, "utf8");
  const section = new RegExp(`^#+ ${heading}\\n((?:(?!^#+ [A-Z]).*\\n)*)`, "m").exec(text)![1]!;
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!).join("");
}

describe("what the documents give to be pasted", { skip, timeout: 180_000 }, () => {
  let server: TestServer;
  let mailbox: Mailbox;
  let apiKey: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    mailbox = await startMailbox();
    const mail = { SMTP_URL: mailbox.url, MAIL_FROM: "Doors <doors@example.test>" };
    server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.0/8", ...mail } });
    ({ apiKey } = await server.organization("acme"));
    await server.lock(123, { orgId: "acme" });
    env = { ...BARE_ENV, DATA_DIR: server.dataDir, ...(await storeEnv(server.dataDir)), LATCHSTRING: server.url };
  });
  after(async () => {
    await server.close();
    await mailbox.close();
  });

  /** Run until it has said all of that, then end it with all that it started. A call that is answered no ends it too. */
  async function pasted(text: string, said: readonly RegExp[], variables: NodeJS.ProcessEnv = {}): Promise<void> {
    const script = text
      .replaceAll("http://127.0.0.1:8787", server.url)
      .replaceAll("KEY=…", `KEY=${apiKey}`)
      .replaceAll("2026-12", "2096-12");
    const checked = `set -eu\ncurl() { command curl --fail-with-body -sS "$@"; }\n${script}\nsleep 60`;
    const shell = spawn("bash", ["-c", checked], { env: { ...env, KEY: apiKey, ...variables }, detached: true });
    let output = "";
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const hear = (part: Buffer) => {
      output += String(part);
      if (said.every((one) => one.test(output))) resolve();
    };
    shell.stdout.on("data", hear);
    shell.stderr.on("data", hear);
    shell.on("exit", (code) => reject(new Error(`It ended with ${code}: ${output}`)));
    const late = setTimeout(() => reject(new Error(`It said only: ${output}`)), PATIENCE_MS);
    try {
      await promise;
    } finally {
      clearTimeout(late);
      if (shell.exitCode === null) process.kill(-shell.pid!, "SIGKILL");
    }
  }

  it("makes a key, lists it, exports its door's record and takes it back (docs/api.md)", async () => {
    const made = blocks("docs/api.md", "First calls").replaceAll(/^npm .*$/gm, "");
    const text = made.replace(
      "UUID=…",
      "UUID=$(curl $LATCHSTRING/locks/123/temp-keys -H \"X-API-Key: $KEY\" | grep -oE '[0-9a-f]{8}-[0-9a-f-]{27}' | head -1)",
    );
    await pasted(`cd ${server.dataDir}\n${text}\necho taken back $UUID`, [/taken back [0-9a-f-]{36}/]);
  });

  it("has a webhook verified, tried, replayed and its secret changed, with every signature checked", async () => {
    const port = String(await freePort());
    const text = ["A first webhook", "What a receiver does"]
      .map((heading) => blocks("docs/events.md", heading))
      .join("");
    await pasted(
      text.replaceAll("8788", port).replaceAll("2026-12-01", "2020-01-01"),
      [/WebhookVerification/, /WebhookTest/, /"secret":"whsec_/, /OrganizationSet at lock 123/],
      { WEBHOOK_PORT: port },
    );
  });

  it("tells events as they are pulled, and as a stream", async () => {
    const [pulled = "", streamed = ""] = blocks("docs/events.md", "Pulling events").split(/(?=^curl -N)/m);
    const use = `(sleep 1; curl -X POST $LATCHSTRING/locks/123/OpenLock -H "X-API-Key: $KEY" -H "Content-Type: application/json" -d '{}') &\n`;
    // What the call answers has no end of a line, so it may stand before it.
    await pasted(use + pulled, [/\["[^"]+","LockOpened","123"\]$/m]);
    await pasted(use + streamed, [/^data: \{"id":"[^"]+","type":"LockOpened"/m]);
  });

  it("mails a guest at a chosen time, and lets a member choose", async () => {
    await pasted(blocks("docs/events.md", "Notices to guests"), [/"success":true/]);
    await pasted(blocks("docs/events.md", "Notices to members"), [/"dailyAt":7/]);
  });
});
