import Type from "typebox";
import { type Attention, ATTENTIONS, attentionsOf } from "../../../devices/observed/attention.ts";
import type { DeviceState } from "../../../devices/observed/device-states.ts";
import { SIMULATOR_HUB } from "../../../devices/hubs/hub.ts";
import { deviceOf } from "../../../domain/device.ts";
import { isoTime } from "../../../domain/ids.ts";
import { naturalOrder } from "../../../reading/fold-text.ts";
import type { LockRow } from "../../../reading/lock-rows.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { observed, observedBody } from "../hubs/schemas.ts";
import { LockName, Note } from "../keys/key-row.ts";
import {
  listOf,
  LockIds,
  lockIdsOf,
  pageAsked,
  pageOfAll,
  RowsAnswer,
  RowsQuery,
  Search,
  type Standpoint,
  wordsAsked,
  writeCursor,
} from "../list-pages.ts";
import { KeyUuid, LockIdText, LockUuid, OrgId, UserName } from "../schemas.ts";
import { lockIdsAsked, SiteQuery, sitesOf } from "../sites-of-locks.ts";

const STATES = observed.state.enum;

const SORTS = {
  name: ({ record }) => naturalOrder(record.name ?? ""),
  lockId: ({ record }) => record.state.lockId,
  canOpenNow: ({ canOpen }) => canOpen,
  nextArrival: ({ next }) => next?.at ?? Number.MAX_SAFE_INTEGER,
  lastOpenedAt: ({ record }) => record.state.lastOpenedAt ?? 0,
} as const satisfies Readonly<Record<string, (row: LockRow) => number | string>>;
type Sort = keyof typeof SORTS;
const SORT_NAMES = Object.keys(SORTS) as Sort[];

const AttentionBody = Type.Enum([...ATTENTIONS], {
  title: "LockAttention",
  type: "string",
  description:
    "Why somebody must look after it: no device is bound, its hub cannot be reached as far as the process that answers knows, the device is offline, or its battery is low",
});

export const LockRowBody = Type.Object(
  {
    lockId: LockIdText,
    uuid: LockUuid,
    name: LockName,
    timeZone: Type.String({ description: "IANA name", examples: ["Europe/Athens"] }),
    ownerId: orNull(UserName),
    organizationId: orNull(OrgId),
    site: Type.Unsafe<{ id: string; name: string } | null>({
      type: ["object", "null"],
      properties: { id: Type.String(), name: Type.String() },
      required: ["id", "name"],
      description: "Of the caller's organisation",
      examples: [null],
    }),
    device: Type.Object(
      { hubId: orNull(Type.String(), { description: "Null where none is bound", examples: ["home"] }), ...observed },
      { title: "DeviceOfRow", description: "The device that it is, and what was last seen of it" },
    ),
    attention: Type.Array(AttentionBody, { description: "The gravest first", examples: [[]] }),
    canOpenNow: Type.Integer({ minimum: 0, description: "Keys that would open it now", examples: [2] }),
    nextArrival: Type.Unsafe<{ at: string; tempKeyUuid: string; note: string | null } | null>({
      type: ["object", "null"],
      properties: { at: Type.String({ format: "date-time" }), tempKeyUuid: KeyUuid, note: Note },
      required: ["at", "tempKeyUuid", "note"],
      description: "The next key to begin",
      examples: [null],
    }),
    lastOpenedAt: orNull(Type.String({ format: "date-time" }), {
      description: "When it opened last by an order, also one of its members'",
      examples: ["2026-12-24T15:04:05.678Z"],
    }),
  },
  { title: "LockRow", description: "A lock, as lists show it" },
);

const schema = {
  operationId: "listLocks",
  summary: "List all locks that the caller may manage",
  description:
    "Looked for, filtered, sorted and counted on the server; each with its device, with who can open it now, the next arrival and the last opening. A page is found by a cursor, or by its place.",
  tags: ["Locks"],
  querystring: Type.Object({
    search: Search("Words, each of which is found in its name or serial number, is its number, or begins its UUID"),
    lockId: LockIds("These locks alone"),
    site: SiteQuery,
    hub: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: "They are devices of this hub", examples: ["home"] }),
    ),
    state: listOf(STATES, "What was last seen of its bolt"),
    attention: listOf([...ATTENTIONS, "any", "none"], "Those that somebody must look after for one of these reasons"),
    sort: Type.Optional(
      Type.Enum(SORT_NAMES, {
        type: "string",
        description: "What it is sorted by; name if left out, numbers in names by their size",
        examples: ["nextArrival"],
      }),
    ),
    order: Type.Optional(
      Type.Enum(["asc", "desc"], { type: "string", description: "asc if left out", examples: ["asc"] }),
    ),
    ...RowsQuery,
  }),
  response: {
    200: objectWithExample(
      { locks: Type.Array(LockRowBody), ...RowsAnswer },
      { title: "LockRows", description: "The locks of this page, and how many there are" },
    ),
    ...errorAnswers(409),
  },
};

const Cursor = Type.Tuple([
  Type.Enum(SORT_NAMES),
  Type.Enum(["asc", "desc"]),
  Type.Union([Type.Number(), Type.String()]),
  Type.Number(),
]);

interface Seen {
  readonly row: LockRow;
  readonly state: DeviceState | undefined;
  readonly attention: readonly Attention[];
}

export function listLocksRoute(app: App, deps: RouteDeps): void {
  const { reading, deviceStates, openHubs } = deps;

  function hubIsAway(hubId: string | undefined): boolean {
    if (hubId === undefined || hubId === SIMULATOR_HUB) return false;
    const { connection, checked } = openHubs.state(hubId);
    return connection === "broken" || checked?.check.ok === false;
  }

  /** Many at once, so this is asked for no more locks than it must be. */
  async function seen(rows: readonly LockRow[]): Promise<Seen[]> {
    const states = await deviceStates.states(rows.map(({ record }) => record.state.lockId));
    const found = new Map(states.map((state) => [state.lockId, state]));
    return rows.map((row) => {
      const { state: lock } = row.record;
      const device = deviceOf(lock);
      const kept = found.get(lock.lockId);
      // What was seen of the device that it was before says nothing.
      const state = kept?.hubId === device?.hubId && kept?.address === device?.address ? kept : undefined;
      return { row, state, attention: attentionsOf(lock, state?.snapshot, hubIsAway(device?.hubId)) };
    });
  }

  app.get("/locks", { schema }, async ({ actor, query }) => {
    const { search, lockId, site, hub, state, attention, sort = "name", order = "asc" } = query;
    const { after, ...asked } = await pageAsked(query, Cursor);
    if (after && (after[0] !== sort || after[1] !== order))
      throw invalidField("cursor", "is no cursor of this list in this order");
    const given = lockId === undefined ? undefined : lockIdsOf(lockId);
    const lockIds = await lockIdsAsked(actor, { lockIds: given, site }, deps);
    const words = wordsAsked(search);
    const found = await reading.lockRows(actor, { words, ...(lockIds && { lockIds }) });
    const rows = hub === undefined ? found : found.filter(({ record }) => deviceOf(record.state)?.hubId === hub);
    const standpoint = (row: LockRow): Standpoint => [SORTS[sort](row), row.record.state.lockId];
    const all =
      state === undefined && attention === undefined ? undefined : (await seen(rows)).filter(isAsked(state, attention));
    const page = pageOfAll(all ? all.map(({ row }) => row) : rows, standpoint, {
      ...asked,
      descending: order === "desc",
      ...(after && { after: [after[2], after[3]] }),
    });
    const shown = await seen(page.rows);
    const sites = await sitesOf(
      actor,
      page.rows.map(({ record }) => record.state.lockId),
      deps,
    );
    return {
      locks: shown.map((one) => rowBody(one, sites.get(one.row.record.state.lockId) ?? null)),
      total: all ? all.length : rows.length,
      offset: page.offset,
      nextCursor: page.next ? writeCursor([sort, order, ...page.next]) : null,
    };
  });
}

function isAsked(states: string | undefined, attentions: string | undefined): (seen: Seen) => boolean {
  const [wanted, reasons] = [states?.split(","), attentions?.split(",")];
  return ({ state, attention }) => {
    if (wanted && !wanted.includes(state?.snapshot.state ?? "unknown")) return false;
    if (!reasons) return true;
    if (reasons.includes(attention.length > 0 ? "any" : "none")) return true;
    return attention.some((one) => reasons.includes(one));
  };
}

function rowBody({ row, state, attention }: Seen, site: { id: string; name: string } | null) {
  const { record, canOpen, next } = row;
  const { lockId, uuid, timeZone, ownerId, orgId, lastOpenedAt } = record.state;
  return {
    lockId: String(lockId),
    uuid,
    name: record.name,
    timeZone,
    ownerId,
    organizationId: orgId,
    site,
    device: { hubId: deviceOf(record.state)?.hubId ?? null, ...observedBody(state?.snapshot) },
    attention: [...attention],
    canOpenNow: canOpen,
    nextArrival: next ? { at: isoTime(next.at), tempKeyUuid: next.uuid, note: next.note } : null,
    lastOpenedAt: lastOpenedAt === undefined ? null : isoTime(lastOpenedAt),
  };
}
