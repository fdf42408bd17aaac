/** How often one caller may call, one key may be tried, and one mailbox be written to. */
import rateLimit, { type RateLimitOptions } from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import { LINK_MS } from "../identity/sign-in.ts";
import { HttpError } from "./errors.ts";

export interface Limits {
  /** @throws HttpError 429 with `Retry-After` */
  caller(request: FastifyRequest, id: string): Promise<void>;
  /** @throws HttpError 429 with `Retry-After` */
  key(request: FastifyRequest, tempKeyUuid: string): Promise<void>;
  /** Always on: whoever asks for messages must not fill somebody's mailbox. @throws HttpError 429 with `Retry-After` */
  mail(request: FastifyRequest, address: string): Promise<void>;
}

const MINUTE_MS = 60_000;
/** How many messages for signing in go to one address in as long as one of their links is good. */
const MAILS = 5;

export async function createLimits(app: FastifyInstance, config: Config["rateLimit"]): Promise<Limits> {
  await app.register(rateLimit, { global: false });
  const mail = limiter(app, MAILS, LINK_MS);
  if (config.kind === "off") return { caller: async () => {}, key: async () => {}, mail };
  const caller = limiter(app, config.perMinutePerCaller, MINUTE_MS);
  const key = limiter(app, config.perMinutePerKey, MINUTE_MS);
  return { caller, key, mail };
}

const subject = new WeakMap<FastifyRequest, string>();

function limiter(app: FastifyInstance, max: number, timeWindow: number) {
  // The store behind it keeps at most 5,000 subjects and forgets the one that was longest away.
  const options: RateLimitOptions = {
    max,
    timeWindow,
    keyGenerator: (request) => subject.get(request) ?? request.ip,
  };
  const check = app.createRateLimit(options);
  return async (request: FastifyRequest, id: string) => {
    subject.set(request, id);
    const limit = await check(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    const seconds = Math.max(1, limit.ttlInSeconds);
    throw new HttpError(429, `Too many requests; try again in ${seconds} s`, undefined, { retryAfter: seconds });
  };
}
