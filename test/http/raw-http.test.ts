/** Bytes that are no good HTTP, or are meant to be read in two ways: what is answered, and that nothing stays behind. */
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, beforeEach, describe, it } from "node:test";
import type { FastifyInstance } from "fastify";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const PATIENCE_MS = 10_000;

let server: TestServer;
let app: FastifyInstance;
let org: Credentials;
let key: string;

before(async () => {
  server = await startServer({ extend: (given) => void (app = given) });
  org = await server.organization("acme");
  await server.lock(1, { orgId: "acme" });
  key = await server.key(1, org);
});
after(() => server.close());
beforeEach(async () => {
  assert.equal((await server.call("GET", "/healthz")).status, 200, "the server lives");
});

/** What is answered to bytes until the connection ends: the statuses in their order. */
async function answersTo(bytes: string | Buffer, { ends = true } = {}): Promise<number[]> {
  return statusesIn(await textOf(bytes, ends));
}

function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((match) => Number(match[1]));
}

async function textOf(bytes: string | Buffer, ends = true): Promise<string> {
  const socket = open();
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const sent = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
  if (ends) socket.end(sent);
  else socket.write(sent);
  const late = await Promise.race([closed, wait(PATIENCE_MS, "late", { ref: false })]);
  socket.destroy();
  assert.notEqual(late, "late", `the connection stays open after ${text.slice(0, 200)}`);
  return text;
}

function open(): Socket {
  return connect(Number(new URL(server.url).port), "127.0.0.1").on("error", () => {});
}

const GET = "GET /healthz HTTP/1.1\r\nHost: a\r\n";
const POST = "POST /locks/1/open-with-pin HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
/** Answered only if a parser takes what was meant as a body for a request. */
const SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";

const CASES: Readonly<Record<string, readonly [bytes: string, answers: readonly number[]]>> = {
  "a length and chunks": [`${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`, [400]],
  "chunks and a length": [`${POST}Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n${SMUGGLED}`, [400]],
  "two lengths": [`${POST}Content-Length: 0\r\nContent-Length: 60\r\n\r\n${SMUGGLED}`, [400]],
  "the same length twice": [`${POST}Content-Length: 0\r\nContent-Length: 0\r\n\r\n${SMUGGLED}`, [400]],
  "a list of lengths": [`${POST}Content-Length: 0, 0\r\n\r\n${SMUGGLED}`, [400]],
  "a length with a sign": [`${POST}Content-Length: +2\r\n\r\n{}`, [400]],
  "a negative length": [`${POST}Content-Length: -2\r\n\r\n{}`, [400]],
  "a length in hexadecimal": [`${POST}Content-Length: 0x2\r\n\r\n{}`, [400]],
  "a length past all numbers": [`${POST}Content-Length: 99999999999999999999\r\n\r\n{}`, [400]],
  "a length past the limit": [`${POST}Content-Length: 99999999\r\n\r\n{}`, [413]],
  "an unknown coding": [`${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`, [400]],
  "chunks that are not last": [`${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`, [400]],
  "identity as a coding": [`${POST}Transfer-Encoding: identity\r\n\r\n${SMUGGLED}`, [400]],
  "chunks twice": [
    `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    [400],
  ],
  "a space before the colon": [`${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`, [400]],
  "a tab before the coding": [`${POST}Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n`, [400]],
  "a control character before the coding": [`${POST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`, [400]],
  "a size of a chunk in C": [`${POST}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n`, [400]],
  "a negative chunk": [`${POST}Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n`, [400]],
  "a chunk past all numbers": [`${POST}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n`, [400]],
  "a chunk that is longer than it says": [
    `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n${SMUGGLED}`,
    [400],
  ],
  "chunks that end in line feeds": [`${POST}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n${SMUGGLED}`, [400]],
  "a chunk with an extension without end": [
    `${POST}Transfer-Encoding: chunked\r\n\r\n2;${"a".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    [400],
  ],
  "a trailer that would be a length": [
    `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 60\r\n\r\n`,
    [400],
  ],
  "a folded header": [`${GET}X: a\r\n b\r\n\r\n`, [400]],
  "a folded first header": ["GET /healthz HTTP/1.1\r\n Host: a\r\n\r\n", [400]],
  "line feeds alone": ["GET /healthz HTTP/1.1\nHost: a\n\n", [400]],
  "a line feed within a header": [`${GET}X: a\nContent-Length: 60\r\n\r\n${SMUGGLED}`, [400]],
  "a carriage return within a header": [`${GET}X: a\rContent-Length: 60\r\n\r\n`, [400]],
  "empty lines before a request": [`\r\n\r\n${GET}\r\n`, [200]],
  "a header without a colon": [`${GET}nonsense\r\n\r\n`, [400]],
  "a header without a name": [`${GET}: a\r\n\r\n`, [400]],
  "a space in a header's name": [`${GET}X Y: a\r\n\r\n`, [400]],
  "U+0000 in a header": [`${GET}X: a\0b\r\n\r\n`, [400]],
  "U+0000 in a path": ["GET /healthz\0 HTTP/1.1\r\nHost: a\r\n\r\n", [400]],
  "U+0000 in a method": ["G\0T /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [400]],
  "bytes past ASCII in a header": [`${GET}X: \xff\xfe\r\n\r\n`, [200]],
  "bytes past ASCII in a path": ["GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", [400]],
  "two hosts": [`${GET}Host: b\r\n\r\n`, [400]],
  "no host": ["GET /healthz HTTP/1.1\r\n\r\n", [400]],
  "two credentials": [`${GET}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`, [400]],
  "two types of a body": [`${POST}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`, [400]],
  "a whole URL": ["GET http://a/healthz HTTP/1.1\r\nHost: A\r\n\r\n", [200]],
  "a whole URL of somewhere else": ["GET http://evil.example/healthz HTTP/1.1\r\nHost: a\r\n\r\n", [421]],
  "a tunnel": ["CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", []],
  "an asterisk": ["OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", [204]],
  "HTTP/1.0": ["GET /healthz HTTP/1.0\r\n\r\n", [200]],
  "HTTP/0.9": ["GET /healthz\r\n\r\n", [400]],
  "a version that is none": ["GET /healthz HTTP/1.2\r\nHost: a\r\n\r\n", [400]],
  "HTTP/2 by its preface": ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]],
  "HTTP/2 by an upgrade": [
    `${GET}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`,
    [200],
  ],
  "a web socket": [
    `${GET}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n\r\n`,
    [200],
  ],
  "a TLS hello": ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00".repeat(500), [400]],
  "an unknown method": ["BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [400]],
  "a giant header": [`${GET}X: ${"x".repeat(20_000)}\r\n\r\n`, [431]],
  "many headers": [`${GET}${"a: 1\r\n".repeat(3_000)}\r\n`, [431]],
  "a very long path": [`GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, [431]],
  "a long path": [`GET /locks/${"1".repeat(9_000)}/events HTTP/1.1\r\nHost: a\r\n\r\n`, [401]],
  "a body of a GET": [
    `${GET}Content-Type: application/json\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    [200],
  ],
  "a body of a HEAD": [`${GET.replace("GET", "HEAD")}Content-Length: 2\r\n\r\n{}`, [200]],
  "chunks of a GET": [`${GET}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, [200]],
  "many requests at once": [`${GET}\r\n`.repeat(50), Array.from({ length: 50 }, () => 200)],
  "a bad request right after a good one": [`${GET}\r\nnonsense\r\n\r\n`, [400]],
  "an expectation that is not known": [`${GET}Expect: the unexpected\r\n\r\n`, [417]],
  "an expectation to be told to go on": [`${POST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`, [100, 400]],
  "dots in a path": ["GET /reference/../healthz HTTP/1.1\r\nHost: a\r\n\r\n", [404]],
  "encoded dots in a path": ["GET /reference/%2e%2e/%2e%2e/package.json HTTP/1.1\r\nHost: a\r\n\r\n", [404]],
  "backslashes in a path": ["GET /reference\\..\\..\\package.json HTTP/1.1\r\nHost: a\r\n\r\n", [404]],
  "an encoded slash": ["GET /reference/..%2f..%2fpackage.json HTTP/1.1\r\nHost: a\r\n\r\n", [404]],
  "an encoded U+0000": ["GET /reference/%00 HTTP/1.1\r\nHost: a\r\n\r\n", [404]],
  "a percent sign alone": ["GET /locks/%/events HTTP/1.1\r\nHost: a\r\n\r\n", [400]],
  "bytes that are not UTF-8, encoded": ["GET /locks/%ff%fe/events HTTP/1.1\r\nHost: a\r\n\r\n", [400]],
  "parameters in a path": ["GET /healthz;a=b HTTP/1.1\r\nHost: a\r\n\r\n", [404]],
  "a fragment": ["GET /healthz#a HTTP/1.1\r\nHost: a\r\n\r\n", [200]],
};

describe("bytes on a connection", () => {
  for (const [name, [bytes, answers]] of Object.entries(CASES))
    it(`${name} ${answers.length === 0 ? "is not answered" : `answers ${answers.slice(0, 3).join(", ")}`}`, async () => {
      assert.deepEqual(await answersTo(bytes), answers);
    });

  it("a bad request ends its connection, also when its client does not", async () => {
    assert.deepEqual(await answersTo("nonsense\r\n\r\n", { ends: false }), [400]);
    assert.deepEqual(await answersTo(`${POST}Content-Length: 0\r\nContent-Length: 9\r\n\r\n`, { ends: false }), [400]);
    assert.deepEqual(await answersTo(`${GET}X: ${"x".repeat(20_000)}\r\n\r\n`, { ends: false }), [431]);
  });

  it("an error that is written by hand has the published body", async () => {
    const text = await textOf("nonsense\r\n\r\n");
    const body = JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4)) as { code: number };
    assert.equal(body.code, 400);
    assert.match(text, /connection: close/i);
  });

  it("a redirect has no body", async () => {
    const answer = await server.call("POST", `/temp-keys/${key}/open`);
    assert.deepEqual([answer.status, answer.text, answer.headers.get("content-type")], [303, "", null]);
  });

  it("an opening whose client goes away before the answer is one opening", async () => {
    const before = (await server.call("GET", "/locks/1/temp-keys", org)).json.tempKeys[0].usedCount as number;
    const bytes = `POST /temp-keys/${key}/open HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`;
    for (let i = 0; i < 5; i++) {
      const socket = open();
      socket.write(bytes, () => socket.destroy());
      await new Promise((resolve) => socket.once("close", resolve));
    }
    const half = open();
    half.write(bytes.slice(0, -2), () => half.destroy());
    const used = async () =>
      ((await server.call("GET", "/locks/1/temp-keys", org)).json.tempKeys[0].usedCount as number) - before;
    for (const until = Date.now() + PATIENCE_MS; (await used()) < 5 && Date.now() < until;) await wait(20);
    await wait(100);
    assert.equal(await used(), 5, "each whole request once, and the half one never");
  });

  it("clients that send without end and take nothing are held back", async () => {
    const socket = open();
    socket.pause();
    const request = `GET /temp-keys/${key} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(100);
    let isHeldBack = false;
    for (let i = 0; i < 2_000 && !isHeldBack; i++) isHeldBack = !socket.write(request) && !(await drained(socket));
    socket.destroy();
    assert.ok(isHeldBack, "200,000 requests were taken from somebody who takes no answer");
  });

  it("nothing stays open", async () => {
    const own = 2; // of this file's own client, which keeps its connections
    for (const until = Date.now() + PATIENCE_MS; (await connections()) > own && Date.now() < until;) await wait(50);
    assert.ok((await connections()) <= own, `${await connections()} connections are open`);
  });
});

function connections(): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((_, open) => resolve(open)));
}

/** Whether all that was written went out, within a second. */
function drained(socket: Socket): Promise<boolean> {
  return Promise.race([
    new Promise<boolean>((resolve) => socket.once("drain", () => resolve(true))),
    wait(1_000, false, { ref: false }),
  ]);
}
