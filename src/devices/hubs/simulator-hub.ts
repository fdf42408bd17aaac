import { SIMULATOR_HUB, type StoredHub } from "./hub.ts";

/** The hub that is there without having been made: everybody's, and nobody's to change. */
export const ALWAYS_THERE = (settings: object): StoredHub => ({
  hubId: SIMULATOR_HUB,
  kind: "simulator",
  name: null,
  orgId: null,
  ownerId: null,
  settings: { ...settings },
  secretNames: [],
  ciphertext: null,
  revision: 0,
  createdAt: 0,
  updatedAt: 0,
});
