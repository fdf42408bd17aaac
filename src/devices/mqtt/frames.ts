/** How large MQTT packets may be. The libraries bound only what MQTT 5 can ask of the other side, or nothing. */
import type { Duplex } from "node:stream";

/**
 * Close a stream on which a packet is announced that is larger than `maxBytes`, before it is read into memory.
 * Call it before anything else reads the stream.
 */
export function boundFrames(stream: Duplex, maxBytes: number): void {
  let left = 0;
  let header = 0;
  let length = 0;
  stream.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.length && !stream.destroyed;) {
      if (left > 0) {
        const skipped = Math.min(left, chunk.length - at);
        left -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at++]!;
      // A type, then a length of up to four bytes, seven bits in each, the lowest first.
      if (header++ === 0) continue;
      length += (byte & 0x7f) * 128 ** (header - 2);
      if (byte & 0x80 && header < 5) continue;
      if (byte & 0x80 || length > maxBytes) {
        stream.destroy(new Error(`a message of more than ${maxBytes} bytes`));
        return;
      }
      left = length;
      header = length = 0;
    }
  });
}
