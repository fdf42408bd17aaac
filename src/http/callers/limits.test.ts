import assert from "node:assert/strict";
import { it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { createOwnCounters } from "../../limits/counters.ts";
import { createLimits } from "./limits.ts";

const ON = { kind: "on", perMinutePerCaller: 600, perMinutePerKey: 120 } as const;

const KEY = "0194f1c2-7d1e-7b8a-9c36-5e2f81d04b77";

function limitsOf(config: Parameters<typeof createLimits>[1] = ON) {
  const clock = new ManualClock(0);
  return { ...createLimits(createOwnCounters(clock), config, clock), clock };
}

/** How often something goes before it is refused. */
function times(ask: () => void, most = 2_000): number {
  for (let done = 0; done < most; done++) {
    try {
      ask();
    } catch (error) {
      assert.match(String(error), /Too many requests; try again in 60 s/);
      return done;
    }
  }
  return most;
}

it("counts what a client does by what it is for, and nobody for another", () => {
  const limits = limitsOf();
  const all = ["page", "opening", "sign-in", "operation", "credential"] as const;
  for (const doing of all)
    assert.equal(
      times(() => limits.address("192.0.2.1", doing)),
      600,
      doing,
    );
  for (const doing of all) limits.address("192.0.2.2", doing);
  assert.equal(
    times(() => limits.caller("192.0.2.1")),
    600,
  );
  assert.equal(
    times(() => limits.keyOfCaller(KEY, "organization acme")),
    120,
  );
  limits.keyOfCaller(KEY, "user anna");
  limits.key(KEY, "192.0.2.1", "opening");
});

it("does not count what is only looked at", () => {
  const limits = limitsOf();
  assert.equal(
    times(() => limits.guesses("192.0.2.1")),
    2_000,
  );
  for (let i = 0; i < 600; i++) limits.address("192.0.2.1", "credential");
  assert.equal(
    times(() => limits.guesses("192.0.2.1")),
    0,
  );
  limits.guesses("192.0.2.2");
});

/** Of the limit of a key: what is each client's own, and what one has at the most. */
const SHARES = [
  { perMinutePerKey: 1, own: 1, most: 1 },
  { perMinutePerKey: 3, own: 3, most: 3 },
  { perMinutePerKey: 10, own: 3, most: 5 },
  { perMinutePerKey: 120, own: 12, most: 60 },
  { perMinutePerKey: 1_000, own: 100, most: 500 },
];
for (const { perMinutePerKey, own, most } of SHARES)
  for (const doing of ["opening", "sign-in"] as const)
    it(`of ${perMinutePerKey} tries of a key (${doing}) one client has ${most}, and ${own} are its own whatever others do`, () => {
      const limits = limitsOf({ ...ON, perMinutePerKey });
      const tried = (client: string) => times(() => limits.key(KEY, client, doing));
      assert.equal(tried("first"), most);
      for (let i = 0; i < 200; i++) assert.ok(tried(`client ${i}`) >= own);
      assert.equal(tried("after all others"), own);
    });

it("keeps a key's tries from made-up ones, which are not counted", () => {
  const limits = limitsOf();
  assert.equal(
    times(() => limits.key(KEY, "anna", "opening")),
    60,
  );
  for (let i = 0; i < 30_000; i++) {
    limits.key(`made up ${i}`, "eve", "opening");
    limits.noKey(`made up ${i}`, "eve");
  }
  assert.equal(
    times(() => limits.key(KEY, "anna", "opening")),
    0,
  );
  assert.equal(
    times(() => limits.key("another", "bert", "opening")),
    60,
  );
});

it("limits nothing where it is off, but for messages", async () => {
  const limits = limitsOf({ kind: "off" });
  assert.equal(
    times(() => limits.caller("acme")),
    2_000,
  );
  assert.equal(
    times(() => limits.address("192.0.2.1", "opening")),
    2_000,
  );
  assert.equal(
    times(() => limits.key(KEY, "192.0.2.1", "opening")),
    2_000,
  );
  for (let i = 0; i < 5; i++) await limits.mail(KEY, "anna@example.test", "192.0.2.1");
  await assert.rejects(limits.mail(KEY, "anna@example.test", "192.0.2.1"), { status: 429 });
});

it("lets no client spend all messages of another's mailbox, and all of them together no more than ten", async () => {
  const limits = limitsOf();
  const asked = async (client: string, email = "anna@example.test", key = KEY) => {
    for (let done = 0; ; done++) {
      try {
        await limits.mail(key, email, client);
      } catch {
        return done;
      }
    }
  };
  assert.equal(await asked("eve"), 5);
  assert.equal(await asked("anna"), 5);
  assert.equal(await asked("another"), 0);
  assert.equal(await asked("eve", "bert@example.test"), 5);
  assert.equal(await asked("eve", "anna@example.test", "another key"), 5);
  await limits.clock.advance(900_000);
  assert.equal(await asked("another"), 5);
});

it("keeps the count of a mailbox whatever guesses come meanwhile", async () => {
  const limits = limitsOf();
  for (let i = 0; i < 5; i++) await limits.mail(KEY, "anna@example.test", "eve");
  for (let i = 0; i < 11_000; i++) {
    limits.address(`client ${i}`);
    limits.caller(`caller ${i}`);
    limits.key(`key ${i}`, "eve", "sign-in");
    if (i % 10 === 0) await limits.mail(`key ${i}`, `${i}@example.test`, "eve");
  }
  await assert.rejects(limits.mail(KEY, "anna@example.test", "eve"), { status: 429 });
});
