/** MQTT as a kind of hub: a broker, and the locks behind it. */
import type { DriverKind } from "../driver.ts";
import { splitAddress } from "./catalogue.ts";
import { PROFILES } from "./profiles/profiles.ts";
import { basesOf, PROFILE_NAMES, Secrets, Settings } from "./settings.ts";
import { eventFaults } from "./telling.ts";

export const mqtt: DriverKind<Settings, Secrets> = {
  settings: Settings,
  secrets: Secrets,
  operatorSettings: ["embedded"],
  settingsFaults: eventFaults,
  exclusive: false,
  checkAddress(address, settings) {
    const { profile, id } = splitAddress(address);
    const used = settings.profiles ?? PROFILE_NAMES;
    const name = used.find((one) => one === profile);
    if (!name) return `must begin with ${used.map((one) => `${one}:`).join(" or ")}`;
    const own = basesOf(settings).latchstring;
    const wrong = PROFILES[name]({ base: own, own, clientId: "" }).checkId(id);
    return wrong === undefined ? undefined : `after ${name}: ${wrong}`;
  },
  async open(hub) {
    const { url, embedded } = hub.settings;
    if ((url === undefined) === (embedded === undefined)) throw new Error("An MQTT hub needs either url or embedded");
    return (await import("./driver.ts")).openMqtt(hub);
  },
};
