/** The server as users run it, with one more route: a POST that is parsed, validated and answered, and does nothing else. */
import { randomUUID } from "node:crypto";
import { loadConfig } from "../src/config.ts";
import { createTempKeySchema } from "../src/http/api/create-temp-key.ts";
import { serve } from "../src/serve.ts";

const config = loadConfig({
  RATE_LIMIT: "off",
  SIMULATOR_TRAVEL_MS: "0",
  LOG_LEVEL: "error",
  PORT: "0",
  ...process.env,
});
const { params, body, response } = createTempKeySchema;

const { url, close } = await serve(config, {
  extend(app) {
    app.post("/noop/:id", { schema: { params, body, response: { 200: response[200] }, hide: true } }, async () => ({
      success: true,
      aggregateId: "1",
      version: 1,
      event: null,
      tempKeyUuid: randomUUID(),
      url: "",
    }));
    app.addHook("preValidation", async (request) => {
      const path = request.params as { id: string | number };
      path.id = Number(path.id);
    });
  },
});
process.send!({ url });
process.once("SIGTERM", () => void close());
