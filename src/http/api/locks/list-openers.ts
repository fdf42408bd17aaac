import Type from "typebox";
import { type Actor, isEntitled, organizationOf } from "../../../domain/actor.ts";
import { admit } from "../../../domain/admission.ts";
import { deviceRefusal } from "../../../domain/device.ts";
import { isoTime } from "../../../domain/ids.ts";
import type { LockState } from "../../../domain/lock.ts";
import { refusalOf } from "../../../domain/permissions.ts";
import type { OpenMethod } from "../../../domain/order.ts";
import type { TempKeyRecord } from "../../../ledger/ledger.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { lockFor } from "../commands.ts";
import { Anyone, Note, People, PeopleCount, PersonBody } from "../keys/key-row.ts";
import { Instant, pageAsked, RowsAnswer, RowsQuery, writeCursor } from "../list-pages.ts";
import { DoorNumber, KeyUuid, LockIdText, LockPath, Timestamp, WindowEnd, WindowStart } from "../schemas.ts";

const METHODS = ["key", "code"] as const satisfies readonly OpenMethod[];
/** People of one key who are named. */
const NAMED = 10;

const KeyOpener = Type.Object(
  {
    tempKeyUuid: KeyUuid,
    note: Note,
    door: DoorNumber,
    methods: Type.Array(Type.Enum([...METHODS]), {
      description: "By the link (key), by the PIN (code)",
      examples: [["key"]],
    }),
    anyone: Anyone,
    people: People,
    peopleCount: PeopleCount,
    from: WindowStart,
    until: WindowEnd,
    explain: Type.String({
      description: "Where every rule that admits is told",
      examples: ["/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77/explain?door=1&method=key&at=2026-12-24T22:00:00Z"],
    }),
  },
  { title: "KeyOpener", description: "A key that opens the door, for whom, and until when" },
);
const RoleOpener = Type.Object(
  {
    role: Type.Enum(["owner of the lock", "owner", "manager"], {
      description: "Of the lock, or in its organisation",
      examples: ["manager"],
    }),
    person: PersonBody,
    operation: Type.String({ description: "What the role may do", examples: ["openLock"] }),
  },
  { title: "RoleOpener", description: "Somebody who opens the door without a key, for as long as they have the role" },
);

export const OpenersBody = objectWithExample(
  {
    lockId: LockIdText,
    at: Timestamp,
    keys: Type.Array(KeyOpener, { description: "Those that end first, first" }),
    ...RowsAnswer,
    roles: Type.Array(RoleOpener, { description: "All of them, on every page" }),
    apiKeys: Type.Integer({
      minimum: 0,
      description: "API keys of the caller's organisation that may open it",
      examples: [1],
    }),
  },
  { title: "Openers", description: "Who could open it" },
);

const schema = {
  operationId: "listOpeners",
  summary: "Who could open this door at an instant",
  description:
    "By which key, for how long, or by which role. Decided by the same rules as an opening, with the terms that keys have now; a device that surely cannot be reached, or is not bound, is opened by no key.",
  tags: ["Locks"],
  params: LockPath,
  querystring: Type.Object({ at: Instant("The instant; without it now"), ...RowsQuery }),
  response: {
    200: OpenersBody,
    ...errorAnswers(404, 409),
  },
};

const Cursor = Type.Tuple([Type.Literal("opener"), Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })]);

export function listOpenersRoute(app: App, deps: RouteDeps): void {
  const { ledger, reading, directory, clock } = deps;

  app.get("/locks/:id/openers", { schema }, async ({ actor, params, query }) => {
    const { state: lock } = await lockFor(ledger, actor, params.id);
    const at = query.at === undefined ? clock.now() : Date.parse(query.at);
    const { limit, offset: asked = 0, after } = await pageAsked(query, Cursor);
    const offset = after ? after[1] : asked;
    // Whatever keys say: the rules ask the device of every one of them.
    const { uuids, total } =
      deviceRefusal(lock) === undefined
        ? await reading.keysOpening(actor, lock.lockId, at, { offset, limit })
        : { uuids: [], total: 0 };
    const records = new Map((await ledger.read.tempKeys(uuids)).map((record) => [record.state.uuid, record]));
    const found = uuids.flatMap((uuid) => openerOf(records.get(uuid), lock, at) ?? []);
    const { roles, apiKeys } = await rolesOf(actor, lock, deps);
    const named = await directory.people([
      ...new Set([...found.flatMap(({ userIds }) => userIds.slice(0, NAMED)), ...roles.map(({ userId }) => userId)]),
    ]);
    const person = (id: string) => ({ id, name: named.get(id)?.name ?? null, email: named.get(id)?.email ?? null });
    return {
      lockId: String(lock.lockId),
      at: isoTime(at),
      keys: found.map(({ userIds, ...opener }) => ({
        ...opener,
        people: userIds.slice(0, NAMED).map(person),
        peopleCount: userIds.length,
      })),
      total: found.length < uuids.length ? total - uuids.length + found.length : total,
      offset,
      nextCursor: offset + uuids.length < total ? writeCursor(["opener", offset + uuids.length]) : null,
      // Names and addresses of members are for those who may list them.
      roles: roles.map(({ role, userId }) => {
        const isMembers = role !== "owner of the lock" && refusalOf("listMembers", actor) !== undefined;
        const who = isMembers ? { id: userId, name: null, email: null } : person(userId);
        return { role, person: who, operation: "openLock" };
      }),
      apiKeys,
    };
  });
}

/** Whom the key lets in at that door then, as an opening would be decided; undefined where that is nobody. */
function openerOf(record: TempKeyRecord | undefined, lock: LockState, at: number) {
  const door = record?.state.doors.find(({ lockId }) => lockId === lock.lockId);
  if (!record || !door) return undefined;
  const { state: key, description } = record;
  const anyone = key.accessMode === "public";
  const lockOf = (lockId: number) => (lockId === lock.lockId ? lock : undefined);
  const admits = (method: OpenMethod, userId?: string) =>
    admit(key, { at, method, door: door.id, lock: lockOf, ...(userId !== undefined && { userId }) }).admitted;
  const userIds = anyone ? [] : key.allowedUserIds.filter((userId) => METHODS.some((method) => admits(method, userId)));
  const methods = METHODS.filter((method) =>
    anyone ? admits(method) : userIds.some((userId) => admits(method, userId)),
  );
  if (methods.length === 0) return undefined;
  const query = new URLSearchParams({ door: String(door.id), method: methods[0]!, at: isoTime(at) });
  if (userIds[0] !== undefined) query.set("user", userIds[0]);
  return {
    tempKeyUuid: key.uuid,
    note: description,
    door: door.id,
    methods,
    anyone,
    userIds,
    from: isoTime(key.validFrom),
    until: isoTime(key.validUntil),
    explain: `/temp-keys/${key.uuid}/explain?${query}`,
  };
}

type Role = { readonly role: "owner of the lock" | "owner" | "manager"; readonly userId: string };

/** Whom the table of permissions lets open the lock; members and API keys are told to their own organisation alone. */
async function rolesOf(actor: Actor, lock: LockState, { organizations, clock }: RouteDeps) {
  const may = (one: Actor) => refusalOf("openLock", one) === undefined && isEntitled(one, lock);
  const { ownerId } = lock;
  const roles: Role[] = [];
  if (ownerId !== null && may({ kind: "user", userId: ownerId }))
    roles.push({ role: "owner of the lock", userId: ownerId });
  const orgId = organizationOf(actor);
  if (orgId === null || orgId !== lock.orgId) return { roles, apiKeys: 0 };
  for (const { userId, role, paused } of await organizations.members.list(orgId))
    if (!paused && role !== "viewer" && may({ kind: "member", orgId, userId, role })) roles.push({ role, userId });
  const now = clock.now();
  const site = (await organizations.sites.ofLocks(orgId, [lock.lockId])).get(lock.lockId);
  let apiKeys = 0;
  for (const { scopes, limits, expiresAt } of await organizations.keys.list(orgId)) {
    if (expiresAt !== null && expiresAt <= now) continue;
    const isAtSite = site !== undefined && limits?.siteIds.includes(site);
    const within = limits && (isAtSite ? [lock.lockId] : limits.lockIds);
    if (may({ kind: "organization", orgId, scopes, ...(within && { limits: within }) })) apiKeys++;
  }
  return { roles, apiKeys };
}
