import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openChangeMarker } from "../database/sqlite/change-marker.ts";
import { openSqliteSql } from "../database/sqlite/sql.ts";
import { createRecentActors } from "./recent-actors.ts";
import { createDirectory } from "./stored-directory.ts";
import { createOrganizations } from "./stored-organizations.ts";
import { organizationsConformance } from "./testing/organizations-conformance.ts";

organizationsConformance("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
  const file = join(folder, "latchstring.db");
  const own = openSqliteSql(file);
  return {
    async open() {
      const recent = createRecentActors(openChangeMarker(`${file}-directory`));
      return {
        directory: createDirectory(openSqliteSql(file), recent),
        organizations: createOrganizations(openSqliteSql(file), recent),
      };
    },
    async sql(text) {
      return (await own.write({ text, values: [] }))[0]!;
    },
    async close() {
      await own.close();
      rmSync(folder, { recursive: true });
    },
  };
});
