/** What a project of somebody else writes, which imports the package by its name: compiled, not run. */
import {
  type AnswerOf,
  createClient,
  isLatchstringError,
  type ItemOf,
  type RequestOf,
  type Schemas,
} from "../../client/src/index.ts";

const client = createClient({ baseUrl: "https://doors.example", token: async (refused) => refused ?? "token" });
const window = { validFrom: "2026-12-24T14:00:00Z", validUntil: "2026-12-27T10:00:00Z" };
const body: RequestOf<"createKey">["body"] = { doors: [{ lockId: "123", accessMethod: "both" }], ...window };

export async function use(dryRun: boolean): Promise<void> {
  const key = await client.createKey({ body, signal: AbortSignal.timeout(1_000) });
  const url: string = key.url;
  const tried: boolean = (await client.createKey({ query: { dryRun: true }, body })).isThere;
  const either = await client.createKey({ query: { dryRun }, body });
  if ("url" in either) either.url satisfies string;
  // @ts-expect-error -- a dry run makes no key
  void (await client.createKey({ query: { dryRun: "true" }, body })).url;
  // @ts-expect-error -- there is no such field
  void client.createKey({ body: { ...body, validTill: "2026-12-27T10:00:00Z", doors: [{ lockId: "1", lable: "a" }] } });
  // @ts-expect-error -- a body is needed
  void client.createKey({});
  // @ts-expect-error -- a path is needed
  void client.revokeKey();
  // @ts-expect-error -- another operation's parameter
  void client.revokeKey({ path: { hubId: "home" } });
  // @ts-expect-error -- no such status
  void client.listKeyRows({ query: { sort: "colour" } });
  // @ts-expect-error -- not a list
  void client.getHub.each;
  // @ts-expect-error -- no such operation
  void client.openSesame();
  const row: ItemOf<"listKeyRows"> = (await client.listKeyRows()).rows[0]!;
  row.status satisfies string;
  for await (const { uuid } of client.listKeyRows.each({ query: { limit: 50, search: "anna" } })) uuid satisfies string;
  for await (const event of client.followActivity())
    if (event.type === "item") event.item satisfies Schemas["ActivityItem"];
    else event satisfies { type: "reset"; lastEventId: string };
  const nothing: undefined = await client.endSession({ path: { id: "1" } });
  const file: Response = await client.exportLockEvents({ path: { id: 123 }, query: { format: "csv" } });
  const logo: AnswerOf<"setLogo"> = await client.setLogo({ path: { orgId: "acme" }, body: new Blob([]) });
  void [url, tried, nothing, file, logo];
}

export function tell(error: unknown): string {
  if (!isLatchstringError(error)) return "a fault of our own";
  switch (error.kind) {
    case "invalid":
      return `${error.field}: ${error.details[0]?.message}`;
    case "rate-limited":
    case "unavailable":
      return `again in ${error.retryAfterMs} ms`;
    case "no-answer":
      // @ts-expect-error -- nothing was answered
      return String(error.status);
    case "unauthenticated":
    case "forbidden":
    case "not-found":
    case "conflict":
    case "not-opened":
    case "fault":
    case "unexpected":
      return String(error.status);
    default:
      return error satisfies never;
  }
}
