/** Fills a PostgreSQL database with keys, in a process of its own. */
import { createCommitStore } from "../../src/ledger/postgres/commit-store.ts";
import { openDatabase } from "../../src/database/postgres/database.ts";
import { fillWithKeys } from "../fill.ts";

const [count, locks, firstLock] = process.argv.slice(2).map(Number) as [number, number, number];
const database = await openDatabase({ url: process.env["DATABASE_URL"]! });
await fillWithKeys(createCommitStore(database), { count, locks, firstLock });
await database.close();
