/** What attacks do to a request that would be good. */
import fc from "fast-check";
import type { AttackRequest } from "./requests.ts";
import type { Take } from "./values.ts";

/** One way to change a request; those that need a JSON body do nothing to others. */
type Change = (request: AttackRequest, take: Take) => void;

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values);

/** Text that some part of some program reads as more than text. */
const TEXTS = [
  "",
  " ",
  "null",
  "\u0000",
  "a\u0000b",
  "a\u0001\u001b[31m",
  "line\r\nSet-Cookie: a=b",
  "\u007f\u0085\u2028\u2029",
  "\u202eevil\u202c",
  "\u200b\u200d\ufeff",
  "e\u0301\u0323".repeat(40),
  "👩‍👩‍👧‍👦🏳️‍🌈",
  "\ud800",
  "<script>alert(1)</script>",
  `"'><img src=x onerror=alert(1)>`,
  "' OR 1=1; DROP TABLE locks; --",
  "${7*7}{{7*7}}%s%n",
  "../../../../etc/passwd",
  "٣",
  "１２３",
  "İı",
  "x".repeat(2_001),
  "x".repeat(30_000),
];
const STRANGE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  -0,
  2 ** 53,
  1e308,
  [],
  {},
  [[]],
  [null],
  { $ref: "#" },
  ...TEXTS,
];
const NAMES = ["extra", "__proto", "toString", "tempKeyUUID", " validFrom", "validFrom\u0000", "$where", "ownerid", ""];

/** A place in a value: the object or array that it is in, and its name there. */
type Place = [holder: Record<string, unknown>, name: string];

function placesIn(value: unknown, depth = 0): Place[] {
  if (typeof value !== "object" || value === null || depth > 5) return [];
  const holder = value as Record<string, unknown>;
  const here = Object.keys(holder).map((name): Place => [holder, name]);
  return here.concat(Object.values(holder).flatMap((one) => placesIn(one, depth + 1)));
}

const atPlace =
  (what: string, change: (holder: Record<string, unknown>, name: string, take: Take) => void): Change =>
  (request, take) => {
    const places = placesIn(request.value);
    if (places.length === 0) return;
    const [holder, name] = take(one(...places));
    change(holder, name, take);
    request.changes.push(`${what} ${name}`);
    request.body = Buffer.from(JSON.stringify(request.value));
  };

const asText =
  (what: string, change: (text: string, take: Take) => string | Buffer): Change =>
  (request, take) => {
    if (request.body === undefined) return;
    request.body = Buffer.from(change(request.body.toString("latin1"), take) as string, "latin1");
    request.value = undefined;
    request.changes.push(what);
  };

const header =
  (name: string, ...values: readonly (string | string[])[]): Change =>
  (request, take) => {
    request.headers[name] = take(one(...values));
    request.changes.push(`${name} ${JSON.stringify(request.headers[name]).slice(0, 80)}`);
  };

const inTarget =
  (what: string, change: (target: string, take: Take) => string): Change =>
  (request, take) => {
    request.target = change(request.target, take);
    request.isTheirs = false;
    request.changes.push(what);
  };

const withPart =
  (...parts: readonly string[]) =>
  (target: string, take: Take) => {
    const split = target.split("/");
    split[take(fc.integer({ min: 1, max: split.length - 1 }))] = take(one(...parts));
    return split.join("/");
  };

const withQuery =
  (...queries: readonly string[]) =>
  (target: string, take: Take) =>
    `${target}${target.includes("?") ? "&" : "?"}${take(one(...queries))}`;

const CHANGES: readonly Change[] = [
  atPlace("a strange value for", (holder, name, take) => (holder[name] = take(one(...STRANGE)))),
  atPlace("a strange text for", (holder, name, take) => (holder[name] = take(one(...TEXTS)))),
  atPlace("without", (holder, name) => delete holder[name]),
  atPlace("past the bounds of", (holder, name) => {
    const value = holder[name];
    if (typeof value === "number") holder[name] = value + 2 ** 53;
    else if (typeof value === "string") holder[name] = value.padEnd(256, "x");
    else if (Array.isArray(value)) holder[name] = Array.from({ length: 1_001 }, () => value[0] ?? "x");
    else holder[name] = -1;
  }),
  atPlace("twice the item", (holder, name) => {
    if (Array.isArray(holder[name])) holder[name] = [...(holder[name] as unknown[]), ...(holder[name] as unknown[])];
  }),
  atPlace("beside it an unknown field,", (holder, name, take) => {
    if (!Array.isArray(holder)) holder[take(one(...NAMES))] = holder[name];
  }),
  atPlace("deep inside", (holder, name, take) => {
    for (let depth = take(one(3, 33, 200)); depth > 0; depth--) holder[name] = [holder[name]];
  }),
  asText("truncated", (text, take) => text.slice(0, take(fc.integer({ min: 0, max: text.length })))),
  asText("with something after it", (text, take) => text + take(one("x", "{}", "\0", ",", "//"))),
  asText("not UTF-8", (text, take) =>
    text.replace(/"/, take(one('"\xff', '"\xc0\x80', '"\xed\xa0\x80', "\xef\xbb\xbf"))),
  ),
  asText("a name twice", (text) => text.replace(/\{("[^"]*"):/, "{$1:1,$1:")),
  asText("a name of prototypes", (text, take) =>
    text.replace("{", `{"${take(one("__proto__", "constructor", "\\u005f_proto__"))}":{"isAdmin":true},`),
  ),
  asText("a lone surrogate", (text) => text.replace(/:"/, ':"\\udfff')),
  asText("a number that is none", (text, take) =>
    text.replace(/\d+/, take(one("NaN", "1e999", "0x10", "01", "9".repeat(400)))),
  ),
  asText("something else", (_, take) => take(one("", " ", "null", "[]", '"text"', "7", "{", "[".repeat(50_000), "\0"))),
  asText("far too large", (text) => text.replace("{", `{"padding":"${"x".repeat(70_000)}",`)),
  header(
    "content-type",
    "text/plain",
    "application/xml",
    "application/json; charset=utf-16",
    "application/JSON",
    ",",
    "a",
  ),
  header(
    "content-type",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "image/png",
    "image/svg+xml",
  ),
  header(
    "content-type",
    "application/json; charset=utf-8",
    `application/json; a=${"b".repeat(2_000)}`,
    "application/*+json",
  ),
  header("content-encoding", "gzip", "br", "identity", "gzip, gzip", "nonsense"),
  header(
    "accept",
    "text/html",
    "application/xml",
    "*/*;q=0",
    ",,,;;;",
    "text/html,application/json",
    "a".repeat(4_000),
  ),
  header("accept-language", "xx", "de-DE,*;q=0.1", "ar;q=9", "-".repeat(1_000), "../../x"),
  header(
    "authorization",
    "",
    "Bearer",
    "Bearer a.b.c",
    "Basic YTpi",
    `Bearer ${"x".repeat(9_000)}`,
    "Bearer eyJhbGciOiJub25lIn0.e30.",
  ),
  header("x-api-key", "", "x", "\u00e9", "x".repeat(4_000), ["a", "b"]),
  header("cookie", "=;=;", "a".repeat(4_000), "__Host-x=%00; x=\u00e9", "latchstring.session_token=x.y"),
  header("idempotency-key", "x", "", "a b", "\u00e9", "x".repeat(256), ["a", "b"]),
  header("x-forwarded-for", "127.0.0.1", "not an address", "1.1.1.1, 2.2.2.2"),
  header("x-user-id", "1", ""),
  header("x-http-method-override", "DELETE", "GET"),
  header("origin", "https://evil.example", "null", "\u00e9"),
  header("sec-fetch-site", "cross-site", "same-origin", "x"),
  header("host", "evil.example", "", "[::1", "a:99999", "localhost:1"),
  header("range", "bytes=0-1", "bytes=-1,0-,9-1"),
  header("if-none-match", "*", '"x"', "W/"),
  header("prefer", "respond-async", "wait=9999999999"),
  (request, take) => {
    request.method = take(
      one("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY"),
    );
    request.changes.push("another method");
  },
  inTarget(
    "another path",
    withPart("..", "%2e%2e", ".", "", "%2f", "a%2fb", "%00", "%zz", "%", "%ff", "%ED%A0%80", "*", "~"),
  ),
  inTarget(
    "another id",
    withPart("0", "-1", "1e3", "+1", "%201", "1.0", "0x1", "%EF%BC%91", "9007199254740993", "9".repeat(201)),
  ),
  inTarget(
    "another id",
    withPart("null", "undefined", "NaN", "[object%20Object]", "'", "%22", "%F0%9F%94%91", "x".repeat(199)),
  ),
  inTarget("other letters", (target, take) => (take(fc.boolean()) ? target.toUpperCase() : target.toLowerCase())),
  inTarget("more slashes", (target, take) =>
    take(one(`/${target}`, `${target.split("?")[0]}/`, target.replace("/", "//"))),
  ),
  inTarget("parameters", (target) => target.replace(/(\/[^/?]+)/, "$1;jsessionid=1")),
  inTarget(
    "another query",
    withQuery("limit=1&limit=2", "limit[]=1", "limit=-1", "limit=1e9", "limit=", "unknown=1", "__proto__=1"),
  ),
  inTarget(
    "another query",
    withQuery("cursor=x", "cursor=%00", "cursor=%ff", "email=%E2%80%AE", "at=now", "lang=%00", "lang=../x"),
  ),
  inTarget(
    "another query",
    withQuery("=", "&&&", "%", "%zz=1", "a=%F0%28%8C%28", `x=${"y".repeat(8_000)}`, "?????", "a;b=c"),
  ),
];

/** None, one or two of them; mostly one. */
export function change(request: AttackRequest, take: Take): void {
  const times = take(
    fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 6, arbitrary: fc.constant(1) }, fc.constant(2)),
  );
  const wantsBody = request.value !== undefined && take(fc.boolean());
  for (let i = 0; i < times; i++) {
    const chosen = take(fc.integer({ min: 0, max: wantsBody ? BODY_CHANGES - 1 : CHANGES.length - 1 }));
    CHANGES[chosen]!(request, take);
  }
}

/** The first ones are about bodies. */
const BODY_CHANGES = 16;
