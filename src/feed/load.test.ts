import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createLoad } from "./load.ts";

const signal = new AbortController().signal;

/** In `run` so many commands wait side by side for a while, and each that is answered has one come after it. */
function start(share = 0.5) {
  let at = 0;
  const load = createLoad(
    () => at,
    () => at * share,
  );
  const looks: boolean[] = [];
  return {
    load,
    looks,
    run(ms: number, waiting: number, answeredPerMs = 0) {
      for (let i = 0; i < waiting; i++) load.asked();
      for (let passed = 0; passed < ms; passed += 10) {
        at += 10;
        for (let i = 0; i < 10 * answeredPerMs; i++) {
          load.answered();
          load.asked();
        }
        looks.push(load.isBusy());
        mock.timers.tick(10);
      }
      for (let i = 0; i < waiting; i++) load.answered();
    },
  };
}

describe("the load of a process, as what tells others sees it", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("is none while few commands wait at a time, and not very many come", () => {
    const { run, looks } = start();
    run(2_000, 3, 2);
    assert.ok(looks.every((isBusy) => !isBusy));
  });

  it("is told soon after many wait for one another, and until a little after", () => {
    const { run, looks, load } = start();
    run(200, 80, 2);
    assert.ok(looks.slice(10).every(Boolean));
    run(1_000, 0);
    assert.equal(load.isBusy(), true, "a moment without");
    run(2_000, 0);
    assert.equal(load.isBusy(), false);
  });

  it("is told where very many come, and lasts while half as many do", () => {
    const { run, looks, load } = start(0.3);
    run(1_000, 3, 3.5);
    assert.ok(looks.slice(-40).every(Boolean), "3,500 a second");
    looks.length = 0;
    run(4_000, 3, 1.5);
    assert.ok(looks.every(Boolean), "1,500 a second");
    run(4_000, 3, 0.5);
    assert.equal(load.isBusy(), false);
  });

  it("is told where the process has no time to take them", () => {
    const { run, looks } = start(0.99);
    run(1_000, 1, 0.1);
    assert.ok(
      looks.every((isBusy) => !isBusy),
      "100 a second",
    );
    run(1_000, 1, 0.5);
    assert.ok(looks.slice(-20).every(Boolean), "500 a second");
  });

  it("is no crowd where commits take long, and 500 come in a second", () => {
    const { run, looks } = start();
    run(500, 2, 0.5);
    run(50, 15);
    run(500, 30, 0.5);
    assert.ok(looks.every((isBusy) => !isBusy));
  });

  it("lets a delivery go for so many commands that were answered, and all when it is over", async () => {
    const { run, load } = start();
    await load.giveWay(signal);
    run(500, 40, 2);
    let sent = 0;
    const all = Array.from({ length: 200 }, () => load.giveWay(signal).then(() => sent++));
    run(1_000, 40, 3.2);
    await turn();
    assert.ok(sent >= 18 && sent <= 26, `${sent} of 3,200 commands`);
    const before = sent;
    run(1_000, 40);
    await turn();
    assert.ok(sent - before >= 8 && sent - before <= 12, `${sent - before} a second where nothing is answered`);
    run(3_000, 0);
    await Promise.all(all);
  });
});
