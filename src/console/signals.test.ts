import assert from "node:assert/strict";
import { test } from "node:test";
import * as library from "@preact/signals";
import fc from "fast-check";
import * as own from "./signals.ts";

type Values<T> = own.ReadonlySignal<T> & { value: T };
interface Signals {
  signal(value: number): Values<number>;
  computed<T>(way: () => T): own.ReadonlySignal<T>;
  effect(way: () => void): () => void;
  untracked<T>(way: () => T): T;
}
type Step = readonly [what: "set" | "copy" | "pass" | "end" | "read" | "watch", at: number, value: number];

/** What each of many readers saw, step by step, of values that come of one another. */
function seenWith({ signal, computed, effect, untracked }: Signals, steps: readonly Step[], writes: boolean) {
  const seen: string[][] = [];
  const values = [signal(0), signal(0), signal(0)] as const;
  const [a, b, c] = values;
  const sum = computed(() => a.value + b.value);
  const parity = computed(() => sum.value % 2);
  const chosen = computed(() => (parity.value === 0 ? b.value : c.value * 10));
  const whole = computed(() => `${a.value} ${sum.value} ${chosen.value} ${c.value}`);
  const readable = [a, b, c, sum, parity, chosen, whole] as const;
  const ends: (() => void)[] = [];
  const watch = (way: () => unknown) => {
    const log: string[] = [];
    seen.push(log);
    ends.push(effect(() => void log.push(String(way()))));
  };
  watch(() => (writes ? chosen.value : whole.value));
  watch(() => (b.value > 2 ? parity.value : "small"));
  if (!writes) watch(() => a.value + untracked(() => chosen.value + b.value));
  // One that changes another, as what is asked for again does.
  if (writes) watch(() => (c.value = sum.value > 4 ? 1 : c.peek()));
  for (const [what, at, value] of steps) {
    const one = values[at % 3]!;
    const other = readable[at % 7]!;
    const log: string[] = [];
    if (what === "set") one.value = value;
    else if (what === "copy") one.value = values[value % 3]!.value;
    else if (what === "end") ends[at % ends.length]!();
    else if (what === "read") seen.push([String(other.value)]);
    else if (what === "watch") watch(() => [other.value, readable[value % 7]!.value]);
    else {
      seen.push(log);
      ends.push(other.subscribe((now: unknown) => log.push(String(now))));
    }
  }
  return { seen, now: readable.map((one) => one.peek()) };
}

const what = fc.constantFrom<Step[0]>("set", "set", "set", "copy", "pass", "end", "read", "watch");
const someSteps = fc.array(fc.tuple(what, fc.nat(20), fc.nat(6)), { maxLength: 30 });

test("Signals tell each reader what those of the library tell, and as often", () =>
  fc.assert(
    fc.property(someSteps, (steps) => assert.deepEqual(seenWith(own, steps, false), seenWith(library, steps, false))),
    { numRuns: 300, seed: 9 },
  ));

function lastSeen(of: Signals, steps: readonly Step[]) {
  const { seen, now } = seenWith(of, steps, true);
  return [seen.map((log) => log.at(-1)), now];
}

test("Signals that readers change leave every reader with what those of the library leave it with", () =>
  // Not in which order: what one looks at besides is seen by it.
  fc.assert(
    fc.property(someSteps, (steps) => assert.deepEqual(lastSeen(own, steps), lastSeen(library, steps))),
    { numRuns: 300, seed: 9 },
  ));

test("A reader that fails leaves the others told", () => {
  const one = own.signal(0);
  const seen: number[] = [];
  own.effect(() => {
    if (one.value === 1) throw new Error("on purpose");
  });
  own.effect(() => void seen.push(one.value));
  assert.throws(() => (one.value = 1), /on purpose/);
  one.value = 2;
  assert.deepEqual(seen, [0, 1, 2]);
});

test("Who reads no more is kept nowhere", () => {
  const one = own.signal(0);
  const end = own.effect(() => void one.value);
  assert.equal(one.readers.size, 1);
  end();
  assert.equal(one.readers.size, 0);
});

test("Readers that set what each other read come to an end", () => {
  const [one, two] = [own.signal(0), own.signal(0)];
  own.effect(() => void (two.value = one.value + 1));
  own.effect(() => void (one.value = two.value + 1));
  const other = own.signal(0);
  const seen: number[] = [];
  own.effect(() => void seen.push(other.value));
  other.value = 7;
  assert.deepEqual(seen, [0, 7]);
});
