/** A network of its own for a device, joined to this machine's by a cable that can be cut. */
import { execFileSync } from "node:child_process";

export interface Network {
  /** What a program is started with to be in it. */
  readonly enter: readonly string[];
  /** Its end of the cable. */
  readonly link: string;
  pull(): void;
  plug(): void;
  close(): void;
}

/** @throws Error where this machine does not let it be made */
export function createNetwork(index: number): Network {
  const name = `latchstring-${process.pid}-${index}`;
  const [ours, theirs] = [`lsa${process.pid % 100_000}-${index}`, `lsb${process.pid % 100_000}-${index}`];
  try {
    ip("netns", "add", name);
    ip("link", "add", ours, "type", "veth", "peer", "name", theirs);
    ip("link", "set", theirs, "netns", name);
    ip("link", "set", ours, "up");
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "link", "set", theirs, "up");
  } catch (error) {
    throw new Error("This machine is root's and a Linux, and still makes no network namespaces", { cause: error });
  }
  return {
    enter: ["ip", "netns", "exec", name],
    link: theirs,
    pull() {
      tc("qdisc", "add", "dev", ours, ...NOTHING);
      tc("-n", name, "qdisc", "add", "dev", theirs, ...NOTHING);
    },
    plug() {
      tc("qdisc", "del", "dev", ours, "root");
      tc("-n", name, "qdisc", "del", "dev", theirs, "root");
    },
    close() {
      ip("link", "del", ours);
      ip("netns", "del", name);
    },
  };
}

/** A queue for one byte: no packet fits. Addresses and groups stay, as when a switch somewhere is without power. */
const NOTHING = "root tbf rate 8bit burst 1 limit 1".split(" ");

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "inherit"] });
}

function tc(...args: string[]): void {
  execFileSync("tc", args, { stdio: ["ignore", "ignore", "inherit"] });
}
