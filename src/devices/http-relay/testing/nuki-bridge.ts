/**
 * A Nuki bridge with one smart lock, as its maker documents it: hashed tokens that are good once and soon, one request at a
 * time, states that it keeps (https://developer.nuki.io/t/bridge-http-api/26, version 1.13).
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../../clock.ts";
import { createDevice, type Device } from "./device.ts";

export const TOKEN = "a1b2c3";
export const LOCK_ID = 453_086_981;
const TYPE = 4;
const SOON_MS = 60_000;

export interface NukiBridge extends Device {
  /** Between the bridge and the lock. */
  readonly radio: { outOfReach: boolean };
}

export async function createNukiBridge(options: {
  readonly clock: Clock;
  readonly moved: () => void;
}): Promise<NukiBridge> {
  const { clock, moved } = options;
  const spent = new Set<string>();
  let state = 1;
  const radio = { outOfReach: false };

  const known = () => ({
    mode: 2,
    state,
    stateName: state === 1 ? "locked" : "unlocked",
    batteryCritical: true,
    batteryCharging: false,
    batteryChargeState: 18,
    doorsensorState: 2,
    doorsensorStateName: "door closed",
  });

  function isAllowed(params: URLSearchParams): boolean {
    const [ts, rnr, hash] = [params.get("ts") ?? "", params.get("rnr") ?? "", params.get("hash") ?? ""];
    const expected = createHash("sha256").update(`${ts},${rnr},${TOKEN}`).digest("hex");
    if (hash !== expected || spent.has(hash) || Math.abs(Date.parse(ts) - clock.now()) > SOON_MS) return false;
    spent.add(hash);
    return true;
  }

  const device = await createDevice({
    clock,
    answer({ url: { pathname, searchParams } }) {
      if (!isAllowed(searchParams)) return { status: 401, body: "HTTP 401 Unauthorized" };
      switch (pathname) {
        case "/info":
          return {
            body: {
              bridgeType: 1,
              ids: { hardwareId: 12_345_678, serverId: 12_345_678 },
              versions: { firmwareVersion: "2.17.1", wifiFirmwareVersion: "2.4.1" },
              uptime: 120,
              currentTime: "2021-04-01T12:10:11Z",
              serverConnected: true,
              scanResults: [],
            },
          };
        case "/list":
          return {
            body: [
              {
                deviceType: TYPE,
                nukiId: LOCK_ID,
                name: "Hall",
                firmwareVersion: "3.7.7",
                ...(!radio.outOfReach && { lastKnownState: { ...known(), timestamp: "2018-10-03T06:49:00+00:00" } }),
              },
            ],
          };
        case "/lockState":
          if (searchParams.get("nukiId") !== String(LOCK_ID)) return { status: 404, body: "HTTP 404 Not Found" };
          if (radio.outOfReach) return { status: 503, body: "HTTP 503 Unavailable" };
          return { body: { ...known(), success: true } };
        case "/lockAction": {
          if (searchParams.get("nukiId") !== String(LOCK_ID)) return { status: 404, body: "HTTP 404 Not Found" };
          if (radio.outOfReach) return { status: 503, body: "HTTP 503 Unavailable" };
          const move = () => {
            state = searchParams.get("action") === "3" ? 5 : 3;
            moved();
          };
          return { body: { success: true, batteryCritical: true }, move };
        }
        default:
          return { status: 404, body: "HTTP 404 Not Found" };
      }
    },
  });
  return Object.assign(device, { radio });
}
