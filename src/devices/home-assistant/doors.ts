/** What of Home Assistant can be a door, each kind one entry: what it is told, and what its state says then. */
import type { UnlockAction } from "../../domain/device.ts";
import type { LockPosition } from "../driver.ts";
import type { Entity } from "./entities.ts";

/** How one kind of door carries out one action. */
export interface DoorOrder {
  readonly service: string;
  /** Which states say that it was done. */
  readonly done: readonly string[];
}

/** One kind of entity that can be a door. */
export interface DoorKind {
  /** How an action is carried out; undefined where it cannot be. */
  readonly orders: Readonly<Partial<Record<UnlockAction, DoorOrder>>>;
  /** Which of its states say that something moves that no bolt can stop any more. */
  readonly moves: readonly string[];
  /** What its state says of the bolt. */
  readonly positions: Readonly<Record<string, LockPosition>>;
  /** How sure `done` makes us: a relay that is on is not a door that is open. */
  readonly proves: "confirmed" | "executed" | "nothing";
  /** Told on, and after a while off again. */
  readonly pulse: boolean;
  /** The actions that this one can do. */
  actions(entity: Entity): readonly UnlockAction[];
}

const LOCK_CAN_OPEN = 1;
const COVER_CAN_OPEN = 1;
const UNLOCK: readonly UnlockAction[] = ["unlock"];

const PRESSED: DoorKind = {
  orders: { unlock: { service: "press", done: [] } },
  moves: [],
  positions: {},
  proves: "nothing",
  pulse: false,
  actions: () => UNLOCK,
};

const PULSED: DoorKind = {
  orders: { unlock: { service: "turn_on", done: ["on"] } },
  moves: [],
  positions: { on: "unlocked", off: "locked" },
  proves: "executed",
  pulse: true,
  actions: () => UNLOCK,
};

/** By the part of an entity's id before the dot. */
export const DOOR_KINDS: Readonly<Record<string, DoorKind>> = {
  lock: {
    orders: {
      unlock: { service: "unlock", done: ["unlocked", "open"] },
      unlatch: { service: "open", done: ["open"] },
    },
    moves: [],
    positions: {
      locked: "locked",
      locking: "locking",
      unlocked: "unlocked",
      unlocking: "unlocking",
      open: "unlatched",
      opening: "unlocking",
      jammed: "jammed",
    },
    proves: "confirmed",
    pulse: false,
    actions: (entity) => (has(entity, LOCK_CAN_OPEN) ? ["unlock", "unlatch"] : UNLOCK),
  },
  cover: {
    orders: { unlock: { service: "open_cover", done: ["open"] } },
    moves: ["opening"],
    positions: { closed: "locked", closing: "locking", open: "unlocked", opening: "unlocking" },
    proves: "confirmed",
    pulse: false,
    actions: (entity) => (has(entity, COVER_CAN_OPEN) ? UNLOCK : []),
  },
  button: PRESSED,
  input_button: PRESSED,
  switch: PULSED,
  light: PULSED,
  script: { ...PRESSED, orders: { unlock: { service: "turn_on", done: [] } } },
};

/** The part of an address before the dot. */
export function domainOf(address: string): string {
  return address.slice(0, address.indexOf("."));
}

/** The kind of door that an address names; undefined when it is none. */
export function doorKindOf(address: string): DoorKind | undefined {
  const domain = domainOf(address);
  return Object.hasOwn(DOOR_KINDS, domain) ? DOOR_KINDS[domain] : undefined;
}

/** It cannot be reached by Home Assistant, or is not there at all. */
export function isUnavailable(entity: Entity | undefined): boolean {
  return entity === undefined || entity.state === "unavailable";
}

/** Its state is what it was told to be, not what it is. */
export function isAssumed({ attributes }: Entity): boolean {
  return attributes["assumed_state"] === true;
}

/** It wants a code with every order. */
export function asksForCode({ attributes }: Entity): boolean {
  return typeof attributes["code_format"] === "string" && attributes["code_format"] !== "";
}

function has({ attributes }: Entity, feature: number): boolean {
  const features = attributes["supported_features"];
  return typeof features === "number" && (features & feature) !== 0;
}
