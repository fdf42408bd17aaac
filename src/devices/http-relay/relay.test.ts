import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OpenOutcome } from "../../domain/order.ts";
import { HubUnreachableError } from "../driver.ts";
import { driverConformance } from "../testing/conformance.ts";
import { faultSchedules } from "../testing/fault-schedules.ts";
import type { Fault } from "./testing/device.ts";
import { OPENER_TEMPLATE } from "./testing/opener.ts";
import { SITES, type Site } from "./testing/harness.ts";

type Failed = Extract<OpenOutcome, { ok: false }>;
/** What must come of an order whose device does so, and how often the bolt moved. */
type Expected = (Pick<Failed, "failure" | "mayHaveExecuted"> | "opened") | "refused";

const FAULTS: [Fault, Expected, moved: number][] = [
  [{ kind: "none" }, "opened", 1],
  [{ kind: "slow", ms: 9_000 }, "opened", 1],
  [{ kind: "slow", ms: 11_000 }, { failure: "timeout", mayHaveExecuted: true }, 0],
  [{ kind: "late", ms: 9_000 }, "opened", 1],
  [{ kind: "late", ms: 11_000 }, { failure: "timeout", mayHaveExecuted: true }, 1],
  [{ kind: "silent", moves: true }, { failure: "timeout", mayHaveExecuted: true }, 1],
  [{ kind: "silent", moves: false }, { failure: "timeout", mayHaveExecuted: true }, 0],
  [{ kind: "reset", moves: true }, { failure: "indeterminate", mayHaveExecuted: true }, 1],
  [{ kind: "reset", moves: false }, { failure: "indeterminate", mayHaveExecuted: true }, 0],
  [{ kind: "half", moves: true }, { failure: "indeterminate", mayHaveExecuted: true }, 1],
  [{ kind: "garbage", moves: true }, { failure: "indeterminate", mayHaveExecuted: true }, 1],
  [{ kind: "twice", moves: true }, "opened", 1],
  [{ kind: "lying" }, "opened", 0],
];

async function at(open: () => Promise<Site>, run: (site: Site) => Promise<void>): Promise<void> {
  const site = await open();
  try {
    await run(site);
  } finally {
    await site.close();
  }
}

driverConformance("http-relay", () => SITES.shelly());
driverConformance("http-relay, nuki-bridge", () => SITES["nuki-bridge"]());
driverConformance("http-relay, template", () => SITES.template());

for (const [profile, open] of Object.entries(SITES)) {
  faultSchedules(`http-relay, ${profile}`, () => open());

  describe(`a relay, ${profile}`, () => {
    for (const [fault, expected, moved] of FAULTS)
      it(`whose device is so is told of honestly: ${JSON.stringify(fault)}`, () =>
        at(open, async (site) => {
          site.device.fault = fault;
          const opening = site.open();
          await site.clock.advance(12_000);
          const outcome = await opening;
          if (typeof expected === "string") assert.ok(outcome.ok, JSON.stringify(outcome));
          else {
            assert.ok(!outcome.ok);
            const { failure, mayHaveExecuted } = outcome;
            assert.deepEqual({ failure, mayHaveExecuted }, expected);
          }
          assert.equal((await site.openings()).length, moved);
          site.device.fault = { kind: "none" };
          await site.clock.advance(60_000);
          assert.equal((await site.openings()).length, moved, "something was done later");
        }));

    it("says only how far it knows", () =>
      at(open, async (site) => {
        const outcome = await site.open();
        assert.ok(outcome.ok);
        assert.deepEqual([outcome.stage, outcome.by], ["executed", "ack"]);
      }));

    it("answers at the deadline by its own clock, and when its order is aborted", () =>
      at(open, async (site) => {
        site.device.fault = { kind: "silent", moves: false };
        const abort = new AbortController();
        const opening = site.open({ signal: abort.signal });
        await site.clock.advance(100);
        abort.abort();
        const aborted = await opening;
        assert.ok(!aborted.ok && aborted.failure === "timeout" && aborted.mayHaveExecuted);
        const second = site.open({ forMs: 500 });
        await site.clock.advance(499);
        await site.clock.advance(1);
        const outcome = await second;
        assert.ok(!outcome.ok && outcome.mayHaveExecuted);
      }));

    it("says nothing of its secrets, whatever goes wrong", () =>
      at(
        () =>
          open({
            secrets: {
              ...(profile === "shelly" ? { password: "wr0ng-secret" } : { token: "wr0ng-secret" }),
              ...(profile === "template" && { signingSecret: "wr0ng-secret-wr0ng" }),
            },
          }),
        async (site) => {
          const outcome = await site.open();
          assert.ok(!outcome.ok && !outcome.mayHaveExecuted);
          assert.ok(["auth", "rejected"].includes(outcome.failure), outcome.failure);
          const check = await site.driver.check(new AbortController().signal);
          assert.ok(profile === "template" || (!check.ok && check.failure === "auth"));
          const found = await site.driver.discover(new AbortController().signal).catch((error: unknown) => error);
          if (profile !== "template") assert.ok(found instanceof HubUnreachableError);
          for (const said of [outcome, check, found])
            assert.doesNotMatch(`${JSON.stringify(said)} ${String(said)}`, /wr0ng/);
          assert.deepEqual(await site.openings(), []);
        },
      ));

    it("is checked: reachable, whom it is, and that nothing is encrypted", () =>
      at(open, async (site) => {
        const check = await site.driver.check(new AbortController().signal);
        assert.ok(check.ok, JSON.stringify(check));
        assert.match(String(check.warnings), /not encrypted/);
        const words = {
          shelly: /^Shelly Plus1 1\.4\.4$/,
          "nuki-bridge": /^Nuki bridge 2\.17\.1$/,
          template: /^undefined$/,
        };
        assert.match(String(check.version), words[profile as keyof typeof words]);
      }));

    it("is watched: at the beginning, after an order, when it changes, and every 30 seconds at most", () =>
      at(open, async (site) => {
        const states = () =>
          site.observed.map((one) => one.type === "state" && [one.snapshot.online, one.snapshot.state]);
        site.driver.watch([site.address]);
        await site.clock.advance(1_000);
        assert.deepEqual(states(), [[true, "locked"]]);
        const asked = site.device.asked.length;
        await site.clock.advance(20_000);
        assert.equal(site.device.asked.length, asked);
        await site.open();
        await site.clock.advance(1_000);
        assert.deepEqual(states()[1], [true, "unlocked"]);
        await site.device.unplug();
        await site.clock.advance(60_000);
        assert.deepEqual(states().at(-1), [false, "unknown"]);
        assert.ok(states().length <= 4, JSON.stringify(states()));
        site.driver.watch([]);
        const seen = states().length;
        await site.clock.advance(100_000);
        assert.equal(states().length, seen);
      }));

    it("is asked less often while it does not answer", () =>
      at(open, async (site) => {
        let rounds = 0;
        await site.device.unplug();
        site.driver.watch([site.address]);
        const sleep = site.clock.sleep.bind(site.clock);
        site.clock.sleep = (ms, signal) => {
          rounds++;
          return sleep(ms, signal);
        };
        await site.clock.advance(600_000);
        assert.ok(rounds >= 3 && rounds <= 6, `${rounds} rounds in ten minutes`);
      }));

    it("is not called where the operator has not allowed it", () =>
      at(open, async (site) => {
        const elsewhere = await open({ settings: { url: "http://169.254.169.254" } });
        const outcome = await elsewhere.open();
        assert.ok(!outcome.ok && outcome.failure === "rejected" && !outcome.mayHaveExecuted);
        const check = await elsewhere.driver.check(new AbortController().signal);
        assert.ok(!check.ok && check.failure === "unsupported");
        await elsewhere.close();
        assert.deepEqual(site.device.asked, []);
      }));

    it("stops in the middle of an order, which may have been carried out", () =>
      at(open, async (site) => {
        site.device.fault = { kind: "silent", moves: true };
        const opening = site.open();
        await site.clock.advance(100);
        await site.driver.stop();
        const outcome = await opening;
        assert.ok(!outcome.ok && outcome.mayHaveExecuted);
        const after = await site.open();
        assert.ok(!after.ok && after.failure === "offline" && !after.mayHaveExecuted);
      }));
  });
}

describe("a relay, by its profile", () => {
  it("shelly: lets go by itself, after what the order says or else its settings", () =>
    at(
      () => SITES.shelly({ settings: { pulseS: 7 } }),
      async (site) => {
        const told = () => JSON.parse(site.device.asked.findLast(({ body }) => body !== "")!.body) as unknown;
        await site.open();
        assert.deepEqual(told(), { id: 0, on: true, toggle_after: 7 });
        await site.open({ relockAfterS: 2 });
        assert.deepEqual(told(), { id: 0, on: true, toggle_after: 2 });
        const unlatched = await site.open({ action: "unlatch" });
        assert.ok(!unlatched.ok && unlatched.failure === "unsupported" && !unlatched.mayHaveExecuted);
      },
    ));

  it("shelly: is asked once to move, with an answer to a challenge that it gave for another question", () =>
    at(SITES.shelly, async (site) => {
      assert.ok((await site.open()).ok);
      const asked = site.device.asked.map(({ url, headers }) => [url.pathname, headers.authorization !== undefined]);
      assert.deepEqual(asked, [
        ["/rpc/Shelly.GetStatus", false],
        ["/rpc/Switch.Set", true],
      ]);
    }));

  it("nuki-bridge: has one request at a time, and who waited too long was not sent", () =>
    at(SITES["nuki-bridge"], async (site) => {
      site.device.fault = { kind: "slow", ms: 3_000 };
      const all = [site.open(), site.open(), site.open({ forMs: 1_000 })];
      site.driver.watch([site.address]);
      await site.clock.advance(10_000);
      const [first, second, third] = await Promise.all(all);
      assert.ok(first!.ok && second!.ok);
      assert.ok(!third!.ok && third!.failure === "expired" && !third!.mayHaveExecuted);
      assert.equal(site.device.mostAtOnce, 1);
      assert.equal((await site.openings()).length, 2);
    }));

  it("nuki-bridge: is told how to open, never the token, and nothing twice", () =>
    at(SITES["nuki-bridge"], async (site) => {
      await site.open();
      await site.open({ action: "unlatch" });
      const asked = site.device.asked.map(({ url }) => url.searchParams);
      assert.deepEqual(
        asked.map((params) => [params.get("action"), params.get("deviceType")]),
        [
          ["1", "4"],
          ["3", "4"],
        ],
      );
      assert.equal(new Set(asked.map((params) => params.get("hash"))).size, 2);
      assert.doesNotMatch(site.device.asked.map(({ url }) => url.href).join(), /a1b2c3/);
    }));

  it("nuki-bridge: tells of battery and door, and what it only remembers is marked so", () =>
    at(SITES["nuki-bridge"], async (site) => {
      const now = await site.driver.snapshot(site.address, new AbortController().signal);
      assert.deepEqual(now, {
        state: "locked",
        door: "closed",
        battery: 18,
        batteryCritical: true,
        online: true,
        source: "device",
        observedAt: site.clock.now(),
      });
      const [found] = await site.driver.discover(new AbortController().signal);
      assert.deepEqual([found!.name, found!.kind, found!.snapshot.source], ["Hall", "Nuki Smart Lock 3.0", "cached"]);
    }));

  it("template: is told the order and its deadline, escaped and signed", () =>
    at(SITES.template, async (site) => {
      assert.ok((await site.open({ orderId: "o-1" })).ok);
      const { url, body, headers } = site.device.asked.at(-1)!;
      assert.equal(url.pathname, `/doors/${encodeURIComponent(site.address)}/open`);
      assert.deepEqual(JSON.parse(body), { order: "o-1", until: site.clock.now() + 10_000, how: "unlock" });
      assert.equal(headers["x-latchstring-timestamp"], String(site.clock.now()));
      assert.match(String(headers["x-latchstring-signature"]), /^sha256=[0-9a-f]{64}$/);
    }));

  it("template: gives the use back where the device says that it did nothing", () =>
    at(SITES.template, async (site) => {
      const refused = { ...OPENER_TEMPLATE, refused: { status: [404] } };
      const other = await SITES.template({ settings: { url: site.device.url, template: refused } });
      const outcome = await other.driver.unlock(
        { orderId: "o", address: "no such door", action: "unlock", notAfter: other.clock.now() + 10_000 },
        new AbortController().signal,
      );
      assert.ok(!outcome.ok && outcome.failure === "rejected" && !outcome.mayHaveExecuted);
      await other.close();
    }));
});
