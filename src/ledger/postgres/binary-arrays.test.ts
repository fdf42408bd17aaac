import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { runSql, startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { binaryArray, elementTypes } from "./binary-arrays.ts";

let server: TestPostgres;
before(async () => {
  server = await startPostgres();
});
after(() => server.close());

/** What the server makes of an array as `pg` writes it, and as it is written here. */
async function bothWays(type: string, values: readonly unknown[]) {
  const text = `SELECT $1::${type}[] AS read, $1::${type}[]::text AS shown, cardinality($1::${type}[]) AS length`;
  const [as] = elementTypes(text);
  const [[written], [binary]] = await Promise.all([
    runSql(server.url("postgres"), text, [values]),
    runSql(server.url("postgres"), text, [binaryArray(as!, values)]),
  ]);
  return { written, binary };
}

for (const [type, values] of [
  [
    "bigint",
    [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, -(2 ** 32), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null],
  ],
  ["boolean", [true, false, null]],
  ["bytea", [Buffer.from([0, 1, 255]), new Uint8Array(), new Uint8Array([7]), null]],
  ["text", ["", "NULL", 'a "quoted" \\ {one}, two', "Zoë 😀", "\ud800", "x".repeat(70_000), null]],
] as const) {
  it(`an array of ${type} is to the server what it is as text`, async () => {
    const { written, binary } = await bothWays(type, values);
    assert.equal(binary.length, values.length);
    assert.deepEqual(binary, written);
    assert.deepEqual(await bothWays(type, []).then((none) => none.binary), { read: [], shown: "{}", length: 0 });
  });
}

it("what the server does not hold, it refuses", async () => {
  for (const [type, value, said] of [
    ["bigint", 2.5, /invalid input syntax/],
    ["bigint", 2 ** 63, /out of range/],
    ["text", "a\0b", /invalid byte sequence/],
  ] as const) {
    const text = `SELECT $1::${type}[]`;
    const array = binaryArray(elementTypes(text)[0]!, [value]);
    await assert.rejects(runSql(server.url("postgres"), text, [array]), said);
  }
});
