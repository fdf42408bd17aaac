/** What is done with the client in every place where it runs; it knows nothing of where that is. */
import type * as Package from "../../client/src/index.ts";

export interface Ground {
  /** Of a network in between, which does as `/network` is told. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly token: string;
}

/** @returns what came of it, the same everywhere */
export async function journey({ createClient, isLatchstringError }: typeof Package, ground: Ground): Promise<string[]> {
  const { baseUrl, apiKey, token } = ground;
  const came: string[] = [];
  const network = (...faults: readonly unknown[]) =>
    fetch(`${baseUrl}/network`, { method: "POST", body: JSON.stringify(faults) });
  const keys = async () => ((await (await fetch(`${baseUrl}/network`)).json()) as string[]).slice(-3);

  const client = createClient({ baseUrl, apiKey, attemptMs: 20_000 });
  const body = { doors: [{ lockId: "1" }], validFrom: "2026-01-01T00:00:00Z", validUntil: "2030-12-31T00:00:00Z" };
  await network("unreached", "lost");
  const { uuid } = await client.createKey({ body: { ...body, description: "Zoë, Zimmer 4 🗝" } });
  came.push(`one idempotency key: ${new Set(await keys()).size}`);
  const rows: string[] = [];
  for await (const { note } of client.listKeyRows.each({ query: { limit: 1, search: "zoë", status: "active" } }))
    rows.push(String(note));
  came.push(`keys: ${rows.join()}`);

  const refusals = [
    client.createKey({ body: { ...body, doors: [{ lockId: "1" }, { lockId: "999" }] } }),
    client.createKey({ body: { ...body, validUntil: body.validFrom } }),
    createClient({ baseUrl, apiKey: "none" }).listKeyRows(),
    createClient({ baseUrl: "http://127.0.0.1:9", attempts: 1 }).listKeyRows(),
    client.getHub({ path: { hubId: ".." } }),
  ];
  for (const { status, ...settled } of await Promise.allSettled<unknown>(refusals)) {
    const reason: unknown = "reason" in settled ? settled.reason : undefined;
    came.push(
      isLatchstringError(reason)
        ? `${reason.kind} ${"field" in reason ? reason.field : ""}`
        : `${status} ${String(reason)}`,
    );
  }

  let asked = 0;
  const person = createClient({ baseUrl, token: (refused) => (asked++, refused === undefined ? "ended" : token) });
  await person.listHubs();
  came.push(`tokens: ${asked}`);
  const { lines } = await client.importKeys({
    query: { dryRun: true },
    body: new Blob([await (await client.getImportTemplate()).text()], { type: "text/csv" }),
  });
  came.push(`lines: ${lines.length}`);

  const { lastEventId } = await client.listActivity();
  await network({ cut: 900 });
  const ending = new AbortController();
  const seen = new Map<string, string>();
  try {
    for (let i = 0; i < 4; i++) await client.openLock({ path: { id: 1 }, body: { reason: "a parcel" } });
    for await (const event of client.followActivity({ lastEventId, signal: ending.signal })) {
      if (event.type !== "item" || event.item.type !== "LockOpenRequested") continue;
      seen.set(event.item.id, String(event.item.outcome));
      if ([...seen.values()].filter((outcome) => outcome === "opened").length === 4) ending.abort(new Error("enough"));
    }
  } catch (error) {
    came.push(`followed: ${[...seen.values()].join()}, ${String(error)}`);
  }
  await client.revokeKey({ path: { uuid } });
  return came;
}
