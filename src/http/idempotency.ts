/**
 * The `Idempotency-Key` header: whoever got no answer sends the same request with the same key again, and gets what the
 * first one came to, for 24 hours. Another request with that key is a 409.
 *
 * The key is kept as a hash only. Answers are encrypted with a key made of it, because some tell a secret once: who can
 * read the store but does not have the caller's key reads none of them.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { canonicalJson } from "../domain/canonical-json.ts";
import type { Clock } from "../clock.ts";
import type { Idempotency } from "../idempotency/idempotency.ts";
import { newUuid } from "../uuid.ts";
import { HttpError } from "./errors.ts";

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
}

interface KeptAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const HEADER = "idempotency-key";
/** How often it is looked whether the first request has its answer, and how long, in milliseconds. */
const LOOK_MS = 50;
const LOOKS = 40;

const Headers = Type.Object({
  [HEADER]: Type.Optional(
    Type.String({
      pattern: "^[!-~]{1,255}$",
      description:
        "1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours gets the same answer and is done once; another request with it is a 409.",
      examples: ["5c0f0b5e-9a42-4c1c-9d5f-0f7b7a3f8f11"],
    }),
  ),
});

export interface IdempotencyDeps {
  readonly idempotency: Idempotency;
  readonly clock: Clock;
}

/** @param callerOf who asks; a key means something only together with that */
export function rememberRequests(
  app: FastifyInstance,
  { idempotency, clock }: IdempotencyDeps,
  callerOf: (request: FastifyRequest) => string,
): void {
  app.decorateRequest("seed", null);
  app.decorateRequest("remembered", null);
  app.addHook("onRoute", (route) => {
    if (route.method === "POST" && route.schema) route.schema.headers = Headers;
  });

  app.addHook("preHandler", async (request, reply) => {
    const key = request.headers[HEADER];
    if (typeof key !== "string" || request.method !== "POST" || request.validationError) return;
    const remembered = identify(callerOf(request), key);
    const fingerprint = fingerprintOf(request, remembered.secret);
    for (let look = 0; look < LOOKS; look++) {
      const claim = await idempotency.claim(remembered.id, fingerprint, clock.now());
      switch (claim.kind) {
        case "other-request":
          throw refused("This Idempotency-Key was used for another request");
        case "answered":
          return replay(reply, remembered.secret, claim.answer);
        case "taken":
          if (claim.unfinished && request.routeOptions.config.once)
            throw refused("The first request with this Idempotency-Key was not finished; look whether it was done");
          request.seed = claim.seed;
          request.remembered = remembered;
          return;
        case "under-way":
          await clock.sleep(LOOK_MS);
      }
    }
    const message = "The first request with this Idempotency-Key is still under way";
    throw new HttpError(409, message, undefined, { retryAfter: 2 });
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const { remembered } = request;
    if (!remembered) return payload;
    request.remembered = null;
    const status = reply.statusCode;
    // What may be another answer next time is not kept.
    if (status >= 500 || status === 429) {
      await idempotency.release(remembered.id);
      return payload;
    }
    const type = String(reply.getHeader("content-type") ?? "application/json");
    const answer: KeptAnswer = { status, type, body: String(payload ?? "") };
    await idempotency.keep(remembered.id, seal(remembered.secret, JSON.stringify(answer)));
    return payload;
  });
}

/** The request's own UUID, or a new one. */
export function seedOf(request: FastifyRequest, clock: Clock): string {
  return request.seed ?? newUuid(clock.now());
}

function refused(message: string): HttpError {
  return new HttpError(409, message, [{ field: "Idempotency-Key", message }]);
}

function identify(caller: string, key: string): Remembered {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", key, caller, `latchstring request ${purpose}`, 32));
  return { id: derive("id"), secret: derive("secret") };
}

/** Keyed, because a body may hold a PIN, which a plain hash would give away. */
function fingerprintOf({ method, url, body }: FastifyRequest, secret: Buffer): Buffer {
  return createHmac("sha256", secret)
    .update(`${method} ${url}\n${canonicalJson(body ?? null)}`)
    .digest();
}

function replay(reply: FastifyReply, secret: Buffer, sealed: Uint8Array): FastifyReply {
  const { status, type, body } = JSON.parse(unseal(secret, Buffer.from(sealed))) as KeptAnswer;
  return reply.code(status).header("idempotency-replayed", "true").type(type).serializer(String).send(body);
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

function seal(secret: Buffer, text: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", secret, iv);
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

function unseal(secret: Buffer, bytes: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", secret, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
}
