/** Home Assistant as a kind of hub. */
import type { DriverKind } from "../driver.ts";
import { DOOR_KINDS, doorKindOf } from "./doors.ts";
import { type HomeAssistantSecrets, type HomeAssistantSettings, Secrets, Settings } from "./settings.ts";

export const homeAssistant: DriverKind<HomeAssistantSettings, HomeAssistantSecrets> = {
  settings: Settings,
  secrets: Secrets,
  exclusive: false,
  checkAddress: (address) =>
    /^[a-z_]+\.[a-z0-9_]{1,200}$/.test(address) && doorKindOf(address)
      ? undefined
      : `must be an entity of Home Assistant, as in "lock.front_door": ${Object.keys(DOOR_KINDS).join(", ")}`,
  open: async (hub) => (await import("./home-assistant.ts")).openHomeAssistant(hub),
};
