/** A virtual Zigbee door lock: what it answers over its radio, by the Zigbee Cluster Library. */
import { u16, u32 } from "./znp.ts";

/** As `lockState` has it. */
export const NOT_FULLY = 0;
export const LOCKED = 1;
export const UNLOCKED = 2;

const BASIC = 0x0000;
const POWER = 0x0001;
const POLL = 0x0020;
const DOOR_LOCK = 0x0101;

/** What it is, and where it is in the network. */
export interface LockOptions {
  readonly ieee: string;
  readonly address: number;
  readonly vendor: string;
  readonly model: string;
  /** It sleeps most of the time, and says when it can be told something. */
  readonly checksIn?: boolean;
}

/** How it behaves when it is told to unlock. */
export interface Manners {
  /** It says that it will not, and does not. */
  readonly refuses?: boolean;
  /** Its bolt stops half way. */
  readonly jams?: boolean;
  /** It moves, and says nothing of it. */
  readonly mute?: boolean;
  /** It says nothing new of a bolt that is where it was. */
  readonly silentAboutState?: boolean;
}

export class VirtualLock {
  readonly ieee: string;
  readonly address: number;
  readonly clusters: readonly number[];
  readonly #options: LockOptions;
  /** Each time its bolt was moved by radio, by `Date.now()`. */
  readonly unlockings: number[] = [];
  /** Commands of the door lock's cluster that reached it. */
  readonly heard: number[] = [];
  manners: Manners = {};
  state = LOCKED;
  /** Percent. */
  battery = 76;
  /** Set by the network that it is in. */
  send: (cluster: number, data: Buffer) => void = () => {};
  #sequence = 0;

  constructor(options: LockOptions) {
    this.#options = options;
    this.ieee = options.ieee;
    this.address = options.address;
    this.clusters = [BASIC, POWER, DOOR_LOCK, ...(options.checksIn ? [POLL] : [])];
  }

  /** What reached it. */
  hear(cluster: number, frame: Buffer): void {
    const hasMaker = (frame[0]! & 4) !== 0;
    const [sequence, command] = frame.subarray(hasMaker ? 3 : 1);
    const payload = frame.subarray(hasMaker ? 5 : 3);
    if ((frame[0]! & 3) === 0) this.#answer(cluster, sequence!, command!, payload);
    else if (cluster === DOOR_LOCK) this.#told(sequence!, command!);
  }

  /** Somebody at the door turns its bolt. */
  turn(to: typeof LOCKED | typeof UNLOCKED, by: "manual" | "keypad" = "manual"): void {
    this.state = to;
    const code = by === "keypad" ? (to === LOCKED ? 1 : 2) : to === LOCKED ? 13 : 14;
    this.#operated(by === "keypad" ? 0 : 2, code);
    this.report();
  }

  /** A wrong code at its keypad. */
  wrongCode(): void {
    this.#operated(0, 5);
  }

  report(): void {
    this.#send(DOOR_LOCK, 0x18, 0x0a, Buffer.concat([u16(0), Buffer.of(0x30, this.state)]));
  }

  reportBattery(): void {
    this.#send(POWER, 0x18, 0x0a, Buffer.concat([u16(0x21), Buffer.of(0x20, this.battery * 2)]));
  }

  /** It can be told now what waits for it. */
  checkIn(): void {
    this.#send(POLL, 0x09, 0x00, Buffer.alloc(0));
  }

  #told(sequence: number, command: number): void {
    this.heard.push(command);
    const { refuses = false, jams = false, mute = false, silentAboutState = false } = this.manners;
    const was = this.state;
    if (!refuses) {
      this.state = jams ? NOT_FULLY : command === 0 ? LOCKED : UNLOCKED;
      if (command !== 0) this.unlockings.push(Date.now());
    }
    if (mute) return;
    this.#reply(DOOR_LOCK, 0x19, sequence, command, Buffer.of(refuses ? 1 : 0));
    if (refuses) return;
    if (!jams) this.#operated(1, command === 0 ? 1 : 2);
    if (!silentAboutState || was !== this.state) this.report();
  }

  /** Questions that every cluster is asked. */
  #answer(cluster: number, sequence: number, command: number, payload: Buffer): void {
    const attributes = Array.from({ length: payload.length >> 1 }, (_, i) => payload.readUInt16LE(2 * i));
    const reply = (id: number, data: Buffer) => this.#reply(cluster, 0x18, sequence, id, data);
    if (command === 0x00) reply(0x01, Buffer.concat(attributes.map((one) => this.#attribute(cluster, one))));
    else if (command === 0x02) reply(0x04, Buffer.of(0));
    else if (command === 0x06) reply(0x07, Buffer.of(0));
    else if (command !== 0x0b) reply(0x0b, Buffer.of(command, 0x82));
  }

  #attribute(cluster: number, id: number): Buffer {
    const { vendor, model } = this.#options;
    const values: Readonly<Record<string, Buffer>> = {
      [`${BASIC}/0`]: Buffer.of(0x20, 3),
      [`${BASIC}/4`]: text(vendor),
      [`${BASIC}/5`]: text(model),
      [`${BASIC}/7`]: Buffer.of(0x30, 3),
      [`${POWER}/33`]: Buffer.of(0x20, this.battery * 2),
      [`${POLL}/0`]: Buffer.concat([Buffer.of(0x23), u32(14_400)]),
      [`${DOOR_LOCK}/0`]: Buffer.of(0x30, this.state),
    };
    const value = values[`${cluster}/${id}`];
    return value ? Buffer.concat([u16(id), Buffer.of(0), value]) : Buffer.concat([u16(id), Buffer.of(0x86)]);
  }

  /** An entry of its log: by what, what, by whom, with which code, when. */
  #operated(by: number, what: number): void {
    this.#send(
      DOOR_LOCK,
      0x19,
      0x20,
      Buffer.concat([Buffer.of(by, what), u16(0xffff), Buffer.of(0), u32(0), Buffer.of(0)]),
    );
  }

  #send(cluster: number, control: number, command: number, data: Buffer): void {
    this.#reply(cluster, control, (this.#sequence = (this.#sequence + 1) & 0xff), command, data);
  }

  #reply(cluster: number, control: number, sequence: number, command: number, data: Buffer): void {
    this.send(cluster, Buffer.concat([Buffer.of(control, sequence, command), data]));
  }
}

const text = (words: string) => Buffer.concat([Buffer.of(0x42, words.length), Buffer.from(words)]);
