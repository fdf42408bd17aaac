/** The words of webhooks: schemas of values that several operations take or answer. */
import Type, { type Static } from "typebox";
import { isoTime } from "../../../domain/ids.ts";
import type { FieldError } from "../../../domain/refusals.ts";
import type { Network } from "../../../outbound/addresses.ts";
import { isHeader, problemOfTarget } from "../../../outbound/target.ts";
import { FORMATS } from "../../../feed/envelopes.ts";
import { STATUSES, type Authentication, type Endpoint } from "../../../webhooks/webhooks.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { EVENTS } from "../record/events.ts";
import { LockIdGiven, LockIdText, Timestamp } from "../schemas.ts";
import { OrganizationPath, When } from "../organizations/schemas.ts";

const MAX_LOCKS = 1_000;

export const WebhookId = Type.String({
  maxLength: 64,
  description: "The webhook's id",
  examples: ["0d4f2c1a-5b6e-4f70-8a9b-1c2d3e4f5a6b"],
});
export const WebhookPath = Type.Object({
  ...OrganizationPath.properties,
  webhookId: { ...WebhookId, title: "WebhookId" },
});

/** Of what is sent to it because somebody asks for that. */
export const IF_ASKED =
  "To a webhook that is pending, as soon as its address wants events; where it is not being asked, as when it is disabled, this is refused (409).";

export const Url = Type.String({
  maxLength: 2_048,
  description: "Where events are POSTed to: https, or http where the operator has listed its network",
  examples: ["https://partner.example/events"],
});
export const EventNames = Type.Array(Type.Enum(["*", ...Object.keys(EVENTS)], { type: "string" }), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  description: "Types of events; * for all, those that come later too",
  examples: [["TempKeyUsed", "LockOpened"]],
});
export const Format = Type.Enum([...FORMATS], {
  title: "WebhookFormat",
  type: "string",
  description: "The published envelope, or CloudEvents 1.0; published if left out",
  examples: ["published"],
});
export const LockIds = Type.Array(LockIdGiven, {
  minItems: 1,
  maxItems: MAX_LOCKS,
  description: "Only of these locks",
});
const Secret = Type.String({ minLength: 1, maxLength: 500, description: "Never shown again", examples: ["a1b2c3"] });
export const GivenAuthentication = Type.Object(
  {
    type: Type.Enum(["none", "apiKeyHeader", "bearerToken"], { type: "string" }),
    name: Type.Optional(
      Type.String({ maxLength: 100, description: "Of the header of apiKeyHeader", examples: ["X-Api-Key"] }),
    ),
    value: Type.Optional({ ...Secret, description: "Of the header of apiKeyHeader" }),
    token: Type.Optional({ ...Secret, description: "Of bearerToken" }),
  },
  {
    title: "WebhookAuthentication",
    additionalProperties: false,
    description: "How a delivery says who sends it, beside its signature",
    examples: [{ type: "apiKeyHeader", name: "X-Api-Key", value: "a1b2c3" }],
  },
);

const published = {
  id: WebhookId,
  url: Url,
  events: EventNames,
  status: Type.Enum([...STATUSES], {
    title: "WebhookStatus",
    type: "string",
    description: "pending until a verification was answered with a 2xx; disabled after a 410",
    examples: ["active"],
  }),
  createdAt: Timestamp,
  verifiedAt: When("When its address said that it wants events"),
  updatedAt: Timestamp,
  lastError: orNull(Type.String(), { description: "Why it takes nothing at present", examples: [null] }),
};
/** As it is published. */
export const PublishedWebhook = objectWithExample(published, {
  title: "PublishedWebhook",
  description: "An address that events are sent to",
});
const own = {
  ...published,
  lockIds: Type.Unsafe<string[] | null>({
    type: ["array", "null"],
    items: LockIdText,
    description: "Only of these locks; null for every one",
    examples: [null],
  }),
  format: Format,
  authentication: Type.Object(
    {
      type: Type.String({ examples: ["apiKeyHeader"] }),
      name: Type.Optional(Type.String({ examples: ["X-Api-Key"] })),
    },
    { title: "ShownWebhookAuthentication", description: "Without what is secret" },
  ),
  failingSince: When("Since when nothing was taken, while something was sent"),
};
export const Webhook = objectWithExample(own, {
  title: "Webhook",
  description: "An address that events are sent to, and how",
});
export const SigningSecret = Type.String({
  description: "Deliveries are signed with it (Standard Webhooks); shown this once",
  examples: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
});
export const NewWebhook = objectWithExample(
  { ...own, secret: SigningSecret },
  { title: "NewWebhook", description: "A webhook that was just made" },
);

export function publishedWebhook(endpoint: Endpoint) {
  const { id, url, events, status, createdAt, verifiedAt, updatedAt, lastError } = endpoint;
  return {
    id,
    url,
    events: [...events] as Static<typeof EventNames>,
    status,
    createdAt: isoTime(createdAt),
    verifiedAt: verifiedAt === null ? null : isoTime(verifiedAt),
    updatedAt: isoTime(updatedAt),
    lastError,
  };
}

/**
 * What a name stands for is looked at when it is called, and each time.
 *
 * @param allow networks that the operator listed
 * @throws HttpError 400 for an address that is none or may not be called, or one without TLS where no network is listed
 */
export function checkUrl(url: string | undefined, allow: readonly Network[]): void {
  if (url === undefined) return;
  const problem = problemOfTarget(url, allow) ?? (isPlain(url) && allow.length === 0 ? "must be https" : undefined);
  if (problem !== undefined) throw new HttpError(400, INVALID_REQUEST, [{ field: "url", message: problem }]);
}

const isPlain = (url: string) => new URL(url).protocol === "http:";

/** @throws HttpError 400 that names what is missing, or is of another kind */
export function authenticationOf(given: Static<typeof GivenAuthentication> | undefined): Authentication {
  if (given === undefined || given.type === "none") return refusing(given, [], () => ({ type: "none" }));
  if (given.type === "bearerToken")
    return refusing(given, ["token"], () => ({ type: "bearerToken", token: given.token! }));
  return refusing(given, ["name", "value"], () => ({ type: "apiKeyHeader", name: given.name!, value: given.value! }));
}

const PARTS = ["name", "value", "token"] as const;
/** What is said with every delivery is not for a header of theirs. */
const OURS = /^(content-type|user-agent|webhook-.*|authorization|cookie)$/i;

function refusing(
  given: Static<typeof GivenAuthentication> | undefined,
  needed: readonly (typeof PARTS)[number][],
  make: () => Authentication,
): Authentication {
  const wrong: FieldError[] = PARTS.flatMap((part) => {
    const isGiven = given?.[part] !== undefined;
    const field = `authentication.${part}`;
    if (needed.includes(part) === isGiven) return [];
    return [{ field, message: isGiven ? `does not belong to ${given!.type}` : "is required" }];
  });
  if (wrong.length > 0) throw new HttpError(400, INVALID_REQUEST, wrong);
  const made = make();
  const [name, value] =
    made.type === "apiKeyHeader" ? [made.name, made.value] : ["authorization", made.type === "none" ? "" : made.token];
  if (!isHeader(name, value) || (made.type === "apiKeyHeader" && OURS.test(name)))
    throw new HttpError(400, INVALID_REQUEST, [{ field: "authentication", message: "is no header that can be sent" }]);
  return made;
}
