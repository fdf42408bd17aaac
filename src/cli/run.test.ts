import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { COMMANDS } from "./commands.ts";
import { runCli } from "./run.ts";

describe("what the command line does not do", () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), "latchstring-"));
  });
  after(() => rmSync(dir, { recursive: true }));

  async function run(line: string, env: NodeJS.ProcessEnv = {}) {
    const output = { code: 0, out: "", err: "" };
    output.code = await runCli(line.split(" ").filter(Boolean), {
      env: { DATA_DIR: dir, ...env },
      out: (text) => void (output.out += text),
      err: (text) => void (output.err += text),
    });
    return output;
  }

  const misunderstood: readonly [string, RegExp][] = [
    ["", /Latchstring lends/],
    ["frobnicate", /no command "frobnicate"/],
    ["org", /commands of org are:\n  org create/],
    ["org destroy x", /commands of org are/],
    ["org create", /<orgId> missing\nUsage: org create <orgId>/],
    ["org create a b", /"b" is too much/],
    ["org create a --supper", /Unknown option '--supper'/],
    ["org create a --expires soon", /--expires must be a time/],
    ["org rotate-key a --overlap long", /--overlap must be a duration/],
    ["user create", /--email missing/],
    ["user create --email maria", /--email must be an e-mail address/],
    ["user token u --ttl 31d", /--ttl must be 1s to 30d/],
    ["lock create one", /<lockId> must be a whole number/],
    ["lock create 0", /<lockId> must be a whole number/],
    ["lock create 1 --time-zone Atlantis", /--time-zone must be an IANA name/],
    ["lock create 1 --driver magic", /--driver must be simulator/],
    ["key create", /<lockId> and --until missing/],
    ["key create 1 --until 2026-12-25T10:00:00", /--until must be a time with its zone/],
    ["key create 1 --until 2h --max-uses 0", /--max-uses must be a whole number/],
    ["key create 1 --until 2h --users a,,b", /every user in --users/],
    ["key revoke 1", /<tempKeyUuid> must be a UUID/],
    ["simulator set 1 --fault sleepy", /--fault: fault must be none, offline/],
    ["simulator set 1 --fault late:-5", /--fault: fault must be/],
    ["verify --head 5", /--head must be POSITION:HASH/],
    ["serve --json", /Unknown option '--json'/],
  ];
  for (const [line, message] of misunderstood) {
    it(`does not understand: ${line}`, async () => {
      const { code, out, err } = await run(line);
      assert.equal(code, 2, err);
      assert.match(err, message);
      assert.equal(out, "");
      assert.deepEqual(readdirSync(dir), [], "nothing was opened");
    });
  }

  it("tells what is wrong with the configuration, all of it", async () => {
    const { code, err } = await run("verify", { PORT: "x", LOG_LEVEL: "x" });
    assert.equal(code, 1);
    assert.match(err, /- PORT must.*\n- LOG_LEVEL must/);
  });

  it("does not make data to verify", async () => {
    const { code, err } = await run("verify --json");
    assert.equal(code, 1);
    assert.match(err, /There are no data at/);
    assert.deepEqual(readdirSync(dir), []);
  });

  it("signs no token when they come from elsewhere", async () => {
    const env = { AUTH_JWKS_URL: "http://127.0.0.1:1/", AUTH_ISSUER: "https://id.example", AUTH_AUDIENCE: "doors" };
    const { code, err } = await run("user token maria", env);
    assert.equal(code, 1);
    assert.match(err, /Tokens come from https:\/\/id\.example/);
  });

  it("helps with everything", async () => {
    const { code, out } = await run("help");
    assert.equal(code, 0);
    for (const { usage } of COMMANDS) assert.ok(out.includes(usage), usage);
    assert.match((await run("key create --help")).out, /^Usage: key create <lockId> --until T/);
  });
});
