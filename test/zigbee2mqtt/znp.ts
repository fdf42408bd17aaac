/** The frames of TI's monitor and test interface, as a Z-Stack coordinator speaks it over a serial line. */

const START = 0xfe;
/** The first byte of a command: who is asked, and whether it is a question (SREQ), its answer (SRSP) or news (AREQ). */
export const SREQ = 0x20;
export const AREQ = 0x40;
export const SRSP = 0x60;
export const SYS = 1;
export const AF = 4;
export const ZDO = 5;
export const UTIL = 7;

/** A command of two bytes, and what it carries. */
export interface Frame {
  readonly kind: number;
  readonly subsystem: number;
  readonly id: number;
  readonly data: Buffer;
}

export function encode({ kind, subsystem, id, data }: Frame): Buffer {
  const body = Buffer.concat([Buffer.of(data.length, kind | subsystem, id), data]);
  return Buffer.concat([Buffer.of(START), body, Buffer.of(checksum(body))]);
}

/** @returns what to give each part that arrives to */
export function decoder(onFrame: (frame: Frame) => void): (part: Buffer) => void {
  let left: Buffer = Buffer.alloc(0);
  return (part) => {
    left = Buffer.concat([left, part]);
    for (;;) {
      const start = left.indexOf(START);
      if (start < 0) return void (left = Buffer.alloc(0));
      left = left.subarray(start);
      const length = left[1];
      if (length === undefined || left.length < length + 5) return;
      const body = left.subarray(1, length + 4);
      if (checksum(body) !== left[length + 4]) {
        left = left.subarray(1);
        continue;
      }
      left = left.subarray(length + 5);
      const command = body[1]!;
      onFrame({ kind: command & 0xe0, subsystem: command & 0x1f, id: body[2]!, data: Buffer.from(body.subarray(3)) });
    }
  };
}

function checksum(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

/** Numbers as they stand on the line, the lowest byte first. */
export const u16 = (...numbers: readonly number[]) => Buffer.from(numbers.flatMap((one) => [one & 0xff, one >> 8]));
export const u32 = (number: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};
/** An address of eight bytes; as text it is written the other way round. */
export const ieee = (address: string) => Buffer.from(Buffer.from(address.slice(2), "hex").toReversed());
