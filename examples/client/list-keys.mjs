// All keys that could open a door now, a line each. Needs LATCHSTRING_URL and LATCHSTRING_API_KEY, and `npm run build -w client` once.
import { createClient } from "latchstring-client";

const { LATCHSTRING_URL, LATCHSTRING_API_KEY } = process.env;
const client = createClient({ baseUrl: LATCHSTRING_URL, apiKey: LATCHSTRING_API_KEY });
for await (const key of client.listKeyRows.each({ query: { status: "active", sort: "until", limit: 200 } }))
  console.log(key.validUntil, key.uuid, key.note ?? "");
