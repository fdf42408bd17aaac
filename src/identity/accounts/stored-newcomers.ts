/** Accounts of those who were let in by somebody else, in any store. */
import type { Clock } from "../../clock.ts";
import { type Sql, statement } from "../../database/sql.ts";
import { isoTime } from "../../domain/ids.ts";
import type { Directory } from "../directory.ts";
import type { Newcomers } from "./accounts.ts";
import { setPassword, type StoredPasswords } from "./stored-passwords.ts";

const NAME = "UPDATE users SET name = COALESCE(name, $2) WHERE id = $1";
const ADD_CLAIMER =
  "INSERT INTO users (id, claimed_email, name, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) ON CONFLICT (id) DO NOTHING";
const CLAIMERS = "SELECT id FROM users WHERE claimed_email = $1";

/** What accounts of newcomers stand on. */
export interface StoredNewcomersOptions {
  readonly sql: () => Sql;
  readonly directory: Directory;
  readonly passwords: StoredPasswords;
  /** Whether somebody has any way in. */
  readonly hasWayIn: (userId: string) => Promise<boolean>;
  readonly clock: Clock;
}

/** Accounts of newcomers in the store of `sql`. */
export function createStoredNewcomers(options: StoredNewcomersOptions): Newcomers {
  const { sql, directory, passwords, hasWayIn, clock } = options;

  /** Whoever only said that an address is theirs keeps nobody from it who shows that it is. */
  async function isTaken(email: string, isProven: boolean): Promise<boolean> {
    const holder = await directory.userByEmail(email);
    const claimers = isProven ? [] : await sql().read<{ readonly id: string }>(CLAIMERS, email);
    const ids = [...(holder ? [holder.userId] : []), ...claimers.map(({ id }) => id)];
    return (await Promise.all(ids.map(hasWayIn))).includes(true);
  }

  return {
    async make({ userId: newId, email, isProven, name, password }) {
      const hash = await passwords.hash(password); // whoever has an account there, it takes as long
      if (await isTaken(email, isProven)) return "taken";
      const now = clock.now();
      const made = { userId: newId, email, name, firstName: null, lastName: null, createdAt: now };
      const { userId } = isProven ? await directory.findOrCreateUser(made, "server") : made;
      const known = isProven
        ? statement(NAME, userId, name)
        : statement(ADD_CLAIMER, userId, email, name, isoTime(now));
      await sql().write(known, setPassword(userId, hash, now));
      return { userId };
    },
  };
}
