/** What the port to SQL must do on every store. A store's own test runs this suite, on a store of its own. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { required, type Sql, SqlConflictError, statement } from "../sql.ts";

const ADD_TEXT = "INSERT INTO presentations (kind, of, said) VALUES ('brand', $1, $2)";
const ADD_USER = "INSERT INTO users (id, email, created_at, updated_at) VALUES ($1, $2, $3, $3) RETURNING id";
const SET_TEXT = "UPDATE presentations SET said = 'set' WHERE of = $1 RETURNING of";
const TEXT = "SELECT said FROM presentations WHERE kind = 'brand' AND of = $1";
const AT = "2026-06-01T10:00:00.123Z";

export interface SqlHarness {
  readonly sql: Sql;
  close(): Promise<void>;
}

export function sqlSuite(name: string, open: () => Promise<SqlHarness>): void {
  describe(`the port to SQL on ${name}`, () => {
    let harness: SqlHarness;
    let sql: Sql;
    before(async () => {
      harness = await open();
      ({ sql } = harness);
    });
    after(() => harness.close());

    const said = async (of: string) => (await sql.read<{ said: string }>(TEXT, of)).map((row) => row.said);

    it("gives the rows of each statement, in order", async () => {
      const rows = await sql.write(
        statement(ADD_TEXT, "rows", "one"),
        statement("UPDATE presentations SET said = $2 WHERE of = $1 RETURNING said", "rows", "two"),
        statement(ADD_USER, "rows", null, AT),
      );
      assert.deepEqual(
        rows.map((of) => of.map((row) => ({ ...row }))),
        [[], [{ said: "two" }], [{ id: "rows" }]],
      );
    });

    it("writes all or nothing, tells a conflict, and goes on", async () => {
      await sql.write(statement(ADD_TEXT, "there", "first"));
      for (let i = 0; i < 20; i++) {
        const twice = sql.write(statement(ADD_TEXT, "fresh", "new"), statement(ADD_TEXT, "there", "again"));
        await assert.rejects(twice, SqlConflictError);
      }
      assert.deepEqual([await said("fresh"), await said("there")], [[], ["first"]]);
      await sql.write(statement(ADD_TEXT, "fresh", "now"));
      assert.deepEqual(await said("fresh"), ["now"]);
    });

    it("writes what can be made again as it writes all else, and durably again afterwards", async () => {
      await sql.writeDerived(statement(ADD_TEXT, "derived", "one"));
      await assert.rejects(sql.writeDerived(statement(ADD_TEXT, "derived", "two")), SqlConflictError);
      await sql.write(statement(ADD_TEXT, "durable", "one"));
      assert.deepEqual([await said("derived"), await said("durable")], [["one"], ["one"]]);
    });

    it("writes nothing where what must be there is not", async () => {
      await sql.write(statement(ADD_TEXT, "must", "was"));
      const write = sql.write(
        statement(SET_TEXT, "must"),
        required(statement(SET_TEXT, "nobody's")),
        statement(ADD_TEXT, "after", "x"),
      );
      await assert.rejects(write, SqlConflictError);
      assert.deepEqual([await said("must"), await said("after")], [["was"], []]);
      await sql.write(required(statement(SET_TEXT, "must")));
      assert.deepEqual(await said("must"), ["set"]);
    });

    it("says what is a fault of ours as it is", async () => {
      const fault = /nowhere/;
      await assert.rejects(sql.read("SELECT 1 FROM nowhere"), fault);
      await assert.rejects(sql.write(statement("SELECT nowhere()")), fault);
    });

    it("has words for what the stores say differently", async () => {
      const { elements, member, caseless } = sql.words;
      for (const id of ["a", "b", 'quo"ted']) await sql.write(statement(ADD_USER, id, `${id}@Example.test`, AT));
      const ids = async (text: string, value: string) =>
        (await sql.read<{ id: string }>(`SELECT id FROM users WHERE ${text} ORDER BY id`, value)).map(({ id }) => id);
      const some = JSON.stringify(["b", "nobody", 'quo"ted', "b"]);
      assert.deepEqual(await ids(`id IN ${elements("$1")}`, some), ["b", 'quo"ted']);
      assert.deepEqual(await ids(`id IN ${elements("$1")}`, "[]"), []);
      assert.deepEqual(await ids(`${caseless("email")} = ${caseless("$1")}`, "A@EXAMPLE.test"), ["a"]);
      const again = sql.write(statement(ADD_USER, "c", "A@example.TEST", AT));
      await assert.rejects(again, SqlConflictError, "an address is one user's in any case");
      const columns = { name: "text", size: "number" } as const;
      const given = JSON.stringify([{ name: 'x"ß', size: 2 ** 52 }, { size: null, more: 1 }, { name: "3" }]);
      const rows = await sql.read<{ size: number | null; name: string | null }>(
        `SELECT r.size, r.name FROM ${sql.words.records("$1", columns)} r`,
        given,
      );
      const expected = [
        [2 ** 52, 'x"ß'],
        [null, null],
        [null, "3"],
      ];
      assert.deepEqual(
        rows.map(({ size, name }) => [size, name]),
        expected,
      );
      await sql.write(statement(ADD_TEXT, "json", '{"email":"a@example.test"}'));
      const found = `SELECT ${member("said", "email")} AS email, ${member("said", "none")} AS none
        FROM presentations WHERE of = $1`;
      assert.deepEqual({ ...(await sql.read(found, "json"))[0] }, { email: "a@example.test", none: null });
    });

    it("gives a time as it took it", async () => {
      await sql.write(statement(ADD_USER, "timely", null, AT));
      const [row] = await sql.read<{ at: string | Date }>("SELECT created_at AS at FROM users WHERE id = $1", "timely");
      assert.equal(new Date(row!.at).toISOString(), AT);
    });
  });
}
