/** What whoever manages webhooks asks of them: endpoints with their secrets, and what is sent at once. */
import { randomUUID } from "node:crypto";
import type { StoredEvent } from "../domain/events.ts";
import type { Publisher } from "../feed/envelopes.ts";
import { bodyOf, probeOf } from "./bodies.ts";
import { newSigningSecret } from "./signing.ts";
import { MAX_WAITING } from "./statements.ts";
import {
  type Endpoint,
  type EndpointChanges,
  type EndpointSecrets,
  type NewDelivery,
  TEST_LANE,
  TEST_TYPE,
  VERIFICATION_LANE,
  VERIFICATION_TYPE,
  type WebhookStore,
} from "./webhooks.ts";

/** Encrypts what an endpoint is called with, for it alone. */
export interface Sealing {
  seal(id: string, secrets: EndpointSecrets): Promise<Buffer>;
  /** @throws Error where it cannot be decrypted any more */
  unseal(endpoint: Pick<Endpoint, "id" | "ciphertext">): Promise<EndpointSecrets>;
}

/** What is given of an endpoint. */
export type Given = Pick<Endpoint, "url" | "events" | "lockIds" | "format"> & Pick<EndpointSecrets, "authentication">;

/** The management of webhooks. Everything throws StoreUnavailableError when the store does not answer. */
export interface WebhookDesk extends Pick<WebhookStore, "list" | "find" | "remove" | "deliveries"> {
  /** It is asked at once whether it wants events. @returns its secret, told once; undefined where there are too many */
  make(id: string, orgId: string, given: Given, now: number): Promise<{ readonly secret: string } | undefined>;
  /** Another address is asked whether it wants events, and is sent none before. @returns undefined where it is gone */
  change(endpoint: Endpoint, given: Partial<Given>, now: number): Promise<Endpoint | undefined>;
  /** Ask again whether it wants events: one that is disabled, or could not be asked. */
  verify(endpoint: Endpoint, now: number): Promise<Endpoint | undefined>;
  /** Sign with another secret too, and after the overlap with it alone. @returns the secret, told once */
  rotate(endpoint: Endpoint, overlapMs: number, now: number): Promise<string>;
  /** @returns the id of what was sent */
  test(endpoint: Endpoint, now: number): Promise<string>;
  /** As `WebhookStore.resend`, and sent at once. */
  resend: WebhookStore["resend"];
  /**
   * Send events of the record again, behind what waits already.
   *
   * @param events those of a lock by rising version
   * @returns false where so much waits that nothing is added
   */
  replay(endpoint: Endpoint, events: readonly StoredEvent[], now: number): Promise<boolean>;
  /** How deliveries say who sends them; without anything secret. */
  authenticationOf(endpoint: Endpoint): Promise<{ readonly type: string; readonly name?: string }>;
}

/** @param wake something is to be sent */
export function createDesk(store: WebhookStore, sealing: Sealing, publisher: Publisher, wake: () => void): WebhookDesk {
  const probe = (
    to: Pick<Endpoint, "id" | "orgId" | "format">,
    lane: number,
    type: string,
    now: number,
  ): NewDelivery => {
    const body = probeOf(randomUUID(), type, to, publisher, now);
    return { ...body, orderId: null, endpointId: to.id, lane, at: now, madeAt: now };
  };
  const verification = (to: Pick<Endpoint, "id" | "orgId" | "format">, now: number) =>
    probe(to, VERIFICATION_LANE, VERIFICATION_TYPE, now);

  async function changed(id: string, changes: EndpointChanges, now: number, first?: NewDelivery) {
    const after = await store.change(id, changes, now, first);
    wake();
    return after;
  }

  return {
    list: store.list,
    find: store.find,
    remove: store.remove,
    deliveries: store.deliveries,
    async make(id, orgId, { authentication, ...given }, now) {
      const secret = newSigningSecret();
      const ciphertext = await sealing.seal(id, { signing: [{ secret, until: null }], authentication });
      const fresh = { status: "pending", createdAt: now, updatedAt: now, verifiedAt: null, lastError: null } as const;
      const endpoint: Endpoint = { id, orgId, ...given, ...fresh, failingSince: null, ciphertext };
      if (!(await store.add(endpoint, verification(endpoint, now)))) return undefined;
      wake();
      return { secret };
    },
    async change(endpoint, { authentication, ...given }, now) {
      const { id } = endpoint;
      const secrets = authentication && { ...(await sealing.unseal(endpoint)), authentication };
      const isElsewhere = given.url !== undefined && given.url !== endpoint.url;
      const changes = {
        ...given,
        ...(secrets && { ciphertext: await sealing.seal(id, secrets) }),
        ...(isElsewhere && { status: "pending" as const }),
      };
      return changed(id, changes, now, isElsewhere ? verification({ ...endpoint, ...given }, now) : undefined);
    },
    verify: (endpoint, now) => changed(endpoint.id, { status: "pending" }, now, verification(endpoint, now)),
    async rotate(endpoint, overlapMs, now) {
      const secret = newSigningSecret();
      const { signing, authentication } = await sealing.unseal(endpoint);
      const until = now + overlapMs;
      const before = signing.find((one) => one.until === null);
      const next = [{ secret, until: null }, ...(before && overlapMs > 0 ? [{ secret: before.secret, until }] : [])];
      const ciphertext = await sealing.seal(endpoint.id, { signing: next, authentication });
      await changed(endpoint.id, { ciphertext }, now);
      return secret;
    },
    async test(endpoint, now) {
      const delivery = probe(endpoint, TEST_LANE, TEST_TYPE, now);
      await store.enqueue(delivery);
      wake();
      return delivery.eventId;
    },
    async resend(...given) {
      const sent = await store.resend(...given);
      wake();
      return sent;
    },
    async replay(endpoint, events, now) {
      if ((await store.waitingFor(endpoint.id)) >= MAX_WAITING) return false;
      await store.enqueue(
        ...events.map((stored) => ({
          ...bodyOf(stored, endpoint, publisher, now),
          orderId: null,
          endpointId: endpoint.id,
          lane: stored.lockId,
          at: stored.at,
          madeAt: now,
        })),
      );
      wake();
      return true;
    },
    async authenticationOf(endpoint) {
      const { authentication } = await sealing.unseal(endpoint);
      return authentication.type === "apiKeyHeader"
        ? { type: authentication.type, name: authentication.name }
        : { type: authentication.type };
    },
  };
}
