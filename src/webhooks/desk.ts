/** What whoever manages webhooks asks of them: endpoints with their secrets, and what is sent at once. */
import { randomUUID } from "node:crypto";
import { StoreUnavailableError } from "../database/unavailable.ts";
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

/** Of one change, where others change the same webhook at that moment. */
const TRIES = 20;
/** Secrets that go on signing beside the newest. */
const MAX_OVERLAPPING = 4;

const NOTHING: EndpointSecrets = { signing: [], authentication: { type: "none" } };
const LEFT = "The secret was not taken along to another host: give it again where it is needed";

/** Encrypts what an endpoint is called with, for it alone. */
export interface Sealing {
  seal(id: string, secrets: EndpointSecrets): Promise<Buffer>;
  /** @returns undefined where it cannot be decrypted any more */
  unseal(endpoint: Pick<Endpoint, "id" | "ciphertext">): Promise<EndpointSecrets | undefined>;
}

/** What an endpoint is called with cannot be decrypted any more. */
export class WebhookSecretsLostError extends Error {
  override readonly name = "WebhookSecretsLostError";

  constructor() {
    super("The webhook's secrets cannot be decrypted");
  }
}

/** What is sent beside the signature would be told to another host. */
export class WebhookSecretNeededError extends Error {
  override readonly name = "WebhookSecretNeededError";
}

/** What is given of an endpoint. */
export type Given = Pick<Endpoint, "url" | "events" | "lockIds" | "format"> & Pick<EndpointSecrets, "authentication">;

/** The management of webhooks. Everything throws StoreUnavailableError when the store does not answer. */
export interface WebhookDesk extends Pick<WebhookStore, "list" | "find" | "isAsked" | "remove" | "deliveries"> {
  /**
   * It is asked at once whether it wants events.
   *
   * @returns its secret, told once, and another one where it was made already; undefined where there are too many
   */
  make(id: string, orgId: string, given: Given, now: number): Promise<{ readonly secret: string } | undefined>;
  /**
   * Another address is asked whether it wants events, and is sent none before. Another host is not told what the one before
   * was called with: whoever may change a webhook may not read that.
   *
   * @param without call another host without it, where it is not given
   * @returns undefined where it is gone
   * @throws WebhookSecretsLostError for another authentication or host, where another secret must be made first
   * @throws WebhookSecretNeededError for another host, where it is not given and not to be called `without`
   */
  change(endpoint: Endpoint, given: Partial<Given>, now: number, without?: boolean): Promise<Endpoint | undefined>;
  /** Ask again whether it wants events: one that is disabled, or could not be asked. */
  verify(endpoint: Endpoint, now: number): Promise<Endpoint | undefined>;
  /**
   * Sign with another secret too, and after the overlap with it alone. Where none can be decrypted any more it is the only
   * one, and there is no authentication.
   *
   * @returns the secret, told once; undefined where it is gone
   */
  rotate(endpoint: Endpoint, overlapMs: number, now: number): Promise<string | undefined>;
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
  /** How deliveries say who sends them; without anything secret. `lost` where nobody knows any more. */
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

  /** @param changesOf made anew where somebody else has changed its secrets meanwhile */
  async function changed(
    endpoint: Endpoint,
    changesOf: (before: Endpoint) => Promise<EndpointChanges>,
    now: number,
    first?: NewDelivery,
  ): Promise<Endpoint | undefined> {
    let before: Endpoint | undefined = endpoint;
    for (let tried = 1; before && tried <= TRIES; tried++) {
      const after = await store.change(before, await changesOf(before), now, first);
      if (after) wake();
      if (after) return after;
      before = await store.find(endpoint.id);
    }
    if (before) throw new StoreUnavailableError("The webhook was changed again and again");
    return undefined;
  }

  async function rotate(endpoint: Endpoint, overlapMs: number, now: number): Promise<string | undefined> {
    const secret = newSigningSecret();
    const until = now + overlapMs;
    const changesOf = async (before: Endpoint) => {
      const { signing, authentication } = (await sealing.unseal(before)) ?? NOTHING;
      // Without an overlap none but the new one is good: another one may have become known.
      const still = overlapMs > 0 ? signing.filter((one) => one.until === null || one.until > now) : [];
      const kept = still.slice(0, MAX_OVERLAPPING).map((one) => ({ secret: one.secret, until: one.until ?? until }));
      const next = [{ secret, until: null }, ...kept];
      return { ciphertext: await sealing.seal(before.id, { signing: next, authentication }) };
    };
    return (await changed(endpoint, changesOf, now)) && secret;
  }

  return {
    list: store.list,
    find: store.find,
    isAsked: store.isAsked,
    remove: store.remove,
    deliveries: store.deliveries,
    async make(id, orgId, { authentication, ...given }, now) {
      const secret = newSigningSecret();
      const ciphertext = await sealing.seal(id, { signing: [{ secret, until: null }], authentication });
      const fresh = { status: "pending", createdAt: now, updatedAt: now, verifiedAt: null, lastError: null } as const;
      const endpoint: Endpoint = { id, orgId, ...given, ...fresh, failingSince: null, ciphertext };
      if (await store.add(endpoint, verification(endpoint, now))) {
        wake();
        return { secret };
      }
      // A request that was taken over from a process that died has made it already, and nobody was told its secret.
      const there = await store.find(id);
      const next = there?.orgId === orgId ? await rotate(there, 0, now) : undefined;
      return next === undefined ? undefined : { secret: next };
    },
    async change(endpoint, { authentication, ...given }, now, without = false) {
      const isElsewhere = given.url !== undefined && given.url !== endpoint.url;
      const changesOf = async (before: Endpoint) => {
        const isOtherHost = !isSameOrigin(before.url, given.url ?? before.url);
        const known = authentication || isOtherHost ? await sealing.unseal(before) : NOTHING;
        if (!known) throw new WebhookSecretsLostError();
        const isLeft = isOtherHost && !authentication && known.authentication.type !== "none";
        if (isLeft && !without) throw new WebhookSecretNeededError("What is sent beside the signature is for its host");
        const next = isLeft ? NOTHING.authentication : authentication;
        return {
          ...given,
          ...(next && { ciphertext: await sealing.seal(before.id, { ...known, authentication: next }) }),
          ...(isElsewhere && { status: "pending" as const, lastError: isLeft ? LEFT : null }),
        };
      };
      return changed(endpoint, changesOf, now, isElsewhere ? verification({ ...endpoint, ...given }, now) : undefined);
    },
    verify: (endpoint, now) => changed(endpoint, async () => ({ status: "pending" }), now, verification(endpoint, now)),
    rotate,
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
      const known = await sealing.unseal(endpoint);
      if (!known) return { type: "lost" };
      const { authentication } = known;
      return authentication.type === "apiKeyHeader"
        ? { type: authentication.type, name: authentication.name }
        : { type: authentication.type };
    },
  };
}

/** Scheme, host and port. */
function isSameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}
