import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { PASSWORD, type Person, signedIn } from "../../people.ts";
import { addAuthenticator } from "../authenticator.ts";
import type { ConsoleServer } from "../console.ts";
import { hold, type Write } from "../write.ts";

const PATH = "/console/sign-in";
const NEW_PASSWORD = "seven kettles under the bridge";

async function newPasskey(at: ConsoleServer, { userId }: Person) {
  const add = (name: string) =>
    at.server.sql(
      "INSERT INTO passkeys (id, user_id, public_key, counter, name, created_at) VALUES (?, ?, ?, 0, ?, ?)",
      randomUUID(),
      userId,
      Buffer.of(1),
      name,
      Date.now(),
    );
  await add("Blue phone");
  const state = async () => (await at.server.sql("SELECT name FROM passkeys WHERE user_id = ?", userId)).map(nameOf);
  return { path: PATH, state };
}

const nameOf = ({ name }: Record<string, unknown>) => name;
const passkeysOf = async (at: ConsoleServer, { userId }: Person) =>
  (await at.server.sql("SELECT id FROM passkeys WHERE user_id = ?", userId)).length;

async function sessionsOf(at: ConsoleServer, { userId }: Person): Promise<number> {
  return (await (await at.server.store.accounts()).sessions.list(userId)).length;
}

/** Another session of theirs, by a program. @returns whether it lasts */
async function elsewhere(at: ConsoleServer, person: Person) {
  const { sessions } = await at.server.store.accounts();
  const { sessionId } = (await sessions.of((await signedIn(at.server, person.email)).cookie))!;
  return async () => (await sessions.user(sessionId)) !== undefined;
}

const LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))";
const LONG_MS = 700_000;

/** Theirs is over, and the dialog that says so is there. */
async function comeSignedOut(at: ConsoleServer, page: Page, { userId }: Person): Promise<void> {
  await (await at.server.store.accounts()).sessions.endAll(userId);
  await page.evaluate(LOOK_AGAIN);
  await page.getByRole("dialog", { name: "You are signed out" }).waitFor();
}

async function addPasskey(page: Page): Promise<void> {
  await addAuthenticator(page);
  await page.getByLabel("Name of the passkey").fill("Green key");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Green key", { exact: true }).waitFor();
}

export const writes: readonly Write[] = [
  {
    name: "adding a passkey",
    of: ["screens/sign-in/passkeys.tsx", "POST", "/session/passkeys"],
    role: "viewer",
    async begin(at, person) {
      return {
        path: PATH,
        isNamed: true,
        async come(page) {
          await addAuthenticator(page);
          await page.getByLabel("Name of the passkey").fill("Green key");
        },
        press: (page) => page.getByRole("button", { name: "Add a passkey" }).click(),
        state: () => passkeysOf(at, person),
      };
    },
  },
  {
    name: "naming a passkey",
    of: ["screens/sign-in/passkeys.tsx", "PATCH", "/session/passkeys/*"],
    role: "viewer",
    begin: async (at, person) => ({
      ...(await newPasskey(at, person)),
      async come(page) {
        await page.getByRole("button", { name: "Rename" }).click();
        await page.getByRole("dialog").getByRole("textbox").fill("Old phone");
      },
      press: (page) => page.getByRole("dialog").getByRole("button", { name: "Save" }).click(),
    }),
  },
  {
    name: "removing a passkey",
    of: ["screens/sign-in/passkeys.tsx", "DELETE", "/session/passkeys/*"],
    role: "viewer",
    begin: async (at, person) => ({
      ...(await newPasskey(at, person)),
      press: (page) => page.getByRole("button", { name: "Remove Blue phone" }).click(),
    }),
  },
  {
    name: "changing the password",
    of: ["screens/sign-in/password.tsx", "PUT", "/session/password"],
    role: "viewer",
    async begin(at, { userId }) {
      return {
        path: PATH,
        async come(page) {
          await page.getByRole("button", { name: "Change the password" }).click();
          await page.getByLabel("New password").fill(NEW_PASSWORD);
        },
        press: (page) => page.getByRole("dialog").getByRole("button", { name: "Save" }).click(),
        state: async () => (await at.server.store.accounts()).passwords.checkOf(userId, NEW_PASSWORD),
      };
    },
  },
  {
    name: "making recovery codes",
    of: ["screens/sign-in/recovery-codes.tsx", "POST", "/session/recovery-codes"],
    role: "viewer",
    async begin(at, { userId }) {
      return {
        path: PATH,
        press: (page) => page.getByRole("button", { name: "Make recovery codes" }).click(),
        // Codes that nobody was shown are void with those that come instead.
        state: async () => (await at.server.sql("SELECT hash FROM recovery_codes WHERE user_id = ?", userId)).length,
        done: (page) => page.getByRole("button", { name: "I have kept it" }).waitFor(),
      };
    },
  },
  {
    name: "ending a session",
    of: ["screens/sign-in/sessions.tsx", "DELETE", "*/*"],
    sends: /\/session\/sessions\/[^/?]+$/,
    role: "viewer",
    begin: async (at, person) => ({
      path: PATH,
      state: await elsewhere(at, person),
      press: (page) => page.getByRole("button", { name: "Sign out A program" }).click(),
    }),
  },
  {
    name: "ending all other sessions",
    of: ["screens/sign-in/sessions.tsx", "DELETE", "*?keepCurrent=true"],
    sends: /\/session\/sessions\?keepCurrent=true$/,
    role: "viewer",
    begin: async (at, person) => ({
      path: PATH,
      state: await elsewhere(at, person),
      press: (page) => page.getByRole("button", { name: "Sign out everywhere else" }).click(),
    }),
  },
  {
    name: "leaving an organisation from among one's own",
    of: ["screens/sign-in/organizations.tsx", "POST", "/organizations/*/leave"],
    role: "viewer",
    begin: async (at, { userId }) => ({
      path: PATH,
      press: (page) => hold(page, "Hold to leave"),
      state: async () => (await at.server.organizations.members.of(userId)).length,
    }),
  },
  {
    name: "erasing oneself",
    of: ["screens/sign-in/erase.tsx", "DELETE", "/users/*/personal-data"],
    role: "viewer",
    begin: async (at, { userId }) => ({
      path: PATH,
      come: (page) => page.getByRole("button", { name: "Erase my data" }).click(),
      press: (page) => hold(page, "Hold to erase everything"),
      state: async () => (await at.server.sql("SELECT email FROM users WHERE id = ?", userId))[0]?.["email"] ?? null,
    }),
  },
  {
    name: "signing in again",
    of: ["api/proving.ts", "POST", "/account/sign-in"],
    role: "viewer",
    isSignedOut: true,
    begin: async (at, person) => ({
      path: PATH,
      async come(page) {
        await comeSignedOut(at, page, person);
        await page.getByLabel("Password").fill(PASSWORD);
      },
      press: (page) => page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click(),
      // Whoever was not told of a session begins another; the first ends by itself.
      state: async () => (await sessionsOf(at, person)) > 0,
    }),
  },
  {
    name: "signing in again with a passkey",
    of: ["api/proving.ts", "POST", "?"],
    sends: /\/session\/passkey$/,
    role: "viewer",
    isSignedOut: true,
    begin: async (at, person) => ({
      path: PATH,
      isNamed: true,
      async come(page) {
        await addPasskey(page);
        await comeSignedOut(at, page, person);
      },
      press: (page) => page.getByRole("dialog").getByRole("button", { name: "Use a passkey" }).click(),
      state: async () => (await sessionsOf(at, person)) > 0,
    }),
  },
  {
    name: "confirming who one is",
    of: ["api/proving.ts", "POST", "/session/proof/password"],
    role: "viewer",
    begin: async (at, { userId }) => {
      const proved = async () => (await at.server.sql("SELECT proved_at FROM sessions WHERE user_id = ?", userId))[0];
      const longAgo = at.server.clock.now() - LONG_MS;
      await at.server.sql("UPDATE sessions SET proved_at = ? WHERE user_id = ?", longAgo, userId);
      return {
        path: PATH,
        async come(page) {
          await page.getByRole("button", { name: "Make recovery codes" }).click();
          await page.getByRole("dialog").getByLabel("Password").fill(PASSWORD);
        },
        press: (page) => page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click(),
        state: async () => Number((await proved())?.["proved_at"] ?? 0) > longAgo,
      };
    },
  },
];
