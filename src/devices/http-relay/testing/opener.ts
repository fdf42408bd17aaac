/** A door opener of no make, which checks what it is told as its maker could, and says in JSON what it did. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { ServerOptions as TlsOptions } from "node:https";
import type { Clock } from "../../../clock.ts";
import type { Template } from "../settings.ts";
import { createDevice, type Device } from "./device.ts";

export const SIGNING_SECRET = "not so secret, but long enough";
const OPEN_MS = 5_000;

/** What is told to whoever configures it. */
export const OPENER_TEMPLATE: Template = {
  method: "POST",
  path: "/doors/{address}/open?by=latchstring",
  headers: { "content-type": "application/json", authorization: "Bearer {token}" },
  body: '{"order": "{orderId}", "until": {notAfter}, "how": {action}}',
  opened: { status: [200], pointer: "/result", equals: "moved" },
  refused: { status: [403, 409, 410] },
  moved: true,
  relocks: true,
  state: {
    path: "/doors/{address}",
    headers: { authorization: "Bearer {token}" },
    locked: { pointer: "/open", equals: false },
    unlocked: { pointer: "/open", equals: true },
  },
};

export function createOpener(options: {
  readonly clock: Clock;
  readonly door: string;
  readonly token: string;
  readonly tls?: TlsOptions;
  readonly moved: () => void;
}): Promise<Device> {
  const { clock, door, token, tls, moved } = options;
  let openUntil = 0;
  return createDevice({
    clock,
    ...(tls && { tls }),
    answer({ method, url, headers, body }) {
      const timestamp = String(headers["x-latchstring-timestamp"]);
      const signed = [method, `${url.pathname}${url.search}`, timestamp, body].join("\n");
      const expected = `sha256=${createHmac("sha256", SIGNING_SECRET).update(signed).digest("hex")}`;
      const given = String(headers["x-latchstring-signature"]);
      const isOurs = given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
      if (!isOurs || headers.authorization !== `Bearer ${token}`) return { status: 403, body: { result: "forbidden" } };
      const [, , name, what] = url.pathname.split("/");
      if (decodeURIComponent(name ?? "") !== door) return { status: 404, body: { result: "unknown" } };
      if (what === undefined) return { body: { open: clock.now() < openUntil } };
      const { until } = JSON.parse(body) as { until: number };
      if (clock.now() >= until) return { status: 410, body: { result: "too late" } };
      const move = () => {
        openUntil = clock.now() + OPEN_MS;
        moved();
      };
      return { body: { result: "moved" }, move };
    },
  });
}
