/**
 * A door opener that is told by an HTTP call: a Shelly relay, a Nuki bridge, or anything that a template describes. A hub
 * is one such device or bridge.
 */
import type { DriverKind } from "../driver.ts";
import { Secrets, Settings } from "./settings.ts";

type Profile = Settings["profile"];

/** How devices are addressed, and how that is said to people. */
const ADDRESSES: Readonly<Record<Profile, readonly [RegExp, string]>> = {
  shelly: [/^\d{1,2}$/, "must be the number of a switch: 0"],
  "nuki-bridge": [/^\d{1,3}:\d{1,12}$/, "must be a device's type and id: 4:123456789"],
  // Dots alone would lead elsewhere in a path.
  template: [
    /^(?!\.+$)[^\p{C}]{1,128}$/u,
    "must be 1 to 128 characters, without control characters, and not only dots",
  ],
};

export const httpRelay: DriverKind<Settings, Secrets> = {
  settings: Settings,
  secrets: Secrets,
  exclusive: false,
  checkAddress(address, { profile }) {
    const [pattern, problem] = ADDRESSES[profile];
    return pattern.test(address) ? undefined : problem;
  },
  async open(hub) {
    const { openRelay } = await import("./open.ts");
    return openRelay(hub, (address) => httpRelay.checkAddress(address, hub.settings));
  },
};
