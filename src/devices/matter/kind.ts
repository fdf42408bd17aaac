/** Matter locks: a hub is a fabric of its own, which one process at a time may hold. */
import { type Static, Type } from "typebox";
import type { DriverKind } from "../driver.ts";

const Settings = Type.Object(
  {
    attestation: Type.Optional(
      Type.Enum(["certified", "any"], {
        description:
          "Whether a device must prove that it was certified before it joins; `any` takes all, such as a bridge on a computer",
      }),
    ),
  },
  { additionalProperties: false },
);

/** The kind of hub called `matter`. */
export const matter: DriverKind<Static<typeof Settings>> = {
  settings: Settings,
  secrets: Type.Object({}, { additionalProperties: false }),
  exclusive: true,
  checkAddress: (address) =>
    /^[0-9a-f]{8}\/\d{1,5}$/.test(address)
      ? undefined
      : "must be a device and a lock of it, as `hub devices` says: 0a1b2c3d/1",
  // Half of the time until a hub is taken over would go by for the library's sake.
  async warm() {
    const { warmProcess } = await import("./process.ts");
    warmProcess();
  },
  async open(hub) {
    const { openMatter } = await import("./matter.ts");
    return openMatter(hub);
  },
};
