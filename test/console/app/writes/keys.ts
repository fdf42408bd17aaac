import type { ConsoleServer } from "../console.ts";
import { ownHouse, type Write } from "../write.ts";

let locks = 100;

async function newKey(at: ConsoleServer, isPaused = false) {
  const as = await at.token();
  const lockId = ++locks;
  await at.server.lock(lockId, { orgId: at.orgId, name: `Flat ${lockId}` });
  const uuid = await at.server.key(lockId, as);
  if (isPaused) await at.server.call("POST", `/temp-keys/${uuid}/pause`, as);
  const state = async () => {
    const { json } = await at.server.call("GET", `/temp-keys/${uuid}/details`, await at.token());
    // When it is taken back is counted from when it was asked for, so another time from the next one, which may be over.
    const isTakenBack = json.revokeAfter !== null || json.standing === "revoked";
    return [isTakenBack ? "taken back" : json.standing, json.validUntil, json.description];
  };
  return { path: `/console/keys/${uuid}`, state };
}

export const writes: readonly Write[] = [
  {
    name: "pausing a key",
    of: ["ui/key-actions.tsx", "POST", "/temp-keys/*/pause"],
    role: "manager",
    begin: async (at) => ({
      ...(await newKey(at)),
      press: (page) => page.getByRole("button", { name: "Pause", exact: true }).click(),
    }),
  },
  {
    name: "resuming a key",
    of: ["ui/key-actions.tsx", "POST", "/temp-keys/*/resume"],
    role: "manager",
    begin: async (at) => ({
      ...(await newKey(at, true)),
      press: (page) => page.getByRole("button", { name: "Resume", exact: true }).click(),
    }),
  },
  {
    name: "taking a key back",
    of: ["ui/key-actions.tsx", "POST", "/temp-keys/*/pause"],
    role: "manager",
    begin: async (at) => ({
      ...(await newKey(at)),
      press: (page) => page.getByRole("button", { name: "Take back", exact: true }).click(),
    }),
  },
  {
    name: "extending a key",
    of: ["screens/key/extend.tsx", "PATCH", "/temp-keys/*"],
    role: "manager",
    begin: async (at) => ({
      ...(await newKey(at)),
      press: (page) => page.getByRole("button", { name: "+1 hour" }).click(),
    }),
  },
  {
    name: "moving the end of a key on the timeline",
    of: ["screens/timeline/extend.ts", "PATCH", "/temp-keys/*"],
    role: "manager",
    async begin(at) {
      await newKey(at);
      const lockId = locks;
      const name = `Flat ${lockId}`;
      const end = async () =>
        (await at.server.call("GET", `/temp-keys/rows?lockId=${lockId}`, await at.token())).json.rows[0]
          .until as string;
      const before = await end();
      return {
        path: `/console/timeline?search=${encodeURIComponent(name)}`,
        async press(page) {
          await page.locator("a.bar").first().focus();
          await page.keyboard.press("Shift+ArrowRight");
          await page.keyboard.press("Enter");
        },
        // Once more is an hour more.
        state: async () => (await end()) !== before,
      };
    },
  },
  {
    name: "changing a key",
    of: ["screens/key/change-key.tsx", "PATCH", "/temp-keys/*"],
    role: "manager",
    begin: async (at) => ({
      ...(await newKey(at)),
      async come(page) {
        await page.getByRole("button", { name: "Change", exact: true }).click();
        await page.getByRole("dialog").getByLabel("Note for the guest").fill("Second floor, on the left");
      },
      press: (page) => page.getByRole("dialog").getByRole("button", { name: "Save" }).click(),
    }),
  },
  {
    name: "making the first key",
    of: ["screens/welcome/first-key.tsx", "POST", "/temp-keys"],
    role: "owner",
    async begin(at, person) {
      const { orgId } = await ownHouse(at, person);
      const lockId = ++locks;
      await at.server.lock(lockId, { orgId, name: "Front door" });
      return {
        path: "/console/welcome",
        press: (page) => page.getByRole("button", { name: "One hour, one use" }).click(),
        state: async () => (await at.server.sql("SELECT * FROM temp_key_doors WHERE lock_id = ?", lockId)).length,
        done: (page) => page.getByRole("link", { name: "Open the guest’s page" }).waitFor(),
      };
    },
  },
];
