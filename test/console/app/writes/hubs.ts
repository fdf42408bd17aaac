import type { Page } from "playwright-core";
import type { ConsoleServer } from "../console.ts";
import { hold, type Write } from "../write.ts";

let last = 0;
const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();

async function newHub(at: ConsoleServer) {
  const name = `Hub ${++last}`;
  const hubId = `hub-${last}`;
  const state = async () => {
    const { json } = await at.server.call("GET", "/hubs", await at.token());
    const hubs = json.hubs as { name: string | null; settings: object }[];
    return hubs.filter((one) => one.name?.startsWith(name)).map((one) => [one.name, one.settings]);
  };
  const make = async () => {
    const body = { hubId, name, kind: "simulator", settings: { travelMs: 100 } };
    await at.server.call("POST", "/hubs", { ...(await at.token()), body });
  };
  return { name, path: `/console/hubs/${hubId}`, state, make };
}

export const writes: readonly Write[] = [
  {
    name: "adding a hub",
    of: ["screens/hubs/hub-form.tsx", "POST", "/hubs"],
    role: "owner",
    async begin(at) {
      const { name, state } = await newHub(at);
      return {
        path: "/console/hubs?view=add",
        come: async (page: Page) => {
          await page.getByRole("combobox", { name: "Kind" }).selectOption("simulator");
          await page.getByRole("textbox", { name: "Name" }).fill(name);
          await page.getByLabel("How long the latch takes to open").fill("100");
        },
        press: save,
        state,
      };
    },
  },
  {
    name: "changing a hub",
    of: ["screens/hubs/hub-form.tsx", "PATCH", "/hubs/*"],
    role: "owner",
    async begin(at) {
      const { path, state, make } = await newHub(at);
      await make();
      return {
        path,
        come: async (page: Page) => {
          await page.getByRole("button", { name: "Change" }).click();
          await page.getByLabel("How long the latch takes to open").fill("250");
        },
        press: save,
        state,
      };
    },
  },
  {
    name: "removing a hub",
    of: ["screens/hubs/remove-hub.tsx", "DELETE", "/hubs/*"],
    role: "owner",
    async begin(at) {
      const { path, state, make } = await newHub(at);
      await make();
      return {
        path,
        come: (page: Page) => page.getByRole("button", { name: "Remove" }).click(),
        press: (page) => hold(page, "Hold to remove"),
        state,
      };
    },
  },
];
