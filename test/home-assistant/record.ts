/** Record anew what a real Home Assistant says, for the tests that run without one: `node test/home-assistant/record.ts`. */
import { writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { startHome } from "./home.ts";
import { tidy } from "./site.ts";

const FILE = "src/devices/home-assistant/testing/recorded.json";
const QUESTIONS = {
  entities: "config/entity_registry/list_for_display",
  devices: "config/device_registry/list",
  areas: "config/area_registry/list",
  states: "get_states",
  user: "auth/current_user",
};

const home = await startHome();
try {
  await tidy(home);
  const answers: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(QUESTIONS)) answers[name] = await home.ask({ type }, home.token);
  const events = await home.listen(["lock.front_door", "lock.jamming_door", "zone.home"]);
  await home.service("lock.unlock", "lock.front_door");
  await home.service("lock.open", "lock.front_door");
  await home.service("lock.lock", "lock.front_door");
  await home.service("lock.unlock", "lock.jamming_door");
  await home.service("input_boolean.turn_off", "input_boolean.bolt_reached");
  await delay(500);
  const version = ((await home.call("/api/config")) as { version: string }).version;
  await writeFile(FILE, `${JSON.stringify({ version, ...answers, events: events.heard }, null, 1)}\n`);
  events.close();
} finally {
  await home.close();
}
