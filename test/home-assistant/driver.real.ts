/** The driver on a real Home Assistant: the suite that every driver passes, and the traps of this one. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import type { OpenOutcome } from "../../src/domain/order.ts";
import { counted } from "../../src/devices/home-assistant/testing/counted.ts";
import { makeCertificate, startFront } from "../../src/devices/home-assistant/testing/front.ts";
import { driverConformance } from "../../src/devices/testing/conformance.ts";
import { type Home, startHome } from "./home.ts";
import { FRONT, losesFront, NEVER, openSite, type Site, type SiteOptions, tidy, until } from "./site.ts";

let home: Home;
before(async () => {
  home = await startHome();
});
after(() => home.close());

/** How long the suite lets time pass at most: it is real here. */
const REAL_MS = 4_000;

driverConformance(
  "home-assistant",
  async () => {
    await tidy(home);
    const site = await openSite(home);
    await site.driver.check(NEVER);
    return {
      ...counted(site.driver, async () => Number(await home.state("counter.bolt"))),
      clock: { ...systemClock, advance: (ms: number) => delay(Math.min(ms, REAL_MS)) },
      address: FRONT,
      disconnect: () => losesFront(home),
      disconnectHub: async () => site.wire.cut(),
      slowDown: async (ms) => void (site.wire.delayMs = ms),
      close: () => site.close(),
    };
  },
  60_000,
);

/** @throws when it takes longer by a timer of this process, which stands still whenever the driver's timers do */
async function within<T>(ms: number, run: () => Promise<T>): Promise<T> {
  const late = new AbortController();
  const tooLate = delay(ms, undefined, { signal: late.signal }).then(() => assert.fail(`it took more than ${ms} ms`));
  try {
    return await Promise.race([run(), tooLate]);
  } finally {
    late.abort();
    await tooLate.catch(() => {});
  }
}

function trap(what: string, run: (site: Site) => Promise<void>, options: SiteOptions = {}): void {
  test(what, { timeout: 120_000 }, async () => {
    await tidy(home);
    const site = await openSite(home, options);
    try {
      assert.equal((await site.driver.check(NEVER)).ok, true);
      await run(site);
    } finally {
      await site.close();
    }
  });
}

const moved = async (name: string) => (await home.state(`input_boolean.${name}`)) === "on";

function assertStage(outcome: OpenOutcome, stage: string, by?: string): void {
  assert.ok(outcome.ok, JSON.stringify(outcome));
  assert.equal(outcome.stage, stage);
  if (by !== undefined) assert.equal(outcome.by, by);
}

function assertFailed(outcome: OpenOutcome, failure: string, mayHaveExecuted: boolean): void {
  assert.ok(!outcome.ok, JSON.stringify(outcome));
  assert.deepEqual([outcome.failure, outcome.mayHaveExecuted], [failure, mayHaveExecuted], outcome.detail);
}

describe("what moves, and what is said of it", () => {
  trap("a lock is confirmed by what it says", async (site) => {
    assertStage(await site.unlock(FRONT), "confirmed");
    assert.ok(await moved("bolt"));
  });

  trap("a lock that can is unlatched", async (site) => {
    assertStage(await site.unlock(FRONT, { action: "unlatch" }), "confirmed");
    assert.ok(await moved("latch"));
    assertFailed(await site.unlock("lock.slow_door", { action: "unlatch" }), "unsupported", false);
  });

  trap("a lock that was unlocked before is not confirmed by being unlocked still", async (site) => {
    await home.service("input_boolean.turn_on", "input_boolean.bolt");
    assertStage(await site.unlock(FRONT), "accepted", "ack");
  });

  trap("a lock that only assumes its state confirms nothing", async (site) => {
    assertStage(await site.unlock("lock.assumed_door"), "accepted", "ack");
  });

  trap("a lock that says it did it, and did nothing, is acknowledged and no more", async (site) => {
    const begun = Date.now();
    const outcome = await within(3_000, () => site.unlock("lock.lying_door", { forMs: 2_000 }));
    assertStage(outcome, "accepted", "ack");
    assert.ok(Date.now() - begun >= 1_900, "the rest of the deadline was not waited for");
  });

  trap("a lock that moves after its acknowledgement is waited for", async (site) => {
    assertStage(await site.unlock("lock.late_door"), "confirmed");
  });

  trap("a lock that answers after the deadline may have opened, and does", async (site) => {
    assertFailed(await within(2_500, () => site.unlock("lock.slow_door", { forMs: 1_500 })), "timeout", true);
    await until("the slow bolt", () => moved("slow"));
    // Home Assistant was alive all the time, so its connection was kept.
    assert.equal(site.wire.taken, 1);
  });

  trap("a jammed lock says so, and may have moved", async (site) => {
    site.driver.watch(["lock.jamming_door"]);
    assertFailed(await site.unlock("lock.jamming_door"), "jammed", true);
    await until("the alarm", () => site.seen.some((one) => one.type === "alarm" && one.alarm === "jammed"));
  });

  trap("a service that fails after it has moved something may have executed", async (site) => {
    assertFailed(await site.unlock("lock.failing_door"), "rejected", true);
    assert.ok(await moved("failing"));
  });

  trap("covers, buttons and scripts open doors", async (site) => {
    assertStage(await site.unlock("cover.gate"), "confirmed");
    assert.ok(await moved("gate"));
    assertStage(await site.unlock("cover.barrier"), "executed", "state");
    assertStage(await site.unlock("input_button.buzzer"), "accepted", "ack");
    await until("the buzzer", () => moved("buzzer"));
    assertStage(await site.unlock("script.door"), "accepted", "ack");
    await until("the script", () => moved("script"));
  });
});

describe("codes", () => {
  trap("a lock that asks for a code is not tried without one, and found as such", async (site) => {
    assertFailed(await site.unlock("lock.coded_door"), "unsupported", false);
    const found = await site.driver.discover(NEVER);
    assert.match(found.find(({ address }) => address === "lock.coded_door")?.kind ?? "", /asks for a code/);
  });

  trap(
    "a lock gets the code that the hub has",
    async (site) => assertStage(await site.unlock("lock.coded_door"), "confirmed"),
    {
      code: "lock.other=1111, lock.coded_door=1234",
    },
  );

  trap(
    "a code that the lock does not take was not tried, surely",
    async (site) => {
      assertFailed(await site.unlock("lock.coded_door"), "rejected", false);
      assert.equal(await moved("coded"), false);
    },
    { code: "none" },
  );
});

describe("behind TLS with a certificate of its own", () => {
  test("it is believed by its fingerprint alone, and by no other", async () => {
    await tidy(home);
    const certificate = makeCertificate("DNS:home.example");
    const front = await startFront(home.port, certificate);
    try {
      const url = `https://127.0.0.1:${front.port}`;
      for (const [trust, detail] of [
        [{}, /SELF_SIGNED/],
        [{ fingerprint: "0".repeat(64) }, /another certificate/],
      ] as const) {
        const refused = await openSite(home, { settings: { url, ...trust } });
        const check = await refused.driver.check(NEVER);
        assert.match(check.ok ? "" : check.detail, detail);
        assertFailed(await refused.unlock(FRONT), "offline", false);
        await refused.close();
      }
      assert.equal(front.heard, 0);
      const site = await openSite(home, { settings: { url, fingerprint: certificate.fingerprint } });
      assert.equal((await site.driver.check(NEVER)).ok, true);
      assertStage(await site.unlock(FRONT), "confirmed");
      assert.ok(await moved("bolt"));
      await site.close();
    } finally {
      await front.close();
    }
  });
});

describe("relays", () => {
  const devices = { "switch.relay": { pulseMs: 3_000 } };
  trap(
    "a switch is on for a while, and off again",
    async (site) => {
      assertStage(await site.unlock("switch.relay"), "executed", "state");
      assert.ok(await moved("relay"));
      await until("off", async () => !(await moved("relay")));
    },
    { devices },
  );

  trap(
    "a switch is off again after the connection was lost in the middle",
    async (site) => {
      assertStage(await site.unlock("switch.relay"), "executed");
      site.wire.cut();
      await delay(4_000);
      assert.ok(await moved("relay"));
      site.wire.mend();
      await until("off", async () => !(await moved("relay")));
    },
    { devices },
  );

  test("a switch is off before the driver is stopped", async () => {
    await tidy(home);
    const site = await openSite(home, { devices: { "switch.relay": { pulseMs: 60_000 } } });
    await site.driver.check(NEVER);
    assertStage(await site.unlock("switch.relay"), "executed");
    // Not when its time is over.
    await within(20_000, () => site.close());
    assert.equal(await moved("relay"), false);
  });
});

/** What was said before on the same connection has come. */
const isConnected = (site: Site) => until("a connection", async () => (await site.driver.check(NEVER)).ok);

describe("a network that fails", () => {
  trap("blocked for the deadline plus a second: not sent, and nothing opens later", async (site) => {
    site.wire.block();
    assertFailed(await site.unlock(FRONT, { forMs: 2_000 }), "expired", false);
    await delay(1_000);
    site.wire.unblock();
    await delay(1_500);
    await isConnected(site);
    assert.equal(await home.state("counter.bolt"), "0");
  });

  trap("blocked between the question and the order: torn off the wire at the deadline", async (site) => {
    for (let i = 0; i < 10; i++) {
      // The state of the door is there, and the order leaves; somewhere around that the network stops.
      const opening = site.unlock(FRONT, { forMs: 2_000 });
      await delay(i / 4);
      site.wire.block();
      const outcome = await opening;
      const moves = await home.state("counter.bolt");
      await delay(300);
      site.wire.unblock();
      await delay(300);
      assert.equal(await home.state("counter.bolt"), moves, "it opened after the deadline");
      if (!outcome.ok && !outcome.mayHaveExecuted) assert.equal(moves, "0");
      await tidy(home);
      await isConnected(site);
    }
  });

  trap("not answering for seconds is offline, long before the deadline", async (site) => {
    site.wire.block();
    assertFailed(await within(4_000, () => site.unlock(FRONT, { forMs: 10_000 })), "offline", false);
    site.wire.unblock();
    await delay(500);
    await isConnected(site);
    assert.equal(await home.state("counter.bolt"), "0");
  });

  trap("no connection is offline at once, and what was asked for then never opens", async (site) => {
    site.driver.watch([FRONT]);
    const online = () => {
      const last = site.seen.findLast((one) => one.type === "state");
      return last?.type === "state" && last.snapshot.online;
    };
    await until("the front door's state", online);
    site.wire.cut();
    await until("its loss", () => !online());
    // Not after the time in which an answer could come.
    assertFailed(await within(2_500, () => site.unlock(FRONT)), "offline", false);
    site.wire.mend();
    await isConnected(site);
    await delay(500);
    assert.equal(await home.state("counter.bolt"), "0");
    assertStage(await site.unlock(FRONT), "confirmed");
  });

  trap("an order whose connection was lost is confirmed by the state after it came back", async (site) => {
    const opening = site.unlock("lock.slow_door", { forMs: 20_000 });
    await until("the slow bolt is told", () => moved("slow_told"));
    site.wire.cut();
    setTimeout(() => site.wire.mend(), 300);
    assertStage(await opening, "confirmed", "state");
  });

  trap("a Home Assistant that stands still is not given an order", async (site) => {
    home.signal("SIGSTOP");
    try {
      assertFailed(await site.unlock(FRONT, { forMs: 1_500 }), "expired", false);
      await delay(500);
    } finally {
      home.signal("SIGCONT");
    }
    await delay(500);
    await isConnected(site);
    assert.equal(await home.state("counter.bolt"), "0");
  });
});

describe("tokens", () => {
  test("a token that was revoked is told as that, is not tried again and again, and opens nothing", async () => {
    await tidy(home);
    const { token, revoke } = await home.lendToken();
    const site = await openSite(home, { token });
    try {
      assertStage(await site.unlock(FRONT), "confirmed");
      await revoke();
      await until("a refusal", async () => {
        const outcome = await site.unlock(FRONT);
        return !outcome.ok && outcome.failure === "auth" && !outcome.mayHaveExecuted;
      });
      const checked = await site.driver.check(NEVER);
      assert.ok(!checked.ok && checked.failure === "auth" && !checked.detail.includes(token));
      const taken = site.wire.taken;
      await delay(3_000);
      assert.equal(site.wire.taken, taken);
    } finally {
      await site.close();
    }
  });

  test("check says as whom, and warns of an administrator", async () => {
    for (const [token, as, warned] of [
      [home.token, "Latchstring", false],
      [home.adminToken, "Owner", true],
    ] as const) {
      const site = await openSite(home, { token });
      try {
        const checked = await site.driver.check(NEVER);
        assert.ok(checked.ok);
        assert.equal(checked.as, as);
        assert.match(checked.version ?? "", /^Home Assistant 20\d\d\./);
        assert.equal(checked.warnings?.some((one) => one.includes("administrator")) ?? false, warned);
      } finally {
        await site.close();
      }
    }
  });
});

describe("what is seen", () => {
  trap("doors are found with names, areas, battery and contact, and what is none is not", async (site) => {
    const found = await site.driver.discover(NEVER);
    const back = found.find(({ address }) => address === "lock.back_door");
    assert.deepEqual(
      { ...back, snapshot: { ...back?.snapshot, observedAt: 0 } },
      {
        address: "lock.back_door",
        name: "Back door",
        kind: "lock, Yale YRD256",
        area: "Hall",
        actions: ["unlock"],
        snapshot: { state: "locked", door: "closed", battery: 62, online: true, observedAt: 0, source: "device" },
      },
    );
    assert.deepEqual(found.find(({ address }) => address === FRONT)?.actions, ["unlock", "unlatch"]);
    assert.ok(found.some(({ address }) => address === "cover.gate"));
    assert.ok(!found.some(({ address }) => address === "cover.blind"));
  });

  trap("who moved a bolt is told, but not our own orders", async (site) => {
    site.driver.watch([FRONT, "lock.late_door"]);
    await until("the first state", () => site.seen.some((one) => one.type === "state" && one.snapshot.online));
    const operations = () => site.seen.filter((one) => one.type === "operation");
    assertStage(await site.unlock(FRONT), "confirmed");
    await home.service("lock.lock", FRONT);
    // What happens is told in order: our own would have come before.
    await until("an operation", () => operations().length > 0);
    assert.equal(operations().length, 1);
    assert.partialDeepStrictEqual(operations()[0], { address: FRONT, action: "locked", origin: "remote" });
    const last = () => site.seen.findLast((one) => one.type === "state" && one.address === FRONT);
    await until("its state", () => {
      const told = last();
      return told?.type === "state" && told.snapshot.state === "locked";
    });
  });
});

describe("killed hard and started again", () => {
  trap("nothing opens late, and what was in flight is not claimed to have failed or opened", async (site) => {
    site.driver.watch([FRONT, "lock.slow_door"]);
    const online = () => {
      const last = site.seen.findLast((one) => one.type === "state" && one.address === FRONT);
      return last?.type === "state" && last.snapshot.online;
    };
    await until("the front door's state", online);
    const opening = site.unlock("lock.slow_door", { forMs: 30_000 });
    await until("the slow bolt is told", () => moved("slow_told"));
    await home.kill();
    await until("its end", () => !online());
    assertFailed(await site.unlock(FRONT, { orderId: randomUUID() }), "offline", false);
    await home.start();
    assertFailed(await opening, "indeterminate", true);
    await isConnected(site);
    // Its devices come back by themselves, and that is seen.
    await until("the front door's state", online);
    await until("the front door", async () => (await site.driver.snapshot(FRONT, NEVER)).online);
    await delay(2_000);
    assert.equal(await home.state("counter.bolt"), "0");
    assert.equal(await moved("slow"), false);
    assertStage(await site.unlock(FRONT), "confirmed");
  });
});
