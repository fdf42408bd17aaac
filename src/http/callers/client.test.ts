import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { clientOf, proxiesOf } from "./client.ts";

function seen(peer: string | undefined, forwarded?: string, trust: false | number | string = "192.0.2.1"): string {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return clientOf({ socket: { remoteAddress: peer } as never, headers }, proxiesOf(trust)!);
}

/** The ways of writing an address, each as one that is counted. */
const WRITTEN: Readonly<Record<string, string>> = {
  "203.0.113.7": "203.0.113.7",
  "203.0.113.7:49152": "203.0.113.7",
  "::ffff:203.0.113.7": "203.0.113.7",
  "::FFFF:cb00:7107": "203.0.113.7",
  "[::ffff:203.0.113.7]:80": "203.0.113.7",
  "2001:db8:1:2::1": "2001:db8:1:2::/64",
  "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff": "2001:db8:1:2::/64",
  "[2001:db8:1:2::1]": "2001:db8:1:2::/64",
  "[2001:db8:1:2::1]:443": "2001:db8:1:2::/64",
  "2001:db8::1": "2001:db8:0:0::/64",
  "fe80::1%eth0": "fe80:0:0:0::/64",
  "[fe80::1%25eth0]:9": "fe80:0:0:0::/64",
  "::1": "0:0:0:0::/64",
  // IPv6 that stands for one address of IPv4.
  "64:ff9b::203.0.113.7": "203.0.113.7",
  "64:ff9b:1:fffe::203.0.113.7": "64:ff9b:1:fffe::cb00:7107",
  "::ffff:0:203.0.113.7": "203.0.113.7",
  "2002:cb00:7107:1234::5": "203.0.113.7",
  "2001:0:c000:201:0:63bf:34ff:8ef8": "203.0.113.7",
};

/** What clients write who want to be somebody new each time, and what proxies write who do not know. */
const NO_ADDRESS = ["", "unknown", "_hidden", "1", "127.1", "0x7f.0.0.1", "010.0.0.1", "1.2.3.4.5", "1.2.3.256"].concat(
  ["1.2.3.4:", "1.2.3.4:123456", "[1.2.3.4", "2001:db8::1]:1", "::1::", "1.2.3.4%eth0", '"1.2.3.4"', "for=1.2.3.4"],
  ["1.2.3.4;5.6.7.8", "1.2.3.4 5.6.7.8", "a".repeat(5_000), "💥", "2001:db8::1/64"],
);

describe("the client's address", () => {
  for (const [written, counted] of Object.entries(WRITTEN))
    it(`${written} counts as ${counted}, connected and forwarded`, () => {
      assert.equal(seen("192.0.2.1", written), counted);
      assert.equal(seen("192.0.2.1", ` ${written}\t`), counted);
      if (!/[[:]\d+$|\[/.test(written.replace(/^.*::/, ""))) assert.equal(seen(written), counted);
    });

  it("is the proxy's own where it writes what is no address, whatever a client wrote before", () => {
    for (const garbage of NO_ADDRESS) {
      assert.equal(seen("192.0.2.1", garbage), "192.0.2.1", garbage);
      assert.equal(seen("192.0.2.1", `203.0.113.9, ${garbage}`), "192.0.2.1", garbage);
      assert.equal(seen("192.0.2.1", `${garbage}, 203.0.113.9`), "203.0.113.9", garbage);
    }
  });

  it("is never what a client writes, however it writes it", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constantFrom(...NO_ADDRESS))), (lies) => {
        const forwarded = [...lies, "203.0.113.9"].join(",");
        assert.equal(seen("192.0.2.1", forwarded), "203.0.113.9");
        assert.equal(seen("192.0.2.1", forwarded, 1), "203.0.113.9");
        assert.equal(seen("198.51.100.1", forwarded), "198.51.100.1", "not a proxy");
        assert.equal(seen("192.0.2.1", forwarded, false), "192.0.2.1");
        assert.equal(seen("192.0.2.1", [...lies, "203.0.113.9", "10.1.2.3"].join(","), 2), "203.0.113.9");
        assert.equal(
          seen("::ffff:192.0.2.1", [...lies, "203.0.113.9", "10.1.2.3"].join(","), "192.0.2.0/24,uniquelocal"),
          "203.0.113.9",
        );
      }),
    );
  });

  it("is the farthest that is known where there are fewer proxies than were said, or a connection is gone", () => {
    assert.equal(seen("192.0.2.1", "203.0.113.9", 3), "203.0.113.9");
    assert.equal(seen("192.0.2.1", undefined, 3), "192.0.2.1");
    assert.equal(seen(undefined, "203.0.113.9", 3), "unknown");
  });

  it("of a trusted proxy is known however either of them is written", () => {
    for (const [peer, trust] of [
      ["::ffff:10.1.2.3", "10.0.0.0/8"],
      ["10.1.2.3", "::ffff:10.0.0.0/104"],
      ["10.1.2.3", "::ffff:10.1.2.3"],
      ["::1", "loopback"],
      ["fe80::7%eth1", "linklocal"],
      ["2001:db8::7", "2001:0db8::/32"],
    ] as const)
      assert.equal(seen(peer, "203.0.113.9", trust), "203.0.113.9", `${peer} in ${trust}`);
  });

  it("is read in one place", () => {
    for (const file of globSync("src/**/*.ts").filter((name) => !name.includes("client."))) {
      const text = readFileSync(file, "utf8");
      assert.doesNotMatch(text, /\b(request|req)\.ips?\b|\(\{[^}]*\bips?\b|remoteAddress/, file);
    }
  });
});
