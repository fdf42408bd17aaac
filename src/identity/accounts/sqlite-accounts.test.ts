import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteDirectory, openSqliteSignIn } from "../../store/sqlite.ts";
import { accountsConformance } from "./testing/accounts-conformance.ts";

accountsConformance("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
  const file = join(folder, "latchstring.db");
  const directory = openSqliteDirectory(file);
  return {
    directory,
    openTables: () => openSqliteSignIn(file),
    async close() {
      await directory.close();
      rmSync(folder, { recursive: true });
    },
  };
});
