import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { RowPages } from "./row-pages.ts";

const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

function listOf(total: number) {
  const asked: number[] = [];
  const stopped: number[] = [];
  const list = { total, name: "a", fails: false };
  const pages = new RowPages<string>(async (offset, limit, stop) => {
    asked.push(offset);
    stop.addEventListener("abort", () => stopped.push(offset));
    await Promise.resolve();
    if (list.fails) throw new Error("busy");
    const count = Math.max(0, Math.min(limit, list.total - offset));
    return { rows: Array.from({ length: count }, (_, i) => `${list.name}${offset + i}`), total: list.total };
  });
  const look = async (first: number, last: number) => {
    pages.show(first, last);
    mock.timers.tick(100);
    await settled();
  };
  return { pages, asked, stopped, list, look };
}

describe("pages of a long list", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("are asked for where somebody looks, and once", async () => {
    const { pages, asked, look } = listOf(100_000);
    await look(0, 20);
    await look(90, 110);
    await look(95, 115);
    assert.deepEqual([asked, pages.row(0), pages.row(110), pages.row(300)], [[0, 100], "a0", "a110", undefined]);
    assert.equal(pages.total, 100_000);
  });

  it("that only fly past are not asked for", async () => {
    const { asked, pages, look } = listOf(100_000);
    await look(0, 20);
    for (let place = 100; place < 90_000; place += 500) pages.show(place, place + 20);
    await look(99_980, 99_999);
    assert.deepEqual(asked, [0, 99_900]);
  });

  it("are given up where somebody has gone on", async () => {
    const { pages, stopped, look } = listOf(1_000);
    await look(0, 20);
    pages.show(300, 320);
    mock.timers.tick(100);
    pages.show(600, 620);
    assert.deepEqual(stopped, [300]);
  });

  it("are few, however far one goes", async () => {
    const { pages, look } = listOf(100_000);
    for (let place = 0; place < 50_000; place += 100) await look(place, place + 20);
    let known = 0;
    for (let place = 0; place < 50_000; place++) if (pages.row(place) !== undefined) known++;
    assert.ok(known <= 1_200, `${known} rows are kept`);
    assert.equal(pages.row(49_910), "a49910");
  });

  it("stay as they were until they are known anew, and while that fails", async () => {
    const { pages, list, look } = listOf(150);
    await look(0, 20);
    list.name = "b";
    pages.refresh();
    assert.equal(pages.row(3), "a3");
    await settled();
    assert.equal(pages.row(3), "b3");
    list.fails = true;
    pages.refresh();
    await settled();
    assert.deepEqual([pages.row(3), String(pages.error)], ["b3", "Error: busy"]);
    list.fails = false;
    pages.refresh();
    await settled();
    assert.equal(pages.error, undefined);
  });
});
