import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeviceBinding } from "../../../domain/device.ts";
import { OPEN_FAILURES, type OrderState } from "../../../domain/order.ts";
import { type Directions, NO_DIRECTIONS } from "../../../presentation/presentation.ts";
import type { DoorFacts } from "../door/door-facts.ts";
import { LANGUAGES } from "../messages/catalogues.ts";
import { Html } from "../../pages/html.ts";
import { type Locale, localeOf } from "./locale.ts";
import { outcomeText, TRYING_AGAIN_HELPS } from "./outcome-texts.ts";

const NOW = Date.UTC(2026, 11, 24, 18, 49);
const ORDER: OrderState = {
  orderId: "0194f1c2-7d1e-7b8a-9c36-5e2f81d04b77",
  lockId: 1,
  tempKeyUuid: "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  door: 1,
  driver: "mqtt",
  device: { hubId: "h", address: "front" },
  intent: null,
  requestedAt: NOW - 300,
  notAfter: NOW + 10_000,
  stage: "opened",
  failure: null,
  settledAt: NOW,
};
const failed = { ...ORDER, stage: "failed" } as const;

interface At {
  readonly way?: Partial<Directions>;
  readonly facts?: Partial<DoorFacts>;
  /** Seconds after the outcome. */
  readonly after?: number;
}

function read(locale: Locale, order: OrderState, { way, facts, after = 0 }: At = {}) {
  const outcome = outcomeText(locale, order, {
    facts: {
      way: { ...NO_DIRECTIONS, picture: null, ...way },
      offlineSince: undefined,
      unlockedFor: undefined,
      openAt: undefined,
      hasContact: false,
      ...facts,
    },
    timeZone: "Europe/Athens",
    now: NOW + after * 1_000,
  });
  const { next } = outcome;
  const text = (next instanceof Html ? next.text.replaceAll(/<[^>]*>/g, "") : next).replaceAll(/\s+/g, " ").trim();
  return { ...outcome, text: `${outcome.title}. ${text}` };
}

const en = localeOf("en", undefined);
const bound = (device: Partial<DeviceBinding>): OrderState => ({
  ...ORDER,
  device: { hubId: "h", address: "front", ...device },
});

describe("an outcome", () => {
  it("sends whoever cannot help themselves to somebody who can, and nobody else there", () => {
    for (const language of ["en", "ja"]) {
      const locale = localeOf(language, undefined);
      for (const failure of OPEN_FAILURES) {
        const { text } = read(locale, { ...failed, failure });
        assert.equal(text.endsWith(locale.m.ask), !TRYING_AGAIN_HELPS[failure], `${failure}: ${text}`);
        if (language === "ja") assert.doesNotMatch(text, /。 /);
      }
    }
  });

  it("says open only where the door itself said so after it was asked to", () => {
    const opened = [ORDER, { ...ORDER, acceptedOnly: true }, bound({ relocks: true, relockAfterS: 5 })] as const;
    for (const language of LANGUAGES) {
      const locale = localeOf(language, undefined);
      const { m } = locale;
      for (const order of opened)
        for (const after of [0, 4, 20]) {
          assert.notEqual(read(locale, order, { after }).title, m.doorOpen.title, language);
          const before = { openAt: NOW - 301, hasContact: true };
          assert.notEqual(read(locale, order, { after, facts: before }).title, m.doorOpen.title, language);
          const since = { openAt: NOW + 1, hasContact: true };
          assert.equal(read(locale, order, { after, facts: since }).title, m.doorOpen.title, language);
        }
    }
  });

  it("of a device that only took the order is no promise", () => {
    const { title, tone, text } = read(en, { ...ORDER, acceptedOnly: true }, { way: { hand: "push" } });
    assert.deepEqual([title, tone], ["Try the door", "unsure"]);
    assert.match(text, /told to open.*Push the door\./);
  });

  it("says what a hand does, and both where nobody said which", () => {
    const hands = [
      ["push", /Push the door\./],
      ["pull", /Pull the door towards you\./],
      ["turn", /Press the handle down\./],
      [null, /Push or pull the door\./],
    ] as const;
    for (const [hand, words] of hands) assert.match(read(en, ORDER, { way: { hand } }).text, words);
  });

  it("counts down to the relock only where its time is known, and is about its moment", () => {
    const { m } = en;
    const known = bound({ relocks: true, relockAfterS: 7 });
    assert.match(read(en, known, { after: 3 }).text, /It locks again in 4 seconds\./);
    assert.equal(read(en, known, { after: 3 }).changesIn, 4_000);
    assert.equal(read(en, known, { after: 7 }).text, "Unlocked at 20:49. It is locked again by now.");
    const untold = [
      [bound({ relocks: true }), /again by itself/],
      [bound({ relockAfterS: 7 }), /^(?!.*again)/],
      [{ ...bound({ relocks: true, relockAfterS: 7 }), driver: "http-relay" }, /again by itself/],
      [{ ...bound({ relockAfterS: 7 }), driver: "matter" }, /^(?!.*again)/],
      [bound({}), /^(?!.*again)/],
    ] as const;
    for (const [order, words] of untold) {
      assert.equal(read(en, order, { after: 9 }).title, m.opened.title);
      assert.match(read(en, order, { after: 9 }).text, words);
      assert.doesNotMatch(read(en, order, { after: 9 }).text, /seconds|by now/);
      const later = read(en, order, { after: 11 });
      assert.equal(later.title, "Unlocked at 20:49");
      assert.doesNotMatch(later.text, /by now/);
    }
    assert.match(read(en, { ...ORDER, driver: "simulator" }).text, /^(?!.*again)/, "bound to something that does not");
    const { device: _, ...simulated } = ORDER;
    assert.match(read(en, { ...simulated, driver: "simulator" }).text, /in 5 seconds/);
  });

  it("of a gate is that it moves, then that nobody saw it, and never that it is open but where it says so", () => {
    const way = { kind: "gate", movesForS: 20 } as const;
    const moving = read(en, ORDER, { way, after: 5 });
    assert.equal(moving.text, "The gate is moving. It takes about 20 seconds. Keep clear until it stands still.");
    assert.deepEqual([moving.moves, moving.changesIn], [{ forMs: 20_000, sinceMs: 5_000 }, 15_000]);
    const facts = { openAt: NOW + 1_000, hasContact: true };
    assert.equal(read(en, ORDER, { way, facts, after: 5 }).title, "The gate is moving");
    assert.equal(read(en, ORDER, { way, facts, after: 20 }).title, "The gate is open");
    assert.match(read(en, ORDER, { way, after: 20 }).text, /told to open.*Look whether it is open/);
    assert.match(read(en, ORDER, { way: { kind: "gate" } }).text, /told to open/);
  });

  it("of a lift is that it is called, with the floor, and never that something is open", () => {
    const way = { kind: "lift", floor: "4" } as const;
    const facts = { openAt: NOW + 1, hasContact: true };
    for (const order of [ORDER, { ...ORDER, acceptedOnly: true } as const])
      assert.equal(
        read(en, order, { way, facts }).text,
        "The lift is called. Get in when it is there. Press 4 in the cabin.",
      );
    assert.doesNotMatch(read(en, { ...ORDER, stage: "sent", settledAt: null }, { way }).text, /Opening/);
  });

  it("of a stuck bolt says how it is freed, where it is known how the door opens", () => {
    const jammed = { ...failed, failure: "jammed" } as const;
    assert.match(read(en, jammed, { way: { hand: "push" } }).text, /stuck.*Push the door firmly towards the frame/);
    assert.match(read(en, jammed, { way: { hand: "pull" } }).text, /stuck.*Pull the door towards you/);
    for (const hand of ["turn", null] as const)
      assert.match(read(en, jammed, { way: { hand } }).text, /The lock is jammed\.$/);
  });
});
