// Lend a lock for a day. Needs LATCHSTRING_URL, LATCHSTRING_API_KEY and LOCK_ID.
const { LATCHSTRING_URL, LATCHSTRING_API_KEY, LOCK_ID } = process.env;
const now = Date.now();
const response = await fetch(`${LATCHSTRING_URL}/locks/${LOCK_ID}/create-temp-key`, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-API-Key": LATCHSTRING_API_KEY },
  body: JSON.stringify({
    accessMode: "public",
    validFrom: new Date(now).toISOString(),
    validUntil: new Date(now + 86_400_000).toISOString(),
    maxUses: 3,
  }),
});
const answer = await response.json();
if (!response.ok) throw new Error(JSON.stringify(answer));
console.log(answer.url);
