/**
 * Every change that a person can ask for, with a server that is busy, one that never answers, one whose answer is lost,
 * a session that ended and a role that was lowered: what the person sees, and that nothing is half done or done twice.
 */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Page, Route } from "playwright-core";
import type { Person } from "../people.ts";
import { type ConsoleServer, shown, startConsole } from "./console.ts";
import { addressOf, type Begun, nameOf, type Write, writesOfCode, WITHOUT_ROW } from "./write.ts";

/** In the place of the console's own, for what a test gives no answer to: nobody waits 15 seconds for each line. */
const ANSWER_MS = 1_500;
const IMPATIENT = `{
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, globalThis.isImpatient ? Math.min(ms, ${ANSWER_MS}) : ms);
}`;
const AT_ONCE = 2;
const PATIENCE_MS = 20_000;
/** How long a button is looked for that may be gone. */
const PERHAPS_MS = 5_000;
/** How the console tells of it. */
const BUSY = "The server is busy.";
const UNSURE = "Perhaps it was done";
const SIGNED_OUT = "You are signed out";
const FORBIDDEN = "Your role does not allow this.";

const files = globSync(join(import.meta.dirname, "writes/*.ts")).toSorted();
const tables = await Promise.all(files.map((file) => import(file) as Promise<{ writes: readonly Write[] }>));
const writes = tables.flatMap((table) => table.writes);

const sees = (page: Page, text: string) => page.getByText(text).filter({ visible: true }).first().waitFor();

it("are all that the code has", () => {
  const left = writesOfCode();
  for (const name of [...writes.map(({ of }) => nameOf(of)), ...Object.values(WITHOUT_ROW).flat()]) {
    const at = left.indexOf(name);
    assert.ok(at >= 0, `${name} is not in the code, or stands here twice`);
    left.splice(at, 1);
  }
  assert.deepEqual(left, [], "these have no row in test/console/app/writes");
});

describe("a change", { concurrency: AT_ONCE }, () => {
  let at: ConsoleServer;
  before(async () => void (at = await startConsole({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } })));
  after(() => at.close());

  for (const write of writes) {
    it(`${write.name}: is done once, whatever becomes of the answers`, () => doneOnce(write));
    if (!write.isSignedOut)
      it(`${write.name}: is not done for a session that ended`, () => refused(write, "session", SIGNED_OUT));
    if (write.role !== "viewer")
      it(`${write.name}: is not done in a role that was lowered`, () => refused(write, "role", FORBIDDEN));
  }

  /** Somebody of their own, in a browser of their own. */
  async function begin(write: Write): Promise<{ readonly begun: Begun; readonly page: Page; readonly person: Person }> {
    const person = await at.member(write.role);
    const begun = await write.begin(at, person);
    const context = await at.context({ as: person, size: "desk" });
    await context.addInitScript(IMPATIENT);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto((begun.isNamed ? at.server.publicUrl : at.server.url) + begun.path);
    await shown(page);
    await begun.come?.(page);
    return { begun, page, person };
  }

  /** @param expected of what the browser says, for what was refused */
  async function end(page: Page, expected?: RegExp): Promise<void> {
    const told = at.faults(page.context());
    await page.context().close();
    assert.deepEqual(
      told.filter((fault) => !expected?.test(fault)),
      [],
    );
  }

  async function doneOnce(write: Write): Promise<void> {
    const { begun, page } = await begin(write);
    const [method, address] = [write.of[1], addressOf(write)];
    const impatient = (isSo: boolean) => page.evaluate(`globalThis.isImpatient = ${isSo}`);
    const meddle = async (how: (route: Route) => Promise<void>, seen: () => Promise<unknown>) => {
      await page.route(address, async (route) => {
        if (route.request().method() !== method) return route.fallback();
        // Whatever else the screen asks for is answered, however long that takes.
        await impatient(false);
        return how(route);
      });
      await impatient(true);
      await begun.press(page);
      await seen();
      await page.unroute(address);
    };
    const before = await begun.state();
    const json = { success: false, error: "Service Unavailable", message: "Busy", code: 503 };
    await meddle(
      (route) => route.fulfill({ status: 503, json }),
      () => sees(page, BUSY),
    );
    await meddle(
      async () => {},
      () => sees(page, UNSURE),
    );
    assert.deepEqual(await begun.state(), before, "it was done, and told otherwise");
    const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
    await meddle(
      async (route) => (await route.fetch(), lose()),
      () => lost.then(() => wait(2 * ANSWER_MS)),
    );
    const once = await begun.state();
    assert.notDeepEqual(once, before, "it was not done");
    // Unless the screen has learned of it, and there is nothing left to press.
    page.setDefaultTimeout(PERHAPS_MS);
    const again = await begun.press(page).then(
      () => true,
      () => false,
    );
    page.setDefaultTimeout(PATIENCE_MS);
    if (again) await begun.done?.(page);
    assert.deepEqual(await begun.state(), once, "it was done twice");
    await end(page);
  }

  async function refused(write: Write, what: "session" | "role", text: string): Promise<void> {
    const { begun, page, person } = await begin(write);
    const { userId, cookie } = person;
    const before = await begun.state();
    const takeAway = async () => {
      if (what === "session") {
        const { sessions } = await at.server.store.accounts();
        await sessions.end(userId, (await sessions.of(cookie))!.sessionId);
      } else
        for (const { orgId } of await at.server.organizations.members.of(userId))
          await at.server.organizations.members.change(orgId, userId, { role: "viewer" });
    };
    // While the change is under way, so that nothing that the screen asks for by itself tells of it before it is pressed.
    let taken: Promise<void> | undefined;
    await page.route(addressOf(write), async (route) => {
      if (route.request().method() === write.of[1]) await (taken ??= takeAway());
      await route.fallback();
    });
    await begun.press(page);
    await sees(page, text);
    assert.deepEqual(await begun.state(), before, "it was done");
    // What a frame asks for after the session ended is told on a page that may be framed by nobody.
    await end(page, /^Framing .* "frame-ancestors 'none'"/);
  }
});
