/** A way in which locks talk over MQTT: one file each, and a line in `profiles.ts`. */
import type { UnlockAction } from "../../../domain/device.ts";
import type { OpenFailure } from "../../../domain/order.ts";
import type { DoorPosition, LockPosition, Observation, UnlockCommand } from "../../driver.ts";
import type { Message } from "../session.ts";

/** What a message of a device says. */
export type Report =
  | {
      readonly type: "state";
      readonly position?: LockPosition;
      readonly door?: DoorPosition;
      readonly battery?: number;
      readonly batteryCritical?: boolean;
      /** It may be from some time before, as what a broker kept is. */
      readonly remembered?: true;
    }
  /** `sure` where an order to a device that is not online would be in vain. */
  | { readonly type: "online"; readonly online: boolean; readonly sure: boolean }
  /** Of one order, or of the one that is under way where the device names none. */
  | {
      readonly type: "answer";
      readonly orderId?: string;
      readonly by: "ack" | "event";
      readonly result:
        | { readonly ok: true; readonly stage: "accepted" | "executed" | "confirmed" }
        | {
            readonly ok: false;
            readonly failure: OpenFailure;
            readonly mayHaveExecuted: boolean;
            readonly detail: string;
          };
    }
  | ReportOf<"operation">
  | ReportOf<"alarm">;

type ReportOf<Type> = Omit<Extract<Observation, { readonly type: Type }>, "address" | "at">;

/** A message to a device. */
export interface Telling {
  readonly topic: string;
  readonly payload: string;
}

/** How one device is told and heard. */
export interface Device {
  readonly name: string;
  readonly kind: string;
  readonly area?: string;
  readonly actions: readonly UnlockAction[];
  readonly relocks?: boolean;
  /** Where it is heard. */
  readonly topics: readonly string[];
  /** It checks an order's deadline by itself, so that one which comes late does nothing. */
  readonly checksDeadline: boolean;
  /** Its answers name the order, so that several may be under way. */
  readonly correlates: boolean;
  /** Its state is what it was told, and confirms nothing. */
  readonly assumed?: boolean;
  /** @param leftMs until the deadline */
  command(order: UnlockCommand, leftMs: number): Telling;
  /** Take an order back that it may not have carried out yet. */
  cancel?(order: UnlockCommand): Telling;
  /** Ask how it is. */
  readonly query?: Telling;
  /** Never throws. */
  read(message: Message): readonly Report[];
}

/** A device that a message told of; without `device` it is gone. */
export interface Found {
  readonly id: string;
  readonly device?: Device;
}

/** How one kind of device is found, told and heard. */
export interface Profile {
  /** What is subscribed to from the beginning. */
  readonly filters: readonly string[];
  /** What is wrong with what follows the profile's name in an address. */
  checkId(id: string): string | undefined;
  /** The device of an address; undefined where only the device itself can tell and has not. */
  device(id: string): Device | undefined;
  /** The devices that a message tells of; never throws. */
  discover(message: Message): readonly Found[];
}

/** Where a profile's topics are, and as whom it speaks. */
export interface ProfileOptions {
  /** Where its topics begin. */
  readonly base: string;
  /** Where our own topics begin. */
  readonly own: string;
  /** The client id of this connection. */
  readonly clientId: string;
  readonly doorSecret?: string;
}

// ---- reading what devices write

export type Fields = Readonly<Record<string, unknown>>;

/** More is no message of a device. */
const MAX_BYTES = 65_536;

/** What a message says; nothing where it is too long for a device. */
export function textOf({ payload }: Message): string {
  return payload.length > MAX_BYTES ? "" : payload.toString("utf8");
}

/** The fields of a JSON object; of anything else none. */
export function fieldsOf(text: string): Fields {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The fields of an object; of anything else none. */
export function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A text that is neither empty nor long. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value.length > 0 && value.length <= 500 ? value : undefined;
}

/** Percent left. */
export function asBattery(value: unknown): { readonly battery?: number } {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && number >= 0 && number <= 100 ? { battery: Math.round(number) } : {};
}

/** What a table has of that name; what every object has by itself is in none. */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, name: unknown): Value | undefined {
  return typeof name === "string" && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** One level of a topic. */
export const LEVEL = /^[^+#/\s]{1,64}$/;
