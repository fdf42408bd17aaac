/** A relay of what its owner configured; what can never work is refused with the name of the field. */
import { createOutbound } from "../../outbound/outbound.ts";
import { fingerprintOf, problemOfUrl } from "../../outbound/target.ts";
import type { HubOptions, LockDriver } from "../driver.ts";
import type { Profile } from "./profile.ts";
import { nukiBridge } from "./profiles/nuki-bridge.ts";
import { shelly } from "./profiles/shelly.ts";
import { fromTemplate } from "./profiles/template.ts";
import { createRelay } from "./relay.ts";
import type { Secrets, Settings } from "./settings.ts";

const PULSE_S = 3;

/** Which settings and secrets a profile takes beside those of all. */
const OWN: Readonly<Record<Settings["profile"], readonly (keyof Settings | keyof Secrets)[]>> = {
  shelly: ["pulseS", "password"],
  "nuki-bridge": ["token"],
  template: ["template", "token", "signingSecret"],
};
const OF_ALL: ReadonlySet<string> = new Set(["profile", "url", "fingerprint"]);

/** @throws Error for what can never work */
export function openRelay(
  hub: HubOptions<Settings, Secrets>,
  checkAddress: (address: string) => string | undefined,
): LockDriver {
  const { settings, outbound = createOutbound({ allow: [] }) } = hub;
  const url = urlOf(settings);
  const profile = profileOf(hub, new URL(url).pathname.replace(/\/$/, ""));
  return createRelay({ ...hub, profile, outbound, url, fingerprint: settings.fingerprint, checkAddress });
}

/** Without a slash at the end. */
function urlOf({ url, fingerprint }: Settings): string {
  const problem = problemOfUrl(url);
  if (problem !== undefined) throw new Error(`url ${problem}`);
  const { origin, pathname, protocol, search } = new URL(url);
  if (search || url.includes("?")) throw new Error("url must not have a query");
  if (fingerprint !== undefined && protocol !== "https:") throw new Error("fingerprint needs a url with https");
  if (fingerprint !== undefined && !fingerprintOf(fingerprint))
    throw new Error("fingerprint must be a SHA-256: 64 hexadecimal digits");
  return `${origin}${pathname}`.replace(/\/+$/, "");
}

function profileOf({ settings, secrets, clock }: HubOptions<Settings, Secrets>, basePath: string): Profile {
  const given = Object.entries({ ...settings, ...secrets }).filter(([, value]) => value !== undefined);
  const strange = given.find(([name]) => !OF_ALL.has(name) && !OWN[settings.profile].some((own) => own === name));
  if (strange) throw new Error(`the profile ${settings.profile} takes no ${strange[0]}`);
  const { token, password, signingSecret } = secrets;
  switch (settings.profile) {
    case "shelly":
      return shelly({ pulseS: settings.pulseS ?? PULSE_S, password, basePath });
    case "nuki-bridge":
      if (!token) throw new Error("the profile nuki-bridge needs the secret token");
      return nukiBridge({ token, clock });
    case "template":
      if (!settings.template) throw new Error("the profile template needs template");
      return fromTemplate({ template: settings.template, token, signingSecret, basePath, clock });
    default:
      return settings.profile satisfies never;
  }
}
