/**
 * A virtual Zigbee coordinator with TI's Z-Stack firmware, over TCP: its memory holds a network that is commissioned,
 * and behind its radio are virtual locks, which can be out of reach.
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { VirtualLock } from "./lock.ts";
import { memoryOf, NETWORK } from "./memory.ts";
import { AF, AREQ, decoder, encode, type Frame, ieee, SREQ, SRSP, SYS, u16, u32, UTIL, ZDO } from "./znp.ts";

const IEEE = "0x00124b0011112222";
const SUCCESS = 0;
/** A parent keeps what is for a sleeping child for so long, in milliseconds; then it says that it was in vain. */
const KEPT_MS = 7_680;
const EXPIRED = 0xf0;
/** From the radio to a lock and back. */
const HOP_MS = 4;

/** `off`: it hears nothing and nothing is heard of it; what is on its way to it waits at its parent for a while. */
export type Reach = "on" | "off";

export interface Coordinator {
  readonly port: number;
  /** A lock asks to be taken in. */
  join(lock: VirtualLock): void;
  reach(lock: VirtualLock, is: Reach): void;
  /** How many messages for it wait at its parent. */
  kept(lock: VirtualLock): number;
  /** How many have waited there in vain so far. */
  expired(lock: VirtualLock): number;
  /** The line to it hangs, as a network does: what is written to it comes later. */
  hang(does: boolean): void;
  /** Until nobody holds its line. */
  close(): Promise<void>;
}

interface Member {
  readonly lock: VirtualLock;
  reach: Reach;
  /** What waits at its parent. */
  waiting: (() => void)[];
  expired: number;
}

export async function startCoordinator(): Promise<Coordinator> {
  const members = new Map<number, Member>();
  const memory = memoryOf();
  const timers = new Set<NodeJS.Timeout>();
  let line: Socket | undefined;

  const server = createServer((socket) => {
    line?.destroy();
    line = socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on(
      "data",
      decoder((frame) => answer(frame)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const say = (kind: number, subsystem: number, id: number, ...data: Buffer[]) =>
    void line?.write(encode({ kind, subsystem, id, data: Buffer.concat(data) }));
  const news = (subsystem: number, id: number, ...data: Buffer[]) => say(AREQ, subsystem, id, ...data);
  function later(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => (timers.delete(timer), act()), ms);
    timers.add(timer);
    return timer;
  }

  function answer({ kind, subsystem, id, data }: Frame): void {
    if (kind !== SREQ) return;
    const reply = (...parts: Buffer[]) => say(SRSP, subsystem, id, ...parts);
    const known = KNOWN[`${subsystem}/${id}`];
    if (known) reply(...known);
    else if (subsystem === SYS) reply(memory(id, data));
    else if (subsystem === AF && id === 1) {
      reply(Buffer.of(SUCCESS));
      request(data);
    } else {
      reply(Buffer.of(SUCCESS));
      if (subsystem === ZDO) describe(id, data);
    }
  }

  /** Data for a device: whom, which of its and our ends, cluster, number, and what. */
  function request(data: Buffer): void {
    const member = members.get(data.readUInt16LE(0));
    const cluster = data.readUInt16LE(4);
    const confirm = (status: number) => news(AF, 0x80, Buffer.of(status, data[3]!, data[6]!));
    const deliver = () => {
      confirm(SUCCESS);
      member?.lock.hear(cluster, data.subarray(10));
    };
    if (member?.reach === "on") return void later(HOP_MS, deliver);
    if (!member) return void later(HOP_MS, () => confirm(EXPIRED));
    member.waiting.push(deliver);
    later(KEPT_MS, () => {
      if (!member.waiting.includes(deliver)) return;
      member.waiting = member.waiting.filter((one) => one !== deliver);
      member.expired++;
      confirm(EXPIRED);
    });
  }

  /** What a device is: questions of Zigbee itself. */
  function describe(id: number, data: Buffer): void {
    const address = data.readUInt16LE(0);
    const member = members.get(address);
    if (member?.reach === "off") return;
    const ok = Buffer.concat([u16(address), Buffer.of(SUCCESS)]);
    const tell = (...parts: Buffer[]) => void later(HOP_MS, () => news(ZDO, id | 0x80, ok, ...parts));
    if (id === 0x02)
      tell(u16(address), Buffer.of(2, 0x40, 0x80), u16(0x101d), Buffer.of(82), u16(82, 0, 82), Buffer.of(0));
    else if (id === 0x05) tell(u16(address), Buffer.of(1, 1));
    else if (id === 0x04) tell(u16(address), endpoint(member?.lock.clusters ?? []));
    else if (id === 0x21 || id === 0x36) tell();
  }

  return {
    port: (server.address() as { port: number }).port,
    join(lock) {
      members.set(lock.address, { lock, reach: "on", waiting: [], expired: 0 });
      lock.send = (cluster, data) => {
        if (members.get(lock.address)?.reach !== "on") return;
        const header = [u16(0, cluster, lock.address), Buffer.of(1, 1, 0, 120, 0), u32(0), Buffer.of(0, data.length)];
        later(HOP_MS, () => news(AF, 0x81, ...header, data, u16(lock.address), Buffer.of(30)));
      };
      news(ZDO, 0xca, u16(lock.address), ieee(lock.ieee), u16(0));
    },
    reach(lock, is) {
      const member = members.get(lock.address)!;
      member.reach = is;
      if (is === "on") for (const deliver of member.waiting.splice(0)) deliver();
    },
    kept: (lock) => members.get(lock.address)!.waiting.length,
    expired: (lock) => members.get(lock.address)!.expired,
    hang(does) {
      if (does) line?.pause();
      else line?.resume();
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      line?.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A simple descriptor: a door lock of home automation at endpoint 1, and its clusters. */
function endpoint(clusters: readonly number[]): Buffer {
  const body = [Buffer.of(1), u16(0x0104, 0x000a), Buffer.of(1, clusters.length), u16(...clusters), Buffer.of(0)];
  const whole = Buffer.concat(body);
  return Buffer.concat([Buffer.of(whole.length), whole]);
}

/** What is always answered in the same way, by subsystem and command. */
const KNOWN: Readonly<Record<string, readonly Buffer[]>> = {
  [`${SYS}/1`]: [u16(0x0659)],
  // Z-Stack 3.x.0, 2.7.1, of 2023.
  [`${SYS}/2`]: [Buffer.of(2, 1, 2, 7, 1), u32(20_230_507)],
  [`${SYS}/4`]: [ieee(IEEE)],
  // It runs as a coordinator, and no child is listed.
  [`${UTIL}/0`]: [Buffer.of(SUCCESS), ieee(IEEE), u16(0), Buffer.of(7, 9, 0)],
  [`${UTIL}/74`]: [u16(0xfffe, 0), Buffer.of(0xff)],
  [`${ZDO}/80`]: [
    u16(0),
    Buffer.of(9),
    u16(NETWORK.pan, 0),
    ieee(NETWORK.extendedPan),
    ieee(IEEE),
    Buffer.of(NETWORK.channel),
  ],
  [`${ZDO}/74`]: [Buffer.of(SUCCESS), u16(0), Buffer.of(0)],
};
