import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import type { StoredHub } from "../devices/hubs/hub.ts";
import type { Lease, Leases } from "../leases/lease.ts";
import { silentLog } from "../log.ts";
import { createOutbound } from "../outbound/outbound.ts";
import { showAt } from "./showing.ts";

const hub: StoredHub = {
  hubId: "hub",
  kind: "mqtt",
  name: null,
  orgId: "acme",
  ownerId: null,
  settings: {},
  secretNames: [],
  ciphertext: null,
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
};

test("a hub that is left is not shown again, also where its lease is lost and taken meanwhile", async () => {
  const clock = new ManualClock(0);
  let lease: Lease | undefined;
  let isForgotten = false;
  const leases: Leases = {
    lease: async () => lease,
    async renewLease() {
      const isHeld = !isForgotten;
      if (isForgotten) lease = undefined;
      isForgotten = false;
      return isHeld;
    },
    async takeLease(_hubId, holder) {
      lease = { holder, beat: 0 };
      return true;
    },
    releaseLease: async () => {},
  };
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const announcers: string[] = [];
  const showing = showAt(hub, {
    announcing: {
      isOn: () => true,
      needsDriver: () => false,
      async open() {
        const one = announcers.push("open") - 1;
        return {
          announce: () => {},
          async stop() {
            await left;
            announcers[one] = "stopped";
          },
        };
      },
    },
    leases,
    holder: "this",
    decrypt: async () => ({}),
    openBoard: async () => ({ note: () => {}, look: async () => [], close: () => {} }),
    keepOpen: async () => {},
    clock,
    log: silentLog,
    outbound: createOutbound({ allow: [] }),
  });
  await clock.advance(1_000);
  assert.deepEqual(announcers, ["open"]);
  // Taking back what is shown takes its time, and somebody else took the lease and let go of it.
  const stopped = showing.stop("forget");
  isForgotten = true;
  await clock.advance(6_000);
  leave();
  await stopped;
  await clock.advance(6_000);
  assert.deepEqual(announcers, ["stopped"]);
  assert.equal(clock.sleeping, 0, "a timer was left behind");
});
