/** The simulator as a kind of hub. There is always one, called `simulator`; its devices are the locks' own numbers. */
import { Type } from "typebox";
import type { DriverKind } from "../driver.ts";
import { createSimulator } from "./simulator.ts";

const Settings = Type.Object(
  { travelMs: Type.Integer({ minimum: 0, maximum: 60_000, description: "How long the latch takes to open" }) },
  { additionalProperties: false },
);

export const simulator: DriverKind<{ readonly travelMs: number }> = {
  settings: Settings,
  secrets: Type.Object({}, { additionalProperties: false }),
  exclusive: false,
  checkAddress: (address) => (/^[1-9]\d{0,15}$/.test(address) ? undefined : "must be the number of a lock"),
  open: ({ settings, folder, clock, observe }) =>
    createSimulator({ dir: folder, travelMs: settings.travelMs, clock, observe }),
};
