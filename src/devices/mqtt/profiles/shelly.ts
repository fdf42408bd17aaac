/**
 * Relays of Shelly's second generation and later that drive a door opener: `PREFIX/rpc` with `Switch.Set` and
 * `toggle_after`, so that the relay itself lets go. They answer each call by its id, but not when: a relay checks no
 * deadline.
 */
import type { UnlockCommand } from "../../driver.ts";
import {
  asFields,
  type Device,
  type Fields,
  fieldsOf,
  type Found,
  LEVEL,
  type Profile,
  type ProfileOptions,
  type Report,
  textOf,
} from "./profile.ts";

/** How long a door opener is driven where the binding does not say, in seconds. */
const PULSE_S = 3;
const ADDRESS = /^(?<prefix>[^+#\s]{1,90}):(?<output>\d)$/;

/** Relays of Shelly. */
export function shelly({ own, clientId }: ProfileOptions): Profile {
  const source = `${own}/server/${clientId}/shelly`;

  function device(id: string): Device | undefined {
    const { prefix, output } = ADDRESS.exec(id)?.groups ?? {};
    if (prefix === undefined || output === undefined) return undefined;
    const component = `switch:${output}`;
    const status = `${prefix}/status/${component}`;
    const ask = (method: string, rpcId: string, params: object) => ({
      topic: `${prefix}/rpc`,
      payload: JSON.stringify({ id: rpcId, src: source, method, params }),
    });
    return {
      name: `${prefix}, output ${output}`,
      kind: "Shelly relay",
      actions: ["unlock"],
      relocks: true,
      topics: [`${prefix}/online`, status, `${prefix}/events/rpc`, `${source}/rpc`],
      checksDeadline: false,
      correlates: true,
      command: ({ orderId, relockAfterS }: UnlockCommand) =>
        ask("Switch.Set", orderId, { id: Number(output), on: true, toggle_after: relockAfterS ?? PULSE_S }),
      query: ask("Switch.GetStatus", `status ${id}`, { id: Number(output) }),
      read(message) {
        const text = textOf(message);
        if (message.topic === `${prefix}/online`)
          return text === "true" || text === "false" ? [{ type: "online", online: text === "true", sure: true }] : [];
        const told = fieldsOf(text);
        if (message.topic === status) return stateOf(told);
        if (message.topic === `${prefix}/events/rpc`) return stateOf(asFields(asFields(told["params"])[component]));
        if (message.retained || told["src"] === undefined) return [];
        return told["id"] === `status ${id}` ? stateOf(asFields(told["result"])) : answerOf(told);
      },
    };
  }

  return {
    filters: ["+/online", `${source}/rpc`],
    checkId: (id) =>
      ADDRESS.test(id) ? undefined : "must be a topic prefix and an output: shellyplus1-a8032abe54dc:0",
    device,
    discover(message): readonly Found[] {
      const [prefix = "", word, more] = message.topic.split("/");
      if (word !== "online" || more !== undefined || !LEVEL.test(prefix) || !/^shelly/i.test(prefix)) return [];
      const found = device(`${prefix}:0`);
      return found ? [{ id: `${prefix}:0`, device: found }] : [];
    },
  };
}

/** A relay that is on holds the door's opener open. */
function stateOf({ output }: Fields): readonly Report[] {
  return typeof output === "boolean" ? [{ type: "state", position: output ? "unlocked" : "locked" }] : [];
}

function answerOf({ id, result, error }: Fields): readonly Report[] {
  if (typeof id !== "string") return [];
  if (typeof result === "object" && result !== null)
    return [{ type: "answer", orderId: id, by: "ack", result: { ok: true, stage: "executed" } }];
  if (error === undefined) return [];
  const { code } = asFields(error);
  const detail = `the relay refused it${typeof code === "number" ? `: error ${code}` : ""}`;
  return [
    {
      type: "answer",
      orderId: id,
      by: "ack",
      result: { ok: false, failure: "rejected", mayHaveExecuted: false, detail },
    },
  ];
}
