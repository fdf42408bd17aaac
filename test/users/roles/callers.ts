/** A server with one of each kind of caller, in the organisations `ours` and `theirs`. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Role, type Scope, SCOPES } from "../../../src/domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../../../src/identity/api-keys.ts";
import type { KeyLimits } from "../../../src/identity/organization-keys.ts";
import { type Operation, readOperations } from "../../attacks/document.ts";
import { startServer, type TestServer } from "../../harness.ts";
import { CALLERS, type Caller, type MORE_CALLERS, nextLock } from "./row.ts";

export interface Called {
  readonly server: TestServer;
  /** What each sends to say who they are. */
  readonly headers: Readonly<Record<Caller, Record<string, string>>>;
  readonly ownerId: string;
  readonly guestId: string;
  /** Of the document, by their ids. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** Those who left are members again. */
  rejoin(): Promise<void>;
}

/** A site of `ours`. */
export const NEAR = "near";
/** Far longer than a token that was made void is believed yet, on a busy machine too. */
const PATIENCE_MS = 10_000;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export async function startCallers(): Promise<Called> {
  const server = await startServer();
  const owner = await server.user();
  const guest = await server.user("Anna");
  const { userId: ownerId } = owner;
  const { userId: guestId } = guest;
  const ended = await server.issuer!.sign({ userId: ownerId, ttlSeconds: 1 });
  const voided = await server.user("Signed out");
  const ours = await server.organization("ours");
  await hubOfOurs(server, "bound");
  const expired = newApiKey();
  const now = server.clock.now();
  const expiring = { hash: hashApiKey(expired), orgId: "ours", hint: hintOf(expired), createdAt: now - 2 };
  await server.directory.addApiKey({ ...expiring, expiresAt: now - 1 });
  const signIn = await server.store.signIn();
  const cookies = await signIn.redeem(await signIn.createLink(`${guestId}@example.test`));
  const theirs = await server.organization("theirs");
  const { headers: more, rejoin } = await moreCallers(server);
  const headers: Record<Caller, Record<string, string>> = {
    ...more,
    nobody: {},
    "a guest who signed in": { cookie: cookies!.map((one) => one.split(";")[0]).join("; ") },
    "the owner": bearer(owner.token),
    "another user": bearer((await server.user("Paul")).token),
    "the organisation": { "x-api-key": ours.apiKey },
    "another organisation": { "x-api-key": theirs.apiKey },
    "a super key": { "x-api-key": (await server.organization("operations", { super: true })).apiKey },
    "a key that expired": { "x-api-key": expired },
    "a token that ended": bearer(ended.token),
    "a token that was made void": bearer(voided.token),
  };
  // Both were good, and are remembered as that.
  for (const caller of CALLERS.slice(-2)) await server.call("GET", "/temp-keys", { headers: headers[caller] });
  await server.directory.endTokens(voided.userId, Math.ceil(server.clock.now() / 1_000) + 1);
  for (const caller of CALLERS.slice(-2)) {
    const status = async () => (await server.call("GET", "/temp-keys", { headers: headers[caller] })).status;
    for (const until = Date.now() + PATIENCE_MS; (await status()) !== 401; await wait(50))
      assert.ok(Date.now() < until, `${caller} is good still`);
  }
  const operations = new Map((await readOperations(server.url)).map((one) => [one.operationId, one]));
  return { server, headers, ownerId, guestId, operations, rejoin };
}

/** The organisations are there already. */
async function moreCallers(server: TestServer) {
  const { members, keys, sites } = server.organizations;
  const { sessions, tokens } = await server.store.accounts();
  const now = server.clock.now();
  const { token, adminKey } = await server.administrator();
  const person = async (role?: Role, of = "ours") => {
    const { userId } = await server.user();
    if (role) assert.equal(await members.put(of, userId, role, now), "done");
    const { sessionId, cookies } = await sessions.begin(userId, {});
    const tokenFor = async (orgId?: string, provedAt = now) => {
      const session = { sessionId, userId, provedAt, expiresAt: now + 86_400_000 };
      return bearer((await tokens.sign(session, orgId)).token);
    };
    return { userId, tokenFor, cookie: { cookie: cookies.map((one) => one.split(";")[0]).join("; ") } };
  };
  const key = async (scopes: readonly Scope[], limits: KeyLimits | null = null) => {
    const { apiKey, kept } = newKeyOf(server, "ours", scopes, limits);
    assert.equal(await keys.add(kept), "done");
    return { "x-api-key": apiKey, keyId: kept.keyId };
  };
  const asKey = async (...given: Parameters<typeof key>) => ({ "x-api-key": (await key(...given))["x-api-key"] });

  const [viewer, manager, owner] = [await person("viewer"), await person("manager"), await person("owner")];
  const [paused, removed, elsewhere] = [await person("owner"), await person("owner"), await person("owner", "theirs")];
  const stale = await person("owner");
  await person("owner");
  const two = await person("manager");
  await members.put("theirs", two.userId, "owner", now);
  await members.change("ours", paused.userId, { paused: true });
  await members.remove("ours", removed.userId);
  await sites.add(
    "ours",
    { siteId: NEAR, name: "Near", address: null, timeZone: null, directions: null, checkIn: null, checkOut: null },
    now,
  );
  const away = nextLock();
  await server.lock(away, { orgId: "ours" });
  const revoked = await key(SCOPES);
  await keys.revoke("ours", revoked.keyId);
  const rejoin = async () => {
    const roles = [
      [viewer, "viewer"],
      [manager, "manager"],
      [owner, "owner"],
      [stale, "owner"],
      [two, "manager"],
    ] as const;
    for (const [{ userId }, role] of roles) await members.put("ours", userId, role, now);
  };
  const headers: Record<(typeof MORE_CALLERS)[number], Record<string, string>> = {
    "a viewer": await viewer.tokenFor("ours"),
    "a manager": await manager.tokenFor("ours"),
    "an owner": await owner.tokenFor("ours"),
    "an owner who proved it long ago": await stale.tokenFor("ours", now - 11 * 60_000),
    "a paused owner": await paused.tokenFor("ours"),
    "a member who was removed": await removed.tokenFor("ours"),
    "another organisation's owner": await elsewhere.tokenFor("theirs"),
    "a manager here who is an owner elsewhere": await two.tokenFor("ours"),
    "the same for the other organisation": await two.tokenFor("theirs"),
    "a person who signed in to the console": await (await person()).tokenFor(),
    "a person who hosts the server": { ...bearer(token), "x-admin-api-key": adminKey },
    "a cookie of the console": owner.cookie,
    "a key to read": await asKey(["read"]),
    "a key for keys": await asKey(["keys"]),
    "a key for locks": await asKey(["locks"]),
    "a key for keys and locks": await asKey(["keys", "locks"]),
    "a key for everything": await asKey(["admin"]),
    "a key for everything at the lock's site": await asKey(["admin"], { lockIds: [], siteIds: [NEAR] }),
    "a key for everything at another lock": await asKey(["admin"], { lockIds: [away], siteIds: [] }),
    "a key that was revoked": { "x-api-key": revoked["x-api-key"] },
  };
  return { headers, rejoin };
}

export function newKeyOf(server: TestServer, orgId: string, scopes: readonly Scope[], limits: KeyLimits | null) {
  const apiKey = newApiKey();
  const made = { keyId: randomUUID(), hash: hashApiKey(apiKey), hint: hintOf(apiKey), now: server.clock.now() };
  return { apiKey, kept: { ...made, orgId, name: "Till", scopes, limits, createdBy: null, expiresAt: null } };
}

export async function hubOfOurs(server: TestServer, hubId: string): Promise<string> {
  const settings = { settings: { travelMs: 0 }, secretNames: [], ciphertext: null, createdAt: 1 };
  const hub = { hubId, kind: "simulator", name: null, orgId: "ours", ownerId: null, ...settings };
  await (await server.store.hubs()).create(hub, 1_000);
  return hubId;
}
