/** The import rules of docs/architecture.md: who may know whom. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, it } from "node:test";

interface Rule {
  /** Files that the rule is about. */
  readonly from: RegExp;
  /** Modules of the project that they may import. */
  readonly may: RegExp;
  /** Packages and built-in modules that they may import. */
  readonly packages: RegExp;
}

const ANY = /./;

/** What `api/`, `guest/` and `console/` stand on; none of them knows another. */
const HTTP_FLOOR = "http/(answers|callers|pages|requests)/|http/(app|schemas|pin-proofs)\\.ts";
const PORTS_OF_HTTP = [
  "domain/|clock|config|node-http|outbound/(addresses|target)|uuid|version|database/unavailable|secrets/encryption|pins/pin-vault|mail/mailer",
  "ledger/(ledger|chain|event-types|history|export)|idempotency/(idempotency|shares)|limits/counters|(metrics/metrics|traces/traces)",
  "identity/(directory|organizations|members|organization-keys|sites|tokens|authentication-error|api-keys|email|sign-in|accounts/(accounts|console-cookie|ways|passkeys|providers|recovery-codes|sent-links))",
  "activity/(activity|buckets)",
  "feed/(envelopes|watch)|org-feed/org-feed",
  "reading/",
  "notices/(notices|recipients)",
  "webhooks/(webhooks|desk)|member-notices/(choices|unsubscribe)",
  "presentation/(presentation|colours|picture|fields)|openings/openings|key-imports/|erasure/",
  "devices/(kinds|driver|relock|hubs/(hub|keeper|open-hubs)|observed/(device-states|attention))",
];

/** @param rooms of `http/` */
function httpMay(rooms: string): RegExp {
  return new RegExp(`^src/(${[...PORTS_OF_HTTP, rooms].join("|")})`);
}

/** A driver knows what there is for all of them, and no other driver. */
function driver(room: string, besides?: "outbound/"): Rule {
  const own = `devices/([^/]+$|${room}/)`;
  const may = ["domain/", "clock", "log", own, ...(besides ? [besides] : [])];
  return { from: new RegExp(`^src/devices/${room}/`), may: new RegExp(`^src/(${may.join("|")})`), packages: ANY };
}

const RULES: readonly Rule[] = [
  { from: /^src\/(clock|log|uuid|version|node-http)\.ts$/, may: /^$/, packages: /^node:/ },
  { from: /^src\/domain\//, may: /^src\/domain\/[^/]+$/, packages: /^$/ },
  { from: /^src\/database\/[^/]+$/, may: /^src\/database\/[^/]+$/, packages: /^node:/ },
  {
    from: /^src\/database\/sqlite\//,
    may: /^src\/database\/([^/]+$|sqlite\/)/,
    packages: /^(node:|better-sqlite3$)/,
  },
  { from: /^src\/database\/postgres\//, may: /^src\/database\/([^/]+$|postgres\/)/, packages: /^(node:|pg$)/ },
  { from: /^src\/ledger\/scratch\.ts$/, may: /^src\/ledger\/[^/]+$/, packages: /^better-sqlite3$/ },
  { from: /^src\/ledger\/[^/]+$/, may: /^src\/(domain|database\/unavailable|ledger\/[^/]+$)/, packages: /^node:/ },
  {
    from: /^src\/ledger\/sqlite\//,
    may: /^src\/(domain\/|clock|database\/[^/]+$|database\/sqlite\/|ledger\/[^/]+$|ledger\/sqlite\/)/,
    packages: /^(node:|better-sqlite3$)/,
  },
  {
    from: /^src\/ledger\/postgres\//,
    may: /^src\/(domain\/|clock|database\/[^/]+$|database\/postgres\/|ledger\/[^/]+$|ledger\/postgres\/)/,
    packages: /^(node:|pg$)/,
  },
  {
    from: /^src\/identity\//,
    may: /^src\/(domain\/|clock|log|database\/[^/]+$|secrets\/|identity\/)/,
    packages: ANY,
  },
  {
    from: /^src\/idempotency\//,
    may: /^src\/(uuid|database\/|idempotency\/)/,
    packages: ANY,
  },
  {
    from: /^src\/presentation\//,
    may: /^src\/(domain\/|database\/[^/]+$|presentation\/)/,
    packages: ANY,
  },
  { from: /^src\/limits\//, may: /^src\/(clock|log|limits\/|database\/postgres\/errors)/, packages: /^(node:|pg$)/ },
  {
    from: /^src\/metrics\//,
    may: /^src\/(domain\/|database\/unavailable|ledger\/ledger|metrics\/)/,
    packages: /^(node:perf_hooks|prom-client)$/,
  },
  {
    from: /^src\/traces\//,
    may: /^src\/(domain\/|log|config-values|ledger\/ledger|traces\/)/,
    packages: /^(node:(async_hooks|crypto)$|@opentelemetry\/)/,
  },
  {
    from: /^src\/key-imports\//,
    may: /^src\/(domain\/|database\/sql|key-imports\/)/,
    packages: /^(node:crypto|csv-parse\/sync)$/,
  },
  {
    from: /^src\/erasure\//,
    may: /^src\/(domain\/|clock|log|database\/sql|identity\/(directory|members|token-users)|ledger\/ledger|erasure\/)/,
    packages: /^node:/,
  },
  { from: /^src\/revocations\//, may: /^src\/(clock|log|ledger\/ledger)/, packages: /^$/ },
  { from: /^src\/refusals\//, may: /^src\/(domain\/|clock|log|database\/unavailable|ledger\/ledger)/, packages: /^$/ },
  {
    from: /^src\/pins\//,
    may: /^src\/(domain\/|clock|database\/unavailable|secrets\/|pins\/)/,
    packages: /^(node:|lru-cache$)/,
  },
  { from: /^src\/secrets\//, may: /^src\/(clock|secrets\/)/, packages: /^node:/ },
  { from: /^src\/store\/(parts|store-address)\.ts$/, may: /^$/, packages: /^node:path$/ },
  {
    from: /^src\/store\/store\.ts$/,
    may: /^src\/(database\/sql|erasure\/(personal-data|stored-texts)|devices\/(hubs\/hub|observed\/device-states)|identity\/(directory|organizations|sign-in|accounts\/(accounts|ways))|idempotency\/idempotency|key-imports\/key-imports|ledger\/(ledger|verify-record)|limits\/counters|presentation\/presentation)\.ts$/,
    packages: /^$/,
  },
  { from: /^src\/leases\//, may: /^src\/(clock|log|database\/sql|leases\/)/, packages: /^$/ },
  { from: /^src\/outbound\//, may: /^src\/(outbound\/|node-http)/, packages: /^(node:|ipaddr\.js$)/ },
  { from: /^src\/mail\//, may: /^src\/mail\//, packages: ANY },
  {
    from: /^src\/devices\/kinds\.ts$/,
    may: /^src\/devices\/(bus|driver|announcer|[^/]+\/(kind|announcing|telling))\.ts$/,
    packages: /^$/,
  },
  {
    from: /^src\/devices\/[^/]+$/,
    may: /^src\/(domain\/|clock|log|database\/unavailable|ledger\/ledger|outbound\/|devices\/[^/]+$)/,
    packages: /^(node:|(typebox|lru-cache)$)/,
  },
  {
    from: /^src\/devices\/hubs\//,
    may: /^src\/(domain\/|clock|log|database\/[^/]+$|leases\/|secrets\/|outbound\/|devices\/([^/]+$|hubs\/))/,
    packages: /^(node:|typebox)/,
  },
  {
    from: /^src\/devices\/observed\//,
    may: /^src\/(domain\/|clock|log|database\/sql|ledger\/ledger|devices\/([^/]+$|observed\/))/,
    packages: /^lru-cache$/,
  },
  driver("simulator"),
  driver("matter"),
  driver("http-relay", "outbound/"),
  driver("home-assistant", "outbound/"),
  driver("mqtt", "outbound/"),
  {
    from: /^src\/feed\//,
    may: /^src\/(domain\/|clock|log|database\/sql|ledger\/(ledger|cursor|chain)|leases\/|feed\/)/,
    packages: /^node:timers\/promises$/,
  },
  {
    from: /^src\/activity\//,
    may: /^src\/(domain\/|clock|log|database\/sql|ledger\/(ledger|chain)|feed\/|activity\/)/,
    packages: /^$/,
  },
  {
    from: /^src\/org-feed\//,
    may: /^src\/(domain\/|clock|log|database\/sql|ledger\/ledger|feed\/|org-feed\/)/,
    packages: /^$/,
  },
  {
    from: /^src\/buses\//,
    may: /^src\/(domain\/|clock|log|database\/sql|outbound\/|ledger\/ledger|feed\/|org-feed\/|leases\/|devices\/(bus|hubs\/|observed\/)|buses\/)/,
    packages: /^node:timers\/promises$/,
  },
  {
    from: /^src\/announcements\//,
    may: /^src\/(domain\/|clock|log|outbound\/|ledger\/ledger|feed\/|leases\/|devices\/(announcer|hubs\/|observed\/)|announcements\/)/,
    packages: /^node:(util|timers\/promises)$/,
  },
  {
    from: /^src\/webhooks\//,
    may: /^src\/(domain\/|clock|log|database\/(sql|unavailable)|outbound\/|leases\/|feed\/|ledger\/(ledger|chain)|webhooks\/)/,
    packages: /^node:(crypto|timers\/promises)$/,
  },
  {
    from: /^src\/notices\//,
    may: /^src\/(domain\/|clock|log|database\/(sql|unavailable)|outbound\/|leases\/|feed\/|ledger\/ledger|mail\/mailer|notices\/)/,
    packages: /^node:crypto$/,
  },
  {
    from: /^src\/member-notices\//,
    may: /^src\/(domain\/|clock|log|database\/(sql|unavailable)|leases\/|ledger\/ledger|mail\/mailer|activity\/activity|reading\/|identity\/(directory|organizations|members)|devices\/observed\/(attention|device-states)|notices\/|member-notices\/)/,
    packages: /^node:crypto$/,
  },
  {
    from: /^src\/reading\//,
    may: /^src\/(domain\/|clock|ledger\/ledger|identity\/directory|reading\/)/,
    packages: /^node:timers\/promises$/,
  },
  { from: /^src\/openings\//, may: /^src\/(domain\/|devices\/orders|ledger\/ledger)/, packages: /^$/ },
  // Browser code: of the server it knows pure rules, and types in one file.
  {
    from: /^src\/console\/api\/types\.ts$/,
    may: /^src\/http\//,
    packages: /^typebox$/,
  },
  {
    from: /^src\/console\/(?!(build|one-language|vite\.config)\.ts|drawn\.tsx)/,
    may: /^src\/(domain\/(ids|local-time|spreadsheet-text|time-zone)\.ts|presentation\/colours\.ts|console\/)/,
    packages: /^(preact|@preact\/signals)/,
  },
  {
    from: /^src\/console\//,
    may: /^src\/console\//,
    packages: /^(node:|(terser|vite|preact-render-to-string)$)/,
  },
  { from: /^src\/http\/api\//, may: httpMay(`${HTTP_FLOOR}|http/api/`), packages: ANY },
  { from: /^src\/http\/guest\//, may: httpMay(`${HTTP_FLOOR}|http/guest/`), packages: ANY },
  { from: /^src\/http\/console\//, may: httpMay(`${HTTP_FLOOR}|http/console/`), packages: ANY },
  { from: /^src\/http\/(operations|document|server|malformed-requests)/, may: httpMay("http/"), packages: ANY },
  { from: /^src\/http\//, may: httpMay(HTTP_FLOOR), packages: ANY },
];

/** Only the composition root, the list of kinds of driver and the command line pick adapters. */
const ADAPTERS =
  /^src\/(ledger\/(sqlite|postgres)|devices\/(?!hubs|observed|testing)[^/]+\/|(idempotency|limits)\/(sqlite|postgres)-|database\/(sqlite|postgres)\/|mail\/smtp-)/;
const PICKS_ADAPTERS =
  /^src\/(store\/(sqlite|postgres)\.ts|transfer\/(sqlite|postgres)-|serve\.ts|demo-door\.ts|devices\/kinds\.ts|cli\/)/;

/** Tests, and in a room's folder `testing/` what only tests use: suites, harnesses, processes of their own. */
const TESTING = /\.test\.ts$|\/testing\//;
/** What no other file imports: where the program and its threads begin. */
const BEGINNINGS = new Set([
  "src/main.ts",
  "src/build.ts",
  "src/dev.ts",
  "src/ledger/sqlite/worker.ts",
  "src/console/main.tsx",
  "src/console/build.ts",
  "src/console/drawn.tsx",
  "src/console/vite.config.ts",
]);
/** A language is one file, which nothing names. */
const LOADED_BY_NAME = /^src\/http\/guest\/messages\/[a-z]{2,3}(-[A-Za-z]+)?\.ts$/;

const files = globSync("src/**/*.{ts,tsx}").filter((file) => !TESTING.test(file));
const imported = new Set(files.flatMap(importsOf));

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/(?<![/"\w])(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]!);
  return found.map((name) => (name.startsWith(".") ? relative(".", join(dirname(file), name)) : name));
}

/** Why a file may not import a module; undefined where it may. */
function refusalOf(file: string, name: string): string | undefined {
  const rule = RULES.find(({ from }) => from.test(file));
  const inside = name.startsWith("src/");
  if (rule && !(inside ? rule.may : rule.packages).test(name)) return `${file} may not import ${name}`;
  if (TESTING.test(name)) return `${file} imports what is for tests: ${name}`;
  if (inside && ADAPTERS.test(name) && !ADAPTERS.test(file) && !PICKS_ADAPTERS.test(file))
    return `${file} picks an adapter: ${name}`;
  return undefined;
}

/** A folder each, of one room. */
const SCREEN = /^src\/console\/screens\//;

/** Rooms that may know all; and what stands in no room. */
const MAY_ALL = /^src\/([^/]+$|cli\/|transfer\/|store\/)/;

/** Rooms and files that a row or a part of one names. */
function placesIn(text: string): string[] {
  return [...text.matchAll(/`([\w./-]+(?:\/|\.ts))`/g)].map(([, place]) => place!);
}

/** The same in full: what stands beside its first one is in the first column, and rooms in that one anywhere. */
function placesOf(row: string): string[] {
  const [first = "", ...beside] = placesIn(row.split("|")[1]!);
  const within = placesIn(row).filter((place) => place.endsWith("/"));
  return [first, ...beside.map((one) => join(dirname(first), one)), ...within.map((one) => join(first, one))];
}

describe("import rules", () => {
  it("are there for every room", () => {
    const lawless = files.filter((file) => !MAY_ALL.test(file) && !RULES.some(({ from }) => from.test(file)));
    assert.deepEqual(lawless, []);
  });

  it("have all rooms, and the files of none, in the table of docs/architecture.md, and in its drawing those of src/ and http/", () => {
    const [, modules = ""] = /^## Modules$([^]*?)^## /m.exec(readFileSync("docs/architecture.md", "utf8"))!;
    const named = new Set(modules.match(/^\| `.*$/gm)!.flatMap(placesOf));
    const rooms = [...new Set(files.map((file) => dirname(file)))].filter((room) => !SCREEN.test(room));
    const places = [...rooms.map((room) => `${room}/`), ...files.filter((file) => dirname(file) === "src")];
    assert.deepEqual(
      places.filter((place) => place !== "src/" && !named.has(place)),
      [],
    );
    const drawn = modules.match(/^ {4}.*$/gm)!.flatMap((line) => line.match(/[\w-]+(?=\/)/g) ?? []);
    const toDraw = rooms.filter((room) => /^src\/([^/]+|http\/(?!console\/).+)$/.test(room));
    assert.deepEqual(drawn.toSorted(), toDraw.map((room) => basename(room)).toSorted());
  });

  it("has files to look at", () => assert.ok(files.length > 30, `${files.length} files`));

  it("keep drivers apart", () => {
    const kinds = files.filter((file) => /^src\/devices\/[^/]+\/kind\.ts$/.test(file));
    assert.ok(kinds.length > 1);
    const others = ["src/devices/hubs/hub.ts", "src/devices/observed/facts.ts"];
    for (const kind of kinds) {
      const refused = [...kinds, ...others].filter((name) => refusalOf(kind, name));
      assert.deepEqual(refused, [...kinds.filter((one) => one !== kind), ...others]);
      assert.equal(refusalOf(kind, "src/devices/driver.ts"), undefined);
    }
  });

  for (const file of files) {
    it(file, () => {
      const begins = BEGINNINGS.has(file) || LOADED_BY_NAME.test(file);
      assert.ok(imported.has(file) || begins, `only tests import ${file}: it belongs in testing/`);
      const refusals = importsOf(file).map((name) => refusalOf(file, name));
      assert.deepEqual(refusals.filter(Boolean), []);
    });
  }
});

describe("a start", () => {
  it("loads no client of fetch: node:http is imported for its types alone", () => {
    const importing = files.filter((file) =>
      /^import (?!type)[^;]* from "node:https?";$/m.test(readFileSync(file, "utf8")),
    );
    assert.deepEqual(importing, []);
  });

  it("loads nothing of OpenTelemetry: its room is imported for its types and settings, or when a collector is named", () => {
    const importing = files
      .filter((file) => !file.startsWith("src/traces/") || file === "src/traces/settings.ts")
      .filter((file) =>
        /^import (?!type)[^;]* from "(@opentelemetry\/|[./]+traces\/traces\.ts)/m.test(readFileSync(file, "utf8")),
      );
    assert.deepEqual(importing, []);
  });
});

describe("what tests share", () => {
  it("registers hooks and tests when it is called: it is loaded once for many files", () => {
    const shared = globSync(["src/**/testing/*.ts", "test/**/*.ts"]).filter(
      (file) => !/\.(test|real|long)\.ts$/.test(file),
    );
    const REGISTERS = /^(before|after|beforeEach|afterEach|describe|suite|it|test)\(/m;
    assert.deepEqual(
      shared.filter((file) => REGISTERS.test(readFileSync(file, "utf8"))),
      [],
    );
  });
});
