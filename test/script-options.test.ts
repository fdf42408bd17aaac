import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";

/** What a script ends with, and says. */
function run(script: string, word: string): Promise<{ code: unknown; out: string; err: string }> {
  return new Promise((done) => {
    const env = { ...process.env, npm_lifecycle_event: "torture" };
    execFile(process.execPath, [script, word], { env }, (error, out, err) =>
      done({ code: error?.code ?? 0, out, err }),
    );
  });
}

const USAGE = "Usage: npm run torture -- [--store both] [--seeds 20] [--from 1] [--log torture.log]\n";

test("a script says its use when asked, and the options that it has when it does not know one", async () => {
  const [help, unknown, none] = await Promise.all([
    run("test/torture/run.ts", "--help"),
    run("test/torture/run.ts", "--sed"),
    run("bench/run.ts", "--keys"),
  ]);
  assert.equal(help.code, 0);
  assert.ok(help.out.startsWith("`npm run torture`: ") && help.out.endsWith(`\n\n${USAGE}`), help.out);
  assert.deepEqual(unknown, { code: 2, out: "", err: `Unknown option '--sed'\n${USAGE}` });
  assert.equal(none.code, 2);
  assert.match(none.err, /^Unknown option '--keys'\nUsage: npm run torture, without options\n$/);
});
