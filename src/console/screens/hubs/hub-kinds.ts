/** What each kind of hub is configured with, as its form asks for it. What the form does not know of stays as it is. */
import type { Hub } from "../../api/types.ts";

export type Kind = Hub["kind"];

/** One field of a form. Its label and hint stand in the texts by its name. */
export interface Setting {
  /** In settings or secrets; of a setting within another one with a dot: `homeAssistant.discovery`. */
  readonly name: string;
  readonly isSecret?: boolean;
  readonly isRequired?: boolean;
  /** Asked for where one looks for it. */
  readonly isRare?: boolean;
  readonly control?: "line" | "lines" | "number" | "check" | "choice" | "json";
  readonly options?: readonly string[];
  readonly placeholder?: string;
  /** Only where another setting has one of these values. */
  readonly onlyIf?: readonly [name: string, ...values: string[]];
}

const secret = { isSecret: true } as const;
const CA = {
  name: "ca",
  ...secret,
  control: "lines",
  isRare: true,
  placeholder: "-----BEGIN CERTIFICATE-----",
} as const;
const FINGERPRINT = { name: "fingerprint", isRare: true, placeholder: "AB:CD:EF:…" } as const;

const FORMS = {
  "home-assistant": [
    { name: "url", isRequired: true, placeholder: "http://homeassistant.local:8123" },
    { name: "token", ...secret, isRequired: true },
    { name: "code", ...secret, isRare: true, placeholder: "1234" },
    FINGERPRINT,
    CA,
    { name: "devices", control: "json", isRare: true, placeholder: '{"switch.gate": {"pulseMs": 1000}}' },
  ],
  mqtt: [
    { name: "url", isRequired: true, placeholder: "mqtts://broker.local:8883" },
    { name: "username", placeholder: "latchstring" },
    { name: "password", ...secret },
    { name: "homeAssistant.discovery", control: "check", isRare: true },
    { name: "protocol", control: "choice", options: ["auto", "5", "3.1.1"], isRare: true },
    { name: "serverName", isRare: true, placeholder: "broker.local" },
    CA,
    { name: "certificate", ...secret, control: "lines", isRare: true, placeholder: "-----BEGIN CERTIFICATE-----" },
    { name: "key", ...secret, control: "lines", isRare: true, placeholder: "-----BEGIN PRIVATE KEY-----" },
    { name: "doorSecret", ...secret, isRare: true },
  ],
  "http-relay": [
    { name: "profile", control: "choice", options: ["shelly", "nuki-bridge", "template"], isRequired: true },
    { name: "url", isRequired: true, placeholder: "http://192.168.1.20" },
    { name: "password", ...secret, onlyIf: ["profile", "shelly"] },
    { name: "pulseS", control: "number", placeholder: "3", onlyIf: ["profile", "shelly"] },
    { name: "token", ...secret, onlyIf: ["profile", "nuki-bridge", "template"] },
    {
      name: "template",
      control: "json",
      isRequired: true,
      placeholder: '{"method": "POST", "path": "/open/{address}", "opened": {"status": [200]}}',
      onlyIf: ["profile", "template"],
    },
    { name: "signingSecret", ...secret, isRare: true, onlyIf: ["profile", "template"] },
    FINGERPRINT,
  ],
  matter: [{ name: "attestation", control: "choice", options: ["certified", "test", "any"], isRare: true }],
  simulator: [{ name: "travelMs", control: "number", isRequired: true, placeholder: "500" }],
} as const satisfies Readonly<Record<Kind, readonly Setting[]>>;

type Asked = (typeof FORMS)[Kind][number];
/** What a form asks for, and what is chosen there: the texts have each. */
export type SettingName = Asked["name"];
export type Option = Extract<Asked, { readonly options: unknown }>["options"][number];

/** In the order in which they are offered: what most houses have, first. */
export const KINDS: Readonly<Record<Kind, readonly Setting[]>> = FORMS;

export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

/** Whether its devices are taken in by a pairing code; where they are not, the hub knows them already. */
export const PAIRS: Readonly<Record<Kind, boolean>> = {
  "home-assistant": false,
  mqtt: false,
  "http-relay": false,
  matter: true,
  simulator: false,
};
