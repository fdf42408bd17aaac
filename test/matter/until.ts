import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

/** Of networks, and of processes that start, on a busy machine. */
const PATIENCE_MS = 60_000;

/** @throws AssertionError when it does not become true in time */
export async function until(what: () => boolean | Promise<boolean>, ms = PATIENCE_MS): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await wait(20)) if (await what()) return;
  assert.fail(`it never came: ${what}`);
}
