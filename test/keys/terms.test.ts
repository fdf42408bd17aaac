/** Each term of a key where it is not said by a body: in tables that are imported, by the command line, in lists and their tables. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { runCli } from "../../src/cli/run.ts";
import { isoTime } from "../../src/domain/ids.ts";
import type { Term } from "../../src/domain/key-terms.ts";
import { type ColumnName, COLUMN_NAMES } from "../../src/key-imports/columns.ts";
import { type Answer, type Credentials, startServer, storeEnv, type TestServer } from "../harness.ts";

interface Said {
  /** By a body, and by the key's details. */
  readonly terms: Readonly<Record<string, unknown>>;
  /** By a line of a table. */
  readonly cells: Readonly<Partial<Record<ColumnName, string>>>;
  /** By the command line; in words, why it says nothing. */
  readonly options: readonly string[] | string;
  /** By a row of a list. */
  readonly row: Readonly<Record<string, unknown>>;
  /** By a line of the list's table. */
  readonly line: Readonly<Record<string, string>>;
}

const inHours = (hours: number) => isoTime((Math.floor(Date.now() / 1_000) + hours * 3_600) * 1_000);
const [SOON, FROM, UNTIL, LATER] = [inHours(2), inHours(3), inHours(30), inHours(31)] as const;

/** What has been said is there, and would not be had it not been said. */
function tells(of: object, without: object, what: object, term: string): void {
  assert.partialDeepStrictEqual(of, what, term);
  assert.throws(() => assert.partialDeepStrictEqual(without, what), term);
}

const find = (all: readonly Answer["json"][], uuid = "") => all.find((one) => one.uuid === uuid);

describe("each term of a key", () => {
  let server: TestServer;
  let org: Credentials;
  let said: Readonly<Record<Term, Said>>;

  before(async () => {
    server = await startServer();
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", timeZone: "UTC" });
    const { userId } = await server.user("Anna");
    const named = {
      terms: { accessMode: "user-whitelist", allowedUserIds: [userId] },
      cells: { users: userId },
      options: ["--users", userId],
      row: { anyone: false, people: [{ id: userId }] },
      line: { people: `Anna ${userId}@example.test` },
    };
    said = {
      accessMode: named,
      allowedUserIds: named,
      validFrom: {
        terms: { validFrom: FROM },
        cells: { validFrom: FROM },
        options: ["--from", FROM],
        row: { from: FROM },
        line: { from: FROM.replace("Z", "+00:00") },
      },
      validUntil: {
        terms: { validUntil: LATER },
        cells: { validUntil: LATER },
        options: ["--until", LATER],
        row: { until: LATER },
        line: { until: LATER.replace("Z", "+00:00") },
      },
      maxUses: {
        terms: { maxUses: 3 },
        cells: { maxUses: "3" },
        options: ["--max-uses", "3"],
        row: { maxUses: 3 },
        line: { maxUses: "3" },
      },
      maxUsesPerDoor: {
        terms: { maxUsesPerDoor: 2 },
        cells: { maxUsesPerDoor: "2" },
        options: "its keys have one door, of which --max-uses says as much",
        row: { maxUsesPerDoor: 2 },
        line: { maxUsesPerDoor: "2" },
      },
    };
  });
  after(() => server.close());

  const details = async (uuid: string): Promise<Answer["json"]> =>
    (await server.call("GET", `/temp-keys/${uuid}/details`, org)).json;

  it("has a column in tables of keys", async () => {
    const cells: Said["cells"] = { locks: "1", validFrom: SOON, validUntil: UNTIL };
    const lines: Said["cells"][] = [{}, ...Object.values(said).map((one) => one.cells)];
    const csv = [COLUMN_NAMES, ...lines.map((own) => COLUMN_NAMES.map((name) => own[name] ?? cells[name] ?? ""))];
    const { json, text } = await server.call("POST", "/temp-keys/import?importId=terms", {
      ...org,
      body: { csv: csv.map((line) => line.join()).join("\n") },
    });
    assert.equal(json.created, lines.length, text);
    const [plain, ...keys] = await Promise.all(json.lines.map(({ uuid }: Answer["json"]) => details(uuid)));
    for (const [i, [term, { terms }]] of Object.entries(said).entries()) tells(keys[i], plain, terms, term);
  });

  it("has an option of the command line", async () => {
    const env = { DATA_DIR: server.dataDir, ...(await storeEnv(server.dataDir)) };
    async function create(options: readonly string[]): Promise<object> {
      let [out, err] = ["", ""];
      const until = options.includes("--until") ? [] : ["--until", UNTIL];
      const terminal = { env, out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
      assert.equal(await runCli(["key", "create", "1", ...until, ...options, "--json"], terminal), 0, err);
      return details(JSON.parse(out).tempKeyUuid);
    }
    const plain = await create([]);
    for (const [term, { terms, options }] of Object.entries(said))
      if (typeof options !== "string") tells(await create(options), plain, terms, term);
  });

  it("is in lists, and in their tables", async () => {
    const body = { validFrom: SOON, validUntil: UNTIL, doors: [{ lockId: "1" }] };
    const make = async (terms: object): Promise<string> =>
      (await server.call("POST", "/temp-keys", { ...org, body: { ...body, ...terms } })).json.uuid;
    const [plain, ...uuids] = [
      await make({}),
      ...(await Promise.all(Object.values(said).map(({ terms }) => make(terms)))),
    ];
    const { rows } = (await server.call("GET", "/temp-keys/rows?limit=200", org)).json;
    const { text } = await server.call("GET", "/temp-keys/rows/export", org);
    const lines: Answer["json"][] = parse(text, { bom: true, columns: true });
    for (const [i, [term, { row, line }]] of Object.entries(said).entries()) {
      tells(find(rows, uuids[i]), find(rows, plain), row, `${term} in a list`);
      tells(find(lines, uuids[i]), find(lines, plain), line, `${term} in a table`);
    }
  });

  it("is in docs/api.md, and so is each column", () => {
    const text = readFileSync("docs/api.md", "utf8");
    for (const name of [...Object.keys(said), ...COLUMN_NAMES]) assert.match(text, new RegExp(`[\`"]${name}[\`"]`));
  });
});
