/** Leases in any store, in a table of their own: a name, who holds it, and a beat. */
import { type Sql, SqlConflictError, type Statement, statement } from "../database/sql.ts";
import type { Lease, Leases } from "./lease.ts";

/** Leases, and what makes others wait for the end of a transaction that counts on one. */
export interface StoredLeases extends Leases {
  /** To be run before what only the holder may write: whoever wants the lease waits. Gives a row where it is held. */
  renewing(name: string, holder: string): Statement;
}

/** @param where the table, and its column for names */
export function createLeases(sql: Sql, where: { readonly table: string; readonly name: string }): StoredLeases {
  const { table, name: column } = where;
  const LEASE = `SELECT holder, beat FROM ${table} WHERE ${column} = $1`;
  const RENEW = `UPDATE ${table} SET beat = beat + 1 WHERE ${column} = $1 AND holder = $2 RETURNING beat`;
  const TAKE_FREE = `INSERT INTO ${table} (${column}, holder, beat) VALUES ($1, $2, 0) RETURNING beat`;
  const TAKE = `UPDATE ${table} SET holder = $2, beat = beat + 1 WHERE ${column} = $1 AND holder = $3 AND beat = $4
    RETURNING beat`;
  const RELEASE = `DELETE FROM ${table} WHERE ${column} = $1 AND holder = $2`;
  const renewing = (name: string, holder: string) => statement(RENEW, name, holder);
  return {
    renewing,
    lease: async (name) => (await sql.read<Lease>(LEASE, name))[0],
    async renewLease(name, holder) {
      const [renewed] = await sql.write(renewing(name, holder));
      return renewed!.length > 0;
    },
    async takeLease(name, holder, from) {
      try {
        const [taken] = await sql.write(
          from ? statement(TAKE, name, holder, from.holder, from.beat) : statement(TAKE_FREE, name, holder),
        );
        return taken!.length > 0;
      } catch (error) {
        if (error instanceof SqlConflictError) return false;
        throw error;
      }
    },
    async releaseLease(name, holder) {
      await sql.write(statement(RELEASE, name, holder));
    },
  };
}
