/** The stores that histories are told on. */
import { preparePostgresGrounds } from "./postgres-ground.ts";
import { openSqliteGround } from "./sqlite-ground.ts";
import type { Ground } from "./torture.ts";

export interface GroundKind {
  readonly store: "sqlite" | "postgres";
  /** What all histories on it share. */
  prepare(): Promise<{ ground(): Promise<Ground>; close(): Promise<void> }>;
}

export const GROUNDS: readonly GroundKind[] = [
  { store: "sqlite", prepare: async () => ({ ground: openSqliteGround, async close() {} }) },
  { store: "postgres", prepare: preparePostgresGrounds },
];
