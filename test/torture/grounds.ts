/** The stores that histories are told on. */
import { mayMount, openSqliteGround } from "./sqlite-ground.ts";
import type { Ground } from "./torture.ts";

export interface GroundKind {
  readonly store: "sqlite" | "postgres";
  /** What all histories on it share. */
  prepare(): Promise<{ ground(): Promise<Ground>; close(): Promise<void> }>;
}

export const GROUNDS: readonly GroundKind[] = [
  {
    store: "sqlite",
    async prepare() {
      if (!mayMount())
        console.log("The disk is never full in these histories: only root on Linux may make a small one.");
      return { ground: openSqliteGround, async close() {} };
    },
  },
];
