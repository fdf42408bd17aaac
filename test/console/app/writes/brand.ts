import { PNG } from "pngjs";
import { ownHouse, type Write } from "../write.ts";
import type { ConsoleServer } from "../console.ts";

let made = 0;

const LOGO = { name: "logo.png", mimeType: "image/png", buffer: PNG.sync.write(new PNG({ width: 4, height: 4 })) };

async function brandOf(at: ConsoleServer) {
  return (await at.server.call("GET", `/organizations/${at.orgId}/brand`, await at.token())).json;
}

export const writes: readonly Write[] = [
  {
    name: "saving the brand",
    of: ["screens/brand/brand.tsx", "PUT", "?"],
    sends: /\/organizations\/[^/]+\/brand$/,
    role: "owner",
    async begin(at) {
      const name = `Quay ${++made}`;
      return {
        path: "/console/brand",
        come: (page) => page.getByLabel("Name", { exact: true }).first().fill(name),
        press: (page) => page.getByRole("button", { name: "Save" }).click(),
        state: async () => (await brandOf(at)).name === name,
      };
    },
  },
  {
    name: "naming the organisation",
    of: ["screens/partner/organization-card.tsx", "PATCH", "?"],
    sends: /\/organizations\/[^/]+$/,
    role: "owner",
    async begin(at) {
      const name = `Seaside Flats ${++made}`;
      return {
        path: "/console/partner",
        come: (page) => page.getByLabel("Name", { exact: true }).fill(name),
        press: (page) => page.getByRole("button", { name: "Save" }).click(),
        async state() {
          const { json } = await at.server.call("GET", `/organizations/${at.orgId}`, await at.token());
          return json.name === name;
        },
      };
    },
  },
  {
    name: "choosing a logo",
    of: ["screens/brand/logo.tsx", "PUT", "*/logo"],
    role: "owner",
    async begin(at, person) {
      const { call } = await ownHouse(at, person);
      return {
        path: "/console/brand",
        press: (page) => page.getByLabel("Logo").setInputFiles(LOGO),
        state: async () => (await call("GET", "/brand")).logo,
      };
    },
  },
  {
    name: "removing the logo",
    of: ["screens/brand/logo.tsx", "DELETE", "*/logo"],
    role: "owner",
    async begin(at, person) {
      const { call } = await ownHouse(at, person);
      await call("PUT", "/brand/logo", { body: LOGO.buffer, headers: { "content-type": LOGO.mimeType } });
      return {
        path: "/console/brand",
        press: (page) => page.getByRole("button", { name: "Remove", exact: true }).click(),
        state: async () => (await call("GET", "/brand")).logo,
      };
    },
  },
];
