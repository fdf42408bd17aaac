/** What the other tests of the console's screens lean on: a page in which something goes wrong by itself does not go by. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { withConsole } from "./console.ts";

const at = withConsole();
const SOON_MS = 20_000;

async function told(): Promise<string> {
  for (let waited = 0; waited < SOON_MS; waited += 20) {
    const faults = at.faults();
    if (faults.length > 0) return faults.join();
    await wait(20);
  }
  return "";
}

it("tells of errors, and of what the page's policy refuses", async () => {
  const page = await at.open("/");
  assert.deepEqual(at.faults(), []);
  await page.evaluate("void setTimeout(() => { throw new Error('made up') })");
  assert.match(await told(), /made up/);
  for (const unwanted of ["<p style='color: red'>", "<img src='https://elsewhere.test/x.png'>"]) {
    await page.evaluate(`document.body.insertAdjacentHTML("beforeend", ${JSON.stringify(unwanted)})`);
    assert.match(await told(), /Content Security Policy/, unwanted);
  }
});

it("shows what is the person's, in their language", async () => {
  const page = await at.open("/", { language: "de", size: "desk" });
  assert.equal(await page.innerText("h1"), "Heute Nacht");
  assert.equal(await page.innerText(".organization"), "Seaside Flats");
});
