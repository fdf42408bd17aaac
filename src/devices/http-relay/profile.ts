/** What a profile is: how one kind of device behind an HTTP call is spoken to, and what its answers mean. */
import type { UnlockAction } from "../../domain/device.ts";
import type { OpenFailure } from "../../domain/order.ts";
import type { OutboundAnswer } from "../../outbound/outbound.ts";
import type { FoundDevice, HubCheck, Snapshot, UnlockCommand } from "../driver.ts";

/** A request to a relay, before it is sent. */
export interface RelayRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the hub's URL, with its query; begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @throws OutboundError when there is no answer */
export type Ask = (request: RelayRequest) => Promise<OutboundAnswer>;

/** What an answer says of an unlock. */
export type Verdict =
  | { readonly kind: "opened"; readonly stage: "accepted" | "executed" }
  /** The device surely did not move. */
  | { readonly kind: "refused"; readonly failure: OpenFailure; readonly detail: string }
  /** Nobody knows whether it did. */
  | { readonly kind: "unknown"; readonly failure: OpenFailure; readonly detail: string };

/** What is known of a device; the driver adds when. */
export type DeviceState = Omit<Snapshot, "observedAt">;

export type Found = Omit<FoundDevice, "snapshot"> & { readonly state: DeviceState };

/** How one make of relay is asked and understood. */
export interface Profile {
  /** The device takes one request at a time. */
  readonly oneAtATime: boolean;
  actionsOf(address: string): readonly UnlockAction[];
  /**
   * @param read asks what changes nothing
   * @param move asks the device to open; called once at most
   */
  unlock(command: UnlockCommand, read: Ask, move: Ask): Promise<Verdict>;
  /** As the device itself says now. @throws ProfileError, OutboundError */
  state(address: string, read: Ask): Promise<DeviceState>;
  /** Of many at once, as cheaply as that can be had; those that are not known are left out. @throws the same */
  states(addresses: readonly string[], read: Ask): Promise<ReadonlyMap<string, DeviceState>>;
  /** @throws the same */
  discover(watched: readonly string[], read: Ask): Promise<readonly Found[]>;
  /** @throws the same */
  check(read: Ask): Promise<Pick<Extract<HubCheck, { ok: true }>, "as" | "version" | "warnings">>;
}

/** The device answered, but not with what was asked for. */
export class ProfileError extends Error {
  override readonly name = "ProfileError";
  readonly failure: "auth" | "unsupported" | "offline";

  constructor(failure: ProfileError["failure"], message: string) {
    super(message);
    this.failure = failure;
  }
}

export const NOT_KNOWN: DeviceState = { state: "unknown", online: false, source: "assumed" };

/** An answer's body as an object; undefined when it is none. */
export function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(body);
  return isObject(value) ? value : undefined;
}

/** An answer's body as JSON; undefined when it is none. */
export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a parsed JSON value is an object, and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text of the device's, to be shown: short, and on one line. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.replaceAll(/\p{C}/gu, " ").trim().slice(0, 100);
  return text === "" ? undefined : text;
}
