/** Codes on paper, for whoever has lost every other way in: ten, each good once, shown when they are made and never again. */
import { createHash, randomInt } from "node:crypto";
import { type Sql, statement } from "../../database/sql.ts";

/** Recovery codes of accounts. */
export interface RecoveryCodes {
  /** New ones; those from before are void. */
  replace(userId: string): Promise<readonly string[]>;
  /** Use one. @returns whether it was one of theirs, and not used before */
  use(userId: string, code: string): Promise<boolean>;
  /** How many are left. */
  left(userId: string): Promise<number>;
}

/** How many there are. */
export const RECOVERY_CODES = 10;
/** 32 letters and digits that are not taken for one another (as Crockford's base 32): 80 bits. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 16;
const ADD = "INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2)";
const USE = "DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2 RETURNING user_id";
const LEFT = "SELECT CAST(count(*) AS integer) AS count FROM recovery_codes WHERE user_id = $1";

/** On either store. */
export function createRecoveryCodes(sql: Sql): RecoveryCodes {
  return {
    async replace(userId) {
      const codes = Array.from({ length: RECOVERY_CODES }, newCode);
      const void_ = statement("DELETE FROM recovery_codes WHERE user_id = $1", userId);
      await sql.write(void_, ...codes.map((code) => statement(ADD, userId, hashOf(userId, code))));
      return codes.map((code) => code.match(/.{4}/g)!.join("-"));
    },
    async use(userId, code) {
      const [used] = await sql.write(statement(USE, userId, hashOf(userId, canonical(code))));
      return used!.length === 1;
    },
    async left(userId) {
      return (await sql.read<{ readonly count: number }>(LEFT, userId))[0]!.count;
    },
  };
}

function newCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

/** As somebody types it who reads it from paper. */
function canonical(code: string): string {
  return code
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .replaceAll("o", "0")
    .replaceAll(/[il]/g, "1");
}

/** They are made at random and long, so a fast hash is enough. */
function hashOf(userId: string, code: string): Buffer {
  return createHash("sha256").update(`${userId} ${code}`).digest();
}
