/** What waits in the store for somebody, and connections to it: looked at when it is asked for, and not too often. */
import { Gauge, type Registry } from "prom-client";

/** What waits to be sent. */
export interface Waiting {
  readonly waiting: number;
  /** How long the oldest of it has waited, in seconds; 0 when nothing does. */
  readonly oldestSeconds: number;
}

/** Connections of one pool. */
export interface Connections {
  readonly pool: string;
  readonly busy: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
}

/** What is looked at. */
export interface Queues {
  readonly queues: Readonly<Record<"webhooks" | "notices", () => Promise<Waiting>>>;
  readonly connections: () => readonly Connections[];
}

/** How long what was seen in the store is told again, and how long it is waited for, in milliseconds. */
const KEPT_MS = 5_000;
const WAIT_MS = 1_000;

/** @returns brings the figures up to date; never rejects */
export function measureQueues(registry: Registry, { queues, connections }: Queues): () => Promise<void> {
  const registers = [registry];
  const waiting = new Gauge({
    name: "latchstring_queue_waiting",
    help: "What waits in the store to be sent, by all processes; left out while the store is away.",
    labelNames: ["queue"],
    registers,
  });
  const oldest = new Gauge({
    name: "latchstring_queue_oldest_seconds",
    help: "How long the oldest of it has waited beyond the time that it was due.",
    labelNames: ["queue"],
    registers,
  });
  const pools = new Gauge({
    name: "latchstring_database_connections",
    help: "Connections to PostgreSQL that are busy or idle, and those in this process that wait for one.",
    labelNames: ["pool", "state"],
    registers,
  });
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<unknown> | undefined;

  async function lookAt(queue: string, look: () => Promise<Waiting>): Promise<void> {
    try {
      const found = await look();
      waiting.set({ queue }, found.waiting);
      oldest.set({ queue }, found.oldestSeconds);
    } catch {
      waiting.remove({ queue });
      oldest.remove({ queue });
    }
  }

  return async () => {
    for (const { pool, busy, idle, waiting: asking } of connections()) {
      for (const [state, count] of Object.entries({ busy, idle, waiting: asking })) pools.set({ pool, state }, count);
    }
    if (performance.now() - lookedAt >= KEPT_MS) {
      lookedAt = performance.now();
      looking = Promise.all(Object.entries(queues).map(([name, look]) => lookAt(name, look)));
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = setTimeout(resolve, WAIT_MS);
    await Promise.race([looking, promise]);
    clearTimeout(late);
  };
}
