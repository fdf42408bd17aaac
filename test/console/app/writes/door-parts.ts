import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import type { ConsoleServer } from "../console.ts";
import type { Write } from "../write.ts";

let last = 2_000;
const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();
const dialog = (name: string) => async (page: Page) => {
  await page.getByRole("button", { name, exact: true }).click();
  await page.locator("dialog[open]").waitFor();
};
const PICTURE = { name: "gate.png", mimeType: "image/png", buffer: PNG.sync.write(new PNG({ width: 2, height: 2 })) };

async function get(at: ConsoleServer, path: string): Promise<unknown> {
  return (await at.server.call("GET", path, await at.token())).json;
}

async function newDoor(at: ConsoleServer) {
  const id = ++last;
  await at.server.lock(id, { orgId: at.orgId, name: `Door ${id}` });
  const details = async () => {
    const { name, timeZone, device } = (await get(at, `/locks/${id}/details`)) as Record<
      string,
      { hubId?: string } | null
    >;
    return { name, timeZone, hubId: device?.hubId ?? null };
  };
  return { id, path: `/console/doors/${id}`, details, way: () => get(at, `/locks/${id}/arrival`) };
}

/** @returns its name */
async function newSite(at: ConsoleServer): Promise<string> {
  const name = `Site ${++last}`;
  await at.server.call("POST", `/organizations/${at.orgId}/sites`, { ...(await at.token()), body: { name } });
  return name;
}

export const writes: readonly Write[] = [
  {
    name: "moving a door to a site",
    of: ["screens/doors/settings.tsx", "PUT", "/locks/*/site"],
    role: "owner",
    async begin(at) {
      const [{ path, id }, site] = [await newDoor(at), await newSite(at)];
      const state = async () =>
        ((await get(at, `/locks?lockId=${id}`)) as { locks: { site: unknown }[] }).locks[0]!.site;
      return {
        path,
        come: async (page: Page) => {
          await dialog("Change")(page);
          await page.getByRole("combobox", { name: "Site" }).selectOption({ label: site });
        },
        press: save,
        state,
      };
    },
  },
  {
    name: "connecting a device",
    of: ["screens/doors/connect-device.tsx", "PUT", "/locks/*/device"],
    role: "owner",
    async begin(at) {
      const { path, details, id } = await newDoor(at);
      await at.server.call("DELETE", `/locks/${id}/device`, await at.token());
      return {
        path,
        come: dialog("Connect a device"),
        press: (page: Page) => page.getByRole("button", { name: "Make it a simulated door" }).click(),
        state: details,
      };
    },
  },
  {
    name: "a picture of the way",
    of: ["screens/doors/way-picture.tsx", "PUT", "?"],
    sends: /\/arrival\/picture$/,
    role: "manager",
    async begin(at) {
      const { path, way } = await newDoor(at);
      return { path, press: (page) => page.locator("input[type=file]").setInputFiles(PICTURE), state: way };
    },
  },
  {
    name: "removing a picture of the way",
    of: ["screens/doors/way-picture.tsx", "DELETE", "?"],
    sends: /\/arrival\/picture$/,
    role: "manager",
    async begin(at) {
      const { path, way, id } = await newDoor(at);
      const type = { "content-type": "image/png" };
      await at.server.call("PUT", `/locks/${id}/arrival/picture`, {
        ...(await at.token()),
        body: PICTURE.buffer,
        headers: type,
      });
      return {
        path,
        press: (page: Page) => page.getByRole("button", { name: "Remove the picture" }).click(),
        state: way,
      };
    },
  },
];
