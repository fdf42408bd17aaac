/** What anybody may read without credentials costs the server little, however often it is asked for. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request as ask } from "node:http";
import { after, before, describe, it } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { startServer, type TestServer } from "../harness.ts";

interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** As it came: `fetch` undoes the compression. */
function raw(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Raw> {
  return new Promise((done, fail) => {
    const sent = ask(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", fail);
      answer.on("end", () =>
        done({ status: answer.statusCode!, headers: answer.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", fail).end();
  });
}

const UNDO: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  identity: (bytes) => bytes,
};
const sha = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

function links(text: string): string[] {
  return [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
}

/** What is the same for everybody. */
async function preparedPaths({ call }: TestServer): Promise<string[]> {
  const page = (await call("GET", "/reference")).text;
  const guest = (await call("GET", "/guest/offline")).text;
  return [
    "/openapi.json",
    "/reference",
    ...links(page).map((link) => new URL(link, "http://x/reference").pathname),
    "/guest/worker.js",
    ...links(guest).filter((link) => /^\/guest\/[\w-]{12}\//.test(link)),
  ];
}

describe("what is the same for everybody", () => {
  let server: TestServer;
  let paths: string[];
  before(async () => {
    server = await startServer();
    paths = await preparedPaths(server);
    assert.ok(paths.length >= 7, paths.join(" "));
  });
  after(() => server.close());

  it("is sent compressed as the client likes, each way with an ETag of its own", async () => {
    for (const path of paths) {
      const etags = new Map<string, string>();
      let content: string | undefined;
      for (const [accepted, expected] of [
        [undefined, "identity"],
        ["gzip, deflate, br", "br"],
        ["gzip;q=0.8, br;q=0", "gzip"],
        ["identity", "identity"],
        ["*;q=0", "identity"],
        ["nonsense,,;", "identity"],
      ] as const) {
        const { status, headers, bytes } = await raw(
          server.url + path,
          accepted === undefined ? {} : { "accept-encoding": accepted },
        );
        assert.equal(status, 200, path);
        assert.equal(headers["content-encoding"] ?? "identity", expected, `${path} for ${accepted}`);
        assert.match(String(headers["vary"]), /accept-encoding/i);
        assert.match(String(headers["etag"]), /^"[^"]+"$/, "strong");
        assert.ok(headers["cache-control"]);
        assert.equal(headers["content-length"], String(bytes.length));
        const plain = sha(UNDO[expected]!(bytes));
        assert.equal((content ??= plain), plain, path);
        const etag = String(headers["etag"]);
        assert.equal(etags.get(expected) ?? etag, etag);
        etags.set(expected, etag);
      }
      assert.equal(new Set(etags.values()).size, 3, path);
    }
  });

  it("is not sent again to who has it", async () => {
    for (const path of paths) {
      const url = server.url + path;
      const first = await raw(url, { "accept-encoding": "br" });
      const etag = String(first.headers["etag"]);
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
        const again = await raw(url, { "accept-encoding": "br", "if-none-match": known });
        assert.deepEqual([again.status, again.bytes.length], [304, 0], `${path} ${known}`);
        for (const name of ["etag", "vary", "cache-control"]) assert.equal(again.headers[name], first.headers[name]);
      }
      assert.equal((await raw(url, { "accept-encoding": "br", "if-none-match": '"other"' })).status, 200);
      const head = await raw(url, { "accept-encoding": "br" }, "HEAD");
      assert.deepEqual([head.status, head.bytes.length, head.headers["etag"]], [200, 0, etag]);
    }
  });

  it("weighs little on the way", async () => {
    for (const [path, most] of [
      ["/openapi.json", 44_000],
      ["/reference/swagger-ui-bundle.js", 500_000],
    ] as const) {
      const { bytes } = await raw(server.url + path, { "accept-encoding": "br" });
      assert.ok(bytes.length < most, `${path} has ${bytes.length} bytes`);
    }
  });
});

it("an address is limited in all that it reads without credentials", async () => {
  const server = await startServer({ env: { RATE_LIMIT: "3,100" } });
  try {
    const open = await startServer();
    const paths = [
      ...(await preparedPaths(open)),
      "/reference/",
      "/guest/offline",
      "/sign-in",
      "/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
    ];
    await open.close();
    for (let i = 0; i < 3; i++) assert.notEqual((await server.call("GET", "/guest/worker.js")).status, 429);
    for (const path of paths) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await server.call(method, path);
        assert.equal(answer.status, 429, `${method} ${path}`);
        assert.ok(answer.headers.get("retry-after"));
      }
    }
    // What those who run the server ask for is counted apart.
    for (let i = 0; i < 3; i++) assert.equal((await server.call("GET", "/readyz")).status, 200);
    for (const path of ["/healthz", "/readyz", "/.well-known/jwks.json"])
      assert.equal((await server.call("GET", path)).status, 429, path);
  } finally {
    await server.close();
  }
});
