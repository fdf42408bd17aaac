/**
 * Webhooks: an organisation's events, POSTed to addresses that it registered. Each event is sent at least once; those of one
 * lock in order; what an address does not take is tried again for three days and then kept as a dead letter.
 */

import type { Format } from "../feed/envelopes.ts";

/** `pending` until a verification was answered with a 2xx; `disabled` by a 410, or by hand. */
export const STATUSES = ["pending", "active", "disabled"] as const;
/** One of `STATUSES`. */
export type EndpointStatus = (typeof STATUSES)[number];

/** How a delivery says who sends it, beside its signature. */
export type Authentication =
  | { readonly type: "none" }
  | { readonly type: "apiKeyHeader"; readonly name: string; readonly value: string }
  | { readonly type: "bearerToken"; readonly token: string };

/** A secret that deliveries are signed with. */
export interface SigningSecret {
  readonly secret: string;
  /** Until when, in milliseconds since the epoch; null for as long as no other takes its place. */
  readonly until: number | null;
}

/** What is encrypted of an endpoint. */
export interface EndpointSecrets {
  readonly signing: readonly SigningSecret[];
  readonly authentication: Authentication;
}

/** An address, and what is sent to it. */
export interface Endpoint {
  readonly id: string;
  readonly orgId: string;
  readonly url: string;
  /** Names of types of events; `*` for all. */
  readonly events: readonly string[];
  /** Null for every lock of the organisation's. */
  readonly lockIds: readonly number[] | null;
  readonly format: Format;
  readonly status: EndpointStatus;
  readonly ciphertext: Buffer;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly verifiedAt: number | null;
  readonly updatedAt: number;
  readonly lastError: string | null;
  /** Since when nothing of it was taken, while something was tried. */
  readonly failingSince: number | null;
}

/** What of an endpoint may change. */
export type EndpointChanges = Partial<
  Pick<Endpoint, "url" | "events" | "lockIds" | "format" | "status" | "ciphertext" | "lastError">
>;

/** `waiting` for its turn or the next try, `delivered`, or `dead`: given up, and kept. */
export const DELIVERY_STATES = ["waiting", "delivered", "dead"] as const;
/** One of `DELIVERY_STATES`. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One try of a delivery. */
export interface Try {
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** Of the answer; absent where none came. */
  readonly status?: number;
  /** The beginning of the answer's body, or why there is none. */
  readonly said: string;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: number;
  readonly endpointId: string;
  /** The lock, or one of the lanes beside them: `TEST_LANE`, `VERIFICATION_LANE`. */
  readonly lane: number;
  readonly eventId: string;
  readonly type: string;
  readonly body: string;
  /** The order that the event is about; null where it is about none. */
  readonly orderId: string | null;
  /** When it happened. */
  readonly at: number;
  readonly madeAt: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** The last of its tries, the oldest first. */
  readonly tries: readonly Try[];
  readonly settledAt: number | null;
}

/** Deliveries that somebody sends to see whether they arrive. */
export const TEST_LANE = 0;
/** The question whether an address wants events at all. */
export const VERIFICATION_LANE = -1;
export const TEST_TYPE = "WebhookTest";
export const VERIFICATION_TYPE = "WebhookVerification";

/** Which deliveries of an endpoint. */
export interface DeliveryFilter {
  readonly states?: readonly string[];
  readonly type?: string;
  /** When it happened: `from <= at < to`. */
  readonly from?: number;
  readonly to?: number;
  readonly ids?: readonly number[];
}

/** The port of what is kept of webhooks. Everything throws StoreUnavailableError when the store does not answer. */
export interface WebhookStore {
  /** In the order in which they were made. */
  list(orgId: string): Promise<readonly Endpoint[]>;
  find(id: string): Promise<Endpoint | undefined>;
  /** @returns false where the organisation has as many as it may have, or is gone, or the endpoint is there already */
  add(endpoint: Endpoint, first: NewDelivery): Promise<boolean>;
  /**
   * @param before as it was when what changes was made of it
   * @param first what is to be sent with the change: a new address is asked whether it wants events
   * @returns as it is then; undefined where it is gone, or its secrets are others than before: then nothing was written
   */
  change(
    before: Pick<Endpoint, "id" | "ciphertext">,
    changes: EndpointChanges,
    now: number,
    first?: NewDelivery,
  ): Promise<Endpoint | undefined>;
  /** With all that waits for it, and its log; what is left of a long one is forgotten later. @returns false where it was gone */
  remove(id: string): Promise<boolean>;
  enqueue(...deliveries: readonly NewDelivery[]): Promise<void>;
  /** Whether the question whether it wants events is on its way, or to be tried again. */
  isAsked(endpointId: string): Promise<boolean>;
  /** How many wait for an endpoint. */
  waitingFor(endpointId: string): Promise<number>;
  /** The newest first. @param before the id of the last one of the page before */
  deliveries(endpointId: string, filter: DeliveryFilter, limit: number, before?: number): Promise<readonly Delivery[]>;
  /**
   * How much waits, and since when the oldest of it does: among the first thousand lanes, in milliseconds since the epoch;
   * null where nothing waits.
   */
  waiting(): Promise<{ readonly count: number; readonly oldest: number | null }>;
  /** Some of what was delivered long ago, given up a year ago, or of a webhook that is gone. @returns whether there may be more */
  forget(now: number): Promise<boolean>;
  /** Send again what was settled. @returns how many, `limit` at the most: the oldest */
  resend(endpointId: string, filter: DeliveryFilter, now: number, limit: number): Promise<number>;
}

/** A delivery that is to be made. */
export type NewDelivery = Pick<
  Delivery,
  "endpointId" | "lane" | "eventId" | "type" | "body" | "orderId" | "at" | "madeAt"
>;
