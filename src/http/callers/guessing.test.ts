import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { createOwnCounters } from "../../limits/counters.ts";
import { HttpError } from "../answers/errors.ts";
import { aroundClient } from "./client.ts";
import { createGuessing, type Guessed } from "./guessing.ts";

const ON = { kind: "on", perMinutePerCaller: 600, perMinutePerKey: 120 } as const;
const MINUTE = 60_000;

function rig(config: Parameters<typeof createGuessing>[1] = ON) {
  const clock = new ManualClock(0);
  const guessing = createGuessing(createOwnCounters(clock), config, clock);
  /** @returns seconds to wait, 0 when it was let through */
  const wrong = async (account: string, client: string, what: Guessed = "password"): Promise<number> => {
    try {
      await guessing.guess(what, account, client);
      return 0;
    } catch (error) {
      assert.ok(error instanceof HttpError && error.status === 429);
      return error.options.retryAfter!;
    }
  };
  return { clock, guessing, wrong };
}

const network = (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;

describe("guessing one account", () => {
  it("is slower the longer it goes on, from however many networks, and never shuts anybody out for longer than an hour", async () => {
    const { clock, wrong } = rig();
    const through: number[] = [];
    for (let second = 0; second < 6 * 3_600; second += 10) {
      const wait = await wrong("anna@example.test", network(second * 300));
      assert.ok(wait <= 3_600);
      if (wait === 0) through.push(second);
      await clock.advance(10_000);
    }
    const within = (from: number, to: number) => through.filter((at) => at >= from && at < to).length;
    assert.equal(within(0, 60), 5);
    assert.equal(within(60, 600), 5);
    assert.equal(within(600, 3_600), 5);
    assert.ok(within(3_600, 7_200) <= 15);
    assert.ok(through.length <= 6 * 15 + 1, `${through.length}`);
  });

  it("is not made longer by asking on", async () => {
    const { clock, wrong } = rig();
    for (let i = 0; i < 500; i++) await wrong("anna@example.test", network(i * 300));
    await clock.advance(MINUTE);
    assert.equal(await wrong("anna@example.test", network(0)), 0);
  });

  it("keeps nobody from another one, nor from a recovery code", async () => {
    const { wrong } = rig();
    for (let i = 0; i < 10; i++) await wrong("anna@example.test", network(i * 300));
    assert.ok((await wrong("anna@example.test", network(5_000))) > 0);
    assert.equal(await wrong("bert@example.test", network(5_000)), 0);
    assert.equal(await wrong("anna@example.test", network(5_000), "recovery-code"), 0);
  });
});

describe("guessing many accounts", () => {
  it("is counted for the network, which is told when to come back", async () => {
    const { clock, wrong } = rig();
    let through = 0;
    for (let i = 0; i < 200; i++) if ((await wrong(`u${i}@example.test`, "192.0.2.1")) === 0) through++;
    assert.equal(through, 20);
    const wait = await wrong("other@example.test", "192.0.2.1");
    assert.ok(wait > 0 && wait <= 60);
    assert.equal(await wrong("other@example.test", "198.51.100.1"), 0);
    await clock.advance(MINUTE);
    assert.equal(await wrong("other@example.test", "192.0.2.1"), 0);
  });

  it("is counted for the networks around it too", async () => {
    const { wrong } = rig();
    let through = 0;
    for (let i = 0; i < 500; i++) if ((await wrong(`u${i}@example.test`, `192.0.2.${i % 250}`)) === 0) through++;
    assert.equal(through, 60);
    let sixth = 0;
    for (let i = 0; i < 500; i++)
      if ((await wrong(`v${i}@example.test`, `2001:db8:1:${(i % 250).toString(16)}::/64`)) === 0) sixth++;
    assert.equal(sixth, 60);
  });

  it("is counted by the account alone where callers are not limited", async () => {
    const { wrong } = rig({ kind: "off" });
    for (let i = 0; i < 500; i++) assert.equal(await wrong(`u${i}@example.test`, "192.0.2.1"), 0);
    for (let i = 0; i < 5; i++) await wrong("anna@example.test", "192.0.2.1");
    assert.ok((await wrong("anna@example.test", "192.0.2.1")) > 0);
  });
});

it("whoever is right counts for nothing, and clears nothing that was wrong", async () => {
  const { guessing, wrong } = rig();
  for (let i = 0; i < 4; i++) await wrong("anna@example.test", "192.0.2.1");
  for (let i = 0; i < 100; i++) (await guessing.guess("password", "anna@example.test", "192.0.2.1")).passed();
  assert.equal(await wrong("anna@example.test", "192.0.2.1"), 0);
  assert.ok((await wrong("anna@example.test", "192.0.2.1")) > 0);
});

it("the network around a client is a /24, or a /48", () => {
  const AROUND = {
    "192.0.2.77": "192.0.2.0/24",
    "2001:db8:0:1::/64": "2001:db8:0::/48",
    "2001:db8:1:ffff::/64": "2001:db8:1::/48",
    unknown: "unknown",
  };
  for (const [client, around] of Object.entries(AROUND)) assert.equal(aroundClient(client), around);
});
