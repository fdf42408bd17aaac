/** Two networks of their own, one for the server and one for a bridge of others, joined by a cable that can be cut. */
import { execFileSync, spawnSync } from "node:child_process";

export interface Network {
  /** What a program is started with to be in the server's network. */
  readonly server: readonly string[];
  /** The same for the bridge's. */
  readonly bridge: readonly string[];
  /** The bridge's end of the cable. */
  readonly link: string;
  pull(): void;
  plug(): void;
  close(): void;
}

/** Says to a test which network it is in. */
export const NETWORK = "TEST_NETWORK";

/** Where networks can be made, tests that need them must run; elsewhere it is said that they do not. */
export function mayMakeNetworks(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  // A container's root may be none of the machine's.
  return spawnSync("unshare", ["--net", "true"], { stdio: "ignore" }).status === 0;
}

/** @throws Error where this machine does not let it be made */
export function createNetwork(): Network {
  const name = `ls${process.pid}`;
  const network = networkOf(name);
  const [server, bridge] = [`${name}-server`, `${name}-bridge`];
  try {
    ip("netns", "add", server);
    ip("netns", "add", bridge);
    ip("-n", server, "link", "add", "server", "type", "veth", "peer", "name", "bridge");
    ip("-n", server, "link", "set", "bridge", "netns", bridge);
    for (const [space, link] of [
      [server, "server"],
      [bridge, "bridge"],
    ] as const) {
      // Addresses are good at once: nobody else is there who could have the same.
      enter(space, "sysctl", "-qw", `net.ipv6.conf.${link}.accept_dad=0`);
      ip("-n", space, "link", "set", "lo", "up");
      ip("-n", space, "link", "set", link, "up");
    }
  } catch (error) {
    network.close();
    throw new Error("This machine lets networks be made, and still these were not", { cause: error });
  }
  return network;
}

/** The network of whoever runs in it. */
export function ownNetwork(): Network {
  const name = process.env[NETWORK];
  if (name === undefined) throw new Error("This runs in a network of its own: npm run test:matter");
  return networkOf(name);
}

function networkOf(name: string): Network {
  const spaces = [
    [`${name}-server`, "server"],
    [`${name}-bridge`, "bridge"],
  ] as const;
  return {
    server: ["env", `${NETWORK}=${name}`, "ip", "netns", "exec", `${name}-server`],
    bridge: ["ip", "netns", "exec", `${name}-bridge`],
    link: "bridge",
    pull() {
      for (const [space, link] of spaces) enter(space, "tc", "qdisc", "add", "dev", link, ...NOTHING);
    },
    plug() {
      for (const [space, link] of spaces) enter(space, "tc", "qdisc", "del", "dev", link, "root");
    },
    close() {
      for (const [space] of spaces) spawnSync("ip", ["netns", "del", space], { stdio: "ignore" });
    },
  };
}

/** A queue for one byte: no packet fits. Addresses and groups stay, as when a switch somewhere is without power. */
const NOTHING = "root tbf rate 8bit burst 1 limit 1".split(" ");

function enter(space: string, ...command: string[]): void {
  ip("netns", "exec", space, ...command);
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "inherit"] });
}
