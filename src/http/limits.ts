/** How often one caller may call, and how often one key may be tried, within a minute. */
import rateLimit, { type RateLimitOptions } from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import { HttpError } from "./errors.ts";

export interface Limits {
  /** @throws HttpError 429 with `Retry-After` */
  caller(request: FastifyRequest, id: string): Promise<void>;
  /** @throws HttpError 429 with `Retry-After` */
  key(request: FastifyRequest, tempKeyUuid: string): Promise<void>;
}

export async function createLimits(app: FastifyInstance, config: Config["rateLimit"]): Promise<Limits> {
  if (config.kind === "off") return { caller: async () => {}, key: async () => {} };
  await app.register(rateLimit, { global: false });
  const caller = limiter(app, config.perMinutePerCaller);
  const key = limiter(app, config.perMinutePerKey);
  return { caller, key };
}

const subject = new WeakMap<FastifyRequest, string>();

function limiter(app: FastifyInstance, max: number) {
  // The store behind it keeps at most 5,000 subjects and forgets the one that was longest away.
  const options: RateLimitOptions = {
    max,
    timeWindow: 60_000,
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
