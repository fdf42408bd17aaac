/** People with an account at a test's server, as browsers sign them in. */
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import type { PasswordHashing } from "../../src/identity/accounts/accounts.ts";
import type { Answer, TestServer } from "../harness.ts";

export const FORM = { "content-type": "application/x-www-form-urlencoded", accept: "text/html" };
/** Of passwords, where the test is about something else: scrypt takes 60 ms of a processor for each that is set or told. */
export const QUICK_HASHING: PasswordHashing = {
  hash: async (password) => createHash("sha256").update(password).digest("hex"),
  verify: async ({ hash, password }) => (await QUICK_HASHING.hash(password)) === hash,
};

export const PASSWORD = "a lamp on the second stair";

export const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();

/** As a browser sends it back. */
export const cookieOf = ({ headers }: Pick<Answer, "headers">) =>
  headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");

export interface Person {
  readonly email: string;
  readonly userId: string;
  readonly cookie: string;
}

/** Without a place in it to break a line. */
const newAddress = () => `${randomUUID().replaceAll("-", "")}@example.test`;

/** Send a form of the console as a browser does. */
export function send(
  server: TestServer,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return server.call("POST", path, { body: form(fields), headers: { ...FORM, ...headers } });
}

/** Whoever hosts the server, by a set-up link; the owner of a first organisation of that name. */
export async function operator(server: TestServer, organization = "Acme"): Promise<Person> {
  const { setUps } = await server.store.accounts();
  const token = await setUps.create({ kind: "operator" });
  const email = newAddress();
  const done = await send(server, "/account/set-up", { token, name: "Olga", email, password: PASSWORD, organization });
  assert.equal(done.status, 303, done.text);
  return { ...(await whoIs(server, cookieOf(done))), email };
}

/** Somebody with an account, who is in no organisation yet. */
export async function somebody(server: TestServer, email = newAddress()): Promise<Person> {
  const { newcomers } = await server.store.accounts();
  assert.notEqual(
    await newcomers.make({ userId: randomUUID(), email, isProven: true, name: "Anna", password: PASSWORD }),
    "taken",
  );
  return signedIn(server, email);
}

/** Sign in once more. */
export async function signedIn(server: TestServer, email: string, password = PASSWORD): Promise<Person> {
  const done = await send(server, "/account/sign-in", { email, password });
  assert.equal(done.status, 303, done.text);
  return { ...(await whoIs(server, cookieOf(done))), email };
}

async function whoIs(server: TestServer, cookie: string) {
  const { json } = await server.call("GET", "/session", { headers: { cookie } });
  return { userId: json.userId as string, cookie };
}

/** A bearer token of a session. */
export async function tokenOf(
  server: Pick<TestServer, "call">,
  { cookie }: Pick<Person, "cookie">,
  organizationId?: string,
): Promise<string> {
  const body = organizationId === undefined ? {} : { organizationId };
  const { json, text } = await server.call("POST", "/session/token", { headers: { cookie }, body });
  assert.ok(json?.token, text);
  return json.token as string;
}
