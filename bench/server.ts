/**
 * The server as users run it, with one more route: the same request and the same answer as for creating a key, with
 * the caller known and the body validated, and nothing done.
 */
import { randomUUID } from "node:crypto";
import { loadConfig } from "../src/config.ts";
import { createTempKeySchema } from "../src/http/api/keys/create-temp-key.ts";
import { callerOf } from "../src/http/callers/auth.ts";
import { serve } from "../src/serve.ts";

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
process.send!({ url });
process.once("SIGTERM", () => void close());
