/**
 * Who may do what: a row for every operation of the server's own document, a column for every kind of caller. An
 * operation without a row fails, so whoever adds one has to say who may.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { type Role, type Scope, SCOPES } from "../../src/domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import type { KeyLimits } from "../../src/identity/organization-keys.ts";
import { type Operation, readOperations } from "../attacks/document.ts";
import { assertErrorBody } from "../contract/api-flows.ts";
import { publicTerms, request, startServer, type TestServer } from "../harness.ts";

const CALLERS = [
  "nobody",
  "a guest who signed in",
  "the owner",
  "another user",
  "the organisation",
  "another organisation",
  "a super key",
  "a key that expired",
  "a token that ended",
  "a token that was made void",
] as const;

/** Members of the organisation by their roles, its keys by their scopes, and those who come near to either. */
const MORE_CALLERS = [
  "a viewer",
  "a manager",
  "an owner",
  "an owner who proved it long ago",
  "a paused owner",
  "a member who was removed",
  "another organisation's owner",
  "a manager here who is an owner elsewhere",
  "the same for the other organisation",
  "a person who signed in to the console",
  "a person who hosts the server",
  "a cookie of the console",
  "a key to read",
  "a key for keys",
  "a key for locks",
  "a key for keys and locks",
  "a key for everything",
  "a key for everything at the lock's site",
  "a key for everything at another lock",
  "a key that was revoked",
] as const;
type Caller = (typeof CALLERS)[number] | (typeof MORE_CALLERS)[number];

/** Who of an organisation may do something, as it is said to people. */
interface Who {
  /** A member who is this, or more. */
  readonly from?: "viewer" | "manager" | "owner";
  /** A key with one of these scopes. */
  readonly scopes: readonly ("read" | "keys" | "locks" | "admin")[];
  /** Not a key that is limited to some locks. */
  readonly whole?: boolean;
  /** In a session of the console, only where somebody has just proved who they are. */
  readonly fresh?: boolean;
}

const READS: Who = { from: "viewer", scopes: ["read", "keys", "locks", "admin"] };
const MAKES_KEYS: Who = { from: "manager", scopes: ["keys", "admin"] };
const OPENS: Who = { from: "manager", scopes: ["locks", "admin"] };
const RUNS_DEVICES: Who = { from: "owner", scopes: ["locks", "admin"], whole: true };
const HANDS_OVER: Who = { from: "owner", scopes: ["admin"] };
const OWNS: Who = { from: "owner", scopes: ["admin"], whole: true };
const SAYS_WHO_ACTS: Who = { ...OWNS, fresh: true };
const NOBODY: Who = { scopes: [] };

/** What a request is about: made anew where an earlier one may have changed it. */
interface World {
  readonly lockId: number;
  /** A public key of the lock. */
  readonly key: string;
  /** A key of the lock for the guest who signs in. */
  readonly named: string;
  /** A hub of the organisation. */
  readonly hub: string;
  /** A UUID that is nothing yet. */
  readonly fresh: string;
  readonly more: More;
}

/** What some requests are about besides: of the organisation, and made only where it is asked for. */
interface More {
  readonly member?: string;
  readonly invitation?: string;
  readonly secret?: string;
  readonly site?: string;
  readonly apiKey?: string;
  readonly webhook?: string;
  readonly webhookToRemove?: string;
  /** An organisation without a key. */
  readonly tenant?: string;
}

interface Row {
  /** What is asked; the operation's own path and method are taken. */
  readonly path: (world: World) => Readonly<Record<string, string | number>>;
  readonly query?: string | ((world: World) => string);
  readonly body?: (world: World) => unknown;
  readonly type?: string;
  /** What has to be made for it. */
  readonly needs?: keyof More;
  /** The status for each caller, in their order. */
  readonly answers: readonly number[];
  /** Who of an organisation may; left out where nobody asks that. */
  readonly who?: Who;
  /** The status for members who may; that of the organisation's key if left out. */
  readonly yes?: number;
  /** Where it is not as the rules say. */
  readonly but?: Partial<Record<(typeof MORE_CALLERS)[number], number>>;
}

const PICTURE = readFileSync(join(import.meta.dirname, "../../src/http/guest/page/images/icon-180.png"));
const NO = 401;
/** Far longer than a token that was made void is believed yet, on a busy machine too. */
const PATIENCE_MS = 10_000;

/** Those who may manage a lock are the owner, the organisation and super keys; others learn of nothing. */
const managed = (yes: number, others = 404) => [NO, NO, yes, others, yes, others, yes, NO, NO, NO];
/** Of a hub of the organisation, the owner of its lock learns nothing. */
const ofOrganization = [NO, NO, 404, 404, 200, 404, 200, NO, NO, NO];
/** A page: whoever is not believed is nobody. */
const page = Array.from(CALLERS, () => 200);
/** An opening by a public link; a token that is sent has to be good. */
const opening = [303, 303, 303, 303, 303, 303, 303, 303, NO, NO];

let server: TestServer;
let headers: Record<Caller, Record<string, string>>;
let ownerId: string;
let guestId: string;
/** What `addLock` takes is below. */
let lastLock = 1_000;
let operations: ReadonlyMap<string, Operation>;

const lock = ({ lockId }: World) => ({ id: lockId });
const key = ({ key }: World) => ({ uuid: key });
const named = ({ named }: World) => ({ uuid: named });
const hub = ({ hub }: World) => ({ hubId: hub });
const brand = () => ({ orgId: "ours" });
const window = () => {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
};
const newKey = ({ lockId }: World) => ({ ...window(), doors: [{ lockId: String(lockId) }] });
/** About the organisation: of others it is as if there were none, and no person's own. */
const organizations = (yes: number, bySuper = yes) => [NO, NO, 403, 403, yes, 404, bySuper, NO, NO, NO];
const ours = ({ more: { member, invitation, site, apiKey, webhook, webhookToRemove } }: World) => ({
  orgId: "ours",
  userId: member ?? "",
  invitationId: invitation ?? "",
  siteId: site ?? "",
  keyId: apiKey ?? "",
  webhookId: webhookToRemove ?? webhook ?? "",
});
/** Credentials of another kind are asked for. */
const administration = { answers: Array.from({ length: 10 }, () => 401) };
const newLock = () => ({ index: ++lastLock, uuid: randomUUID() });
const WEBHOOK = { url: "https://partner.invalid/events", events: ["*"] };
const picture = { body: () => PICTURE, type: "image/png" };

const ROWS: Readonly<Record<string, Row>> = {
  createTempKey: { who: MAKES_KEYS, path: lock, body: () => publicTerms(Date.now()), answers: managed(200) },
  updateTempKey: {
    who: MAKES_KEYS,
    path: lock,
    body: ({ key }) => ({ tempKeyUuid: key, maxUses: 9 }),
    answers: managed(200),
  },
  deleteTempKey: { who: MAKES_KEYS, path: lock, body: ({ key }) => ({ tempKeyUuid: key }), answers: managed(200) },
  useTempKey: {
    who: { ...MAKES_KEYS, scopes: ["keys", "locks", "admin"] },
    path: lock,
    body: ({ key }) => ({ tempKeyUuid: key }),
    answers: managed(200),
  },
  listTempKeys: { who: READS, path: lock, answers: managed(200) },
  createKey: { who: MAKES_KEYS, path: () => ({}), body: newKey, answers: managed(201, 403) },
  createCollectiveKey: { who: MAKES_KEYS, path: () => ({}), body: newKey, answers: managed(201, 403) },
  listLocks: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  getTimeline: {
    who: READS,
    path: () => ({}),
    query: "?from=2026-12-01T00:00:00Z&until=2026-12-02T00:00:00Z",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  listOpeners: { who: READS, path: lock, answers: managed(200) },
  exportKeyRows: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  listKeyRows: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  listKeys: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  "listKeys of a lock": {
    who: READS,
    path: () => ({}),
    query: ({ lockId }) => `?lockId=${lockId}`,
    answers: managed(200, 403),
  },
  changeKey: { who: MAKES_KEYS, path: key, body: () => ({ maxUses: 9 }), answers: managed(200) },
  changeCollectiveKey: { who: MAKES_KEYS, path: key, body: () => ({ maxUses: 9 }), answers: managed(200) },
  revokeKey: { who: MAKES_KEYS, path: key, answers: managed(200, 403) },
  revokeCollectiveKey: { who: MAKES_KEYS, path: key, answers: managed(200, 403) },
  pauseKey: { who: MAKES_KEYS, path: key, body: () => ({}), answers: managed(200) },
  resumeKey: { who: MAKES_KEYS, path: key, answers: managed(200) },
  // No mail server: whoever may is told so.
  sendLink: {
    who: MAKES_KEYS,
    path: key,
    body: () => ({ email: "maria@example.test", language: "en" }),
    answers: managed(400),
  },
  duplicateKey: { who: MAKES_KEYS, path: key, body: () => ({}), answers: managed(201) },
  importKeys: {
    who: MAKES_KEYS,
    path: () => ({}),
    query: ({ fresh }) => `?importId=${fresh}`,
    body: ({ lockId }) => {
      const { validFrom, validUntil } = window();
      return { csv: `locks,validFrom,validUntil\n${lockId},${validFrom},${validUntil}` };
    },
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getImportTemplate: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  getKey: { who: READS, path: key, answers: managed(200) },
  explainKey: { who: READS, path: key, answers: managed(200) },
  listKeyEvents: { who: READS, path: key, answers: managed(200) },
  changeLock: { who: OPENS, path: lock, body: () => ({ name: "Side door" }), answers: managed(200) },
  createLock: {
    who: RUNS_DEVICES,
    path: () => ({ id: lastLock + 1 }),
    body: newLock,
    answers: [NO, NO, 201, 201, 201, 201, 201, NO, NO, NO],
  },
  addLock: {
    who: RUNS_DEVICES,
    path: () => ({}),
    body: () => ({ name: "Gate" }),
    answers: [NO, NO, 201, 201, 201, 201, 201, NO, NO, NO],
  },
  setOwner: { who: HANDS_OVER, path: lock, body: () => ({ userId: randomUUID() }), answers: managed(200) },
  setOrganization: { who: HANDS_OVER, path: lock, body: () => ({ orgId: "theirs" }), answers: managed(200) },
  changeLockUuid: {
    who: NOBODY,
    path: lock,
    body: () => ({ newUuid: randomUUID() }),
    answers: [NO, NO, 403, 403, 403, 403, 200, NO, NO, NO],
  },
  openLock: { who: OPENS, path: lock, answers: managed(200) },
  getLockBasicInfo: { who: READS, path: lock, answers: managed(200) },
  getLockDetails: { who: READS, path: lock, answers: managed(200) },
  listLockEvents: { who: READS, path: lock, answers: managed(200) },
  exportLockEvents: { who: READS, path: lock, query: "?format=jsonl", answers: managed(200) },
  listActivity: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  countActivity: {
    who: { ...READS, whole: true },
    path: () => ({}),
    query: "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=day",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  listEvents: { who: READS, path: () => ({}), answers: [NO, NO, 403, 403, 200, 200, 200, NO, NO, NO] },
  getArrival: { who: READS, path: lock, answers: managed(200) },
  setArrival: { who: OPENS, path: lock, body: () => ({ text: "Second floor" }), answers: managed(200) },
  setArrivalPicture: { who: OPENS, path: lock, ...picture, answers: managed(200) },
  removeArrivalPicture: { who: OPENS, path: lock, answers: managed(200) },
  getLockDevice: { who: READS, path: lock, answers: managed(200) },
  bindLockDevice: {
    who: RUNS_DEVICES,
    path: lock,
    body: ({ lockId }) => ({ hubId: "simulator", address: String(lockId) }),
    answers: managed(200),
  },
  "bindLockDevice of the organisation's hub": {
    who: RUNS_DEVICES,
    path: lock,
    body: ({ lockId }) => ({ hubId: "bound", address: String(lockId) }),
    answers: [NO, NO, 404, 404, 200, 404, 200, NO, NO, NO],
  },
  unbindLockDevice: { who: RUNS_DEVICES, path: lock, answers: managed(200) },
  createHub: {
    who: { ...RUNS_DEVICES, fresh: true },
    path: () => ({}),
    body: () => ({ kind: "simulator", settings: { travelMs: 0 } }),
    answers: [NO, NO, 201, 201, 201, 201, 201, NO, NO, NO],
  },
  "createHub of the organisation": {
    who: { ...RUNS_DEVICES, fresh: true },
    path: () => ({}),
    body: () => ({ kind: "simulator", settings: { travelMs: 0 }, organizationId: "ours" }),
    answers: [NO, NO, 403, 403, 201, 403, 201, NO, NO, NO],
  },
  listHubs: {
    who: { ...READS, whole: true },
    path: () => ({}),
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getHub: { who: { ...READS, whole: true }, path: hub, answers: ofOrganization },
  changeHub: {
    who: { ...RUNS_DEVICES, fresh: true },
    path: hub,
    body: () => ({ name: "Home" }),
    answers: ofOrganization,
  },
  removeHub: { who: { ...RUNS_DEVICES, fresh: true }, path: hub, answers: ofOrganization },
  checkHub: { who: { ...OPENS, whole: true }, path: hub, answers: ofOrganization },
  listHubDevices: { who: { ...OPENS, whole: true }, path: hub, answers: ofOrganization },
  commissionHubDevice: {
    who: RUNS_DEVICES,
    path: hub,
    body: () => ({ code: "34970112332" }),
    answers: ofOrganization.map((status) => (status === 200 ? 409 : status)),
  },
  createOrganization: {
    who: NOBODY,
    path: () => ({}),
    body: () => ({ orgId: randomUUID(), name: "Flats" }),
    answers: [NO, NO, 403, 403, 403, 403, 201, NO, NO, NO],
    but: { "a person who hosts the server": 201 },
  },
  listOrganizations: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  getOrganization: {
    who: READS,
    path: ours,
    answers: organizations(200),
    but: { "a key for everything at another lock": 200 },
  },
  changeOrganization: { who: OWNS, path: ours, body: () => ({ name: "Ours" }), answers: organizations(200) },
  // It has locks.
  endOrganization: {
    who: { from: "owner", scopes: [], fresh: true },
    path: ours,
    answers: [NO, NO, 403, 403, 403, 403, 403, NO, NO, NO],
    yes: 409,
    but: { "another organisation's owner": 404, "the same for the other organisation": 404 },
  },
  listMembers: { who: { ...OWNS, from: "viewer" }, path: ours, answers: organizations(200) },
  changeMember: {
    who: SAYS_WHO_ACTS,
    needs: "member",
    path: ours,
    body: () => ({ role: "manager" }),
    answers: organizations(200, 403),
  },
  removeMember: { who: SAYS_WHO_ACTS, needs: "member", path: ours, answers: organizations(200, 403) },
  leaveOrganization: {
    who: { from: "viewer", scopes: [] },
    path: ours,
    answers: [NO, NO, 403, 403, 403, 403, 403, NO, NO, NO],
    yes: 200,
    but: { "another organisation's owner": 404, "the same for the other organisation": 404 },
  },
  listInvitations: { who: OWNS, path: ours, answers: organizations(200) },
  createInvitation: {
    who: SAYS_WHO_ACTS,
    path: ours,
    body: ({ fresh }) => ({ email: `${fresh}@example.test`, role: "viewer" }),
    answers: organizations(201, 403),
  },
  resendInvitation: {
    who: SAYS_WHO_ACTS,
    needs: "invitation",
    path: ours,
    body: () => ({}),
    answers: organizations(200, 403),
  },
  revokeInvitation: { who: SAYS_WHO_ACTS, needs: "invitation", path: ours, answers: organizations(200, 403) },
  joinOrganization: {
    who: NOBODY,
    needs: "secret",
    path: () => ({}),
    body: ({ more: { secret } }) => ({ secret }),
    // It is for somebody else's address.
    answers: [NO, NO, 403, 403, 403, 403, 403, NO, NO, NO],
  },
  listSites: { who: { ...READS, whole: true }, path: ours, answers: organizations(200) },
  getSite: { who: { ...READS, whole: true }, needs: "site", path: ours, answers: organizations(200) },
  createSite: { who: RUNS_DEVICES, path: ours, body: () => ({ name: "Harbour" }), answers: organizations(201) },
  changeSite: {
    who: { ...OPENS, whole: true },
    needs: "site",
    path: ours,
    body: () => ({ name: "Port" }),
    answers: organizations(200),
  },
  removeSite: { who: RUNS_DEVICES, needs: "site", path: ours, answers: organizations(200) },
  setLockSite: {
    who: RUNS_DEVICES,
    needs: "site",
    path: lock,
    body: ({ more: { site } }) => ({ siteId: site }),
    answers: organizations(200),
  },
  listApiKeys: { who: OWNS, path: ours, answers: organizations(200) },
  createApiKey: {
    who: SAYS_WHO_ACTS,
    path: ours,
    body: () => ({ name: "Till", scopes: ["keys"] }),
    answers: organizations(201, 403),
  },
  rotateApiKey: {
    who: SAYS_WHO_ACTS,
    needs: "apiKey",
    path: ours,
    body: () => ({}),
    answers: organizations(201, 403),
  },
  revokeApiKey: { who: SAYS_WHO_ACTS, needs: "apiKey", path: ours, answers: organizations(200, 403) },
  registerTenant: {
    ...administration,
    path: ({ fresh }) => ({ orgId: fresh }),
    body: ({ fresh }) => ({ orgName: "Flats", ownerEmail: `${fresh}@example.test` }),
    but: { "a person who hosts the server": 201 },
  },
  createTenantApiKey: {
    ...administration,
    needs: "tenant",
    path: () => ({}),
    body: ({ more: { tenant } }) => ({ orgId: tenant, orgName: "Flats" }),
    but: { "a person who hosts the server": 201 },
  },
  listTenants: { ...administration, path: () => ({}), but: { "a person who hosts the server": 200 } },
  listWebhooks: { who: OWNS, path: ours, answers: organizations(200) },
  getWebhook: { who: OWNS, needs: "webhook", path: ours, answers: organizations(200) },
  createWebhook: { who: SAYS_WHO_ACTS, path: ours, body: () => WEBHOOK, answers: organizations(201) },
  changeWebhook: { who: SAYS_WHO_ACTS, needs: "webhook", path: ours, body: () => ({}), answers: organizations(200) },
  verifyWebhook: { who: OWNS, needs: "webhook", path: ours, answers: organizations(200) },
  rotateWebhookSecret: {
    who: SAYS_WHO_ACTS,
    needs: "webhook",
    path: ours,
    body: () => ({}),
    answers: organizations(201),
  },
  listDeliveries: { who: OWNS, needs: "webhook", path: ours, answers: organizations(200) },
  testWebhook: { who: OWNS, needs: "webhook", path: ours, answers: organizations(200) },
  resendDeliveries: { who: OWNS, needs: "webhook", path: ours, body: () => ({}), answers: organizations(200) },
  replayEvents: { who: OWNS, needs: "webhook", path: ours, body: () => ({}), answers: organizations(200) },
  changeWebhookUrl: {
    who: SAYS_WHO_ACTS,
    needs: "webhook",
    path: ours,
    body: () => ({ url: WEBHOOK.url }),
    answers: organizations(200),
  },
  listTenantWebhooks: { ...administration, path: ours, but: { "a person who hosts the server": 200 } },
  createTenantWebhook: {
    ...administration,
    path: ours,
    body: () => WEBHOOK,
    but: { "a person who hosts the server": 201 },
  },
  replaceTenantWebhook: {
    ...administration,
    needs: "webhook",
    path: ours,
    body: () => ({}),
    but: { "a person who hosts the server": 200 },
  },
  // The last of them: see what they need.
  removeWebhook: { who: SAYS_WHO_ACTS, needs: "webhookToRemove", path: ours, answers: organizations(200) },
  removeTenantWebhook: {
    ...administration,
    needs: "webhookToRemove",
    path: ours,
    but: { "a person who hosts the server": 200 },
  },
  createUser: {
    who: MAKES_KEYS,
    path: ({ fresh }) => ({ id: fresh }),
    body: ({ fresh }) => ({ userId: fresh }),
    answers: [NO, NO, 403, 403, 201, 201, 201, NO, NO, NO],
  },
  // A person may for themself, and whoever hosts the server for anybody who is there.
  erasePersonalData: {
    who: NOBODY,
    path: () => ({ id: randomUUID() }),
    answers: [NO, NO, 403, 403, 403, 403, 403, NO, NO, NO],
    but: { "a person who hosts the server": 404 },
  },
  getNoticeChoices: {
    who: { from: "viewer", scopes: [] },
    path: () => ({}),
    answers: [NO, NO, 200, 200, 403, 403, 403, NO, NO, NO],
    yes: 200,
    but: { "another organisation's owner": 200, "the same for the other organisation": 200 },
  },
  chooseNotices: {
    who: { from: "viewer", scopes: [] },
    path: () => ({}),
    body: () => ({ atOnce: ["opened"], dailyAt: 7, lockIds: null, timeZone: "Europe/Berlin", language: "de" }),
    answers: [NO, NO, 200, 200, 403, 403, 403, NO, NO, NO],
    yes: 200,
    but: { "another organisation's owner": 200, "the same for the other organisation": 200 },
  },
  getUserByEmail: {
    who: MAKES_KEYS,
    path: () => ({}),
    query: "?email=anna%40example.test",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getBrand: { who: { ...READS, whole: true }, path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  setBrand: { who: OWNS, path: brand, body: () => ({}), answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  setLogo: { who: OWNS, path: brand, ...picture, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  // After one was set.
  getLogo: { who: { ...READS, whole: true }, path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  removeLogo: { who: OWNS, path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  openLockWithPin: { path: lock, body: () => ({ pin: "00000000" }), answers: Array.from(CALLERS, () => NO) },
  showTempKey: { path: key, answers: page },
  showCollectiveKey: { path: key, answers: page },
  confirmTempKeyOpening: { path: key, answers: page },
  confirmCollectiveOpening: { path: key, answers: page },
  openTempKey: { path: key, answers: opening },
  "openTempKey for one user": { path: named, answers: [403, 303, 403, 403, 403, 403, 403, 403, NO, NO] },
  openTempKeyDoor: { path: (world) => ({ ...key(world), doorId: 1 }), answers: opening },
  openCollectiveDoor: { path: (world) => ({ ...key(world), doorId: 1 }), answers: opening },
  askForSignInLink: {
    path: named,
    body: () => "email=anna%40example.test",
    type: "application/x-www-form-urlencoded",
    answers: CALLERS.map(() => 303),
  },
  showSignInLinkSent: { path: named, answers: page },
  showSignIn: { path: () => ({}), query: `?token=${"t".repeat(32)}`, answers: page },
  signIn: {
    path: () => ({}),
    body: () => `token=${"t".repeat(32)}`,
    type: "application/x-www-form-urlencoded",
    answers: CALLERS.map(() => 400),
  },
  // Last: it ends the session of the guest.
  signOut: { path: named, answers: CALLERS.map(() => 303) },
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function may(allowed: boolean | undefined, status: number): number {
  return allowed ? status : 403;
}

/** The status for one who is not among the first callers, by the rules. */
function byRule({ answers, who, yes, but = {} }: Row, caller: (typeof MORE_CALLERS)[number]): number {
  const [nobody, , , person, organization, other, , expired] = answers as readonly number[];
  const decided = but[caller];
  if (decided !== undefined) return decided;
  if (!who) {
    // Nobody's role is asked for: a token is a person's, and a key is nothing more than one.
    if (caller === "a cookie of the console") return nobody!;
    if (caller === "a key that was revoked") return expired!;
    return caller.startsWith("a key") ? organization! : person!;
  }
  const key = (...scopes: Who["scopes"]) =>
    may(
      scopes.some((scope) => who.scopes.includes(scope)),
      organization!,
    );
  const limited = may(who.scopes.includes("admin") && !who.whole, organization!);
  const member = yes ?? organization!;
  const isManager = who.from === "viewer" || who.from === "manager";
  switch (caller) {
    case "a viewer":
      return may(who.from === "viewer", member);
    case "a manager":
    case "a manager here who is an owner elsewhere":
      return may(isManager, member);
    case "an owner":
      return may(who.from !== undefined, member);
    case "an owner who proved it long ago":
      return may(who.from !== undefined && !who.fresh, member);
    case "a paused owner":
    case "a member who was removed":
      return 403;
    case "another organisation's owner":
    case "the same for the other organisation":
      return may(who.from !== undefined, other!);
    case "a person who signed in to the console":
    case "a person who hosts the server":
      return person!;
    case "a cookie of the console":
    case "a key that was revoked":
      return NO;
    case "a key to read":
      return key("read");
    case "a key for keys":
      return key("keys");
    case "a key for locks":
      return key("locks");
    case "a key for keys and locks":
      return key("keys", "locks");
    case "a key for everything":
      return key("admin");
    case "a key for everything at the lock's site":
      return limited;
    case "a key for everything at another lock":
      return limited === 403 || other! < 400 ? limited : other!;
    default:
      return caller satisfies never;
  }
}

before(async () => {
  server = await startServer();
  const owner = await server.user();
  const guest = await server.user("Anna");
  ({ userId: ownerId } = owner);
  ({ userId: guestId } = guest);
  const ended = await server.issuer!.sign({ userId: ownerId, ttlSeconds: 1 });
  const voided = await server.user("Signed out");
  const ours = await server.organization("ours");
  await hubOfOurs("bound");
  const expired = newApiKey();
  const now = server.clock.now();
  const expiring = { hash: hashApiKey(expired), orgId: "ours", hint: hintOf(expired), createdAt: now - 2 };
  await server.directory.addApiKey({ ...expiring, expiresAt: now - 1 });
  const signIn = await server.store.signIn();
  const cookies = await signIn.redeem(await signIn.createLink(`${guestId}@example.test`));
  const theirs = await server.organization("theirs");
  const more = await moreCallers();
  headers = {
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
  operations = new Map((await readOperations(server.url)).map((one) => [one.operationId, one]));
});
after(() => server.close());

const NEAR = "near";

/** The organisations are there already. */
async function moreCallers(): Promise<Record<(typeof MORE_CALLERS)[number], Record<string, string>>> {
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
    const { apiKey, kept } = newKeyOf("ours", scopes, limits);
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
  const away = ++lastLock;
  await server.lock(away, { orgId: "ours" });
  const revoked = await key(SCOPES);
  await keys.revoke("ours", revoked.keyId);
  rejoin = async () => {
    const roles = [
      [viewer, "viewer"],
      [manager, "manager"],
      [owner, "owner"],
      [stale, "owner"],
      [two, "manager"],
    ] as const;
    for (const [{ userId }, role] of roles) await members.put("ours", userId, role, now);
  };
  return {
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
}

/** Those who left are members again. */
let rejoin: () => Promise<void>;

function newKeyOf(orgId: string, scopes: readonly Scope[], limits: KeyLimits | null) {
  const apiKey = newApiKey();
  const made = { keyId: randomUUID(), hash: hashApiKey(apiKey), hint: hintOf(apiKey), now: server.clock.now() };
  return { apiKey, kept: { ...made, orgId, name: "Till", scopes, limits, createdBy: null, expiresAt: null } };
}

let oneWebhook: Promise<string> | undefined;
async function newWebhook(): Promise<string> {
  const asOurs = { headers: headers["the organisation"], body: WEBHOOK };
  const { json, text } = await server.call("POST", "/organizations/ours/webhooks", asOurs);
  assert.ok(json?.id, text);
  return json.id;
}

async function makeMore(needs: keyof More | undefined): Promise<More> {
  const { members, invitations, keys, sites } = server.organizations;
  const now = server.clock.now();
  const id = randomUUID();
  switch (needs) {
    case undefined:
      return {};
    case "member":
      await members.put("ours", id, "viewer", now);
      return { member: id };
    case "invitation":
    case "secret": {
      const secret = newApiKey();
      const by = { invitedBy: "ours", byOperator: false, mailed: false };
      const one = { id, orgId: "ours", secret, email: `${id}@example.test`, role: "viewer", now, ...by } as const;
      assert.equal(await invitations.invite(one), "done");
      return { invitation: id, secret };
    }
    case "site":
      await sites.add(
        "ours",
        { siteId: id, name: id, address: null, timeZone: null, directions: null, checkIn: null, checkOut: null },
        now,
      );
      return { site: id };
    case "apiKey": {
      const { kept } = newKeyOf("ours", ["read"], null);
      assert.equal(await keys.add(kept), "done");
      return { apiKey: kept.keyId };
    }
    case "webhook":
      return { webhook: await (oneWebhook ??= newWebhook()) };
    case "webhookToRemove": {
      // There are only so many of an organisation; of one that is to be removed nothing is read.
      const columns = "org_id, url, events, format, status, ciphertext, created_at, updated_at";
      await server.sql(
        `INSERT INTO webhook_endpoints (id, ${columns}) SELECT ?, ${columns} FROM webhook_endpoints WHERE id = ?`,
        id,
        await (oneWebhook ??= newWebhook()),
      );
      return { webhookToRemove: id };
    }
    case "tenant":
      await server.directory.createOrganization({ orgId: id, super: false }, now);
      return { tenant: id };
    default:
      return needs satisfies never;
  }
}

/** What of a world the row's requests are about. */
function aboutWhat({ path, query, body }: Row): ReadonlySet<keyof World> {
  const read = new Set<keyof World>();
  const nothing: World = { lockId: 0, key: "", named: "", hub: "", fresh: "", more: {} };
  const watched = new Proxy(nothing, {
    get(world, name: keyof World) {
      read.add(name);
      return world[name];
    },
  });
  path(watched);
  if (typeof query === "function") query(watched);
  body?.(watched);
  return read;
}

const EVERYTHING: ReadonlySet<keyof World> = new Set(["lockId", "key", "named"]);

/** @param about what of it is needed: to make it all takes longer than to ask */
async function newWorld({ needs, path }: Partial<Row> = {}, about = EVERYTHING): Promise<World> {
  const lockId = ++lastLock;
  if (about.has("lockId") || about.has("key") || about.has("named")) {
    await server.lock(lockId, { ownerId, orgId: "ours" });
    await server.organizations.sites.put("ours", lockId, NEAR);
  }
  const as = { apiKey: headers["the organisation"]["x-api-key"]! };
  const accessMode = "user-whitelist";
  return {
    lockId,
    key: about.has("key") ? await server.key(lockId, as) : "",
    named: about.has("named") ? await server.key(lockId, as, { accessMode, allowedUserIds: [guestId] }) : "",
    hub: path === hub ? await hubOfOurs(`home-${lockId}`) : "none",
    fresh: randomUUID(),
    more: await makeMore(needs),
  };
}

async function hubOfOurs(hubId: string): Promise<string> {
  const settings = { settings: { travelMs: 0 }, secretNames: [], ciphertext: null, createdAt: 1 };
  const hub = { hubId, kind: "simulator", name: null, orgId: "ours", ownerId: null, ...settings };
  await (await server.store.hubs()).create(hub, 1_000);
  return hubId;
}

async function ask(row: Row, operation: Operation, world: World, caller: Caller) {
  const names = row.path(world);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(names[name]));
  const body = row.body?.(world);
  const query = typeof row.query === "function" ? row.query(world) : (row.query ?? "");
  return server.call(operation.method, path + query, {
    headers: { ...headers[caller], ...(row.type !== undefined && { "content-type": row.type }) },
    ...(body !== undefined && { body }),
  });
}

const eventsOf = async ({ lockId }: World) => (await server.ledger.read.lock(lockId))!.version;

/** A few at once: the store takes what waits together. */
async function atMost<T>(size: number, tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const left = tasks.entries();
  const done: T[] = [];
  const work = async () => {
    for (const [i, task] of left) done[i] = await task();
  };
  await Promise.all(Array.from({ length: size }, work));
  return done;
}

/** So much work that the server does not take many at once. */
const ONE_BY_ONE = new Set(["setArrivalPicture", "setLogo", "importKeys"]);

/** How many were asked. */
let cases = 0;

/** Pages and operations for a browser that is signed in; what they answer there is their own tests' affair. */
const OF_CONSOLE = /^\/(account|session)s?(\/|$)/;
const FORM = "application/x-www-form-urlencoded";

describe("who may do what", () => {
  it("is said here for every operation of the document, and for no other", () => {
    const said = new Set(Object.keys(ROWS).map((name) => name.split(" ")[0]!));
    const others = [...operations.values()].filter(({ path }) => !OF_CONSOLE.test(path));
    assert.deepEqual(said, new Set(others.map(({ operationId }) => operationId)));
  });

  it("is nothing at the console's own operations without its cookie, whatever else is sent", async () => {
    const ofConsole = [...operations.values()].filter(({ path }) => OF_CONSOLE.test(path));
    assert.ok(ofConsole.length > 10);
    for (const { operationId, method, path, isOpen, bodies } of ofConsole) {
      const isForm = bodies.has(FORM);
      const type = isForm ? FORM : "application/json";
      const send = async (caller: Caller) => {
        const body = method === "GET" || bodies.size === 0 ? undefined : isForm ? "" : {};
        const sent = { headers: { ...headers[caller], ...(body !== undefined && { "content-type": type }) } };
        const at = path.replaceAll(/\{\w+\}/g, randomUUID());
        return (await request(server.url, method, at, { ...sent, ...(body !== undefined && { body }) })).status;
      };
      const nobodys = await send("nobody");
      if (!isOpen) assert.ok(nobodys >= 400, `${operationId}: ${nobodys}`);
      const others = [...CALLERS, ...MORE_CALLERS].filter((caller) => caller !== "a cookie of the console");
      const answered = await atMost(
        8,
        others.map((caller) => async () => [caller, await send(caller)] as const),
      );
      for (const [caller, status] of answered) assert.equal(status, nobodys, `${operationId}, ${caller}`);
      cases += answered.length;
    }
  });

  for (const [name, row] of Object.entries(ROWS))
    it(`${name} answers each kind of caller as the table says`, async () => {
      const operation = operations.get(name.split(" ")[0]!)!;
      const refused = await newWorld(row);
      const before = await eventsOf(refused);
      const about = aboutWhat(row);
      const expected = new Map<Caller, number>(CALLERS.map((caller, i) => [caller, row.answers[i]!]));
      for (const caller of MORE_CALLERS) expected.set(caller, byRule(row, caller));
      const answered = await atMost(
        ONE_BY_ONE.has(name) ? 1 : 8,
        [...expected].map(([caller, status]) => async () => {
          const isRefused = status >= 400;
          const isSpent = operation.isOpen || (!isRefused && operation.method !== "GET");
          const world = isSpent ? await newWorld(row, about) : refused;
          const answer = await ask(row, operation, world, caller);
          if (isRefused && answer.status === status) assertErrorBody(answer);
          return [caller, answer.status] as const;
        }),
      );
      if (name === "leaveOrganization") await rejoin();
      // There are not many that an organisation may have.
      if (/Hub/.test(name)) await server.sql("DELETE FROM hubs WHERE hub_id <> ?", "bound");
      assert.deepEqual(Object.fromEntries(answered), Object.fromEntries(expected));
      cases += expected.size;
      // A refused opening is on the record; whoever may not manage a lock leaves nothing behind.
      if (!operation.isOpen) assert.equal(await eventsOf(refused), before, "a refused caller changed something");
    });

  it("is said for more than 1,500 cases", (test) => {
    test.diagnostic(`${cases} cases`);
    assert.ok(cases > 1_500);
  });

  /** As published: 403 for somebody else's, 404 for none. */
  const TELLING = ["createKey", "createCollectiveKey", "revokeKey", "revokeCollectiveKey", "listKeys of a lock"];
  /** It is taken: who makes a lock has to be told. */
  const MAKING = new Set(["createLock", "addLock"]);

  it("tells somebody else's lock or key from none only where that is published", async () => {
    const world = await newWorld();
    const none = { ...world, lockId: 999_999_999, key: randomUUID(), named: randomUUID(), hub: "none" };
    const telling: string[] = [];
    for (const [name, row] of Object.entries(ROWS)) {
      const operation = operations.get(name.split(" ")[0]!)!;
      // The link of a key is a secret that says by itself that there is one.
      if (operation.isOpen || MAKING.has(name)) continue;
      for (const caller of ["another user", "another organisation"] as const) {
        const [theirs, absent] = [await ask(row, operation, world, caller), await ask(row, operation, none, caller)];
        const isSame = theirs.status === absent.status && theirs.text === absent.text;
        if (!isSame && !isAboutNothing(theirs.status)) telling.push(name);
      }
    }
    assert.deepEqual(new Set(telling), new Set(TELLING));
  });

  it("is said in the document too where a key opens a lock of others as well", async () => {
    const { lockId } = await newWorld();
    const away = ++lastLock;
    await server.lock(away, { orgId: "theirs" });
    const doors = [{ lockId: String(lockId) }, { lockId: String(away) }];
    const as = headers["a super key"];
    const made = await server.call("POST", "/temp-keys", { headers: as, body: { ...window(), doors } });
    const body = { tempKeyUuid: made.json.uuid as string, maxUses: 2 };
    const path = `/locks/${lockId}/update-temp-key`;
    const answer = await server.call("POST", path, { headers: headers["the owner"], body });
    assert.equal(answer.status, 403);
    assert.ok(operations.get("updateTempKey")!.answers.has(403));
  });

  it("answers to the byte the same for somebody else's lock as for none, wherever it answers 404", async () => {
    const world = await newWorld();
    const none = { ...world, lockId: 999_999_999, key: randomUUID(), hub: "none" };
    for (const [name, row] of Object.entries(ROWS)) {
      if (row.answers[3] !== 404) continue;
      const operation = operations.get(name.split(" ")[0]!)!;
      for (const caller of ["another user", "another organisation"] as const) {
        const [theirs, absent] = [await ask(row, operation, world, caller), await ask(row, operation, none, caller)];
        assert.deepEqual([theirs.status, theirs.text], [absent.status, absent.text], `${name}, ${caller}`);
      }
    }
  });
});

/** Whether the request was about nothing of the lock's or the key's: whoever asked may do it. */
function isAboutNothing(status: number): boolean {
  return status < 300;
}
