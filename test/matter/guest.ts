/** A guest with a link and no script: opens the door, and reads what became of it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { request } from "../harness.ts";

/** @returns the opening */
export async function openByLink(url: string, key: string): Promise<string> {
  const answer = await request(url, "POST", `/temp-keys/${key}/open`, { body: { intent: randomUUID() } });
  assert.equal(answer.status, 303, answer.text);
  return new URL(answer.headers.get("location")!, url).searchParams.get("order")!;
}

/** What the page says. */
export async function confirmation(url: string, key: string, order: string): Promise<string> {
  const answer = await request(url, "GET", `/temp-keys/${key}/confirmation?order=${order}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.text;
}
