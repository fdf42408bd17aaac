/** Choices of notices in any store, beside the record. */
import { type Sql, statement } from "../database/sql.ts";
import type { Choices, NoticeChoices } from "./choices.ts";
import { nextHour } from "./local-day.ts";

const OF = "SELECT choices FROM notice_choices WHERE scope = $1 AND user_id = $2";
const PUT = `INSERT INTO notice_choices (scope, user_id, choices, daily_at, updated_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (scope, user_id) DO UPDATE SET choices = excluded.choices, daily_at = excluded.daily_at,
    updated_at = excluded.updated_at`;

/** @param sql is closed by whoever opened it */
export function createNoticeChoices(sql: Sql): NoticeChoices {
  return {
    async of(userId, scope) {
      const [row] = await sql.read<{ readonly choices: string }>(OF, scope, userId);
      return row && (JSON.parse(row.choices) as Choices);
    },
    async put(userId, scope, choices, now) {
      const { dailyAt, timeZone } = choices;
      const first = dailyAt === null ? null : nextHour(now, dailyAt, timeZone);
      await sql.write(statement(PUT, scope, userId, JSON.stringify(choices), first, now));
    },
  };
}
