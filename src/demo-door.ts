/** The demo's door over MQTT: the reference door of `examples/mqtt-door`, at a broker inside the server. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { DeviceBinding } from "./domain/device.ts";
import { passwordOf, secretOfDoor } from "./devices/mqtt/seal.ts";
import type { Served } from "./serve.ts";

/** What the demo's lock is bound to. */
export interface DemoDevice {
  readonly device: DeviceBinding;
  /** The kind of its hub. */
  readonly driver: string;
}

const HUB_ID = "demo-mqtt";
const DOOR = "front";
const MAIN = fileURLToPath(new URL("../examples/mqtt-door/main.ts", import.meta.url));

/**
 * Make the hub, or give it a new secret and port, and start the door, which ends with the signal.
 *
 * @throws Error when the hub is somebody else's
 */
export async function startMqttDoor({ hubs, openHubs }: Served, signal: AbortSignal): Promise<DemoDevice> {
  const doorSecret = randomBytes(32).toString("base64url");
  const port = await freePort();
  const settings = { embedded: { port } };
  const there = await hubs.hub(HUB_ID);
  const operators = { orgId: null, ownerId: null };
  const kept = there
    ? await hubs.change(there, { settings, secrets: { doorSecret } })
    : await hubs.add({ hubId: HUB_ID, kind: "mqtt", name: "Demo", ...operators, settings, secrets: { doorSecret } });
  if (!kept.ok) throw new Error(`The demo's hub could not be made: ${JSON.stringify(kept)}`);
  await openHubs.look();
  const door = spawn(process.execPath, [MAIN], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      PATH: process.env["PATH"],
      MQTT_URL: `mqtt://127.0.0.1:${port}`,
      DOOR,
      DOOR_SECRET: secretOfDoor(doorSecret, DOOR),
      SEEN_FILE: "none", // every run has another secret, so nothing of an earlier one is believed
      MQTT_PASSWORD: passwordOf(doorSecret, `door-${DOOR}`),
    },
  });
  signal.addEventListener("abort", () => door.kill(), { once: true });
  process.once("exit", () => door.kill());
  const device = { hubId: HUB_ID, address: `latchstring:${DOOR}`, relocks: true } as const;
  return { device, driver: "mqtt" };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
