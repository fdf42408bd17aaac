// Lend a lock for a day. Needs LATCHSTRING_URL, LATCHSTRING_API_KEY and LOCK_ID, and `npm run build -w client` once.
import { createClient, isLatchstringError } from "latchstring-client";

const { LATCHSTRING_URL, LATCHSTRING_API_KEY, LOCK_ID } = process.env;
const client = createClient({ baseUrl: LATCHSTRING_URL, apiKey: LATCHSTRING_API_KEY });
const now = Date.now();
try {
  const key = await client.createKey({
    body: {
      doors: [{ lockId: LOCK_ID }],
      validFrom: new Date(now).toISOString(),
      validUntil: new Date(now + 86_400_000).toISOString(),
      maxUsesPerDoor: 3,
      description: "A parcel",
    },
  });
  console.log(LATCHSTRING_URL + key.url);
} catch (error) {
  if (!isLatchstringError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
