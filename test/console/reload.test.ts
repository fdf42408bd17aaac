/** While one works on the console its open pages are loaded anew; nothing of that is in what others are served. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { reloadRoute } from "../../src/http/console/app/reload.ts";
import { startServer } from "../harness.ts";

it("tells open pages of another console, and of a server that began anew", async () => {
  const told = [];
  for (let start = 0; start < 2; start++) {
    const tells: (() => void)[] = [];
    const server = await startServer({ drainMs: 50, extend: (app) => void tells.push(reloadRoute(app)) });
    const reading = (await fetch(`${server.url}/console/reload`))
      .body!.pipeThrough(new TextDecoderStream())
      .getReader();
    told.push((await reading.read()).value);
    for (const tell of tells) tell();
    told.push((await reading.read()).value);
    await server.close();
  }
  const versions = told.map((one) => /^data: (\S+)\n\n$/m.exec(one!)![1]);
  assert.equal(new Set(versions).size, 4);
});

it("is in no server that was started otherwise, and in no console that was built for it", async () => {
  const server = await startServer();
  const { status } = await server.call("GET", "/console/reload");
  await server.close();
  assert.equal(status, 401, "a screen, to be signed in for");
  for (const file of globSync("src/**/*.{ts,tsx}", { exclude: ["src/dev.ts", "src/console/vite.config.ts"] }))
    assert.ok(!/app\/reload\.ts|RELOADS/.test(readFileSync(file, "utf8")), file);
  const built = globSync("dist/console/*.js").map((file) => readFileSync(file, "utf8"));
  assert.ok(built.length > 0);
  assert.ok(built.every((text) => !text.includes("console/reload")));
});
