/**
 * The server as users run it, with one more route: the same request and the same answer as for creating a key, with
 * the caller known and the body validated, and nothing done.
 */
import { randomUUID } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { loadConfig } from "../src/config.ts";
import { keepHeapSmall } from "../src/heap.ts";
import { createTempKeySchema } from "../src/http/api/keys/create-temp-key.ts";
import { callerOf } from "../src/http/callers/auth.ts";
import { serve } from "../src/serve.ts";
import type { AskedOfServer, LoopDelay } from "./measured.ts";

const config = loadConfig({
  RATE_LIMIT: "off",
  SIMULATOR_TRAVEL_MS: "0",
  LOG_LEVEL: "error",
  PORT: "0",
  ...process.env,
});
const { params, body, response } = createTempKeySchema;

const uuid = randomUUID();
const data = {
  tempKeyUuid: uuid,
  lockId: 1,
  lockUuid: uuid,
  accessMode: "public" as const,
  allowedUserIds: [],
  validFrom: "2026-12-24T14:00:00Z",
  validUntil: "2026-12-27T10:00:00Z",
  maxUses: null,
  createdBy: "bench",
  timestamp: "2026-12-24T14:00:00Z",
};
const answer = {
  success: true,
  aggregateId: "1",
  version: 1,
  event: { type: "TempKeyCreated", data },
  tempKeyUuid: uuid,
  url: "",
};

const { url, close } = await serve(config, {
  extend(app, deps) {
    app.addHook("onRequest", async (request) => void (await callerOf(request, deps)));
    app.addHook("preValidation", async (request) => {
      const path = request.params as { id: string | number };
      path.id = Number(path.id);
    });
    app.post(
      "/noop/:id",
      { schema: { params, body, response: { 200: response[200] }, hide: true } },
      async () => answer,
    );
  },
});
keepHeapSmall();
process.send!({ url });

const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const late = (ns: number) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
process.on("message", ({ measure }: AskedOfServer) => {
  const loop: LoopDelay = { p99: late(delay.percentile(99)), max: late(delay.max) };
  if (measure === "begin") {
    delay.reset();
    delay.enable();
  } else delay.disable();
  process.send!({ loop });
});
process.once("SIGTERM", () => void close().then(() => process.exit()));
