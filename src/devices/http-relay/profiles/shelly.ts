/**
 * Shelly relays of the second generation and later, by RPC over HTTP
 * (https://shelly-api-docs.shelly.cloud/gen2/General/RPCProtocol, /gen2/ComponentsAndServices/Switch,
 * /gen2/General/Authentication). A door is one switch, addressed by its number. The relay lets go by itself: without
 * `toggle_after` it would stay as it was told, and so would the door.
 */
import { randomBytes } from "node:crypto";
import type { OutboundAnswer } from "../../../outbound/outbound.ts";
import { digestAnswer } from "../digest.ts";
import {
  type Ask,
  type DeviceState,
  isObject,
  NOT_KNOWN,
  objectIn,
  type Profile,
  ProfileError,
  type RelayRequest,
  textOf,
  type Verdict,
} from "../profile.ts";

/** Always so (see "Authentication"). */
const USER = "admin";
/** What the device says when it did nothing: no such argument, no such switch, busy, too hot or too much power. */
const DID_NOTHING = new Set([-103, -105, -108, -109, -114, 404]);

/**
 * @param pulseS how long the relay holds where an order does not say
 * @param basePath what the hub's URL has before the paths of requests, which answers to challenges are about too
 */
export function shelly(options: {
  readonly pulseS: number;
  readonly password: string | undefined;
  readonly basePath: string;
}): Profile {
  const { pulseS, password, basePath } = options;

  /** What the device wants to be told beside a request; found out by asking what changes nothing. */
  async function authorized(request: RelayRequest, read: Ask): Promise<RelayRequest> {
    if (password === undefined) return request;
    const { status, headers } = await read(call("Shelly.GetStatus"));
    if (status !== 401) return request; // it asks for no password; `check` warns of that
    const uri = `${basePath}${request.path}`;
    const cnonce = randomBytes(16).toString("hex");
    const challenge = headers["www-authenticate"] ?? "";
    const authorization = digestAnswer(challenge, { method: request.method, uri }, { user: USER, password, cnonce });
    if (authorization === undefined) throw new ProfileError("auth", "the device asks for another way of signing in");
    return { ...request, headers: { ...request.headers, authorization } };
  }

  async function get(method: string, read: Ask): Promise<Readonly<Record<string, unknown>>> {
    return resultOf(await read(await authorized(call(method), read)));
  }

  async function allStates(read: Ask): Promise<Map<string, DeviceState>> {
    const status = await get("Shelly.GetStatus", read);
    const switches = Object.entries(status).flatMap(([name, value]) => {
      const id = /^switch:(\d{1,2})$/.exec(name)?.[1];
      return id === undefined ? [] : [[id, stateOf(value)] as const];
    });
    return new Map(switches);
  }

  return {
    oneAtATime: false,
    actionsOf: () => ["unlock"],
    async unlock({ address, relockAfterS }, read, move) {
      const params = { id: Number(address), on: true, toggle_after: relockAfterS ?? pulseS };
      return verdictOf(await move(await authorized(call("Switch.Set", params), read)));
    },
    state: async (address, read) => (await allStates(read)).get(address) ?? NOT_KNOWN,
    states: (_, read) => allStates(read),
    async discover(_, read) {
      const info = resultOf(await read(call("Shelly.GetDeviceInfo")));
      const name = textOf(info.name) ?? textOf(info.id) ?? "Shelly";
      return [...(await allStates(read))].map(([address, state]) => ({
        address,
        name: `${name}, switch ${address}`,
        kind: textOf(info.model) ?? "switch",
        actions: ["unlock"],
        relocks: true,
        state,
      }));
    },
    async check(read) {
      const info = resultOf(await read(call("Shelly.GetDeviceInfo")));
      if (typeof info.gen !== "number" || info.gen < 2)
        throw new ProfileError("unsupported", "this is no Shelly of the second generation or later");
      await allStates(read);
      const [as, app, version] = [textOf(info.id), textOf(info.app), textOf(info.ver)];
      return {
        ...(as !== undefined && { as }),
        version: ["Shelly", app, version].filter(Boolean).join(" "),
        ...(info.auth_en === false && { warnings: ["the device asks nobody for a password"] }),
      };
    },
  };
}

function call(method: string, params?: object): RelayRequest {
  if (!params) return { method: "GET", path: `/rpc/${method}` };
  const headers = { "content-type": "application/json" };
  return { method: "POST", path: `/rpc/${method}`, headers, body: JSON.stringify(params) };
}

/** @throws ProfileError */
function resultOf({ status, body }: Pick<OutboundAnswer, "status" | "body">): Readonly<Record<string, unknown>> {
  if (status === 401) throw new ProfileError("auth", "the device does not take the password");
  const result = objectIn(body);
  if (status !== 200 || !result) throw new ProfileError("unsupported", `the device answers ${status}, and no status`);
  return result;
}

/** What the answer to `Switch.Set` says. */
export function verdictOf({ status, body }: Pick<OutboundAnswer, "status" | "body">): Verdict {
  const answer = objectIn(body);
  if (status === 200 && typeof answer?.was_on === "boolean") return { kind: "opened", stage: "executed" };
  if (status === 401) return { kind: "refused", failure: "auth", detail: "the device does not take the password" };
  if (status >= 400 && typeof answer?.code === "number" && DID_NOTHING.has(answer.code))
    return { kind: "refused", failure: "rejected", detail: `the device refused (${answer.code})` };
  return {
    kind: "unknown",
    failure: "indeterminate",
    detail: `the device answered ${status}, and not whether it opened`,
  };
}

/** A component's status: the relay holds while the door can be opened. */
export function stateOf(status: unknown): DeviceState {
  const output = isObject(status) ? status.output : undefined;
  if (typeof output !== "boolean") return { state: "unknown", online: true, source: "device" };
  return { state: output ? "unlocked" : "locked", online: true, source: "device" };
}
