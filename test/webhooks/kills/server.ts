/** The server as it is run, whose webhooks wait for fractions of a second where others wait for minutes. */
import { loadConfig } from "../../../src/config.ts";
import { serve } from "../../../src/serve.ts";
import { ANSWER_MS, waitAfter } from "./timing.ts";

const { close } = await serve(loadConfig(process.env), { webhookTiming: { answerMs: ANSWER_MS, waitAfter } });
process.once("SIGTERM", () => void close().then(() => process.exit(0)));
process.stdout.write("It listens\n");
