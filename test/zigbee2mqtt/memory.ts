/** The lasting memory of a Z-Stack coordinator that a Zigbee2MQTT has commissioned before. */
import { ieee, u16 } from "./znp.ts";

/** The network that it holds; Zigbee2MQTT is configured with the same. */
export const NETWORK = {
  pan: 0x1a63,
  extendedPan: "0x1122334455667788",
  channel: 11,
  key: [1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 13],
} as const;

const NIB = 0x21;
const ACTIVE_KEY = 0x3a;
const ALTERNATE_KEY = 0x3b;
const CONFIGURED = 0x60;
const PRECONFIGURED_KEY = 0x62;
const PRECONFIGURED_KEY_ENABLED = 0x63;
const NETWORK_KEY = 0x82;
const CHUNK = 240;

/** @returns what answers commands of the system's memory; whatever it does not know it answers with "nothing there" */
export function memoryOf(): (id: number, data: Buffer) => Buffer {
  const key = Buffer.from(NETWORK.key);
  const items = new Map<number, Buffer>([
    [NIB, network()],
    [ACTIVE_KEY, Buffer.concat([Buffer.of(0), key])],
    [ALTERNATE_KEY, Buffer.concat([Buffer.of(0), key])],
    [CONFIGURED, Buffer.of(0x55)],
    [PRECONFIGURED_KEY, key],
    [PRECONFIGURED_KEY_ENABLED, Buffer.of(0)],
    // Its length says that structures are packed.
    [NETWORK_KEY, Buffer.concat([Buffer.of(0), key, Buffer.alloc(4)])],
  ]);
  return (id, data) => {
    const item = data.length >= 2 ? items.get(data.readUInt16LE(0)) : undefined;
    switch (id) {
      case 0x13:
        return u16(item?.length ?? 0);
      case 0x1c: {
        const part = (item ?? Buffer.alloc(0)).subarray(data.readUInt16LE(2)).subarray(0, CHUNK);
        return Buffer.concat([Buffer.of(0, part.length), part]);
      }
      default:
        return Buffer.of(0, 0);
    }
  };
}

/** The network information base of Z-Stack 3.0, packed: of its 110 bytes those matter that say which network it is. */
function network(): Buffer {
  const base = Buffer.alloc(110);
  base.writeUInt16LE(NETWORK.pan, 33);
  base[22] = NETWORK.channel;
  base.writeUInt32LE(1 << NETWORK.channel, 36);
  ieee(NETWORK.extendedPan).copy(base, 53);
  return base;
}
