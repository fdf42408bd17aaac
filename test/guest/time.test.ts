/** The page, its countdown and the door agree about time: when clocks change, and on a phone whose clock is wrong. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { StillClock } from "../manual-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Change {
  readonly name: string;
  readonly timeZone: string;
  /** Two instants around or within the change, in UTC. */
  readonly from: string;
  readonly until: string;
  /** How the page writes them. */
  readonly window: string;
}

/** In order of time: the clock only goes on. */
const CHANGES: readonly Change[] = [
  {
    name: "half an hour is skipped within the window",
    timeZone: "Australia/Lord_Howe",
    from: "2026-10-03T15:00",
    until: "2026-10-03T16:00",
    window: "Sun 4 Oct, 01:30 – 03:00 local time at the door",
  },
  {
    name: "the window begins and ends at the same time of the hour that comes twice",
    timeZone: "Europe/Athens",
    from: "2026-10-25T00:30",
    until: "2026-10-25T01:30",
    window: "Sun 25 Oct, 03:30 EEST – 03:30 EET local time at the door",
  },
  {
    name: "the window ends with the hour that comes twice",
    timeZone: "Europe/Athens",
    from: "2026-10-25T01:45",
    until: "2026-10-25T02:00",
    window: "Sun 25 Oct, 03:45 EET – 04:00 local time at the door",
  },
  {
    name: "the hour is skipped within the window",
    timeZone: "Europe/Athens",
    from: "2027-03-28T00:30",
    until: "2027-03-28T02:00",
    window: "Sun 28 Mar, 02:30 – 05:00 local time at the door",
  },
  {
    name: "the window ends within the half-hour that comes twice, and was given with the offset of the first",
    timeZone: "Australia/Lord_Howe",
    from: "2027-04-03T14:45",
    until: "2027-04-04T02:15:00+11:00",
    window: "Sun 4 Apr, 01:45 GMT+11 – 01:45 GMT+10:30 local time at the door",
  },
];

const instant = (text: string) => Date.parse(text.length === 16 ? `${text}Z` : text);

describe("the time on the page", () => {
  let server: TestServer;
  let clock: StillClock;
  let browser: Browser;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    browser = await launchChromium();
    clock = new StillClock(Date.UTC(2026, 9, 1));
    server = await startServer({ clock });
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  const goTo = (at: number) => clock.advance(at - clock.now());

  async function newKey(timeZone: string, from: number, until: number): Promise<string> {
    await server.lock(++locks, { orgId: "acme", timeZone });
    const window = { validFrom: new Date(from).toISOString(), validUntil: new Date(until).toISOString() };
    return server.key(locks, org, window);
  }

  /** What the page says and what the door does, which must be the same. */
  async function look(uuid: string) {
    const { text } = await server.call("GET", `/temp-keys/${uuid}`);
    const number = (name: string) => {
      const found = new RegExp(`${name}="(\\d+)"`).exec(text);
      return found ? Number(found[1]) : undefined;
    };
    const offers = /<form\s+method="post"/.test(text);
    const { status } = await server.call("POST", `/temp-keys/${uuid}/open`);
    assert.equal(status, offers ? 303 : 400, "the page and the door disagree");
    return {
      offers,
      begins: number("data-countdown"),
      changes: number("data-changes-in"),
      said: text.replaceAll(/<(style|head)[^]*?<\/\1>|<[^>]*>/g, "").replaceAll(/\s+/g, " "),
    };
  }

  for (const { name, timeZone, from, until, window } of CHANGES)
    it(`is right when ${name} (${timeZone})`, async () => {
      const [start, end] = [instant(from), instant(until)];
      await goTo(start - 40 * MINUTE);
      const uuid = await newKey(timeZone, start, end);
      for (let at = start - 40 * MINUTE; at <= end + HOUR; at += 10 * MINUTE) {
        await goTo(at);
        const { offers, begins, changes, said } = await look(uuid);
        const what = new Date(at).toISOString();
        assert.ok(said.includes(window), `${what}: ${said}`);
        assert.equal(offers, at >= start && at < end, what);
        assert.equal(begins, at < start ? start - at : undefined, what);
        assert.equal(changes, at < start ? start - at : at < end ? end - at : undefined, what);
      }
    });

  it("is the door's on phones that are hours off and elsewhere, while clocks change there and here", async () => {
    // New York and the door's own place set their clocks back one week apart.
    const start = Date.UTC(2027, 9, 31, 2);
    const phones = [
      ["Europe/Athens", 0, "Sun 31 Oct, 04:00"],
      ["America/New_York", -3 * HOUR, "Sun 7 Nov, 04:00"],
      ["Pacific/Auckland", 3 * HOUR, "Sun 14 Nov, 04:00"],
      ["Asia/Kathmandu", 365 * 24 * HOUR, "Sun 21 Nov, 04:00"],
    ] as const;
    for (const [i, [timezoneId, ahead, time]] of phones.entries()) {
      const begin = start + i * 7 * 24 * HOUR;
      await goTo(begin - 2 * HOUR - MINUTE);
      const uuid = await newKey("Europe/Athens", begin, begin + HOUR);
      const context = await browser.newContext({ viewport: PHONE, locale: "en-GB", timezoneId });
      const page = await context.newPage();
      await page.clock.install({ time: clock.now() + ahead });
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      const message = page.locator(".message");
      for (const [passes, left] of [
        [30_000, "in 2 hours"],
        [HOUR, "in 1 hour"],
        [31 * MINUTE, "in 29 minutes"],
        [29 * MINUTE, "in a moment"],
      ] as const) {
        await page.clock.runFor(passes);
        assert.equal(
          await message.locator("p").innerText(),
          `It starts working ${left}: ${time}, local time at the door.`,
        );
      }
      await goTo(begin);
      await page.clock.runFor(31_000);
      const open = page.getByRole("button", { name: /^Open / });
      await open.waitFor();
      await open.click();
      await becomes(page, UNLOCKED);
      assert.equal(await page.locator(".where").innerText(), `Front door\n${time}`);
      await context.close();
    }
  });
});
