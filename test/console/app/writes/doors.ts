import type { Page } from "playwright-core";
import { tokenOf } from "../../people.ts";
import type { ConsoleServer } from "../console.ts";
import { hold, ownHouse, type Write } from "../write.ts";

let locks = 200;
let made = 0;

async function get(at: ConsoleServer, path: string) {
  const { status, json } = await at.server.call("GET", path, await at.token());
  return status < 300 ? json : status;
}

async function newDoor(at: ConsoleServer, beneath = "") {
  const lockId = ++locks;
  await at.server.lock(lockId, { orgId: at.orgId, name: `Gate ${lockId}` });
  const row = async () => (await get(at, `/locks?lockId=${lockId}`)).locks[0];
  return { path: `/console/doors/${lockId}`, state: beneath ? () => get(at, `/locks/${lockId}/${beneath}`) : row };
}

const save = (page: Page) => page.getByRole("dialog").getByRole("button", { name: "Save" }).click();

async function newSite(at: ConsoleServer) {
  const name = `Harbour ${++made}`;
  const path = `/organizations/${at.orgId}/sites`;
  const site = await at.server.call("POST", path, { ...(await at.token()), body: { name } });
  const come = (page: Page) => page.getByRole("button", { name: `Change ${name}`, exact: true }).click();
  return { path: "/console/doors?view=sites", come, state: () => get(at, `${path}/${site.json.siteId}`) };
}

export const writes: readonly Write[] = [
  {
    name: "naming a door",
    of: ["screens/doors/settings.tsx", "PATCH", "/locks/*"],
    role: "owner",
    begin: async (at) => ({
      ...(await newDoor(at)),
      async come(page) {
        await page.getByRole("button", { name: "Change", exact: true }).click();
        await page.getByRole("dialog").getByRole("textbox", { name: "Name", exact: true }).fill("Garden gate");
      },
      press: save,
    }),
  },
  {
    name: "telling the way to a door",
    of: ["screens/doors/way-form.tsx", "PUT", "?"],
    sends: /\/locks\/\d+\/arrival$/,
    role: "manager",
    begin: async (at) => ({
      ...(await newDoor(at, "arrival")),
      async come(page) {
        await page.getByRole("button", { name: /Describe the way|Change the way/ }).click();
        await page.getByLabel("How to find and use it").fill("Through the blue gate");
      },
      press: save,
    }),
  },
  {
    name: "disconnecting a device",
    of: ["screens/doors/device.tsx", "DELETE", "/locks/*/device"],
    role: "owner",
    begin: async (at) => ({
      ...(await newDoor(at)),
      come: (page) => page.getByRole("button", { name: "Disconnect the device" }).click(),
      press: (page) => hold(page, "Hold to disconnect"),
    }),
  },
  {
    name: "adding a simulated door",
    of: ["screens/doors/add-doors.tsx", "POST", "/locks"],
    role: "owner",
    async begin(at, person) {
      const { orgId } = await ownHouse(at, person);
      return {
        path: "/console/doors?view=add",
        press: (page) => page.getByRole("button", { name: /simulated/i }).click(),
        async state() {
          const token = await tokenOf(at.server, at.owner, orgId);
          return (await at.server.call("GET", "/locks?limit=1", { token })).json.total as number;
        },
        done: (page) => page.waitForURL("**/console/doors/*"),
      };
    },
  },
  {
    name: "changing a site",
    of: ["screens/doors/site-form.tsx", "PATCH", "?"],
    sends: /\/organizations\/[^/]+\/sites\/[^/]+$/,
    role: "owner",
    async begin(at) {
      const site = await newSite(at);
      return {
        ...site,
        async come(page) {
          await site.come(page);
          await page.getByRole("dialog").getByLabel("Address").fill("Quay 12, Piraeus");
        },
        press: save,
      };
    },
  },
  {
    name: "adding a site",
    of: ["screens/doors/site-form.tsx", "POST", "?"],
    sends: /\/organizations\/[^/]+\/sites$/,
    role: "owner",
    async begin(at) {
      const name = `Quay ${++made}`;
      return {
        path: "/console/doors?view=sites",
        async come(page) {
          await page.getByRole("button", { name: "Add a site" }).first().click();
          await page.getByRole("dialog").getByRole("textbox", { name: "Name", exact: true }).fill(name);
        },
        press: save,
        state: async () =>
          (await get(at, `/organizations/${at.orgId}/sites`)).sites.filter((one: { name: string }) => one.name === name)
            .length as number,
      };
    },
  },
  {
    name: "removing a site",
    of: ["screens/doors/site-form.tsx", "DELETE", "?"],
    sends: /\/organizations\/[^/]+\/sites\/[^/]+$/,
    role: "owner",
    begin: async (at) => ({ ...(await newSite(at)), press: (page) => hold(page, "Hold to remove the site") }),
  },
];
