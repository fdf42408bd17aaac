/**
 * Receives webhooks on this machine, and says what came: the secret of the webhook is in WEBHOOK_SECRET. It needs nothing but
 * Node.js 20, and is what a receiver in any language does (Standard Webhooks).
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const { WEBHOOK_SECRET = "", WEBHOOK_PORT = "8788" } = process.env;
const secret = Buffer.from(WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
if (secret.length === 0) throw new Error("WEBHOOK_SECRET is to be the secret that came with the webhook");
const TOLERANCE_S = 300;
const MAX_BYTES = 1_000_000;
const MAX_IDS = 100_000;
/** What came already. A system of yours keeps them with its own data, for a few days. */
const seen = new Set();

/** Signed by who knows the secret, and just now: an old one may be somebody else's repeat. */
function isGenuine({ "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures = "" }, body) {
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_S)) return false;
  const expected = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest();
  // While a secret is changed there are two.
  return signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function take(event) {
  // As published, or as CloudEvents.
  const lock = (event.detail ?? event.data)?.data?.lockId;
  console.log(event.time, event["detail-type"] ?? event.type, lock === undefined ? "" : `at lock ${lock}`);
}

createServer(async (request, response) => {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > MAX_BYTES) return response.writeHead(413).end();
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end("This was signed with another secret");
  // Answered first: who is not answered within ten seconds sends again.
  response.writeHead(204).end();
  const id = request.headers["webhook-id"];
  if (seen.has(id)) return;
  seen.add(id);
  if (seen.size > MAX_IDS) seen.delete(seen.values().next().value);
  take(JSON.parse(body));
}).listen(Number(WEBHOOK_PORT), "127.0.0.1", () =>
  console.log(`Listening for webhooks on http://127.0.0.1:${WEBHOOK_PORT}`),
);
