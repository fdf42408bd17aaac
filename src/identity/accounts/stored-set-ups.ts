/** Set-up links in any store: a hash of each in the table of links that were sent, spent in the transaction that they allow. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { type Sql, type Statement, statement } from "../../database/sql.ts";
import type { Directory } from "../directory.ts";
import { timeText } from "../sign-in-tables.ts";
import { SET_UP_LINK_MS, type SetUp, type SetUps } from "./accounts.ts";
import { setPassword, type StoredPasswords } from "./stored-passwords.ts";

const SECRET_BYTES = 32;
/** Before the hash of a link's secret. */
const LINK = "set-up:";

/** Values begin with what a link is for. */
const IS_FOR = "substr(value, 1, length($1)) = $1";
const ADD = `INSERT INTO verifications (id, identifier, value, expires_at, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $5)`;
const END_EARLIER = `DELETE FROM verifications WHERE identifier LIKE '${LINK}%' AND ${IS_FOR}`;
const LOOK = "SELECT value FROM verifications WHERE identifier = $1 AND expires_at > $2";
const PENDING = `SELECT id FROM verifications WHERE identifier LIKE '${LINK}%' AND ${IS_FOR} AND expires_at > $2`;
/** One of all who try at once, in whatever process, has the row under a name that nobody else knows. */
const CLAIM = "UPDATE verifications SET identifier = $2 WHERE identifier = $1 AND expires_at > $3";
const SPEND = "DELETE FROM verifications WHERE identifier = $1 RETURNING id";
const IF_CLAIMED = "EXISTS (SELECT 1 FROM verifications WHERE identifier = $2)";
const MAKE_OPERATOR = `UPDATE users SET operator = 1, name = COALESCE(name, $3) WHERE id = $1 AND ${IF_CLAIMED}`;
const END_SESSIONS = `DELETE FROM sessions WHERE user_id = $1 AND ${IF_CLAIMED}`;
const OPERATORS = "SELECT id FROM users WHERE operator = 1 LIMIT 1";

/** What set-up links stand on. */
export interface StoredSetUpsOptions {
  readonly sql: () => Sql;
  readonly directory: Directory;
  readonly passwords: StoredPasswords;
  /** Whether somebody has any way in. */
  readonly hasWayIn: (userId: string) => Promise<boolean>;
  readonly clock: Clock;
  /** Told when sessions are ended here. */
  readonly ended: () => void;
}

/** Set-up links in the store of `sql`. */
export function createStoredSetUps(options: StoredSetUpsOptions): SetUps {
  const { sql, directory, passwords, hasWayIn, clock, ended } = options;

  async function look(secret: string): Promise<SetUp | undefined> {
    const [row] = await sql().read<{ readonly value: string }>(LOOK, hashOf(secret), timeText(clock.now()));
    return row && (JSON.parse(row.value) as SetUp);
  }

  /** @param work of whoever has claimed the link @returns whether it was this one */
  async function spend(secret: string, work: (claim: string) => readonly Statement[]): Promise<boolean> {
    const claim = `claimed:${randomUUID()}`;
    const begin = statement(CLAIM, hashOf(secret), claim, timeText(clock.now()));
    const rows = await sql().write(begin, ...work(claim), statement(SPEND, claim));
    return rows.at(-1)!.length > 0;
  }

  return {
    hasOperator: async () => (await sql().read(OPERATORS)).length > 0,
    isPending: async () =>
      (await sql().read(PENDING, purposeOf({ kind: "operator" }), timeText(clock.now()))).length > 0,
    async create(setUp) {
      const secret = randomBytes(SECRET_BYTES).toString("base64url");
      const value = valueOf(setUp);
      const now = clock.now();
      const [until, at] = [timeText(now + SET_UP_LINK_MS), timeText(now)];
      const add = statement(ADD, randomUUID(), hashOf(secret), value, until, at);
      await sql().write(statement(END_EARLIER, purposeOf(setUp)), add);
      return secret;
    },
    look,
    async makeOperator(secret, { email, name, password }) {
      if ((await look(secret))?.kind !== "operator") return undefined;
      const now = clock.now();
      const made = { userId: randomUUID(), email, name, firstName: null, lastName: null, createdAt: now };
      const { userId } = await directory.findOrCreateUser(made, "server");
      if (await hasWayIn(userId)) return "taken";
      const hash = await passwords.hash(password);
      const isDone = await spend(secret, (claim) => [
        statement(MAKE_OPERATOR, userId, claim, name),
        setPassword(userId, hash, now, claim),
      ]);
      return isDone ? { userId } : undefined;
    },
    async setWayIn(secret, password) {
      const setUp = await look(secret);
      if (setUp?.kind !== "way-in") return undefined;
      const { userId } = setUp;
      const hash = await passwords.hash(password);
      const isDone = await spend(secret, (claim) => [
        setPassword(userId, hash, clock.now(), claim),
        statement(END_SESSIONS, userId, claim),
      ]);
      ended();
      return isDone ? { userId } : undefined;
    },
  };
}

/** Always written in the same way, so that it can be looked for. */
function valueOf(setUp: SetUp): string {
  return JSON.stringify(
    setUp.kind === "operator"
      ? { kind: setUp.kind, orgId: setUp.orgId }
      : { kind: setUp.kind, userId: setUp.userId, email: setUp.email },
  );
}

/** How the value of every link begins that does the same: a later one of them ends it. */
function purposeOf(setUp: SetUp): string {
  return setUp.kind === "operator" ? '{"kind":"operator"' : valueOf(setUp);
}

function hashOf(secret: string): string {
  return LINK + createHash("sha256").update(secret).digest("base64url");
}
