import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { chainHash, eventId, GENESIS, linkOf, logHead } from "./chain.ts";

const at = 1_766_656_800_000;
const link = {
  lockId: 7,
  version: 2,
  type: "TempKeyUsed",
  at,
  data: '{"lockId":7,"name":"Zoë \u{1f511}"}',
  context: '{"door":1}',
} as const;
const previous = Buffer.alloc(32, 0xab);

describe("the chain of hashes", () => {
  it("is SHA-256 over the hash before it and the event's canonical JSON", () => {
    const text =
      '{"at":1766656800000,"context":{"door":1},"data":{"lockId":7,"name":"Zoë \u{1f511}"},"lockId":7,"type":"TempKeyUsed","version":2}';
    const byHand = createHash("sha256").update("ab".repeat(32), "hex").update(Buffer.from(text, "utf8")).digest("hex");
    assert.equal(chainHash(previous, link).toString("hex"), byHand);
  });

  it("leaves an absent context out and starts from 32 zero bytes", () => {
    const event = { type: "OwnerSet", data: { uuid: "u", lockId: 7, userId: "eve", timestamp: "t" } } as const;
    const text =
      '{"at":5,"data":{"lockId":7,"timestamp":"t","userId":"eve","uuid":"u"},"lockId":7,"type":"OwnerSet","version":1}';
    const byHand = createHash("sha256").update("00".repeat(32), "hex").update(text).digest("hex");
    assert.equal(chainHash(GENESIS, linkOf(event, 1, 5)).toString("hex"), byHand);
  });

  it("is fixed for ever: a known vector", () => {
    const hex = "932855c17f2536768fe78d1da87d7a04263efadcd5d1ea5630af3642494a8487";
    assert.equal(chainHash(previous, link).toString("hex"), hex);
  });

  it("changes with every part of the event and of what stands before it", () => {
    const others = [
      chainHash(GENESIS, link),
      chainHash(previous, { ...link, lockId: 8 }),
      chainHash(previous, { ...link, version: 3 }),
      chainHash(previous, { ...link, type: "TempKeyDeleted" }),
      chainHash(previous, { ...link, at: at + 1 }),
      chainHash(previous, { ...link, data: '{"lockId":7,"name":"Zoe \u{1f511}"}' }),
      chainHash(previous, { ...link, context: '{"door":2}' }),
      chainHash(previous, { ...link, context: null }),
      chainHash(previous, link),
    ];
    assert.equal(new Set(others.map((hash) => hash.toString("hex"))).size, others.length);
  });
});

describe("eventId", () => {
  it("is a version 8 UUID made of the hash", () => {
    const hash = Buffer.from("00112233445566778899aabbccddeeffdeadbeef", "hex");
    assert.equal(eventId(hash), "00112233-4455-8677-8899-aabbccddeeff");
    assert.equal(eventId(Buffer.alloc(32, 0xff)), "ffffffff-ffff-8fff-bfff-ffffffffffff");
    assert.equal(hash[6], 0x66, "the hash itself is left alone");
  });
});

const head = (version: number, byte: number) => ({ version, hash: Buffer.alloc(32, byte) });

describe("logHead", () => {
  it("covers every stream in rising order of lock ids", () => {
    const text = `2:1:${"02".repeat(32)}\n10:4:${"01".repeat(32)}\n`;
    const byHand = createHash("sha256").update(text).digest("hex");
    assert.equal(
      logHead(
        new Map([
          [10, head(4, 1)],
          [2, head(1, 2)],
        ]),
      ),
      byHand,
    );
    assert.equal(
      logHead(
        new Map([
          [2, head(1, 2)],
          [10, head(4, 1)],
        ]),
      ),
      byHand,
    );
  });

  it("of an empty log is the hash of nothing", () => {
    assert.equal(logHead(new Map()), createHash("sha256").digest("hex"));
  });
});
