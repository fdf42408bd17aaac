/**
 * A Shelly Plus 1 as its maker documents it: RPC over HTTP, digest authentication with SHA-256, a switch that lets go by
 * itself (https://shelly-api-docs.shelly.cloud/gen2/ComponentsAndServices/Switch, /gen2/General/Authentication).
 */
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../../clock.ts";
import { type Asked, createDevice, type Device, type Said } from "./device.ts";

const REALM = "shellyplus1-a8032abe54dc";

export function createShelly(options: {
  readonly clock: Clock;
  readonly password?: string;
  readonly moved: () => void;
}): Promise<Device> {
  const { clock, password, moved } = options;
  const nonces = new Set<string>();
  let offAt = 0;

  const isOn = () => clock.now() < offAt;

  function isAllowed({ method, url, headers }: Asked): boolean {
    if (password === undefined || url.pathname === "/rpc/Shelly.GetDeviceInfo") return true;
    const said = Object.fromEntries(
      [...(headers.authorization ?? "").matchAll(/(\w+)="?([^",]*)"?/g)].map(([, name, value]) => [name!, value!]),
    );
    const expected = sha256(
      [
        sha256(`admin:${REALM}:${password}`),
        said.nonce,
        said.nc,
        said.cnonce,
        "auth",
        sha256(`${method}:${url.pathname}${url.search}`),
      ].join(":"),
    );
    return said.response === expected && nonces.delete(said.nonce ?? "");
  }

  function refuse(): Said {
    const nonce = randomBytes(8).toString("hex");
    nonces.add(nonce);
    const challenge = `Digest qop="auth", realm="${REALM}", nonce="${nonce}", algorithm=SHA-256`;
    return { status: 401, headers: { "www-authenticate": challenge }, body: "" };
  }

  return createDevice({
    clock,
    answer(asked) {
      if (!isAllowed(asked)) return refuse();
      switch (asked.url.pathname) {
        case "/rpc/Shelly.GetDeviceInfo":
          return {
            body: {
              name: "Front gate",
              id: REALM,
              mac: "A8032ABE54DC",
              model: "SNSW-001X16EU",
              gen: 2,
              fw_id: "20240625-123456/1.4.4-g6d2a586",
              ver: "1.4.4",
              app: "Plus1",
              auth_en: password !== undefined,
              auth_domain: password === undefined ? null : REALM,
            },
          };
        case "/rpc/Shelly.GetStatus":
          return {
            body: {
              sys: { mac: "A8032ABE54DC", uptime: 11_081 },
              "switch:0": { id: 0, source: "HTTP_in", output: isOn(), temperature: { tC: 35.3, tF: 95.5 } },
            },
          };
        case "/rpc/Switch.Set": {
          const { id, on, toggle_after } = JSON.parse(asked.body) as { id: number; on: boolean; toggle_after: number };
          if (id !== 0) return { status: 500, body: { code: -105, message: `Argument 'id', value ${id} not found!` } };
          const was_on = isOn();
          const move = () => {
            offAt = on ? clock.now() + toggle_after * 1_000 : 0;
            moved();
          };
          return { body: { was_on }, move };
        }
        default:
          return { status: 404, body: { code: 404, message: `No handler for ${asked.url.pathname.slice(5)}` } };
      }
    },
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
