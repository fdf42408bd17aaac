/** What the server and its process for Matter tell each other: one JSON message each, all of them small. */
import type { UnlockAction } from "../../domain/device.ts";
import type { OpenFailure } from "../../domain/order.ts";
import type { DoorPosition, LockPosition, Observation } from "../driver.ts";

/** What a device must prove before it is taken into the fabric: that it was certified, or at least is a test vendor's. */
export type Attestation = "certified" | "test" | "any";

/** A lock as it is now, as far as the process knows. */
export interface LockReport {
  readonly address: string;
  readonly name: string;
  readonly product: string;
  /** What it can be told to do. */
  readonly actions: readonly UnlockAction[];
  readonly state: LockPosition;
  readonly door?: DoorPosition;
  /** 0 to 100. */
  readonly battery?: number;
  readonly batteryCritical?: boolean;
  /** The device itself answers, or reports by itself. */
  readonly live: boolean;
}

/** What the process is asked. */
export type Asked =
  | { readonly ask: "commission"; readonly code: string; readonly attestation: Attestation; readonly forMs: number }
  | { readonly ask: "locks" }
  | { readonly ask: "read"; readonly address: string }
  | {
      readonly ask: "unlock";
      readonly address: string;
      readonly action: UnlockAction;
      readonly relockAfterS?: number;
      /** How long it may take from `at` on, the machine's clock, in milliseconds. */
      readonly forMs: number;
      readonly at: number;
    }
  | { readonly ask: "leave" };

/** What became of an unlock. */
export type Unlocked =
  | { readonly ok: true; readonly stage: "accepted" | "confirmed"; readonly by: "ack" | "state" | "event" }
  | { readonly ok: false; readonly failure: OpenFailure; readonly mayHaveExecuted: boolean; readonly detail: string };

/** What each question is answered with. */
export interface Answers {
  readonly commission: readonly LockReport[];
  readonly locks: readonly LockReport[];
  readonly read: LockReport | null;
  readonly unlock: Unlocked;
  readonly leave: null;
}

/** What the driver sends to the process. */
export type ToController =
  /** First of all: what the process before it, or that of another server, has kept. */
  | { readonly begin: string | null; readonly folder: string }
  | { readonly kept: number; readonly failed?: string }
  | { readonly id: number; readonly asked: Asked }
  | { readonly id: number; readonly cancel: true };

type Seen = Extract<Observation, { type: "operation" | "alarm" }>;
/** A lock's operation or alarm, as the driver observes it. */
export type Occurrence =
  | Pick<Extract<Seen, { type: "operation" }>, "type" | "action" | "origin">
  | Pick<Extract<Seen, { type: "alarm" }>, "type" | "alarm">;

/** What the process sends to the driver. */
export type FromController =
  | { readonly notice: "ready"; readonly version: string }
  | { readonly notice: "state"; readonly report: LockReport }
  | { readonly notice: "occurrence"; readonly address: string; readonly occurrence: Occurrence }
  /** To be answered with `kept` when no server can lose it any more. */
  | { readonly notice: "keep"; readonly number: number; readonly state: string }
  | { readonly id: number; readonly answer: Answers[keyof Answers] }
  /** In words, for people. */
  | { readonly id: number; readonly failed: string };
