/**
 * A door of one's own over MQTT: what its firmware must do, to be read and ported. `src/devices/mqtt/profiles/latchstring.ts`
 * describes the topics, README.md how to run it. A command moves the bolt only if it is sealed with the door's secret,
 * not kept by the broker, not late, and was never seen before; whatever becomes of it is answered, sealed too.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { connect, type IClientOptions, type MqttClient } from "mqtt";

export interface DoorOptions {
  readonly url: string;
  /** User, password, certificates; as the library has them. */
  readonly connection?: IClientOptions;
  /** Its name in topics, and the secret that `hub mqtt-acl` printed for it. */
  readonly door: string;
  readonly secret: string;
  readonly base?: string;
  /** Where seen orders are kept over a loss of power; nowhere without it. */
  readonly file?: string;
  /** A clock that is right, in milliseconds since 1970: without one, take no command. */
  now(): number;
  /** Drive the bolt, but only if `mayMove()` says so right before; say whether it was driven. */
  move(order: Order, mayMove: () => boolean): Promise<boolean>;
}

interface Order {
  readonly orderId: string;
  readonly action: string;
  readonly notAfter: number;
  readonly relockAfterS?: number;
  readonly seal: string;
}

interface Seen {
  readonly notAfter: number;
  /** The bolt was driven, or is about to be. */
  moved: boolean;
  /** What was answered: result and reason. */
  answer?: readonly [string, string];
}

const LONGEST_MS = 120_000;

export function startDoor(options: DoorOptions): MqttClient {
  const { url, connection, door, secret, base = "latchstring", now, file } = options;
  const topic = (word: string) => `${base}/door/${door}/${word}`;
  const seen = load(file);
  const startedAt = now();
  let busy = false;
  let state = "locked";

  const will = { topic: topic("availability"), payload: Buffer.from("offline"), qos: 1, retain: true } as const;
  const client = connect(url, { clientId: `door-${door}`, queueQoSZero: false, ...connection, will });
  client.on("error", (error) => console.error(`${door}: ${error.message}`));
  client.on("connect", () => {
    // 88 ms are lost without it.
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    client.subscribe([topic("command"), topic("get")], { qos: 1 });
    say("announce", JSON.stringify({ name: door, kind: "Reference door", actions: ["unlock"], relocks: true }), true);
    say("availability", "online", true);
    sayState();
  });
  client.on("message", (on, payload, { retain }) => {
    if (on === topic("get")) sayState();
    else if (on === topic("command") && !retain && payload.length < 2_000) void take(payload.toString("utf8"));
  });

  function say(word: string, text: string, retain = false): void {
    if (client.connected) client.publish(topic(word), text, { qos: 1, retain });
  }

  function sayState(): void {
    say("state", JSON.stringify({ state, battery: 100 }), true);
  }

  function sealOf(...fields: readonly string[]): string {
    return createHmac("sha256", secret).update(fields.join("\n")).digest("hex");
  }

  function answer(orderId: string, [result, reason]: readonly [string, string]): void {
    const seal = sealOf("ack", door, orderId, result, reason);
    say("ack", JSON.stringify({ orderId, result, reason, seal }));
  }

  function isOurs({ orderId, action, notAfter, relockAfterS, seal }: Order): boolean {
    const right = sealOf("command", door, orderId, action, String(notAfter), String(relockAfterS ?? ""));
    return seal.length === right.length && timingSafeEqual(Buffer.from(seal), Buffer.from(right));
  }

  async function take(text: string): Promise<void> {
    const order = parse(text);
    if (!order || !isOurs(order)) return;
    const { orderId, action, notAfter } = order;
    // Longer than till its deadline: whoever lost the answer asks once more after it.
    for (const [id, old] of seen) if (old.notAfter + LONGEST_MS <= now()) seen.delete(id);
    const earlier = seen.get(orderId);
    if (action === "cancel" && earlier && !earlier.moved) earlier.answer ??= ["refused", "cancelled"];
    if (earlier) return earlier.answer && answer(orderId, earlier.answer);
    // Who remembers nothing may have moved for it before the power went: that is no refusal.
    if (file === undefined && startedAt + LONGEST_MS > notAfter && now() >= notAfter) return;
    if (now() >= notAfter || notAfter - now() > LONGEST_MS) return answer(orderId, ["refused", "expired"]);
    const mine: Seen = { notAfter, moved: false };
    seen.set(orderId, mine);
    if (action === "cancel") mine.answer = ["refused", "cancelled"];
    else if (action !== "unlock") mine.answer = ["refused", "unsupported"];
    else if (busy) mine.answer = ["refused", "busy"];
    save(file, seen);
    if (!mine.answer) {
      busy = true;
      const mayMove = () => (mine.moved = !mine.answer && now() < notAfter);
      const moved = await options.move(order, mayMove).finally(() => (busy = false));
      if (moved) relock(order.relockAfterS ?? 5);
      mine.answer ??= moved ? ["executed", ""] : mine.moved ? ["failed", "jammed"] : ["refused", "expired"];
    }
    answer(orderId, mine.answer);
  }

  function relock(afterS: number): void {
    state = "unlocked";
    sayState();
    setTimeout(() => ((state = "locked"), sayState()), afterS * 1_000).unref();
  }

  return client;
}

function parse(text: string): Order | undefined {
  try {
    const order: Order = JSON.parse(text);
    const texts = [order.orderId, order.action, order.seal].every((one) => typeof one === "string" && one.length < 200);
    return texts && Number.isSafeInteger(order.notAfter) ? order : undefined;
  } catch {
    return undefined;
  }
}

function load(file: string | undefined): Map<string, Seen> {
  return new Map(file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
}

/** What was begun counts as moved after a loss of power: it is never begun again. */
function save(file: string | undefined, seen: ReadonlyMap<string, Seen>): void {
  if (file === undefined) return;
  writeFileSync(`${file}.new`, JSON.stringify([...seen].map(([id, one]) => [id, { ...one, moved: true }])));
  renameSync(`${file}.new`, file);
}
