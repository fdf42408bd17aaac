import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nameOfStore, parseStoreAddress } from "./store-address.ts";

const TAKEN: Readonly<Record<string, string>> = {
  "postgres://maria:secret@db.example.test:5433/doors": "PostgreSQL at db.example.test:5433/doors",
  "postgresql://db/doors?sslmode=verify-full": "PostgreSQL at db/doors",
  "postgres:///doors?host=/run/postgresql": "PostgreSQL at /run/postgresql/doors",
  "postgres:///doors?host=/run/postgresql&port=5433": "PostgreSQL at /run/postgresql:5433/doors",
  "postgres://maria@/doors?host=/run/postgresql": "PostgreSQL at /run/postgresql/doors",
  "postgres://maria:secret@/doors?host=/run/postgresql": "PostgreSQL at /run/postgresql/doors",
  "postgres://%2Frun%2Fpostgresql/doors": "PostgreSQL at /run/postgresql/doors",
  "postgres://maria:secret@%2frun%2fpostgresql:5433/doors": "PostgreSQL at /run/postgresql:5433/doors",
  "postgres://[::1]:5432/doors": "PostgreSQL at [::1]:5432/doors",
};

const REFUSED = [
  "postgres:///doors",
  "postgres://maria@/doors",
  "postgres://db",
  "postgres://db/",
  "postgres://maria:12/secret@db/doors",
  "mysql://db/doors",
  "sqlite:",
  "",
];

describe("where the data are", () => {
  for (const [text, name] of Object.entries(TAKEN)) {
    it(`takes ${text}, and names it without a password`, () => {
      const address = parseStoreAddress(text);
      assert.deepEqual(address, { kind: "postgres", url: text });
      assert.equal(nameOfStore(address), name);
    });
  }
  for (const text of REFUSED)
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseStoreAddress(text), undefined));
});
