/** A night that a console is left open: doors are opened, and the connection is cut, again and again. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Page } from "playwright-core";
import { freePort } from "../../free-port.ts";
import { publicTerms } from "../../harness.ts";
import { StillClock } from "../../manual-clock.ts";
import { shown, startConsole } from "./console.ts";
import { heap } from "./heap.ts";

export interface Night {
  readonly events: number;
  /** How often the connection is cut. */
  readonly cuts: number;
}

export interface Morning {
  /** Openings that the page has not shown. */
  readonly missed: number;
  /** How often the page asked for what happens, as it happens. */
  readonly streams: number;
  /** How much more memory was in use at the end than after the first quarter, in MiB. */
  readonly activityGrew: number;
  readonly tonightGrew: number;
  readonly faults: readonly string[];
}

/** From the evening to the morning. */
const NIGHT_MS = 12 * 3_600_000;
const EVENT_MS = 1_000;
/** At most; then it is not there. */
const PATIENCE_MS = 20_000;

/** Every time that a row of the list had, since it was asked for last. */
const NOTE_ROWS = `{
  globalThis.noted = [];
  const note = (of) => { for (const one of of.querySelectorAll?.("time[datetime]") ?? []) noted.push(Date.parse(one.dateTime)); };
  note(document);
  new MutationObserver((changes) => {
    for (const { type, addedNodes, target } of changes)
      if (type === "attributes") noted.push(Date.parse(target.dateTime));
      else for (const node of addedNodes) note(node);
  }).observe(document.querySelector("main"), { subtree: true, childList: true, attributeFilter: ["datetime"] });
}`;

export async function spendNight({ events, cuts }: Night): Promise<Morning> {
  const clock = new StillClock(Date.now());
  const [front, port] = [await startCutter(), await freePort()];
  const at = await startConsole({
    clock,
    env: { PORT: String(port), PUBLIC_URL: `http://localhost:${front.port}` },
  });
  front.to(port);
  try {
    const { server, orgId } = at;
    await server.lock(1, { orgId, name: "Front door" });
    const key = await server.key(1, await at.token(), {
      ...publicTerms(clock.now()),
      validUntil: new Date(clock.now() + 2 * NIGHT_MS).toISOString(),
      maxUses: 100_000,
    });
    const open = async (path: string) => {
      const page = await (await at.context({ size: "desk" })).newPage();
      await page.clock.install({ time: clock.now() });
      await page.goto(server.publicUrl + path);
      await shown(page);
      return page;
    };
    const [activity, tonight] = [await open("/console/activity"), await open("/")];
    await activity.evaluate(NOTE_ROWS);
    let streams = 0;
    activity.on("request", (one) => {
      if (one.headers()["accept"] === "text/event-stream") streams++;
    });

    const missing = new Set<number>();
    const happen = async (count: number) => {
      for (let i = 0; i < count; i++) {
        await clock.jump(EVENT_MS);
        missing.add(clock.now());
        const answer = await server.ledger.submit({
          type: "useTempKey",
          actor: { kind: "operator" },
          lockId: 1,
          tempKeyUuid: key,
        });
        if (!answer.ok) throw new Error(answer.message);
      }
    };
    const seen = async () => {
      for (const time of await activity.evaluate<number[]>("noted.splice(0)")) missing.delete(time);
      return missing.size === 0;
    };
    let evening = { activity: 0, tonight: 0 };
    const memory = async () => ({ activity: await heap(activity), tonight: await heap(tonight) });
    for (let cut = 0; cut < cuts; cut++) {
      const some = Math.floor((events * (cut + 1)) / cuts) - Math.floor((events * cut) / cuts);
      await happen(Math.ceil(some / 2));
      front.cut();
      await happen(Math.floor(some / 2));
      const step = NIGHT_MS / cuts - some * EVENT_MS;
      await clock.jump(Math.max(0, step));
      await Promise.all([activity, tonight].map((page) => page.clock.fastForward(NIGHT_MS / cuts)));
      await untilSeen(activity, seen);
      if (cut + 1 === Math.ceil(cuts / 4)) evening = await memory();
    }
    const morning = await memory();
    return {
      missed: missing.size,
      streams,
      activityGrew: morning.activity - evening.activity,
      tonightGrew: morning.tonight - evening.tonight,
      faults: at.faults(),
    };
  } finally {
    await at.close();
    await front.close();
  }
}

async function untilSeen(page: Page, seen: () => Promise<boolean>): Promise<void> {
  for (const late = Date.now() + PATIENCE_MS; Date.now() < late && !(await seen());) {
    // What waits before it asks again does not wait for us.
    await page.clock.fastForward(1_000);
    await page.waitForTimeout(20).catch(() => {});
  }
}

/** Stands before a server, and cuts every connection when it is told to. */
async function startCutter() {
  const sockets = new Set<Socket>();
  let target = 0;
  const keep = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => (sockets.delete(socket), other().destroy()));
  };
  const listener = createServer((from) => {
    const to = connect(target, "127.0.0.1");
    keep(from, () => to);
    keep(to, () => from);
    from.pipe(to).pipe(from);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    to: (port: number) => void (target = port),
    cut,
    async close() {
      cut();
      listener.close();
      await once(listener, "close");
    },
  };
}
