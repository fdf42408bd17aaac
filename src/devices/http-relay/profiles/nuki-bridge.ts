/**
 * Smart locks and openers behind a Nuki bridge (Bridge HTTP API 1.13, https://developer.nuki.io/t/bridge-http-api/26). A
 * device is addressed by its type and id, `4:123456789`, as `discover` says. The bridge answers an action once the lock
 * has moved, takes one request at a time, and knows states by itself (`/list`); `/lockState` asks the lock, by radio.
 */
import { createHash, randomInt } from "node:crypto";
import type { Clock } from "../../../clock.ts";
import type { UnlockAction } from "../../../domain/device.ts";
import type { OutboundAnswer } from "../../../outbound/outbound.ts";
import type { DoorPosition, LockPosition } from "../../driver.ts";
import {
  type Ask,
  type DeviceState,
  type Found,
  isObject,
  jsonIn,
  NOT_KNOWN,
  objectIn,
  type Profile,
  ProfileError,
  type RelayRequest,
  textOf,
  type Verdict,
} from "../profile.ts";

const OPENER = 2;
const MAX_DEVICES = 1_000;

const KINDS: Readonly<Record<number, string>> = {
  0: "Nuki Smart Lock",
  [OPENER]: "Nuki Opener",
  3: "Nuki Smart Door",
  4: "Nuki Smart Lock 3.0",
};
/** "Lock actions"; an opener has one way of opening, the electric strike. */
const LOCK_ACTIONS: Readonly<Record<UnlockAction, number>> = { unlock: 1, unlatch: 3 };
const STRIKE = 3;

/** "Lock states" of smart locks. */
const LOCK_STATES: Readonly<Record<number, LockPosition>> = {
  1: "locked",
  2: "unlocking",
  3: "unlocked",
  4: "locking",
  5: "unlatched",
  6: "unlocked",
  7: "unlocking",
  254: "jammed",
};
/** Of openers: while ring to open is active the door can be opened by ringing, which is nothing that we did. */
const OPENER_STATES: Readonly<Record<number, LockPosition>> = {
  1: "locked",
  3: "locked",
  5: "unlatched",
  7: "unlocking",
};
const DOOR_STATES: Readonly<Record<number, DoorPosition>> = { 2: "closed", 3: "open" };

/** The profile of Nuki's bridge. */
export function nukiBridge({ token, clock }: { readonly token: string; readonly clock: Clock }): Profile {
  /** The token itself is never sent, and what is sent is good once. */
  function signed(path: string, params: Readonly<Record<string, string | number>> = {}): RelayRequest {
    const ts = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
    const rnr = randomInt(65_536);
    const hash = createHash("sha256").update(`${ts},${rnr},${token}`, "utf8").digest("hex");
    const query = new URLSearchParams({ ...stringsOf(params), ts, rnr: String(rnr), hash });
    return { method: "GET", path: `${path}?${query}` };
  }

  async function list(read: Ask): Promise<Readonly<Record<string, unknown>>[]> {
    const { status, body } = await read(signed("/list"));
    checkStatus(status);
    const devices = jsonIn(body);
    if (!Array.isArray(devices)) throw new ProfileError("unsupported", "the bridge does not answer with its devices");
    return devices.filter(isObject).slice(0, MAX_DEVICES);
  }

  async function states(read: Ask): Promise<Map<string, DeviceState>> {
    const devices = await list(read);
    return new Map(devices.map((one) => [addressOf(one), stateOf(one.deviceType, one.lastKnownState, "cached")]));
  }

  return {
    oneAtATime: true,
    actionsOf: (address) => (deviceOf(address).deviceType === OPENER ? ["unlock"] : ["unlock", "unlatch"]),
    async unlock({ address, action }, _, move) {
      const device = deviceOf(address);
      const how = device.deviceType === OPENER ? STRIKE : LOCK_ACTIONS[action];
      return verdictOf(await move(signed("/lockAction", { ...device, action: how })));
    },
    async state(address, read) {
      const device = deviceOf(address);
      const { status, body } = await read(signed("/lockState", device));
      if (status === 404 || status === 503) return NOT_KNOWN;
      checkStatus(status);
      const answer = objectIn(body);
      return answer?.success === true ? stateOf(device.deviceType, answer, "device") : NOT_KNOWN;
    },
    states: (_, read) => states(read),
    discover: async (_, read) => (await list(read)).map(foundOf),
    async check(read) {
      const { status, body } = await read(signed("/info"));
      checkStatus(status);
      const { versions, ids } = objectIn(body) ?? {};
      const firmware = isObject(versions) ? textOf(versions.firmwareVersion) : undefined;
      const id = isObject(ids) ? (ids.hardwareId ?? ids.serverId) : undefined;
      return {
        version: ["Nuki bridge", firmware].filter(Boolean).join(" "),
        ...(typeof id === "number" && { as: `bridge ${id}` }),
      };
    },
  };
}

function stringsOf(params: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

function deviceOf(address: string): { readonly nukiId: string; readonly deviceType: number } {
  const [type = "", nukiId = ""] = address.split(":");
  return { nukiId, deviceType: Number(type) };
}

function addressOf({ deviceType = 0, nukiId }: Readonly<Record<string, unknown>>): string {
  return `${Number(deviceType)}:${Number(nukiId)}`;
}

function foundOf(device: Readonly<Record<string, unknown>>): Found {
  const { deviceType, name, lastKnownState } = device;
  const address = addressOf(device);
  return {
    address,
    name: textOf(name) ?? address,
    kind: KINDS[Number(deviceType)] ?? "Nuki",
    actions: deviceType === OPENER ? ["unlock"] : ["unlock", "unlatch"],
    ...(deviceType === OPENER && { relocks: true }),
    state: stateOf(deviceType, lastKnownState, "cached"),
  };
}

/** @throws ProfileError */
function checkStatus(status: number): void {
  if (status === 401 || status === 403)
    throw new ProfileError("auth", "the bridge does not take the token, or the time");
  if (status === 503) throw new ProfileError("offline", "the bridge is busy, or does not reach the lock");
  if (status !== 200) throw new ProfileError("unsupported", `the bridge answers ${status}`);
}

/** What the answer to `/lockAction` says. */
export function verdictOf({ status, body }: Pick<OutboundAnswer, "status" | "body">): Verdict {
  switch (status) {
    case 200:
      if (objectIn(body)?.success === true) return { kind: "opened", stage: "executed" };
      return { kind: "unknown", failure: "indeterminate", detail: "the bridge does not say that the lock moved" };
    case 400:
    case 404:
      return { kind: "refused", failure: "rejected", detail: `the bridge does not know the lock (${status})` };
    case 401:
    case 403:
      return { kind: "refused", failure: "auth", detail: "the bridge does not take the token, or the time" };
    case 503:
      return { kind: "refused", failure: "offline", detail: "the bridge is busy, or does not reach the lock" };
    default:
      return { kind: "unknown", failure: "indeterminate", detail: `the bridge answered ${status}` };
  }
}

/** What the bridge says of a device, by itself (`lastKnownState`) or because it just asked it. */
export function stateOf(deviceType: unknown, said: unknown, source: DeviceState["source"]): DeviceState {
  if (!isObject(said)) return NOT_KNOWN;
  const names = deviceType === OPENER ? OPENER_STATES : LOCK_STATES;
  const door = DOOR_STATES[Number(said.doorsensorState)];
  const battery = said.batteryChargeState;
  return {
    state: names[Number(said.state)] ?? "unknown",
    ...(door !== undefined && { door }),
    ...(typeof battery === "number" && battery >= 0 && battery <= 100 && { battery }),
    ...(typeof said.batteryCritical === "boolean" && { batteryCritical: said.batteryCritical }),
    online: true,
    source,
  };
}
