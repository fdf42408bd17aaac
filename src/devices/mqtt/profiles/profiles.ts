/** The ways in which locks talk over MQTT, each one line. */
import type { ProfileName } from "../settings.ts";
import { homeAssistant } from "./home-assistant.ts";
import { latchstring } from "./latchstring.ts";
import { nuki } from "./nuki.ts";
import type { Profile, ProfileOptions } from "./profile.ts";
import { shelly } from "./shelly.ts";
import { zigbee2mqtt } from "./zigbee2mqtt.ts";

export const PROFILES: Readonly<Record<ProfileName, (options: ProfileOptions) => Profile>> = {
  latchstring,
  zigbee2mqtt,
  "home-assistant": homeAssistant,
  nuki,
  shelly,
};
