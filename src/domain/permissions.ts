/**
 * Who may do what: a line for every operation of the API. It says what an actor may do at all; whose the lock or the key
 * is that they do it to is `isEntitled`'s to say.
 */
import { type Actor, type Role, ROLES, type Scope } from "./actor.ts";

/** Who may call an operation. What a line leaves out is a no, but for super keys, which may do what any organisation may. */
interface Permission {
  /** The least that a member must be. */
  readonly role?: Role;
  /** Which scopes of an API key would do, beside `admin`. */
  readonly scopes?: readonly Scope[];
  /** Whether a person may who acts for no organisation; for locks and hubs of their own. */
  readonly person?: boolean;
  /** About the organisation as a whole: not for a key that is limited to some of its locks. */
  readonly whole?: boolean;
  /** Only super keys. */
  readonly superOnly?: boolean;
  /** Not super keys: who is in an organisation, and who holds its keys, is its own affair. */
  readonly ownOnly?: boolean;
  /** Whoever does it in a session of the console must have proved of late who they are. */
  readonly fresh?: boolean;
}

/** How long it counts that somebody has proved who they are, for what takes that. */
export const FRESH_MS = 10 * 60_000;

/** Whether a proof counts; one of a time to come, by a clock that was set back since, does not for long. */
export function isFresh(provedAt: number, now: number): boolean {
  return Math.abs(now - provedAt) < FRESH_MS;
}

const READING = { role: "viewer", scopes: ["read", "keys", "locks"], person: true } as const;
const KEYS = { role: "manager", scopes: ["keys"], person: true } as const;
const DOORS = { role: "manager", scopes: ["locks"], person: true } as const;
/** What decides which door a lock is, and whose. A key that is limited to some locks could make them any others. */
const DEVICES = { role: "owner", scopes: ["locks"], person: true, whole: true } as const;
const HANDING_OVER = { role: "owner", scopes: [], person: true } as const;
const HUBS = { ...DEVICES, fresh: true } as const;
const ORGANIZATION = { role: "owner", scopes: [], whole: true } as const;
/** Who may act, and how. */
const ACTORS = { ...ORGANIZATION, ownOnly: true, fresh: true } as const;
const OPERATOR = { superOnly: true, fresh: true } as const;

const TABLE = {
  createTempKey: KEYS,
  updateTempKey: KEYS,
  deleteTempKey: KEYS,
  useTempKey: { ...KEYS, scopes: ["keys", "locks"] },
  listTempKeys: READING,
  createKey: KEYS,
  createCollectiveKey: KEYS,
  listKeys: READING,
  listKeyRows: READING,
  getKey: READING,
  exportKeyRows: READING,
  changeKey: KEYS,
  changeCollectiveKey: KEYS,
  revokeKey: KEYS,
  revokeCollectiveKey: KEYS,
  pauseKey: KEYS,
  resumeKey: KEYS,
  sendLink: KEYS,
  duplicateKey: KEYS,
  importKeys: KEYS,
  getImportTemplate: READING,
  explainKey: READING,
  listKeyEvents: READING,

  createLock: DEVICES,
  addLock: DEVICES,
  setOwner: HANDING_OVER,
  setOrganization: HANDING_OVER,
  changeLockUuid: { superOnly: true },
  changeLock: DOORS,
  openLock: DOORS,
  listLocks: READING,
  listOpeners: READING,
  getTimeline: READING,
  getLockBasicInfo: READING,
  getLockDetails: READING,
  listLockEvents: READING,
  exportLockEvents: READING,
  getArrival: READING,
  setArrival: DOORS,
  setArrivalPicture: DOORS,
  removeArrivalPicture: DOORS,
  getLockDevice: READING,
  bindLockDevice: DEVICES,
  unbindLockDevice: DEVICES,

  listActivity: READING,
  countActivity: { ...READING, whole: true },
  listEvents: { ...READING, person: false },

  createHub: HUBS,
  listHubs: { ...READING, whole: true },
  getHub: { ...READING, whole: true },
  changeHub: HUBS,
  removeHub: HUBS,
  checkHub: { ...DOORS, whole: true },
  listHubDevices: { ...DOORS, whole: true },
  commissionHubDevice: DEVICES,

  getBrand: { ...READING, person: false, whole: true },
  getLogo: { ...READING, person: false, whole: true },
  setBrand: ORGANIZATION,
  setLogo: ORGANIZATION,
  removeLogo: ORGANIZATION,

  createOrganization: { person: true, fresh: true },
  listOrganizations: READING,
  getOrganization: { ...READING, person: false },
  changeOrganization: ORGANIZATION,
  endOrganization: { role: "owner", ownOnly: true, fresh: true },
  listMembers: { ...ORGANIZATION, role: "viewer" },
  changeMember: ACTORS,
  removeMember: ACTORS,
  leaveOrganization: { role: "viewer", ownOnly: true },
  listInvitations: ORGANIZATION,
  createInvitation: ACTORS,
  resendInvitation: ACTORS,
  revokeInvitation: ACTORS,
  joinOrganization: { person: true, ownOnly: true },
  listSites: { ...READING, person: false, whole: true },
  getSite: { ...READING, person: false, whole: true },
  createSite: { ...DEVICES, person: false },
  changeSite: { ...DOORS, person: false, whole: true },
  removeSite: { ...DEVICES, person: false },
  setLockSite: { ...DEVICES, person: false },
  listApiKeys: ORGANIZATION,
  createApiKey: ACTORS,
  rotateApiKey: ACTORS,
  revokeApiKey: ACTORS,

  listWebhooks: ORGANIZATION,
  getWebhook: ORGANIZATION,
  createWebhook: { ...ORGANIZATION, fresh: true },
  changeWebhook: { ...ORGANIZATION, fresh: true },
  verifyWebhook: ORGANIZATION,
  rotateWebhookSecret: { ...ORGANIZATION, fresh: true },
  removeWebhook: { ...ORGANIZATION, fresh: true },
  listDeliveries: ORGANIZATION,
  testWebhook: ORGANIZATION,
  resendDeliveries: ORGANIZATION,
  replayEvents: ORGANIZATION,
  changeWebhookUrl: { ...ORGANIZATION, fresh: true },

  registerTenant: OPERATOR,
  createTenantApiKey: OPERATOR,
  listTenants: { superOnly: true },
  listTenantWebhooks: { superOnly: true },
  createTenantWebhook: OPERATOR,
  replaceTenantWebhook: OPERATOR,
  removeTenantWebhook: OPERATOR,

  createUser: KEYS,
  getUserByEmail: KEYS,
  getNoticeChoices: { role: "viewer", person: true, ownOnly: true },
  chooseNotices: { role: "viewer", person: true, ownOnly: true },
  erasePersonalData: { person: true, ownOnly: true, fresh: true },
} as const satisfies Readonly<Record<string, Permission>>;

/** The `operationId` of a route of the API. */
export type Operation = keyof typeof TABLE;

/** What is in the table. */
export const PERMISSIONS: Readonly<Record<Operation, Permission>> = TABLE;

/** Whether the table has a line for it. */
export function isOperation(operationId: string | undefined): operationId is Operation {
  return operationId !== undefined && Object.hasOwn(PERMISSIONS, operationId);
}

/** Why the actor may not do this at all, for people; undefined where they may. */
export function refusalOf(operation: Operation, actor: Actor): string | undefined {
  const { role, scopes, person, whole, superOnly, ownOnly } = PERMISSIONS[operation];
  if (actor.kind === "operator") return undefined;
  if (actor.kind === "super")
    return ownOnly ? "This is done by the organisation itself, not by a super key" : undefined;
  if (superOnly) return "Only a super key may do this";
  switch (actor.kind) {
    case "user":
      return person
        ? undefined
        : "This is done for an organisation: send its API key, or a token of one of its members";
    case "member":
      if (role === undefined) return "This is done by a person, not for an organisation: use a token without one";
      return ROLES.indexOf(actor.role) >= ROLES.indexOf(role)
        ? undefined
        : `This takes the role ${role}; yours is ${actor.role}`;
    case "organization": {
      if (scopes === undefined) return "No organisation's API key may do this";
      const enough: readonly Scope[] = [...scopes, "admin"];
      if (!actor.scopes.some((scope) => enough.includes(scope)))
        return `This takes an API key with the scope ${enough.join(" or ")}; this one has ${actor.scopes.join(", ")}`;
      return whole && actor.limits !== undefined ? "This API key is limited to some locks" : undefined;
    }
    default:
      return actor satisfies never;
  }
}
