// Publishes an organisation's events to NATS JetStream, as latchstring.LOCK.TYPE, and goes on where another run stopped: its cursor
// is in a bucket of keys and values. An event that comes again has the same Nats-Msg-Id, by which the stream drops it.
// Needs LATCHSTRING_URL and LATCHSTRING_API_KEY (scope read); NATS_URL if not on this machine.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { createClient } from "latchstring-client";

const {
  LATCHSTRING_URL,
  LATCHSTRING_API_KEY,
  NATS_URL = "nats://127.0.0.1:4222",
  STREAM = "latchstring",
} = process.env;
if (!LATCHSTRING_URL || !LATCHSTRING_API_KEY) throw new Error("Set LATCHSTRING_URL and LATCHSTRING_API_KEY");
/** How long the stream knows what it was given, in nanoseconds; what was not kept as done is published again at once. */
const DUPLICATES_NS = 10 * 60 * 1e9;

const nats = await connect({ servers: NATS_URL, maxReconnectAttempts: -1 });
const manager = await jetstreamManager(nats);
await manager.streams
  .info(STREAM)
  .catch(() => manager.streams.add({ name: STREAM, subjects: ["latchstring.>"], duplicate_window: DUPLICATES_NS }));
const js = jetstream(nats);
const kept = await new Kvm(nats).create("latchstring-cursors");
const cursor = await kept.get(STREAM);
const client = createClient({ baseUrl: LATCHSTRING_URL, apiKey: LATCHSTRING_API_KEY });

console.log(`Publishing the events of ${LATCHSTRING_URL} to the stream ${STREAM}`);

const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
try {
  const after = cursor?.string();
  for await (const event of client.followEvents({ ...(after && { after }), signal: ending.signal })) {
    const subject = `latchstring.${event.lockId}.${event.type}`;
    await untilTaken(subject, () => js.publish(subject, JSON.stringify(event), { msgID: event.id }));
    await untilTaken("The cursor", () => kept.put(STREAM, event.cursor));
  }
} catch (error) {
  if (!ending.signal.aborted) throw error;
}
await nats.close();

/** A NATS that is away is waited for. */
async function untilTaken(what, give) {
  for (;;) {
    try {
      return await give();
    } catch (error) {
      if (ending.signal.aborted) throw error;
      console.error(`${what} was not taken, and is given again: ${error.message}`);
      await new Promise((again) => setTimeout(again, 1_000));
    }
  }
}
