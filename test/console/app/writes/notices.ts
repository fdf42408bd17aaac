import type { Write } from "../write.ts";

export const writes: readonly Write[] = [
  {
    name: "choosing what one is told by e-mail",
    of: ["screens/notices/notices.tsx", "PUT", "/notice-choices"],
    role: "viewer",
    async begin({ server, orgId }, { userId }) {
      await server.sql("DELETE FROM notice_choices WHERE user_id = ?", userId);
      return {
        path: "/console/notices",
        come: (page) => page.getByLabel("A battery is low").click(),
        press: (page) => page.getByRole("button", { name: "Save" }).click(),
        async state() {
          const rows = await server.sql("SELECT choices FROM notice_choices WHERE scope = ?", `org:${orgId}`);
          return rows.length;
        },
      };
    },
  },
];
