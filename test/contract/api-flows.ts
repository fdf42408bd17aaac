/**
 * Valid requests over every published operation, in an order in which they make sense. They run against the server
 * itself and, with a published description at hand, through a proxy that checks every request and answer against it.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setFault } from "../../src/devices/simulator/faults.ts";
import { type Answer, type Credentials, publicTerms, request, type TestServer } from "../harness.ts";
import { assertPublished } from "./published-events.ts";

export interface FlowCallers {
  readonly owner: Credentials & { readonly userId: string };
  /** A user who owns nothing. */
  readonly stranger: Credentials & { readonly userId: string };
  readonly organization: Credentials & { readonly orgId: string };
  readonly superKey: Credentials;
  /** Make the simulated device of a lock fail from now on. */
  jam(lockId: number): Promise<void>;
}

/** Make the callers on a server. */
export async function flowCallers(server: TestServer): Promise<FlowCallers> {
  return {
    owner: await server.user(),
    stranger: await server.user("Paul"),
    organization: { orgId: "seaside-flats", ...(await server.organization("seaside-flats")) },
    superKey: await server.organization("operations", { super: true }),
    jam: (lockId) => setFault(join(server.dataDir, "simulator"), lockId, { kind: "jam" }),
  };
}

export interface Flow {
  readonly name: string;
  run(): Promise<void>;
}

const LOCK = 501;
const ABSENT = 999;

/**
 * @param redirects whether the caller gets the answer that redirects, or a proxy follows it and answers the page
 * @returns the flows; each needs those before it
 */
export function apiFlows(
  url: string,
  { owner, stranger, organization, superKey, jam }: FlowCallers,
  redirects: "answered" | "followed" = "answered",
): Flow[] {
  const terms = publicTerms(Date.now());
  const lockUuid = randomUUID();
  const keyUuid = randomUUID();
  const ourKey = randomUUID();
  let version = 0;

  async function call(expected: number, method: string, path: string, as: Credentials = {}, body?: unknown) {
    const answer = await request(url, method, path, { ...as, ...(body !== undefined && { body }) });
    assert.equal(answer.headers.get("sl-violations"), null, `${method} ${path}`);
    assert.equal(answer.status, expected, `${method} ${path} answered ${answer.text}`);
    return answer;
  }

  /** A command's answer; `repeat` says that it was done already. */
  async function command(path: string, as: Credentials, body: object, { repeat = false, status = 200 } = {}) {
    const { json } = await call(status, "POST", `/locks/${LOCK}/${path}`, as, body);
    assert.equal(json.success, true);
    assert.equal(json.aggregateId, String(LOCK));
    assert.ok(json.version >= version, "the version never falls");
    if (repeat) assert.equal(json.event, null);
    else assert.ok(assertPublished(json.event));
    version = json.version;
    return json;
  }

  async function refused(expected: number, method: string, path: string, as: Credentials = {}, body?: unknown) {
    const answer = await call(expected, method, path, as, body);
    assertErrorBody(answer);
  }

  /** A guest's opening, up to the page that confirms it. */
  async function opens(tempKeyUuid: string, as: Credentials = {}, path = `/temp-keys/${tempKeyUuid}/open`) {
    const confirmation = `/temp-keys/${tempKeyUuid}/confirmation`;
    const opened = await call(redirects === "answered" ? 303 : 200, "POST", path, as);
    const place = new URL(opened.headers.get("location") ?? confirmation, url);
    assert.equal(place.pathname, confirmation);
    const page = await call(200, "GET", place.pathname + place.search, as);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
  }

  const lockBody = {
    index: LOCK,
    uuid: lockUuid,
    serialNumber: "SN-1",
    vendorName: "Acme",
    keys: [{ uuid: randomUUID(), indexNumber: 1, userId: owner.userId }, { uuid: "spare" }],
    name: "Front door",
    timeZone: "Europe/Athens",
    driver: "simulator",
  };
  const keyBody = { ...terms, tempKeyUuid: keyUuid, maxUses: 4, description: "Anna, room 4" };

  return [
    flow("CreateLock makes a lock, and a repeat changes nothing", async () => {
      const made = await command("CreateLock", owner, lockBody, { status: 201 });
      assert.equal(made.event.type, "LockCreated");
      assert.equal(made.event.data.ownerId, owner.userId);
      assert.deepEqual(made.event.data.keys, lockBody.keys);
      await command("CreateLock", owner, lockBody, { repeat: true });
    }),
    flow("SetOrganization lets the organisation in", async () => {
      const { orgId } = organization;
      await refused(404, "GET", `/locks/${LOCK}/basic-info`, organization);
      const set = await command("SetOrganization", owner, { orgId });
      assert.equal(set.event.data.orgId, orgId);
      await command("SetOrganization", owner, { orgId }, { repeat: true });
      await call(200, "GET", `/locks/${LOCK}/basic-info`, organization);
    }),
    flow("SetOwner moves the lock to another user and back", async () => {
      await command("SetOwner", organization, { userId: stranger.userId });
      await refused(404, "GET", `/locks/${LOCK}/details`, owner);
      await command("SetOwner", stranger, { userId: owner.userId });
      await command("SetOwner", owner, { userId: owner.userId }, { repeat: true });
    }),
    flow("ChangeLockUuid needs a super key and another UUID", async () => {
      const newUuid = randomUUID();
      await refused(403, "POST", `/locks/${LOCK}/ChangeLockUuid`, owner, { newUuid });
      await refused(403, "POST", `/locks/${LOCK}/ChangeLockUuid`, organization, { newUuid });
      const changed = await command("ChangeLockUuid", superKey, { newUuid });
      assert.deepEqual([changed.event.data.previousUuid, changed.event.data.newUuid], [lockUuid, newUuid]);
      await refused(409, "POST", `/locks/${LOCK}/ChangeLockUuid`, superKey, { newUuid });
      await command("ChangeLockUuid", superKey, { newUuid: lockUuid });
    }),
    flow("OpenLock opens, and the same request again is the same opening", async () => {
      await command("OpenLock", owner, {});
      const body = { requestId: "call-1", reason: "Delivery" };
      const opened = await command("OpenLock", organization, body);
      assert.deepEqual([opened.event.data.requestId, opened.event.data.reason], ["call-1", "Delivery"]);
      await command("OpenLock", organization, body, { repeat: true });
    }),
    flow("basic-info and details tell what is known", async () => {
      const basics = (await call(200, "GET", `/locks/${LOCK}/basic-info`, owner)).json;
      const expected = { id: String(LOCK), lockId: LOCK, uuid: lockUuid, serialNumber: "SN-1", ownerId: owner.userId };
      assert.partialDeepStrictEqual(basics, { ...expected, orgId: organization.orgId, name: "Front door" });
      const { json } = await call(200, "GET", `/locks/${LOCK}/details`, superKey);
      assert.partialDeepStrictEqual(json, { ...expected, orgId: organization.orgId, keys: lockBody.keys });
      assert.deepEqual(json.residents, []);
      for (const path of ["basic-info", "details", "events", "temp-keys"]) {
        await refused(404, "GET", `/locks/${ABSENT}/${path}`, owner);
        await refused(401, "GET", `/locks/${LOCK}/${path}`);
      }
    }),
    flow("create-temp-key makes a key, and a repeat changes nothing", async () => {
      const made = await command("create-temp-key", owner, keyBody);
      assert.equal(made.tempKeyUuid, keyUuid);
      assert.partialDeepStrictEqual(made.event.data, { tempKeyUuid: keyUuid, lockUuid, maxUses: 4 });
      await command("create-temp-key", owner, keyBody, { repeat: true });
      await refused(409, "POST", `/locks/${LOCK}/create-temp-key`, owner, { ...keyBody, maxUses: 5 });
      await command("create-temp-key", organization, { ...terms, tempKeyUuid: ourKey, maxUses: null });
    }),
    flow("update-temp-key changes what is given", async () => {
      const whitelist = { accessMode: "user-whitelist", allowedUserIds: [owner.userId] };
      const changed = await command("update-temp-key", owner, { tempKeyUuid: keyUuid, ...whitelist });
      assert.deepEqual(changed.event.data.changes, whitelist);
      await command("update-temp-key", owner, { tempKeyUuid: keyUuid, ...whitelist }, { repeat: true });
      await command("update-temp-key", owner, { tempKeyUuid: keyUuid, accessMode: "public", allowedUserIds: [] });
      const validUntil = new Date(Date.now() + 3_600_000).toISOString();
      const last = await command("update-temp-key", organization, { tempKeyUuid: keyUuid, validUntil, maxUses: 3 });
      assert.equal(last.event.data.changes.maxUses, 3);
      await refused(404, "POST", `/locks/${LOCK}/update-temp-key`, owner, { tempKeyUuid: randomUUID(), maxUses: 3 });
    }),
    flow("use-temp-key counts a use", async () => {
      const used = await command("use-temp-key", owner, { tempKeyUuid: keyUuid, userId: stranger.userId });
      assert.partialDeepStrictEqual(used.event.data, { usedCount: 1, userId: stranger.userId });
      await refused(404, "POST", `/locks/${LOCK}/use-temp-key`, owner, { tempKeyUuid: randomUUID() });
    }),
    flow("a guest sees the page, opens, and sees what happened", async () => {
      const page = await call(200, "GET", `/temp-keys/${keyUuid}`);
      assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
      await opens(keyUuid);
      await call(404, "GET", `/temp-keys/${randomUUID()}`);
      await refused(404, "POST", `/temp-keys/${randomUUID()}/open`);
    }),
    flow("the list shows every key with its status", async () => {
      await command("use-temp-key", organization, { tempKeyUuid: keyUuid });
      await refused(400, "POST", `/locks/${LOCK}/use-temp-key`, owner, { tempKeyUuid: keyUuid });
      await refused(400, "POST", `/temp-keys/${keyUuid}/open`);
      const { tempKeys } = (await call(200, "GET", `/locks/${LOCK}/temp-keys`, owner)).json;
      assert.deepEqual(
        tempKeys.map((one: Record<string, unknown>) => [one.uuid, one.status, one.usedCount, one.createdBy]),
        [
          [ourKey, "valid", 0, organization.orgId],
          [keyUuid, "used-up", 3, owner.userId],
        ],
      );
    }),
    flow("only the named users open a key for named users", async () => {
      const { tempKeyUuid } = await command("create-temp-key", owner, {
        ...terms,
        tempKeyUuid: randomUUID(),
        accessMode: "user-whitelist",
        allowedUserIds: [stranger.userId],
      });
      await refused(403, "POST", `/temp-keys/${tempKeyUuid}/open`);
      await refused(403, "POST", `/temp-keys/${tempKeyUuid}/open`, owner);
      await opens(tempKeyUuid, stranger);
    }),
    flow("delete-temp-key takes a key back, and a repeat changes nothing", async () => {
      await command("delete-temp-key", owner, { tempKeyUuid: ourKey });
      await command("delete-temp-key", owner, { tempKeyUuid: ourKey }, { repeat: true });
      await refused(400, "POST", `/temp-keys/${ourKey}/open`);
      await refused(404, "POST", `/locks/${LOCK}/delete-temp-key`, owner, { tempKeyUuid: randomUUID() });
      const { tempKeys } = (await call(200, "GET", `/locks/${LOCK}/temp-keys`, owner)).json;
      assert.ok(tempKeys.every((one: { uuid: string }) => one.uuid !== ourKey));
    }),
    flow("events has the whole record in pages", async () => {
      const last = (await call(200, "GET", `/locks/${LOCK}/events`, owner)).json;
      assert.deepEqual([last.page, last.events.length], [last.totalPages, last.pageSize]);
      assert.equal(last.events.at(-1).version, last.totalEvents);
      const versions: number[] = [];
      for (let page = 1; page <= last.totalPages; page++) {
        const { json } = await call(200, "GET", `/locks/${LOCK}/events?page=${page}`, owner);
        for (const { version: at, type, event } of json.events) {
          assert.equal(type, event.type);
          assertPublished(event);
          versions.push(at);
        }
      }
      assert.deepEqual(
        versions,
        Array.from({ length: last.totalEvents }, (_, i) => i + 1),
      );
    }),
    flow("a key over several doors is made, listed, opened door by door, by PIN, and taken back", async () => {
      const second = LOCK + 10;
      await call(201, "POST", `/locks/${second}/CreateLock`, owner, { ...lockBody, index: second, uuid: randomUUID() });
      const doors = [{ lockId: String(LOCK), label: "Street", accessMethod: "both" }, { lockId: String(second) }];
      const { validFrom, validUntil } = terms;
      for (const base of ["/temp-keys", "/collective-temp-keys"]) {
        const made = (await call(201, "POST", base, owner, { validFrom, validUntil, doors, description: "Anna" })).json;
        assert.match(made.pin, /^\d{4,8}$/);
        await call(200, "GET", `${base}/${made.uuid}`);
        await opens(made.uuid, {}, `${base}/${made.uuid}/doors/2/open`);
        await call(200, "GET", `${base}/${made.uuid}/confirmation?door=2`);
        await refused(404, "POST", `${base}/${made.uuid}/doors/9/open`);
        const opened = await call(200, "POST", `/locks/${LOCK}/open-with-pin`, {}, { pin: made.pin });
        assert.deepEqual(opened.json, { success: true, offline: false });
        for (const query of ["", `?lockId=${second}`]) {
          const { tempKeys } = (await call(200, "GET", `/temp-keys${query}`, owner)).json;
          assert.ok(tempKeys.some((one: { uuid: string }) => one.uuid === made.uuid));
        }
        await refused(403, "DELETE", `${base}/${made.uuid}`, stranger);
        await call(200, "DELETE", `${base}/${made.uuid}`, owner);
        assert.equal((await call(200, "DELETE", `${base}/${made.uuid}`, owner)).json.alreadyRevoked, true);
        await refused(400, "POST", `${base}/${made.uuid}/doors/2/open`);
        await refused(401, "POST", `/locks/${LOCK}/open-with-pin`, {}, { pin: made.pin });
      }
      await refused(401, "GET", "/temp-keys");
      await refused(403, "GET", `/temp-keys?lockId=${second}`, stranger);
      await refused(404, "GET", `/temp-keys?lockId=${ABSENT}`, owner);
      await refused(404, "DELETE", `/temp-keys/${randomUUID()}`, owner);
      for (const [lockId, status] of [
        [ABSENT, 404],
        [second, 403],
      ] as const)
        await refused(status, "POST", "/temp-keys", stranger, {
          validFrom,
          validUntil,
          doors: [{ lockId: String(lockId) }],
        });
    }),
    flow("users are made known, found by address, and named by a key before they sign in", async () => {
      const userId = randomUUID();
      const email = `${userId}@example.test`;
      const body = { userId, email, firstName: "Anna", lastName: "Kowalska", phoneNumber: "0048123456789" };
      const made = (await call(201, "POST", `/users/${userId}/CreateUser`, organization, body)).json;
      assert.deepEqual([made.userId, made.event.data], [userId, { userId, status: "ACTIVE" }]);
      const again = (await call(200, "POST", `/users/${userId}/CreateUser`, organization, body)).json;
      assert.equal(again.event, null);
      const find = (query: string, as: Credentials = owner) => call(200, "GET", `/users/by-email?${query}`, as);
      assert.equal((await find(`email=${email}`)).json.uuid, userId);
      assert.equal((await find(`email=${email.toUpperCase()}&searchOnly=true`)).json.uuid, userId);
      const wanted = randomUUID();
      const fresh = (await find(`email=new-${email}&uuid=${wanted}`, organization)).json;
      assert.equal(fresh.uuid, wanted);
      assert.equal((await find(`email=new-${email}`)).json.uuid, wanted);
      await refused(404, "GET", `/users/by-email?email=none-${email}&searchOnly=true`, owner);
      await refused(409, "GET", `/users/by-email?email=third-${email}&uuid=${wanted}`, owner);
      await refused(401, "GET", `/users/by-email?email=${email}`);
      await refused(401, "POST", `/users/${userId}/CreateUser`, {}, body);
      const named = { ...terms, accessMode: "user-whitelist", allowedUserIds: [wanted] };
      await command("create-temp-key", owner, { ...named, tempKeyUuid: randomUUID() });
    }),
    flow("OpenLock says so when the device does not open", async () => {
      await jam(LOCK);
      await refused(502, "POST", `/locks/${LOCK}/OpenLock`, owner, {});
    }),
  ];
}

function flow(name: string, run: () => Promise<void>): Flow {
  return { name, run };
}

/** The published body of everything that is not a yes. */
export function assertErrorBody({ status, json, headers }: Answer): void {
  assert.match(headers.get("content-type") ?? "", /^application\/json/);
  assert.equal(json.code, status);
  for (const field of ["error", "message"]) assert.ok(typeof json[field] === "string" && json[field] !== "", field);
  for (const detail of json.details ?? []) {
    assert.deepEqual(Object.keys(detail).toSorted(), ["field", "message"]);
    assert.ok(typeof detail.field === "string" && typeof detail.message === "string");
  }
  const known = new Set(["success", "error", "message", "code", "details", "errors"]);
  assert.deepEqual(
    Object.keys(json).filter((name) => !known.has(name)),
    [],
  );
}
