/** Runs the door of `door.ts`, whose bolt is a line on the terminal. Settings come from the environment: see README.md. */
import { readFileSync } from "node:fs";
import { startDoor } from "./door.ts";

const {
  MQTT_URL: url = "mqtt://127.0.0.1:1883",
  DOOR: door,
  DOOR_SECRET: secret,
  MQTT_PASSWORD: password,
  MQTT_CA: ca,
  SEEN_FILE: file = `${door}.seen.json`,
} = process.env;
if (!door || !secret) throw new Error("DOOR and DOOR_SECRET must be given");

startDoor({
  url,
  door,
  secret,
  ...(file !== "none" && { file }),
  connection: { username: `door-${door}`, ...(password && { password }), ...(ca && { ca: readFileSync(ca) }) },
  now: () => Date.now(),
  async move({ orderId }, mayMove) {
    if (!mayMove()) return false;
    console.log(`${new Date().toISOString()} the bolt is drawn for order ${orderId}`);
    return true;
  },
}).on("connect", () => console.log(`${door} is connected to ${url}`));
