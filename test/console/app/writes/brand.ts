import type { Write } from "../write.ts";

let made = 0;

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
        async state() {
          const { json } = await at.server.call("GET", `/organizations/${at.orgId}/brand`, await at.token());
          return json.name === name;
        },
      };
    },
  },
];
