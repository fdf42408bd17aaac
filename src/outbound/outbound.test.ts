import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { networkOf } from "./addresses.ts";
import { createOutbound, type OutboundRequest } from "./outbound.ts";
import { OutboundError } from "./outbound-error.ts";

const LOOPBACK = [networkOf("127.0.0.0/8")!];
const outbound = createOutbound({ allow: LOOPBACK });
const soon = (ms = 5_000) => AbortSignal.timeout(ms);

type Expected = Partial<Pick<OutboundError, "kind" | "aborted">> & { readonly message?: RegExp };

async function fails(request: Partial<OutboundRequest> & { readonly url: string }, expected: Expected, by = outbound) {
  await assert.rejects(by.request({ method: "POST", signal: soon(), ...request }), (error) => {
    assert.ok(error instanceof OutboundError, String(error));
    assert.equal(error.kind, expected.kind, error.message);
    if (expected.aborted !== undefined) assert.equal(error.aborted, expected.aborted);
    if (expected.message) assert.match(error.message, expected.message);
    return true;
  });
}

/** A server of raw connections; `heard` is all that it was sent. */
async function listening(serve: (socket: Socket, heard: () => string) => void) {
  let text = "";
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket, () => text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}/open`,
    hear: (part: Buffer) => (text += part.toString()),
    heard: () => text,
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const portOf = (server: TcpServer | Server) => (server.address() as AddressInfo).port;

describe("a request to an address that somebody configured", () => {
  const asked: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      asked.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      if (request.url === "/elsewhere") response.writeHead(302, { location: "http://127.0.0.1:1/" });
      response.end(request.url === "/long" ? "x".repeat(70_000) : "opened");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${portOf(server)}`;
  });
  after(() => server.close());

  it("is sent as it is, on a connection of its own", async () => {
    const answer = await outbound.request({
      url: `${url}/open?door=1`,
      method: "PUT",
      headers: { "Content-Type": "application/json", authorization: "Bearer t" },
      body: '{"ü":1}',
      signal: soon(),
    });
    assert.deepEqual([answer.status, answer.body], [200, "opened"]);
    const { headers, ...rest } = asked.pop()!;
    assert.deepEqual(rest, { method: "PUT", url: "/open?door=1", body: '{"ü":1}' });
    assert.deepEqual(headers, {
      host: url.slice("http://".length),
      "content-type": "application/json",
      authorization: "Bearer t",
      "accept-encoding": "identity",
      connection: "close",
      "content-length": "8",
    });
  });

  it("follows no redirect", async () => {
    const answer = await outbound.request({ url: `${url}/elsewhere`, method: "GET", signal: soon() });
    assert.equal(answer.status, 302);
    asked.pop();
  });

  it("takes no proxy of the environment", async () => {
    const proxies = { http_proxy: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1", NODE_USE_ENV_PROXY: "1" };
    const earlier = { ...process.env };
    Object.assign(process.env, proxies);
    try {
      assert.equal((await outbound.request({ url, method: "GET", signal: soon() })).status, 200);
    } finally {
      for (const name of Object.keys(proxies))
        if (earlier[name] === undefined) delete process.env[name];
        else process.env[name] = earlier[name];
    }
    asked.pop();
  });

  it("takes 64 KiB of an answer, and no more", async () => {
    await fails({ url: `${url}/long` }, { kind: "unanswered", aborted: false, message: /longer than 65536/ });
    asked.pop();
  });

  const REFUSED: Record<string, Partial<OutboundRequest> & { readonly url: string }> = {
    "no URL": { url: "door" },
    "another scheme": { url: "ftp://127.0.0.1/" },
    "a file": { url: "file:///etc/passwd" },
    "a password in it": { url: "http://user:pass@127.0.0.1/" },
    "a fragment": { url: "http://127.0.0.1/#x" },
    "a URL without an end": { url: `http://127.0.0.1/${"x".repeat(5_000)}` },
    "a host of its own": { url: "http://127.0.0.1/", headers: { Host: "other" } },
    "a length of its own": { url: "http://127.0.0.1/", headers: { "content-length": "1" } },
    "a line break in a header": { url: "http://127.0.0.1/", headers: { a: "b\r\nc: d" } },
    "a header without a name": { url: "http://127.0.0.1/", headers: { "": "b" } },
    "a fingerprint without TLS": { url: "http://127.0.0.1/", fingerprint: "a".repeat(64) },
    "half a fingerprint": { url: "https://127.0.0.1/", fingerprint: "a".repeat(32) },
  };
  for (const [what, request] of Object.entries(REFUSED))
    it(`is refused with ${what}`, () => fails(request, { kind: "refused" }));

  for (const host of [
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "localhost",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "[::1]",
    "[::]",
  ])
    it(`goes nowhere that is not listed: ${host}`, async () => {
      const elsewhere = createOutbound({ allow: [networkOf("10.0.0.0/8")!] });
      await fails({ url: url.replace("127.0.0.1", host) }, { kind: "refused" }, elsewhere);
      assert.deepEqual(asked, []);
    });

  it("is refused when one of a name's addresses may not be called, and says none of them", async () => {
    const addresses = ["127.0.0.1", "192.168.77.7"].map((address) => ({ address, family: 4 }));
    const both = createOutbound({ allow: LOOPBACK, resolve: async () => addresses });
    await fails({ url: `http://door.example:${portOf(server)}/` }, { kind: "refused", message: /^[^\d]+$/ }, both);
    assert.deepEqual(asked, []);
  });

  it("goes where its name was first said to be, whatever is answered the next time", async () => {
    let times = 0;
    const rebinding = createOutbound({
      allow: LOOPBACK,
      resolve: async () => [{ address: times++ === 0 ? "127.0.0.1" : "169.254.169.254", family: 4 }],
    });
    const again = { url: `http://door.example:${portOf(server)}/` };
    const { status } = await rebinding.request({ ...again, method: "GET", signal: soon() });
    assert.deepEqual([status, times], [200, 1]);
    assert.equal(asked.pop()!.headers.host, `door.example:${portOf(server)}`);
    await fails(again, { kind: "refused" }, rebinding);
    assert.equal(asked.length, 0);
  });
});

describe("a request without an answer was surely not sent", () => {
  it("when nobody listens", async () => {
    const server = await listening(() => {});
    await server[Symbol.asyncDispose]();
    await fails({ url: server.url }, { kind: "unreachable", aborted: false, message: /^the connection was refused$/ });
  });

  it("when its name is not known, or is not told in time", async () => {
    const unknown = createOutbound({ allow: LOOPBACK, resolve: () => Promise.reject(new Error("ENOTFOUND")) });
    await fails({ url: "http://door.example/" }, { kind: "unreachable", aborted: false }, unknown);
    const silent = createOutbound({ allow: LOOPBACK, resolve: () => new Promise(() => {}) });
    await fails({ url: "http://door.example/", signal: soon(20) }, { kind: "unreachable", aborted: true }, silent);
  });

  it("when it was given up before it began", async () => {
    await using server = await listening(() => {});
    await fails({ url: server.url, signal: AbortSignal.abort() }, { kind: "unreachable", aborted: true });
    assert.equal(server.connections(), 0);
  });

  it("when TLS does not come about: cut, silent, no TLS at all", async () => {
    const servers: [(socket: Socket) => void, Expected][] = [
      [(socket) => socket.destroy(), { kind: "unreachable", aborted: false }],
      [() => {}, { kind: "unreachable", aborted: true }],
      [(socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"), { kind: "unreachable", aborted: false }],
    ];
    for (const [serve, expected] of servers) {
      await using server = await listening((socket) => {
        socket.on("data", server.hear);
        serve(socket);
      });
      await fails({ url: server.url.replace("http:", "https:"), signal: soon(300) }, expected);
      assert.doesNotMatch(server.heard(), /POST/);
    }
  });
});

describe("a request without an answer may have been carried out", () => {
  /** What a server does with a connection, once it has heard something of the request. */
  const FAULTS: Record<string, [(socket: Socket) => void, Expected]> = {
    "when it is reset after it was read": [(socket) => socket.resetAndDestroy(), { aborted: false }],
    "when the connection is closed": [(socket) => socket.end(), { aborted: false }],
    "when there is no answer": [() => {}, { aborted: true }],
    "when there is half a head": [(socket) => socket.write("HTTP/1.1 200 O"), { aborted: true }],
    "when there is half a head, and then the end": [(socket) => socket.end("HTTP/1.1 200 O"), { aborted: false }],
    "when there is half a body": [
      (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nopen"),
      { aborted: false },
    ],
    "when there is half a body, and no end": [
      (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nopen"),
      { aborted: true },
    ],
    "when a part of the body is missing": [
      (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nopen\r\n"),
      { aborted: false },
    ],
    "when the answer comes drop by drop": [
      (socket) => {
        const drip = setInterval(() => socket.write("x"), 10);
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
        socket.on("close", () => clearInterval(drip));
      },
      { aborted: true },
    ],
    "when it is only told to go on": [(socket) => socket.write("HTTP/1.1 100 Continue\r\n\r\n"), { aborted: true }],
    "when the protocol is changed": [
      (socket) => socket.write("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
      { aborted: false },
    ],
    "when the head never ends": [
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nA: ${"x".repeat(40_000)}`),
      { aborted: false },
    ],
    "when the answer is no HTTP": [(socket) => socket.end("hello\r\n"), { aborted: false }],
  };
  for (const [what, [fault, expected]] of Object.entries(FAULTS))
    it(what, async () => {
      await using server = await listening((socket) =>
        socket.on("data", (part) => {
          server.hear(part);
          if (server.heard().includes("\r\n\r\n")) fault(socket);
        }),
      );
      await fails({ url: server.url, signal: soon(400) }, { kind: "unanswered", ...expected });
      assert.match(server.heard(), /^POST \/open HTTP\/1\.1/);
    });

  it("when it is reset before a byte of it was read, because nobody can tell", async () => {
    await using server = await listening((socket) => {
      socket.pause();
      setTimeout(() => socket.resetAndDestroy(), 100);
    });
    await fails({ url: server.url }, { kind: "unanswered", aborted: false });
    assert.equal(server.heard(), "");
  });

  it("and is not sent a second time", async () => {
    await using server = await listening((socket) => socket.on("data", () => socket.resetAndDestroy()));
    await fails({ url: server.url }, { kind: "unanswered" });
    assert.equal(server.connections(), 1);
  });
});

describe("a request over TLS", () => {
  let dir: string;
  let server: Server;
  let names: (string | false | undefined)[] = [];
  let fingerprint: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "latchstring-outbound-"));
    const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
    await promisify(execFile)("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=door.example".split(" "),
      "-keyout",
      key,
      "-out",
      cert,
    ]);
    const pem = await readFile(cert);
    fingerprint = new X509Certificate(pem).fingerprint256;
    const tls = createTlsServer({ key: await readFile(key), cert: pem }, (request, response) => {
      names.push((request.socket as typeof request.socket & { servername?: string | false }).servername);
      response.end("opened");
    });
    server = tls;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(async () => {
    server.close();
    await rm(dir, { recursive: true });
  });

  const door = createOutbound({ allow: LOOPBACK, resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
  const urlOf = (host: string) => `https://${host}:${portOf(server)}/`;

  it("is not sent to who has a certificate that nobody signed, whatever the environment says", async () => {
    await fails({ url: urlOf("door.example") }, { kind: "unreachable", aborted: false, message: /certificate/ }, door);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      await fails({ url: urlOf("door.example") }, { kind: "unreachable" }, door);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    assert.deepEqual(names, []);
  });

  it("is sent to who has the certificate that was named, and asks for them by name", async () => {
    const plain = fingerprint.replaceAll(":", "").toLowerCase();
    for (const [host, print] of [
      ["door.example", fingerprint],
      ["other.example", plain],
      ["127.0.0.1", fingerprint],
    ] as const) {
      const { body } = await door.request({ url: urlOf(host), method: "GET", fingerprint: print, signal: soon() });
      assert.equal(body, "opened");
    }
    assert.deepEqual(names, ["door.example", "other.example", false]);
    names = [];
  });

  it("is not sent to who has another", async () => {
    await fails(
      { url: urlOf("door.example"), fingerprint: "0".repeat(64) },
      { kind: "unreachable", aborted: false, message: /another certificate/ },
      door,
    );
    assert.deepEqual(names, []);
  });

  it("can be tried without being sent", async () => {
    await door.reach({ url: urlOf("door.example"), fingerprint, signal: soon() });
    await assert.rejects(door.reach({ url: urlOf("door.example"), signal: soon() }), OutboundError);
    assert.deepEqual(names, []);
  });
});

it("goes without TLS only into listed networks where that is asked for", async () => {
  const answers = createServer((_request, response) => void response.end("in")).listen(0, "127.0.0.1");
  await once(answers, "listening");
  try {
    const { port } = answers.address() as AddressInfo;
    const own = { method: "GET", url: `http://127.0.0.1:${port}/`, isPrivate: true, signal: soon() } as const;
    assert.equal((await outbound.request(own)).body, "in");
    await fails({ ...own, url: "http://1.1.1.1/" }, { kind: "refused", message: /without TLS/ });
    const public6 = createOutbound({
      allow: LOOPBACK,
      resolve: async () => [{ address: "2606:4700::1111", family: 6 }],
    });
    await fails({ ...own, url: "http://partner.example/" }, { kind: "refused", message: /without TLS/ }, public6);
  } finally {
    answers.close();
  }
});
