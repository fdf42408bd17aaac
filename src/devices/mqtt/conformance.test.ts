import { after } from "node:test";
import { freePort } from "../../../test/free-port.ts";
import { startMosquitto, type TestMosquitto } from "../../../test/mosquitto.ts";
import { driverConformance } from "../testing/conformance.ts";
import { faultSchedules } from "../testing/fault-schedules.ts";
import { openRig } from "./testing/rig.ts";

const brokers = new Map<string, Promise<TestMosquitto>>();
after(async () => {
  for (const broker of brokers.values()) await (await broker).close();
});

function mosquitto(tls: boolean): Promise<TestMosquitto> {
  const name = String(tls);
  const started = brokers.get(name) ?? startMosquitto({ tls });
  brokers.set(name, started);
  return started;
}

driverConformance("mqtt", async () => openRig({ broker: await mosquitto(false) }));
faultSchedules("mqtt, Mosquitto", async () => openRig({ broker: await mosquitto(false) }));
driverConformance("mqtt, Mosquitto, TLS and client certificates", async () =>
  openRig({ broker: await mosquitto(true) }),
);
driverConformance("mqtt, Mosquitto, 3.1.1", async () =>
  openRig({ broker: await mosquitto(false), settings: { protocol: "3.1.1" } }),
);
driverConformance("mqtt, the embedded broker", async () =>
  openRig({ broker: { url: `mqtt://127.0.0.1:${await freePort()}` }, embedded: true }),
);
faultSchedules("mqtt, the embedded broker", async () =>
  openRig({ broker: { url: `mqtt://127.0.0.1:${await freePort()}` }, embedded: true }),
);
