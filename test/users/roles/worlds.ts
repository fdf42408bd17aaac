/** What requests are about, and the requests. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { newApiKey } from "../../../src/identity/api-keys.ts";
import type { Operation } from "../../attacks/document.ts";
import { type Called, hubOfOurs, NEAR, newKeyOf } from "./callers.ts";
import { type Caller, hub, type More, nextLock, type Row, WEBHOOK, type World } from "./row.ts";

const EVERYTHING: ReadonlySet<keyof World> = new Set(["lockId", "key", "named"]);

/** What of a world the row's requests are about. */
export function aboutWhat({ path, query, body }: Row): ReadonlySet<keyof World> {
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

export function worldsOf({ server, headers, ownerId, guestId }: Called) {
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
        const { kept } = newKeyOf(server, "ours", ["read"], null);
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

  /** @param about what of it is needed: to make it all takes longer than to ask */
  async function newWorld({ needs, path }: Partial<Row> = {}, about = EVERYTHING): Promise<World> {
    const lockId = nextLock();
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
      hub: path === hub ? await hubOfOurs(server, `home-${lockId}`) : "none",
      fresh: randomUUID(),
      more: await makeMore(needs),
    };
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

  return { newWorld, ask, eventsOf };
}
