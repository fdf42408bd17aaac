/** What the console weighs on its way to a browser, as it is sent, and what a browser may do with it. */
import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { after, before, describe, it } from "node:test";
import { LANGUAGES } from "../../../src/console/languages.ts";
import { startServer, type TestServer } from "../../harness.ts";
import { operator } from "../people.ts";

const FIRST_SCREEN = 30 * 1024;
/** Every screen, in one language: nobody loads those of the other. */
const ALL = { en: 84_600, de: 87_500 };
const FILES = "/console/files/";

interface Sent {
  readonly bytes: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** All that Vite made in a language. */
function filesIn(language: string): string[] {
  const manifest = new URL(`../../../dist/console/manifest.${language}.json`, import.meta.url);
  const chunks = Object.values(JSON.parse(readFileSync(manifest, "utf8")) as Record<string, { readonly file: string }>);
  return [...new Set(chunks.map(({ file }) => file))];
}

for (const language of LANGUAGES)
  describe(`the console's files in ${language}`, () => {
    let server: TestServer;
    let page: Sent;
    /** As it is sent to browsers. */
    let pageBytes: number;
    const sent = new Map<string, Sent>();
    before(async () => {
      server = await startServer();
      const { cookie } = await operator(server);
      const asked = { cookie, accept: "text/html", "accept-language": language };
      page = await get("/", asked);
      pageBytes = (await get("/", { ...asked, "accept-encoding": "br" })).bytes;
      for (const file of filesIn(language)) {
        const { text } = await get(FILES + file, {});
        // The first screen's style is in the page.
        if (text.trim() !== styleOf(page)) sent.set(file, await get(FILES + file, { "accept-encoding": "br" }));
      }
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

    const styleOf = ({ text }: Sent) => /<style>([^<]*)<\/style>/.exec(text)![1]!;
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
      const bytes = pageBytes + weight(files);
      t.diagnostic(`${bytes} bytes`);
      assert.ok(bytes <= FIRST_SCREEN, `${bytes} bytes: the page ${pageBytes}, ${heaviest(files)}`);
    });

    it(`are ${ALL[language]} bytes at most, all together`, (t) => {
      const bytes = pageBytes + weight([...sent.keys()]);
      t.diagnostic(`${bytes} bytes`);
      assert.ok(bytes <= ALL[language], `${bytes} bytes: ${heaviest([...sent.keys()])}`);
    });

    it("are in no other language", () => {
      assert.match(page.text, new RegExp(`<html lang="${language}"`));
      const own = { en: "Look after these first", de: "Darum zuerst kümmern" };
      const program = [...sent.keys()]
        .map((file) => readFileSync(new URL(`../../../dist/console/${file}`, import.meta.url), "utf8"))
        .join("");
      for (const one of LANGUAGES) assert.equal(program.includes(own[one]), one === language, one);
    });

    it("are sent as brotli, for ever; the page is kept nowhere", () => {
      for (const [file, { headers }] of sent) {
        assert.equal(headers["content-encoding"], "br", file);
        assert.equal(headers["cache-control"], "public, max-age=31536000, immutable", file);
        assert.match(file, /-[\w-]{8}\.(js|css)$/, "a name that another content would not have");
      }
      assert.match(String(page.headers["cache-control"]), /no-store/);
    });

    it("may run nothing but themselves, and style the page as its policy says", () => {
      const policy = String(page.headers["content-security-policy"]);
      assert.match(policy, /^default-src 'none'; /);
      assert.doesNotMatch(policy, /unsafe|\*|https?:|wasm/);
      assert.match(policy, /script-src 'self';/);
      assert.ok(policy.includes(`style-src 'self' 'sha256-${hash("sha256", styleOf(page), "base64")}';`), policy);
      assert.doesNotMatch(page.text, / style="| on\w+="|<style |<script(?! type="module" src="\/console\/files\/)/);
    });
  });
