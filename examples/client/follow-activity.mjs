// What happens at all doors, as it happens. Needs LATCHSTRING_URL and LATCHSTRING_API_KEY, and `npm run build -w client` once.
// LAST_EVENT_ID goes on where another run stopped: nothing is left out, and nothing told twice.
import { createClient } from "latchstring-client";

const { LATCHSTRING_URL, LATCHSTRING_API_KEY, LAST_EVENT_ID } = process.env;
const client = createClient({ baseUrl: LATCHSTRING_URL, apiKey: LATCHSTRING_API_KEY });
const ending = new AbortController();
process.once("SIGINT", () => ending.abort());
try {
  for await (const event of client.followActivity({
    ...(LAST_EVENT_ID && { lastEventId: LAST_EVENT_ID }),
    signal: ending.signal,
  })) {
    if (event.type === "reset") console.error("The server has another record: list it again");
    else
      console.log(event.lastEventId, event.item.time, event.item.type, event.item.door.name, event.item.outcome ?? "");
  }
} catch (error) {
  if (!ending.signal.aborted) throw error;
}
