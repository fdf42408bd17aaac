import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Observation, Snapshot } from "../driver.ts";
import {
  AJAR_AFTER_MS,
  later,
  NOTHING_WATCHED,
  OFFLINE_AFTER_MS,
  seen,
  SURELY_OFFLINE_AFTER_MS,
  type Watched,
} from "./facts.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;

/** What a series of observations comes to: which facts at which second. */
function watch(
  series: readonly (readonly [seconds: number, seen: Partial<Snapshot> | Partial<Observation> | "time"])[],
) {
  let watched: Watched = NOTHING_WATCHED;
  const told: string[] = [];
  let lookAt: number | undefined;
  for (const [seconds, what] of series) {
    const now = NOW + seconds * 1_000;
    const snapshot = { state: "locked", online: true, observedAt: now, source: "device", ...(what as object) } as const;
    const other = what !== "time" && "type" in what ? ({ address: "a", at: now, ...what } as Observation) : undefined;
    const step =
      what === "time"
        ? later(watched, now)
        : seen(watched, other ?? { address: "a", at: now, type: "state", snapshot }, now);
    watched = step.watched;
    lookAt = step.lookAt;
    for (const { type, ...more } of step.facts) told.push([seconds, type, ...Object.values(more)].join(" "));
  }
  return { told, lookAt: lookAt === undefined ? undefined : (lookAt - NOW) / 1_000 };
}

describe("facts of devices", () => {
  it("are none while all is well, but that it is there, once", () => {
    assert.deepEqual(
      watch([
        [0, {}],
        [1, { state: "unlocked" }],
        [2, { battery: 90, door: "open" }],
      ]).told,
      ["0 DeviceOnline"],
    );
  });

  it("tell that a device is offline when it is away for long, once, and that it is back", () => {
    const after = OFFLINE_AFTER_MS / 1_000;
    const away = { online: false } as const;
    assert.deepEqual(
      watch([
        [0, {}],
        [10, away],
        [20, {}],
        [30, away],
      ]),
      { told: ["0 DeviceOnline", "20 DeviceOnline"], lookAt: 30 + after },
    );
    const { told } = watch([
      [0, {}],
      [10, away],
      [50, away],
      [10 + after, "time"],
      [200, away],
      [300, {}],
      [301, {}],
    ]);
    assert.deepEqual(told, ["0 DeviceOnline", `${10 + after} DeviceOffline`, "300 DeviceOnline"]);
  });

  it("tell sooner where it is certain, and again when it becomes so", () => {
    const surely = { online: false, surelyOffline: true } as const;
    const after = SURELY_OFFLINE_AFTER_MS / 1_000;
    assert.deepEqual(
      watch([
        [0, surely],
        [after, "time"],
        [after + 1, surely],
      ]).told,
      [`${after} DeviceOffline true`],
    );
    const { told } = watch([
      [0, { online: false }],
      [100, "time"],
      [101, surely],
      [102, surely],
    ]);
    assert.deepEqual(told, ["100 DeviceOffline", "101 DeviceOffline true"]);
  });

  it("tell of a low battery once a day", () => {
    const day = (24 * HOUR) / 1_000;
    const { told } = watch([
      [0, { battery: 16 }],
      [1, { battery: 15 }],
      [2, { battery: 14 }],
      [3, { batteryCritical: true }],
      [1 + day, { battery: 3.4 }],
    ]);
    assert.deepEqual(told, ["0 DeviceOnline", "1 BatteryLow 15", `${1 + day} BatteryLow 3`]);
  });

  it("tell of a door that was left open, and not of one that was closed in time", () => {
    const after = AJAR_AFTER_MS / 1_000;
    const open = { door: "open" } as const;
    const { told } = watch([
      [0, open],
      [after - 1, open],
      [after, "time"],
      [after + 1, open],
      [after + 2, { door: "closed" }],
    ]);
    assert.deepEqual(told, ["0 DeviceOnline", `${after} DoorAjar`]);
    assert.deepEqual(
      watch([
        [0, open],
        [10, { door: "closed" }],
        [after, "time"],
      ]).told,
      ["0 DeviceOnline"],
    );
  });

  it("tell of jams, force and hands at once, and not of every repeat", () => {
    const jammed = { state: "jammed" } as const;
    const { told } = watch([
      [0, jammed],
      [1, jammed],
      [2, { type: "alarm", alarm: "jammed" }],
      [3, { type: "alarm", alarm: "forced" }],
      [4, { type: "alarm", alarm: "wrong-code" }],
      [5, { type: "operation", action: "unlocked", origin: "manual" }],
    ]);
    assert.deepEqual(told, ["0 DeviceOnline", "0 LockJammed", "3 DoorForced", "5 ManualOperation unlocked manual"]);
  });
});
