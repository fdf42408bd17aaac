/**
 * The `Idempotency-Key` header: whoever got no answer sends the same request with the same key again, and gets what the
 * first one came to, for 24 hours. Another request with that key is a 409.
 *
 * Nothing that could be read by whoever has the store alone is in it. The key is kept as a hash; the body too, and that
 * hash is keyed, because a PIN of 8 digits would be found from a plain one. Answers, some of which tell a secret once,
 * are encrypted with AES-256-GCM. All three keys are made by HKDF of the caller's `Idempotency-Key` and the caller, so
 * they are as strong as what the caller chose: a random one, such as a UUID.
 */
import { createHmac } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Clock } from "../../clock.ts";
import type { Idempotency } from "../../idempotency/idempotency.ts";
import type { Share } from "../../idempotency/shares.ts";
import type { PinVault } from "../../pins/pin-vault.ts";
import { deriveKey, encrypt, decrypt } from "../../secrets/encryption.ts";
import { newUuid } from "../../uuid.ts";
import { conflictAnswer } from "../answers/error-answers.ts";
import { HttpError, invalidField } from "../answers/errors.ts";
import { atOnce } from "./at-once.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** A UUID for what this request makes; the same when it is sent again with its `Idempotency-Key`. */
    seed: string | null;
    remembered: Remembered | null;
  }
  interface FastifyContextConfig {
    /** Doing it a second time would not be harmless, not even with the same seed. */
    once?: boolean;
  }
}

interface Remembered {
  readonly id: Buffer;
  readonly secret: Buffer;
  readonly lease: number;
  readonly share: Share;
  readonly anonymous: boolean;
}

interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const NAME = "Idempotency-Key";
const HEADER = "idempotency-key";
const VISIBLE_ASCII = /^[!-~]{1,255}$/;
/** Headers that belong to an answer; all others belong to the way it is sent. */
const KEPT_HEADERS = ["content-type", "location", "www-authenticate"];
/** How often it is looked whether the first request has its answer, and how long after one another, in milliseconds. */
const LOOKS = 40;
export const LOOK_MS = 50;

const USED = "This Idempotency-Key was used for another request";
const Headers = Type.Object({
  [NAME]: Type.Optional(
    Type.String({
      title: NAME,
      description:
        "1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After.",
      examples: ["5c0f0b5e-9a42-4c1c-9d5f-0f7b7a3f8f11"],
    }),
  ),
});

export interface IdempotencyDeps {
  readonly idempotency: Idempotency;
  readonly clock: Clock;
  readonly pins: Pick<PinVault, "sourceOf">;
}

export interface Caller {
  /** Who asks; a key means something only together with that. */
  readonly name: string;
  /** Nobody knows who it is: what they are refused is not remembered, and what they are given as their address's. */
  readonly anonymous: boolean;
}

/** How many requests of a caller are remembered, and how many bytes of answers; for anonymous ones, of an address. */
const KNOWN_SHARE = { requests: 20_000, bytes: 32 * 1024 * 1024 };
const ANONYMOUS_SHARE = { requests: 1_000, bytes: 1024 * 1024 };

export function rememberRequests(
  app: FastifyInstance,
  { idempotency, clock, pins }: IdempotencyDeps,
  callerOf: (request: FastifyRequest) => Caller | Promise<Caller>,
): void {
  app.decorateRequest("seed", null);
  app.decorateRequest("remembered", null);
  app.addHook("onRoute", (route) => {
    if (route.method !== "POST" || !route.schema) return;
    const response = { ...conflictAnswer(), ...(route.schema.response as object) };
    route.schema = { ...route.schema, headers: Headers, response };
  });

  app.addHook(
    "preValidation",
    atOnce((request: FastifyRequest) => {
      const key = keyOf(request);
      if (key !== undefined && !VISIBLE_ASCII.test(key))
        throw invalidField(NAME, "must be 1 to 255 visible ASCII characters");
    }),
  );

  // Most requests are sent once, and wait for nothing here.
  app.addHook("preHandler", (request, reply, done) => {
    const key = keyOf(request);
    if (key === undefined || request.validationError) done();
    else claim(request, reply, key).then(() => done(), done);
  });

  app.addHook("onSend", (request, reply, payload, done) => {
    const { remembered } = request;
    if (!remembered) {
      done(null, payload);
      return;
    }
    request.remembered = null;
    keep(remembered, request, reply, payload).then(() => done(null, payload), done);
  });

  async function claim(request: FastifyRequest, reply: FastifyReply, key: string): Promise<void> {
    const { name, anonymous } = await callerOf(request);
    const { id, secret } = identify(name, key);
    const share: Share = anonymous
      ? { of: pins.sourceOf(request.client), ...ANONYMOUS_SHARE }
      : { of: pins.sourceOf(name), ...KNOWN_SHARE };
    const fingerprint = fingerprintOf(request, secret);
    for (let look = 0; look < LOOKS; look++) {
      const claimed = await idempotency.claim(id, fingerprint, clock.now(), share);
      switch (claimed.kind) {
        case "other-request":
          throw refused(USED);
        case "answered":
          await replay(reply, secret, claimed.answer); // until it is sent: nothing else may answer
          return;
        case "taken":
          request.remembered = { id, secret, lease: claimed.lease, share, anonymous };
          if (claimed.unfinished && request.routeOptions.config.once)
            throw refused("The first request with this Idempotency-Key was not finished; look whether it was done");
          request.seed = claimed.seed;
          return;
        case "under-way":
          await clock.sleep(LOOK_MS);
      }
    }
    const message = "The first request with this Idempotency-Key is still under way";
    throw new HttpError(409, message, undefined, { retryAfter: 2 });
  }

  async function keep(remembered: Remembered, request: FastifyRequest, reply: FastifyReply, payload: unknown) {
    const { id, lease, secret, share, anonymous } = remembered;
    try {
      const came = cameTo(reply.statusCode, anonymous);
      if (came === "answer") await idempotency.keep(id, lease, encrypt(secret, answerOf(reply, payload)), share);
      else await idempotency.release(id, lease, came);
    } catch (error) {
      // It was done, and the caller is told so; a repeat takes it over when the lease ends.
      request.log.error({ err: error, route: request.routeOptions.url }, "An answer could not be kept");
    }
  }
}

function keyOf({ method, headers }: FastifyRequest): string | undefined {
  const key = headers[HEADER];
  return key === undefined || method !== "POST" ? undefined : String(key);
}

/**
 * What may be another answer next time is not kept; after a 429 or a 502 there is surely nothing to come back to. Nor
 * after what an anonymous caller was refused: they could be refused without end.
 */
function cameTo(status: number, anonymous: boolean): "answer" | "nothing" | "unknown" {
  if (status === 429 || status === 502 || (anonymous && status >= 400 && status < 500)) return "nothing";
  return status >= 500 ? "unknown" : "answer";
}

function answerOf(reply: FastifyReply, payload: unknown): string {
  if (typeof payload !== "string" && payload != null) throw new TypeError("only an answer that is text can be kept");
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  const answer: KeptAnswer = { status: reply.statusCode, headers: Object.fromEntries(headers), body: payload ?? "" };
  return JSON.stringify(answer);
}

/** The request's own UUID, or a new one. */
export function seedOf(request: FastifyRequest, clock: Clock): string {
  return request.seed ?? newUuid(clock.now());
}

function refused(message: string): HttpError {
  return new HttpError(409, message, [{ field: NAME, message }]);
}

function identify(caller: string, key: string): Pick<Remembered, "id" | "secret"> {
  const derive = (purpose: string) => deriveKey(key, caller, `latchstring request ${purpose}`);
  return { id: derive("id"), secret: derive("secret") };
}

function fingerprintOf({ method, url, body }: FastifyRequest, secret: Buffer): Buffer {
  // A form's members are in an object of a class of its own.
  const members = typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : (body ?? null);
  return createHmac("sha256", secret)
    .update(`${method} ${url}\n${canonicalJson(members)}`)
    .digest();
}

function replay(reply: FastifyReply, secret: Buffer, sealed: Uint8Array): FastifyReply {
  const { status, headers, body } = JSON.parse(decrypt(secret, Buffer.from(sealed))) as KeptAnswer;
  return reply.code(status).headers(headers).header("idempotency-replayed", "true").serializer(String).send(body);
}
