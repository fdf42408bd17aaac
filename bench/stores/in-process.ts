/** Creates through the ledger alone, without HTTP, in a process of its own: one round for every message. */
import { systemClock } from "../../src/clock.ts";
import { openPostgresLedger } from "../../src/ledger/postgres/ledger.ts";
import { newUuid } from "../../src/uuid.ts";
import { inTurn } from "../requests.ts";

const actor = { kind: "operator" } as const;
const ledger = await openPostgresLedger({ url: process.env["DATABASE_URL"]!, clock: systemClock });
const nextLock = inTurn(Number(process.env["LOCKS"]));

/** One caller, who creates a key when the last one is there. */
async function call(until: number, took: number[]): Promise<void> {
  for (let from = performance.now(); from < until;) {
    const now = Date.now();
    const answer = await ledger.submit({
      type: "createTempKey",
      actor,
      lockId: nextLock(),
      tempKeyUuid: newUuid(now),
      accessMode: "public",
      allowedUserIds: [],
      validFrom: now - 60_000,
      validUntil: now + 86_400_000,
      maxUses: null,
      description: "Anna, room 4",
    });
    if (!answer.ok) throw new Error(answer.message);
    const end = performance.now();
    took.push(end - from);
    from = end;
  }
}

async function round(callers: number, seconds: number) {
  const took: number[] = [];
  const from = performance.now();
  await Promise.all(Array.from({ length: callers }, () => call(from + seconds * 1_000, took)));
  const rate = (took.length / (performance.now() - from)) * 1_000;
  const sorted = took.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]!;
  return { rate, answers: took.length, p50: at(0.5), p99: at(0.99), max: at(1), others: 0 };
}

process.on("message", ({ callers, seconds }: { callers: number; seconds: number }) => {
  void round(callers, seconds).then((result) => process.send!(result));
});
process.once("SIGTERM", () => void ledger.close().then(() => process.exit()));
process.send!("ready");
