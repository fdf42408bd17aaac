/** What guests do at a door, whatever it hangs on: slide on their page, or ask over HTTP. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { PHONE } from "./chromium.ts";
import { finger, line, middle } from "./guest/touch.ts";
import type { TestServer } from "./harness.ts";

const OUTCOME_MS = 30_000;

/** What a page says of a door that opened: on a busy machine it may be read when the door has locked again. */
export const UNLOCKED = /^(The door is unlocked|Unlocked at )/;

/** With the page of a key on a phone. */
export async function withPage(
  { browser, server }: { readonly browser: Browser; readonly server: TestServer },
  uuid: string,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true });
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/temp-keys/${uuid}`);
    await use(page);
  } finally {
    await context.close();
  }
}

/** Pull the page's slider to its end, with a finger. */
export async function slide(page: Page): Promise<void> {
  const { swipe } = await finger(page);
  const from = await middle(page.locator(".thumb"));
  await swipe(line(from, { x: from.x + 300, y: from.y }));
}

/** Wait until the page says so. */
export async function becomes(page: Page, title: string | RegExp): Promise<void> {
  await page.getByRole("heading", { level: 1, name: title }).waitFor({ timeout: OUTCOME_MS });
}

/** Ask once over HTTP, and wait for the outcome; undefined where no order was made, because the door is surely not reached. */
export async function openOnce(server: TestServer, uuid: string) {
  const asked = await server.call("POST", `/temp-keys/${uuid}/open`, { body: { intent: randomUUID() } });
  if (asked.status === 409 && asked.text.includes("cannot be reached")) return undefined;
  assert.equal(asked.status, 303, asked.text);
  const orderId = new URL(asked.headers.get("location")!, server.url).searchParams.get("order")!;
  for (const end = Date.now() + OUTCOME_MS; Date.now() < end; await delay(20)) {
    const state = await server.ledger.read.order(orderId);
    if (state && state.stage !== "queued" && state.stage !== "sent") return { orderId, state };
  }
  throw new Error("no outcome came");
}

/** How often a key was used. */
export async function usesOf(server: TestServer, uuid: string): Promise<number> {
  return (await server.ledger.read.tempKey(uuid))!.state.usedCount;
}
