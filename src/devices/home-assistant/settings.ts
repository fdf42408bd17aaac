/** What a Home Assistant hub is configured with. */
import { X509Certificate } from "node:crypto";
import { type Static, Type } from "typebox";
import type { Trust } from "../../outbound/connect.ts";
import { fingerprintOf } from "../../outbound/target.ts";

/** How long a relay stays on where nothing is said, in milliseconds. */
export const DEFAULT_PULSE_MS = 1_000;

const ENTITY = "^[a-z_]{1,50}\\.[a-z0-9_]{1,200}$";

const Device = Type.Object(
  {
    pulseMs: Type.Optional(
      Type.Integer({
        minimum: 100,
        maximum: 60_000,
        description: "How long a switch or light stays on, in milliseconds; 1000 unless told otherwise",
      }),
    ),
    battery: Type.Optional(Type.String({ pattern: ENTITY, description: "The entity that knows the battery" })),
    door: Type.Optional(
      Type.String({ pattern: ENTITY, description: "The contact that knows whether the door is open" }),
    ),
  },
  { additionalProperties: false },
);

export const Settings = Type.Object(
  {
    url: Type.String({
      pattern: "^(?:https?|wss?)://[^\\s?#@]+$",
      maxLength: 500,
      description: "Where Home Assistant is, as in `http://homeassistant.local:8123`",
    }),
    fingerprint: Type.Optional(
      Type.String({
        pattern: "^[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){31}$",
        description: "SHA-256 of its certificate, which is then trusted whoever signed it, and no other; needs https",
      }),
    ),
    devices: Type.Optional(
      Type.Record(Type.String({ pattern: ENTITY }), Device, {
        maxProperties: 1_000,
        description: "What Home Assistant does not say of a device, by its address",
      }),
    ),
  },
  { additionalProperties: false },
);

export const Secrets = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 2_000, description: "A long-lived access token" }),
    ca: Type.Optional(
      Type.String({
        maxLength: 65_536,
        description: "Who signed its certificate, where that is nobody whom all trust, PEM; needs https",
      }),
    ),
    code: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 20_000,
        description: "For locks that ask for a code: one for all, or `lock.front=1234,lock.back=5678`",
      }),
    ),
  },
  { additionalProperties: false },
);

export type HomeAssistantSettings = Static<typeof Settings>;
export type HomeAssistantSecrets = Static<typeof Secrets>;

/** @throws Error for what is no address of a Home Assistant */
export function webSocketUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^(?:https?|wss?):$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new Error("url must be the http, https, ws or wss address of a Home Assistant");
  }
  const socket = new URL(url.href.replace(/^http/, "ws"));
  socket.pathname = `${socket.pathname.replace(/\/(?:api\/websocket)?\/?$/, "")}/api/websocket`;
  return socket;
}

/** Whom to believe at a hub. @throws Error for what would not be looked at, or could be no certificate */
export function trustOf(url: URL, fingerprint: string | undefined, ca: string | undefined): Trust {
  if (url.protocol === "ws:" && (fingerprint !== undefined || ca !== undefined))
    throw new Error("fingerprint and ca need an https or wss url: without TLS there is no certificate");
  if (ca !== undefined && !isCertificate(ca)) throw new Error("ca must be a certificate, PEM");
  return { fingerprint: fingerprint && fingerprintOf(fingerprint), ca };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** The code for a lock; undefined where there is none. */
export function codeFor(codes: string | undefined, address: string): string | undefined {
  if (codes === undefined || !codes.includes("=")) return codes;
  for (const pair of codes.split(",")) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === address) return pair.slice(at + 1).trim();
  }
  return undefined;
}
