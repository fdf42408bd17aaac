import type { Page } from "playwright-core";
import { somebody } from "../../people.ts";
import type { ConsoleServer } from "../console.ts";
import { hold, ownHouse, type Write } from "../write.ts";

let made = 0;

async function list(at: ConsoleServer, what: "members" | "invitations" | "api-keys") {
  const { json } = await at.server.call("GET", `/organizations/${at.orgId}/${what}`, await at.token());
  return Object.values(json as object).find(Array.isArray) as readonly Record<string, unknown>[];
}

async function newMember(at: ConsoleServer) {
  const name = `Anna ${++made}`;
  const { userId } = await somebody(at.server);
  await at.server.sql("UPDATE users SET name = ? WHERE id = ?", name, userId);
  await at.server.organizations.members.put(at.orgId, userId, "viewer", at.server.clock.now());
  const state = async () => (await list(at, "members")).filter((one) => one["userId"] === userId);
  const come = (page: Page) => page.getByRole("button", { name: `Change: ${name}`, exact: true }).click();
  return { path: "/console/members", come, state };
}

async function newInvitation(at: ConsoleServer) {
  const email = `kai-${++made}@example.test`;
  const body = { email, role: "viewer", byLink: true };
  await at.server.call("POST", `/organizations/${at.orgId}/invitations`, { ...(await at.token()), body });
  const state = async () => (await list(at, "invitations")).filter((one) => one["email"] === email);
  return { path: "/console/members", email, state };
}

async function newApiKey(at: ConsoleServer) {
  const name = `Program ${++made}`;
  const body = { name, scopes: ["read"] };
  await at.server.call("POST", `/organizations/${at.orgId}/api-keys`, { ...(await at.token()), body });
  const state = async () => (await list(at, "api-keys")).filter((one) => one["name"] === name);
  return { path: "/console/api-keys", name, state };
}

export const writes: readonly Write[] = [
  {
    name: "inviting somebody",
    of: ["screens/members/invite.tsx", "POST", "/organizations/*/invitations"],
    role: "owner",
    async begin(at) {
      const email = `lea-${++made}@example.test`;
      return {
        path: "/console/members",
        async come(page) {
          await page.getByRole("button", { name: "Invite" }).click();
          await page.getByLabel("E-mail address").fill(email);
          await page.getByLabel("I pass it on myself").check();
        },
        press: (page) => page.getByRole("button", { name: "Make a link" }).click(),
        state: async () => (await list(at, "invitations")).filter((one) => one["email"] === email),
        done: (page) => page.getByRole("textbox", { name: "The link of the invitation" }).waitFor(),
      };
    },
  },
  {
    name: "another link for an invitation",
    of: ["screens/members/invitations.tsx", "POST", "*/*/resend"],
    role: "owner",
    async begin(at) {
      const { email, ...invited } = await newInvitation(at);
      return { ...invited, press: (page) => page.getByRole("button", { name: `New link: ${email}` }).click() };
    },
  },
  {
    name: "taking an invitation back",
    of: ["screens/members/invitations.tsx", "DELETE", "*/*"],
    role: "owner",
    async begin(at) {
      const { email, ...invited } = await newInvitation(at);
      return {
        ...invited,
        press: (page) =>
          page
            .getByRole("button", { name: new RegExp(`: ${email}`) })
            .last()
            .click(),
      };
    },
  },
  {
    name: "pausing a member",
    of: ["screens/members/member-dialog.tsx", "PATCH", "*/*"],
    role: "owner",
    begin: async (at) => ({
      ...(await newMember(at)),
      press: (page) => page.getByRole("dialog").getByRole("button", { name: "Pause" }).click(),
    }),
  },
  {
    name: "removing a member",
    of: ["screens/members/member-dialog.tsx", "DELETE", "*/*"],
    role: "owner",
    begin: async (at) => ({ ...(await newMember(at)), press: (page) => hold(page, "Remove") }),
  },
  {
    name: "making an API key",
    of: ["screens/api-keys/make-key.tsx", "POST", "?"],
    sends: /\/organizations\/[^/]+\/api-keys$/,
    role: "owner",
    async begin(at) {
      const name = `New program ${++made}`;
      return {
        path: "/console/api-keys",
        async come(page) {
          await page.getByRole("button", { name: "New API key" }).click();
          await page.getByRole("textbox", { name: "Name" }).fill(name);
          await page.getByLabel("30 days").check();
        },
        press: (page) => page.getByRole("button", { name: "Make the key" }).click(),
        state: async () => (await list(at, "api-keys")).filter((one) => one["name"] === name).length,
        done: (page) => page.getByRole("button", { name: "I have kept it" }).waitFor(),
      };
    },
  },
  {
    name: "rotating an API key",
    of: ["screens/api-keys/end-key.tsx", "POST", "*/*/rotate"],
    role: "owner",
    async begin(at) {
      const { name, ...key } = await newApiKey(at);
      return {
        ...key,
        come: (page) => page.getByRole("button", { name: `Rotate: ${name}` }).click(),
        press: (page) => page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click(),
      };
    },
  },
  {
    name: "revoking an API key",
    of: ["screens/api-keys/end-key.tsx", "DELETE", "*/*"],
    role: "owner",
    async begin(at) {
      const { name, ...key } = await newApiKey(at);
      return {
        ...key,
        come: (page) => page.getByRole("button", { name: `Revoke: ${name}` }).click(),
        press: (page) => hold(page, "Revoke"),
      };
    },
  },
  {
    name: "leaving an organisation",
    of: ["screens/members/member-dialog.tsx", "POST", "/organizations/*/leave"],
    role: "viewer",
    async begin(at, { userId }) {
      const name = `Lea ${++made}`;
      await at.server.sql("UPDATE users SET name = ? WHERE id = ?", name, userId);
      return {
        path: "/console/members",
        come: (page) => page.getByRole("button", { name: `Change: ${name}`, exact: true }).click(),
        press: (page) => hold(page, "Leave this organisation"),
        state: async () => (await at.server.organizations.members.of(userId)).length,
      };
    },
  },
  {
    name: "making the partner's key",
    of: ["screens/partner/key-card.tsx", "POST", "?"],
    sends: /\/organizations\/[^/]+\/api-keys$/,
    role: "owner",
    async begin(at, person) {
      const { call } = await ownHouse(at, person);
      return {
        path: "/console/partner",
        press: (page) => page.getByRole("button", { name: "Make the key" }).click(),
        state: async () => (await call("GET", "/api-keys")).apiKeys.length as number,
        done: (page) => page.getByRole("button", { name: "I have kept it" }).waitFor(),
      };
    },
  },
];
