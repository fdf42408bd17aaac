/** Numbered SQL migrations of one store: `0001-name.sql`, `0002-…`, each run once and never changed again. */
import { readdirSync, readFileSync } from "node:fs";

/** The numbered SQL files of one store. */
export interface Migrations {
  /** The number of the newest one, which is the schema's version once all have run. */
  readonly newest: number;
  /** The SQL of those that a store of this version still needs, the oldest first. */
  after(version: number): readonly string[];
}

/**
 * The migrations in a folder.
 *
 * @throws Error when they are not numbered 1, 2, 3 … without a gap: a store's version would then name another schema
 */
export function migrationsIn(folder: URL): Migrations {
  const files = readdirSync(folder).toSorted();
  for (const [at, name] of files.entries()) {
    if (!name.startsWith(`${String(at + 1).padStart(4, "0")}-`) || !name.endsWith(".sql")) {
      throw new Error(`Migrations are numbered 0001-name.sql and so on without a gap; ${name} is in place ${at + 1}`);
    }
  }
  return {
    newest: files.length,
    after: (version) => files.slice(version).map((name) => readFileSync(new URL(name, folder), "utf8")),
  };
}

/** For whoever only reads. @throws Error when data of this version are not what this program reads */
export function refuseOtherVersion(version: number, { newest }: Migrations): void {
  refuseNewerVersion(version, { newest });
  if (version < newest) {
    throw new Error(`The data are of an older schema (${version}, this program's is ${newest}); start the server once`);
  }
}

/** For whoever migrates. @throws Error when data of this version were written by a newer program */
export function refuseNewerVersion(version: number, { newest }: Pick<Migrations, "newest">): void {
  if (version <= newest) return;
  throw new Error(
    `The data were written by a newer Latchstring (schema ${version}, this program knows ${newest}); run that one`,
  );
}
