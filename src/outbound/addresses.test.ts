import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { mayCall, networkOf } from "./addresses.ts";

const networks = (...texts: string[]) => texts.map((text) => networkOf(text)!);
const EVERYTHING = networks("0.0.0.0/0", "::/0");

const METADATA = [
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "169.254.0.23",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
  "fe80::a9fe:a9fe",
];

const NOT_PUBLIC = [
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.1.1",
  "172.31.255.255",
  "192.168.1.1",
  "192.0.2.1",
  "198.18.0.1",
  "224.0.0.251",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::7f00:1",
  "fe80::1",
  "fec0::1",
  "fd12:3456::1",
  "ff02::fb",
  "100::1",
  "2001:db8::1",
  "3fff::1",
  "4000::1",
  "5f00::1",
  "64:ff9b:1::1.1.1.1",
];

const hex = (high: number, low: number) => ((high << 8) | low).toString(16);

/** How an IPv4 address can be written as one of IPv6. */
const DISGUISES: Record<string, (a: number, b: number, c: number, d: number) => string> = {
  mapped: (a, b, c, d) => `::ffff:${a}.${b}.${c}.${d}`,
  "mapped in hexadecimal": (a, b, c, d) => `::ffff:${hex(a, b)}:${hex(c, d)}`,
  translated: (a, b, c, d) => `::ffff:0:${hex(a, b)}:${hex(c, d)}`,
  NAT64: (a, b, c, d) => `64:ff9b::${hex(a, b)}:${hex(c, d)}`,
  "6to4": (a, b, c, d) => `2002:${hex(a, b)}:${hex(c, d)}::1`,
  "a Teredo server": (a, b, c, d) => `2001:0:${hex(a, b)}:${hex(c, d)}:0:0:fefe:fefe`,
  "a Teredo client": (a, b, c, d) => `2001:0:101:101:0:0:${hex(a ^ 255, b ^ 255)}:${hex(c ^ 255, d ^ 255)}`,
  ISATAP: (a, b, c, d) => `2a00:1:2:3:0:5efe:${hex(a, b)}:${hex(c, d)}`,
  "ISATAP of a global address": (a, b, c, d) => `2a00:1:2:3:200:5efe:${hex(a, b)}:${hex(c, d)}`,
};

describe("an address that somebody configured", () => {
  for (const address of ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])
    it(`is called where it is public: ${address}`, () => assert.ok(mayCall(address, [])));

  for (const address of NOT_PUBLIC)
    it(`is called only where it is listed: ${address}`, () => {
      assert.ok(!mayCall(address, []));
      assert.ok(mayCall(address, networks(address)));
    });

  for (const address of METADATA)
    it(`is never called where clouds tell secrets: ${address}`, () => {
      assert.ok(!mayCall(address, EVERYTHING));
      assert.ok(!mayCall(address, networks(address)));
    });

  it("is judged by what it means, however it is written", () => {
    const octet = fc.nat(255);
    fc.assert(
      fc.property(octet, octet, octet, octet, fc.constantFrom(...Object.keys(DISGUISES)), (a, b, c, d, how) => {
        const plain = `${a}.${b}.${c}.${d}`;
        assert.equal(mayCall(DISGUISES[how]!(a, b, c, d), []), mayCall(plain, []), how);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is never called where clouds tell secrets, however it is written and whatever is listed", () => {
    for (const address of METADATA.filter((one) => !one.includes(":"))) {
      const [a, b, c, d] = address.split(".").map(Number) as [number, number, number, number];
      for (const [how, write] of Object.entries(DISGUISES))
        assert.ok(!mayCall(write(a, b, c, d), EVERYTHING), `${address} as ${how}`);
      const local = [
        `64:ff9b:1::${hex(a, b)}:${hex(c, d)}`,
        `64:ff9b:1:${hex(a, b)}:${hex(0, c)}:${hex(d, 0)}::`,
        `64:ff9b:1:${hex(0, a)}:${hex(0, b)}:${hex(c, d)}::`,
        `64:ff9b:1:0:${hex(0, a)}:${hex(b, c)}:${hex(d, 0)}:0`,
        `::${address}`,
      ];
      for (const disguise of local) assert.ok(!mayCall(disguise, EVERYTHING), disguise);
    }
  });

  it("is called exactly where it is in a listed network, when it is private", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.nat(255), fc.integer({ min: 8, max: 32 }), (b, c, d, bits) => {
        const listed = networks(`10.20.30.40/${bits}`);
        const address = ipaddr.IPv4.parse(`10.${b}.${c}.${d}`);
        assert.equal(mayCall(address.toString(), listed), address.match(ipaddr.IPv4.parse("10.20.30.40"), bits));
      }),
    );
  });

  it("is called at no IPv6 address outside of what is handed out, whatever its bits", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), (parts) => {
        const address = new ipaddr.IPv6(parts);
        if (mayCall(address.toString(), []))
          assert.ok(parts[0]! >> 13 === 1 || ["rfc6052", "ipv4Mapped", "rfc6145"].includes(address.range()));
      }),
      { numRuns: 2_000 },
    );
  });

  for (const text of ["", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "fe80::1%eth0", "1.1.1.1/32", "[::1]"])
    it(`is none: ${JSON.stringify(text)}`, () => assert.ok(!mayCall(text, EVERYTHING)));
});

describe("a network", () => {
  it("is written in CIDR, or is one address", () => {
    assert.ok(mayCall("192.168.7.9", networks("192.168.0.0/16")));
    assert.ok(mayCall("192.168.7.9", networks("::ffff:192.168.0.0/112")));
    assert.ok(!mayCall("192.168.7.8", networks("192.168.7.9")));
    assert.ok(mayCall("fd00::9", networks("fd00::/8")));
    for (const wrong of ["", "10/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", "::/129", "fe80::%1/64", "a.example"])
      assert.equal(networkOf(wrong), undefined, wrong);
  });
});
