/** A server whose organisation has webhooks: for the tests of whoever calls `withWebhooks`. */
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { eventually } from "./eventually.ts";
import type { Receiver } from "./receiver.ts";

export const PATH = "/organizations/acme/webhooks";

export interface Made {
  readonly id: string;
  readonly secret: string;
}

export interface Delivered {
  readonly id: number;
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
  readonly tries: readonly { readonly status?: number; readonly said: string }[];
}

/** With three locks; calls go to loopback. */
export function withWebhooks() {
  let server: TestServer;
  let org: Credentials & { readonly apiKey: string };
  before(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
    org = await server.organization("acme");
    for (const lock of [1, 2, 3]) await server.lock(lock, { orgId: "acme" });
  });
  after(() => server.close());

  const shown = async (id: string) => (await server.call("GET", `${PATH}/${id}`, org)).json;
  const isNow = (id: string, status: string) => eventually(async () => assert.equal((await shown(id)).status, status));
  return {
    get server() {
      return server;
    },
    get org() {
      return org;
    },
    /** A webhook that is active. */
    async made(receiver: Receiver, more: object = {}): Promise<Made> {
      const body = { url: receiver.url, events: ["*"], ...more };
      const { status, json, text } = await server.call("POST", PATH, { ...org, body });
      assert.equal(status, 201, text);
      await isNow(json.id, "active");
      return json;
    },
    shown,
    isNow,
    deliveries: async (id: string, query = ""): Promise<readonly Delivered[]> =>
      (await server.call("GET", `${PATH}/${id}/deliveries${query}`, org)).json.deliveries,
    remove: (id: string) => server.call("DELETE", `${PATH}/${id}`, org),
  };
}
