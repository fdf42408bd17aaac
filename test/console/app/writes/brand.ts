import type { Write } from "../write.ts";
import type { ConsoleServer } from "../console.ts";

let made = 0;

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
];
