/** Matter locks: a hub is a fabric of its own, which one process at a time may hold. */
import { type Static, Type } from "typebox";
import type { DriverKind } from "../driver.ts";

const Settings = Type.Object(
  {
    attestation: Type.Optional(
      Type.Enum(["certified", "test", "any"], {
        description:
          "What a device must prove before it joins: that it was certified (without this setting), or, with `test`, that or whole certificates of a vendor for tests; `any` takes all, whatever they prove",
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
