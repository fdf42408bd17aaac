/** One who pulls events while they are written, at whichever process answers, from one cursor to the next. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Credentials, request } from "../harness.ts";
import { type Followed, streamEvents } from "../events/following.ts";

/** Follows until it is ended. */
export interface Puller {
  /** The last version that it was told of each lock. */
  readonly versions: ReadonlyMap<string, number>;
  /** How many events it was told. */
  readonly count: number;
  /** How often it lost a connection, or was cut off. */
  readonly cuts: number;
  /** The same for all who were told the same in the same order. */
  digest(): string;
  readonly ended: Promise<void>;
}

/** How long a stream lasts before it is cut off, at the most; how long after a failure it is asked again, in milliseconds. */
const STREAM_MS = 3_000;
const AGAIN_MS = 100;

/** @param how by answers that wait, by answers without, or by streams @param urls of the processes */
export function pull(
  how: "wait" | "poll" | "stream",
  urls: readonly string[],
  as: Credentials,
  signal: AbortSignal,
): Puller {
  const versions = new Map<string, number>();
  const told = createHash("sha256");
  let after: string | undefined;
  let count = 0;
  let cuts = 0;

  function take({ id, lockId, version, cursor }: Followed): void {
    // Before the organisation has the lock, nothing is its: its first version is 2.
    const before = versions.get(lockId) ?? 1;
    assert.equal(version, before + 1, `${how}: of lock ${lockId} version ${version} comes after ${before}`);
    versions.set(lockId, version);
    told.update(id);
    count++;
    after = cursor;
  }

  const some = () => urls[Math.floor(Math.random() * urls.length)]!;

  async function ask(): Promise<void> {
    const query = new URLSearchParams({
      limit: String(1 + Math.floor(Math.random() * 200)),
      ...(how === "wait" && { wait: "2" }),
      ...(after !== undefined && { after }),
    });
    const { status, json, text } = await request(some(), "GET", `/events?${query}`, as);
    // A process that was held up, or stops: who pulls asks again.
    if (status === 408 || status === 503) return void (await wait(AGAIN_MS));
    assert.equal(status, 200, text);
    for (const event of json.events) take(event);
    after = json.nextCursor;
    if (how === "poll" && json.events.length === 0) await wait(AGAIN_MS);
  }

  async function stream(): Promise<void> {
    const cut = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(Math.random() * STREAM_MS))]);
    for await (const { id, event } of streamEvents(some(), as, { last: after, query: "?limit=200", signal: cut })) {
      if (event) take(event);
      else if (id !== undefined) after = id;
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await (how === "stream" ? stream() : ask());
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        // Cut off, or the process was killed.
        cuts++;
        await wait(AGAIN_MS);
      }
    }
  }

  return {
    versions,
    get count() {
      return count;
    },
    get cuts() {
      return cuts;
    },
    digest: () => told.copy().digest("hex"),
    ended: run(),
  };
}
