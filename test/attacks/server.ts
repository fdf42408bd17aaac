/** A program: the attacked server. It ends when whoever started it lets go of it. */
import { randomUUID } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { publicTerms, startServer } from "../harness.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import { PASSWORD, somebody, tokenOf, QUICK_HASHING } from "../console/people.ts";
import type { Answers, Callers, Targets } from "./attacked.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const server = await startServer({
  hashing: QUICK_HASHING,
  env: {
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
    // Nobody takes its letters: what is asked for is answered before.
    SMTP_URL: "smtp://127.0.0.1:9",
    MAIL_FROM: "doors@example.test",
  },
});
let locks = 1_000;

const owner = await server.user();
const stranger = await server.user("Paul");
const guest = await server.user("Anna");
const ours = await server.organization("ours");
const theirs = await server.organization("theirs");
const superKey = await server.organization("operations", { super: true });

const account = await somebody(server);
const newcomer = await somebody(server);
const member = await somebody(server);
const host = await somebody(server);
await server.sql("UPDATE users SET operator = 1 WHERE id = ?", host.userId);
// What ends an organisation's owners leaves this one.
for (const userId of [(await somebody(server)).userId, member.userId])
  await server.organizations.members.put("ours", userId, "owner", server.clock.now());

const bearer = ({ token }: { readonly token: string }) => ({ authorization: `Bearer ${token}` });
const apiKey = (one: { readonly apiKey: string }) => ({ "x-api-key": one.apiKey });

async function signInLink(): Promise<string> {
  return (await server.store.signIn()).createLink(`${guest.userId}@example.test`);
}

async function setUp(): Promise<string> {
  const { userId, email } = newcomer;
  return (await server.store.accounts()).setUps.create({ kind: "way-in", userId, email });
}

/** Of somebody each time: an address that is changed, and sessions and links that end, are theirs. */
async function sent(): Promise<Targets["sent"]> {
  const { links } = await server.store.ways();
  const create = async (kind: keyof Targets["sent"]) => {
    const { userId, email } = await somebody(server);
    return links.create(kind, { userId, email: kind === "address" ? `${randomUUID()}@example.test` : email });
  };
  return { reset: await create("reset"), "sign-in": await create("sign-in"), address: await create("address") };
}

async function invitation(): Promise<readonly [id: string, secret: string]> {
  const [id, secret] = [randomUUID(), randomUUID()];
  const from = { orgId: "ours", role: "viewer", invitedBy: "ours", byOperator: false, mailed: false } as const;
  const now = server.clock.now();
  await server.organizations.invitations.invite({ ...from, id, email: `${id}@example.test`, secret, now });
  return [id, secret];
}

/** Of the organisation, made anew: what is removed by one attack is nothing to the next. */
async function parts(): Promise<Targets["parts"]> {
  const { members, sites, keys } = server.organizations;
  const now = server.clock.now();
  const { userId } = await server.user();
  await members.put("ours", userId, "viewer", now);
  const siteId = randomUUID();
  const silent = { address: null, timeZone: null, directions: null, checkIn: null, checkOut: null };
  await sites.add("ours", { siteId, name: "Quay", ...silent }, now);
  const keyId = randomUUID();
  const secret = newApiKey();
  const kept = { keyId, hash: hashApiKey(secret), hint: hintOf(secret), createdBy: null, now };
  await keys.add({ ...kept, orgId: "ours", name: "Till", scopes: ["read"], limits: null, expiresAt: null });
  const { sessionId } = await (await server.store.accounts()).sessions.begin(account.userId, {});
  return {
    userId: [userId],
    siteId: [siteId],
    keyId: [keyId],
    invitationId: [(await invitation())[0]],
    sessionId: [sessionId],
    webhookId: [await webhook()],
  };
}

/** Of the organisation, which may have so many only. */
async function webhook(): Promise<string> {
  await server.sql("DELETE FROM webhook_endpoints WHERE org_id = ?", "ours");
  const body = { url: "https://partner.invalid/events", events: ["*"] };
  const { json, text } = await server.call("POST", "/organizations/ours/webhooks", { ...ours, body });
  if (!json?.id) throw new Error(text);
  return json.id;
}

/** As browsers send them back. */
const pairs = (setCookies: readonly string[]) => setCookies.map((one) => one.split(";")[0]).join("; ");

const guestCookies = (await (await server.store.signIn()).redeem(await signInLink()))!;

/** The account is signed in anew, and the member is one again: attacks sign it out, change its password, and have them leave. */
async function callers(): Promise<Callers> {
  await server.organizations.members.put("ours", member.userId, "owner", server.clock.now());
  const { sessions, passwords } = await server.store.accounts();
  await passwords.set(account.userId, PASSWORD);
  const { cookies } = await sessions.begin(account.userId, {});
  return {
    nobody: {},
    guest: { cookie: pairs(guestCookies) },
    owner: bearer(owner),
    stranger: bearer(stranger),
    organization: apiKey(ours),
    otherOrganization: apiKey(theirs),
    superKey: apiKey(superKey),
    both: { ...bearer(owner), ...apiKey(ours) },
    account: { cookie: pairs(cookies) },
    member: bearer({ token: await tokenOf(server, member, "ours") }),
    hosting: {
      ...bearer({ token: await tokenOf(server, host) }),
      "x-admin-api-key": superKey.apiKey,
    },
  };
}

async function hub(hubId: string, orgId: string): Promise<string> {
  const simulated = { kind: "simulator", settings: { travelMs: 0 }, secretNames: [], ciphertext: null };
  await (
    await server.store.hubs()
  ).create({ hubId, name: null, orgId, ownerId: null, createdAt: 1, ...simulated }, 100);
  return hubId;
}

async function targets(): Promise<Targets> {
  const own = [++locks, ++locks, ++locks] as const;
  for (const lock of own) await server.lock(lock, { orgId: "ours", ownerId: owner.userId });
  const other = ++locks;
  await server.lock(other, { orgId: "away" });
  const { validFrom, validUntil } = publicTerms(Date.now());
  const doors = own.slice(0, 2).map((lock) => ({ lockId: String(lock), accessMethod: "both" }));
  const wide = await server.call("POST", "/temp-keys", { ...owner, body: { validFrom, validUntil, doors } });
  if (wide.status !== 201) throw new Error(wide.text);
  const named = { accessMode: "user-whitelist", allowedUserIds: [guest.userId] };
  return {
    ours: own,
    theirs: other,
    keys: [
      await server.key(own[0], owner),
      await server.key(own[1], owner, { maxUses: 1 }),
      await server.key(own[2], owner, named),
      wide.json.uuid as string,
    ],
    theirKey: await server.key(other, superKey),
    hubs: [await hub("porch", "ours"), await hub("garage", "ours")],
    theirHub: await hub("away", "away"),
    pins: [wide.json.pin as string],
    links: [await signInLink(), await signInLink(), await signInLink()],
    account: { email: account.email, password: PASSWORD },
    setUps: [await setUp()],
    sent: await sent(),
    codes: await (await server.store.ways()).codes.replace(account.userId),
    invitations: [(await invitation())[1], (await invitation())[1], (await invitation())[1]],
    users: [owner.userId, stranger.userId, guest.userId],
    organizations: ["ours", "theirs", "operations"],
    parts: await parts(),
  };
}

const answers: { readonly [What in keyof Answers]: () => Answers[What] | Promise<Answers[What]> } = {
  callers,
  targets,
  memory() {
    collect();
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heap: heapUsed + external, rss };
  },
  async verify() {
    const verified = await server.store.verify();
    return verified.ok ? null : verified.problem;
  },
};

process.on("message", (asked: keyof Answers) => {
  void Promise.resolve(answers[asked]()).then(
    (answer) => process.send!({ answer }),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
process.once("disconnect", () => void server.close().finally(() => process.exit()));
process.send!({ answer: { url: server.url } });
