/** What the console weighs on its way to a browser, as it is sent, and what a browser may do with it. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { after, before, describe, it } from "node:test";
import { startServer, type TestServer } from "../../harness.ts";
import { operator } from "../people.ts";

const FIRST_SCREEN = 30 * 1024;
/** Every screen, in both languages. */
const ALL = 120 * 1024;
const FILES = "/console/files/";

interface Sent {
  readonly bytes: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

describe("the console's files", () => {
  let server: TestServer;
  let page: Sent;
  const sent = new Map<string, Sent>();
  before(async () => {
    server = await startServer();
    const { cookie } = await operator(server);
    page = await get("/", { cookie, accept: "text/html" });
    const files = readdirSync(new URL("../../../dist/console/", import.meta.url)).filter((name) =>
      /\.(js|css)$/.test(name),
    );
    for (const file of files) sent.set(file, await get(FILES + file, { "accept-encoding": "br" }));
  });
  after(() => server.close());

  /** With its bytes as they were sent; the text of what was not compressed. */
  function get(path: string, headers: Readonly<Record<string, string>>): Promise<Sent> {
    return new Promise((resolve, reject) => {
      const asked = httpRequest(server.url + path, { headers }, async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks);
        assert.equal(answer.statusCode, 200, path);
        resolve({ bytes: body.length, text: body.toString(), headers: answer.headers });
      });
      asked.on("error", reject).end();
    });
  }

  const named = () => [...page.text.matchAll(/(?:src|href)="\/console\/files\/([^"]+)"/g)].map(([, file]) => file!);
  const weight = (files: readonly string[]) => files.reduce((sum, file) => sum + sent.get(file)!.bytes, 0);
  /** The heaviest first: what grew is among them. */
  const heaviest = (files: readonly string[]) =>
    files
      .toSorted((a, b) => sent.get(b)!.bytes - sent.get(a)!.bytes)
      .slice(0, 8)
      .map((file) => `${file} ${sent.get(file)!.bytes}`)
      .join(", ");

  it(`are ${FIRST_SCREEN} bytes at most for the first screen`, (t) => {
    const files = named();
    assert.ok(files.length > 1, "the page names none");
    const bytes = page.bytes + weight(files);
    t.diagnostic(`${bytes} bytes`);
    assert.ok(bytes <= FIRST_SCREEN, `${bytes} bytes: the page ${page.bytes}, ${heaviest(files)}`);
  });

  it(`are ${ALL} bytes at most, all together`, (t) => {
    const bytes = page.bytes + weight([...sent.keys()]);
    t.diagnostic(`${bytes} bytes`);
    assert.ok(bytes <= ALL, `${bytes} bytes: ${heaviest([...sent.keys()])}`);
  });

  it("are sent as brotli, for ever; the page is kept nowhere", () => {
    for (const [file, { headers }] of sent) {
      assert.equal(headers["content-encoding"], "br", file);
      assert.equal(headers["cache-control"], "public, max-age=31536000, immutable", file);
      assert.match(file, /-[\w-]{8}\.(js|css)$/, "a name that another content would not have");
    }
    assert.match(String(page.headers["cache-control"]), /no-store/);
  });

  it("may run nothing but themselves", () => {
    const policy = String(page.headers["content-security-policy"]);
    assert.match(policy, /^default-src 'none'; /);
    assert.doesNotMatch(policy, /unsafe|\*|https?:|wasm/);
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /style-src 'self';/);
    assert.doesNotMatch(page.text, / style="| on\w+="|<style|<script(?! type="module" src="\/console\/files\/)/);
  });
});
