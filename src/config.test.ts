import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { nameOfStore } from "./store/store-address.ts";
import { ConfigError, loadConfig } from "./config.ts";

function problemsOf(env: NodeJS.ProcessEnv): string {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return "";
}

describe("loadConfig", () => {
  it("has a default for everything", () => {
    assert.deepEqual(loadConfig({}), {
      processName: `${hostname()}:${process.pid}`,
      host: "127.0.0.1",
      port: 8787,
      dataDir: resolve("data"),
      store: { kind: "sqlite", file: resolve("data/latchstring.db") },
      publicUrl: "http://localhost:8787",
      hub: { secrets: undefined },
      isPublicUrlGiven: false,
      corsOrigins: new Set(),
      logLevel: "info",
      auth: { kind: "own", issuer: "latchstring", audience: "latchstring" },
      trustProxy: false,
      rateLimit: { kind: "on", perMinutePerCaller: 600, perMinutePerKey: 120 },
      pin: { digits: 8, secrets: undefined },
      signIn: { secret: undefined },
      providers: [],
      mail: undefined,
      gateways: { sms: undefined, whatsapp: undefined },
      noticeLanguage: "en",
      metrics: undefined,
      traces: undefined,
      outboundAllow: [],
      retentionDays: undefined,
      simulator: { travelMs: 600 },
    });
  });

  it("takes providers of OpenID Connect, as they are or from a file, and never tells their secrets", () => {
    const given = {
      id: "work",
      name: "Work",
      issuer: "https://login.example.test",
      clientId: "keys",
      clientSecret: "s3cret",
    };
    const { clientSecret: _, ...rest } = given;
    const expected = [{ ...given, creates: "none" }];
    assert.deepEqual(loadConfig({ OIDC_PROVIDERS: JSON.stringify([given]) }).providers, expected);
    const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
    try {
      const [list, secret] = [join(folder, "providers.json"), join(folder, "secret")];
      writeFileSync(secret, "s3cret\n");
      writeFileSync(list, JSON.stringify([{ ...rest, clientSecretFile: secret }]));
      assert.deepEqual(loadConfig({ OIDC_PROVIDERS: list }).providers, expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
    for (const wrong of ["/nowhere", "[", JSON.stringify([{ ...given, issuer: "ftp://x" }])]) {
      const problems = problemsOf({ OIDC_PROVIDERS: wrong });
      assert.match(problems, /OIDC_PROVIDERS must be a list of providers as JSON, or a file with one: /);
      assert.doesNotMatch(problems, /s3cret/);
    }
  });

  it("takes gateways for messages to phones, and never tells their tokens", () => {
    const given = { url: "https://sms.example/send", body: "{to} {text} {token}", token: "s3cret" };
    const { sms, whatsapp } = loadConfig({ SMS_GATEWAY: JSON.stringify(given) }).gateways;
    assert.deepEqual([sms?.url, sms?.token, whatsapp], [given.url, given.token, undefined]);
    for (const wrong of ["/nowhere", "{", JSON.stringify({ ...given, body: "{to} {token}" })])
      for (const name of ["SMS_GATEWAY", "WHATSAPP_GATEWAY"]) {
        const problems = problemsOf({ [name]: wrong });
        assert.match(problems, new RegExp(`${name} must be a request as JSON, or a file with one: `));
        assert.doesNotMatch(problems, /s3cret/);
      }
  });

  it("takes the secrets of PINs, and never tells them", () => {
    const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const given = `${a.toString("base64url")}, ${b.toString("base64url")}`;
    assert.deepEqual(loadConfig({ PIN_SECRETS: given, PIN_DIGITS: "6" }).pin, { digits: 6, secrets: [a, b] });
    assert.throws(
      () => loadConfig({ PIN_SECRETS: `${given}x` }),
      (error: Error) => {
        assert.match(error.message, /PIN_SECRETS must be one to four secrets/);
        return !error.message.includes(given);
      },
    );
    assert.throws(() => loadConfig({ PIN_DIGITS: "4" }), /PIN_DIGITS must be a whole number from 6 to 8/);
  });

  it("takes a mail server and a secret of signing in, and never tells them", () => {
    const secret = Buffer.alloc(32, 3);
    const SMTP_URL = "smtps://me:hush@mail.example:465";
    const given = { SMTP_URL, MAIL_FROM: "Doors <doors@example.com>", SIGN_IN_SECRET: secret.toString("base64url") };
    const { mail, signIn } = loadConfig(given);
    assert.deepEqual(mail, { smtpUrl: new URL(SMTP_URL), from: given.MAIL_FROM });
    assert.deepEqual(signIn, { secret });
    assert.match(problemsOf({ SMTP_URL }), /MAIL_FROM is required when SMTP_URL is given/);
    for (const url of ["https://me:hush@mail.example", "smtp://me:hush@", "hush", `${SMTP_URL}/?tls=hush`]) {
      const problems = problemsOf({ ...given, SMTP_URL: url });
      assert.match(problems, /SMTP_URL must be smtps:/);
      assert.doesNotMatch(problems, /hush/);
    }
    assert.doesNotMatch(problemsOf({ SIGN_IN_SECRET: "hush" }), /hush/);
    assert.match(problemsOf({ SIGN_IN_SECRET: "hush" }), /SIGN_IN_SECRET must be a secret of 32 bytes/);
  });

  it("takes where the data are, and never tells a password", () => {
    const url = "postgres://me:hush@db.example:5433/doors?sslmode=verify-full";
    assert.deepEqual(loadConfig({ DATABASE_URL: url }).store, { kind: "postgres", url });
    const files = { "sqlite:doors.db": resolve("doors.db"), "sqlite:///srv/doors.db": "/srv/doors.db" };
    for (const [DATABASE_URL, file] of Object.entries(files))
      assert.deepEqual(loadConfig({ DATABASE_URL }).store, { kind: "sqlite", file });
    for (const wrong of ["mysql://me:hush@db/doors", "postgres://me:hush@db", "sqlite:", "hush"]) {
      const problems = problemsOf({ DATABASE_URL: wrong });
      assert.match(problems, /DATABASE_URL must be postgres:\/\//);
      assert.doesNotMatch(problems, /hush/);
    }
    assert.equal(nameOfStore(loadConfig({ DATABASE_URL: url }).store), "PostgreSQL at db.example:5433/doors");
  });

  it("takes a name of this process that PostgreSQL keeps whole", () => {
    const longest = "~".repeat(48);
    assert.equal(loadConfig({ PROCESS_NAME: " door-1 " }).processName, "door-1");
    assert.equal(loadConfig({ PROCESS_NAME: longest }).processName, longest);
    for (const wrong of [`${longest}~`, "door 1", "door\n1", "türe"])
      assert.match(problemsOf({ PROCESS_NAME: wrong }), /^[^\n]+\n- PROCESS_NAME must be 1 to 48 visible ASCII[^\n]+$/);
  });

  it("takes networks that hubs may be at, and nothing that is none", () => {
    assert.deepEqual(loadConfig({}).outboundAllow, []);
    const { outboundAllow } = loadConfig({ OUTBOUND_ALLOW: " 192.168.1.0/24, fd00::/8,127.0.0.1" });
    assert.deepEqual(
      outboundAllow.map(([from, bits]) => `${from.toString()}/${bits}`),
      ["192.168.1.0/24", "fd00::/8", "127.0.0.1/32"],
    );
    for (const wrong of ["*", "private", "10.0.0.0/33", "10.0.0.0/8,", "door.example", "10.0.0.1,".repeat(101)])
      assert.match(problemsOf({ OUTBOUND_ALLOW: wrong }), /OUTBOUND_ALLOW must be up to 100 addresses or networks/);
  });

  it("takes a token for metrics, and never tells it", () => {
    const token = "0123456789abcdef";
    assert.deepEqual(loadConfig({ METRICS_TOKEN: token }).metrics, { token });
    for (const wrong of [token.slice(1), `${token} hush`, "x".repeat(201)]) {
      const problems = problemsOf({ METRICS_TOKEN: wrong });
      assert.match(problems, /METRICS_TOKEN must be 16 to 200 visible ASCII characters/);
      assert.ok(!problems.includes(wrong));
    }
  });

  it("takes OpenTelemetry's variables for traces, and refuses what it would send otherwise than it was told", () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318/otlp/" };
    assert.deepEqual(loadConfig(env).traces, {
      url: "http://127.0.0.1:4318/otlp/v1/traces",
      protocol: "http/protobuf",
      serviceName: "latchstring",
      attributes: {},
      sampler: "parentbased_always_on",
      ratio: 1,
      delayMs: 5_000,
      maxWaiting: 2_048,
    });
    const own = { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://c.example/t", OTEL_TRACES_SAMPLER_ARG: "0.25" };
    const given = loadConfig({ ...own, OTEL_SERVICE_NAME: "doors", OTEL_RESOURCE_ATTRIBUTES: "a=b%2Cc, d=e" }).traces!;
    assert.deepEqual([given.url, given.serviceName, given.ratio], ["https://c.example/t", "doors", 0.25]);
    assert.deepEqual(given.attributes, { a: "b,c", d: "e" });
    for (const off of [{ OTEL_SDK_DISABLED: "true" }, { OTEL_TRACES_EXPORTER: "none" }])
      assert.equal(loadConfig({ ...env, ...off }).traces, undefined);
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_TRACES_EXPORTER: "zipkin",
      OTEL_TRACES_SAMPLER: "jaeger_remote",
      OTEL_TRACES_SAMPLER_ARG: "50%",
      OTEL_RESOURCE_ATTRIBUTES: "team",
      OTEL_BSP_MAX_QUEUE_SIZE: "many",
    };
    for (const [name, value] of Object.entries(wrong))
      assert.match(problemsOf({ ...env, [name]: value }), new RegExp(`${name} must be`), name);
    assert.ok(!problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "tcp://user:hush@c.example" }).includes("hush"));
  });

  it("takes an empty variable as one that is not given", () => {
    assert.deepEqual(loadConfig({ PORT: "", PUBLIC_URL: " ", AUTH_JWKS_URL: "", RATE_LIMIT: "" }), loadConfig({}));
  });

  it("reads what is given", () => {
    const { host, port, publicUrl, trustProxy, rateLimit } = loadConfig({
      HOST: "::1",
      PORT: "0",
      TRUST_PROXY: "10.0.0.0/8, ::1,loopback",
      RATE_LIMIT: "50",
    });
    assert.deepEqual([host, port, publicUrl], ["::1", 0, "http://localhost:0"]);
    assert.equal(trustProxy, "10.0.0.0/8,::1,loopback");
    assert.deepEqual(rateLimit, { kind: "on", perMinutePerCaller: 50, perMinutePerKey: 120 });
    assert.equal(loadConfig({ PUBLIC_URL: "https://door.example/a/" }).publicUrl, "https://door.example/a");
    assert.equal(loadConfig({ TRUST_PROXY: "2" }).trustProxy, 2);
    assert.equal(loadConfig({ TRUST_PROXY: "0" }).trustProxy, false);
    assert.deepEqual(loadConfig({ RATE_LIMIT: "off" }).rateLimit, { kind: "off" });
    assert.deepEqual(loadConfig({ RATE_LIMIT: "9,8" }).rateLimit, {
      kind: "on",
      perMinutePerCaller: 9,
      perMinutePerKey: 8,
    });
  });

  it("refuses to believe what a client writes of its own address", () => {
    assert.match(problemsOf({ TRUST_PROXY: "true" }), /TRUST_PROXY must not be true: clients could then write any/);
    const wrong = [
      "TRUE",
      "yes",
      "-1",
      "10",
      "1.5",
      "0.0.0.0/0",
      "::/0",
      "10.0.0.0/7",
      "fc00::/6",
      "::ffff:0.0.0.0/96",
    ];
    const odd = [
      "10.0.0.0/33",
      "10.0.0.0/",
      "10.0.0.0/8/8",
      "10.0.0.0/255.0.0.0",
      "127.1",
      "fe80::1%eth0",
      "proxy.local",
    ];
    for (const text of [...wrong, ...odd, "10.0.0.1,", "loopback,true", "toString"])
      assert.match(problemsOf({ TRUST_PROXY: text }), /TRUST_PROXY must be /, text);
  });

  it("takes an external issuer whole", () => {
    const env = { AUTH_JWKS_URL: "https://id.example/keys", AUTH_ISSUER: "https://id.example", AUTH_AUDIENCE: "doors" };
    assert.deepEqual(loadConfig(env).auth, {
      kind: "external",
      issuer: "https://id.example",
      audience: "doors",
      jwksUrl: new URL("https://id.example/keys"),
      algorithms: ["EdDSA", "ES256", "RS256"],
    });
    const problems = problemsOf({ AUTH_JWKS_URL: "https://id.example/keys" });
    assert.match(problems, /AUTH_ISSUER is required/);
    assert.match(problems, /AUTH_AUDIENCE is required/);
  });

  for (const name of ["none", "None", "HS256", "hs512", "EdDSA,HS384"]) {
    it(`never believes ${name}`, () =>
      assert.match(problemsOf({ AUTH_ALGORITHMS: name }), /AUTH_ALGORITHMS must not name/));
  }

  const wrong: readonly [string, string][] = [
    ["HOST", "not a host"],
    ["PORT", "65536"],
    ["PORT", "80a"],
    ["PORT", "-1"],
    ["PUBLIC_URL", "ftp://x"],
    ["PUBLIC_URL", "door.example"],
    ["PUBLIC_URL", "https://x/?a=1"],
    ["PUBLIC_URL", "https://x/#"],
    ["PUBLIC_URL", "https://me:secret@x/"],
    ["LOG_LEVEL", "loud"],
    ["AUTH_JWKS_URL", "file:///etc/keys"],
    ["AUTH_ALGORITHMS", "RS1"],
    ["TRUST_PROXY", "yes"],
    ["TRUST_PROXY", "10.0.0.0/33"],
    ["RATE_LIMIT", "0"],
    ["RATE_LIMIT", "5,x"],
    ["SIMULATOR_TRAVEL_MS", "1e3"],
    ["MAIL_FROM", "Doors"],
    ["NOTICE_LANGUAGE", "fr"],
    ["MAIL_FROM", "Doors <doors@example.com>, Eve <eve@example.com>"],
  ];
  for (const [name, value] of wrong) {
    it(`refuses ${name}=${value} and names it`, () => {
      const problems = problemsOf({ AUTH_ISSUER: "i", AUTH_AUDIENCE: "a", [name]: value });
      assert.match(problems, new RegExp(`^The configuration is not valid:\n- ${name} must [^\n]+$`));
    });
  }

  it("tells all that is wrong at once", () => {
    const problems = problemsOf({ PORT: "x", LOG_LEVEL: "x", RATE_LIMIT: "x", TRUST_PROXY: "x" });
    assert.deepEqual(
      problems
        .split("\n- ")
        .slice(1)
        .map((line) => line.split(" ")[0]),
      ["PORT", "LOG_LEVEL", "TRUST_PROXY", "RATE_LIMIT"],
    );
  });
});

describe("where guests' links lead", () => {
  for (const HOST of ["0.0.0.0", "0", "0x0", "::", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"]) {
    it(`must be said where HOST is ${HOST}`, () => {
      assert.throws(() => loadConfig({ HOST }), /PUBLIC_URL must say where guests reach this server/);
      const PUBLIC_URL = "https://keys.example.test";
      assert.equal(loadConfig({ HOST, PUBLIC_URL }).publicUrl, PUBLIC_URL);
      const anywhere = `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:8787`;
      assert.throws(() => loadConfig({ HOST, PUBLIC_URL: anywhere }), /PUBLIC_URL must say/);
    });
  }
});

it("takes values as files and editors leave them, and refuses slips in secrets", () => {
  const secret = Buffer.alloc(32, 7).toString("base64url");
  const { port, signIn, pin } = loadConfig({
    PORT: "\uFEFF 8790\r\n",
    SIGN_IN_SECRET: `${secret}\n`,
    PIN_SECRETS: ` ${secret} ,${Buffer.alloc(32, 8).toString("base64")}\n`,
  });
  assert.equal(port, 8790);
  assert.deepEqual(signIn.secret, Buffer.alloc(32, 7));
  assert.deepEqual(pin.secrets, [Buffer.alloc(32, 7), Buffer.alloc(32, 8)]);
  for (const slip of [`${secret.slice(0, 20)} ${secret.slice(20)}`, `${secret}!`, secret.slice(1), `${secret}A`]) {
    assert.throws(
      () => loadConfig({ SIGN_IN_SECRET: slip, PIN_SECRETS: slip }),
      (error: Error) =>
        /SIGN_IN_SECRET/.test(error.message) && /PIN_SECRETS/.test(error.message) && !error.message.includes(slip),
    );
  }
});
