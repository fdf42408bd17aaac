/** An item of activity as it is answered: with the names that are known now of what it is about. */
import Type, { type Static } from "typebox";
import { type Activity, type ActivityItem, OUTCOMES } from "../../../activity/activity.ts";
import { type Actor, isEntitled } from "../../../domain/actor.ts";
import { isoTime } from "../../../domain/ids.ts";
import type { OpenFailure } from "../../../domain/order.ts";
import type { PinRefusal } from "../../../domain/refusals.ts";
import type { LedgerReads } from "../../../ledger/ledger.ts";
import { objectWithExample, oneOfOrNull, orNull } from "../../schemas.ts";
import { EventType } from "../record/events.ts";
import { KeyUuid, LockIdText, SAMPLE_USER, Timestamp } from "../schemas.ts";

const NameNow = (of: string, example: string) =>
  orNull(Type.String(), { description: `${of}; null where there is none, or none any more`, examples: [example] });

const DoorBody = objectWithExample(
  {
    lockId: LockIdText,
    name: NameNow("What the door is called now", "Front door"),
    timeZone: NameNow("Where its clocks stand: an IANA name", "Europe/Athens"),
  },
  { title: "ActivityDoor", description: "Where it happened" },
);
const KeyBody = objectWithExample(
  { uuid: KeyUuid, note: NameNow("The key's note now", "Anna, room 4") },
  { title: "ActivityKey", description: "The temporary key that it was about; null where it was about none" },
);
const PersonBody = objectWithExample(
  {
    id: Type.String({ description: "By the record's name of them: mostly a user's UUID", examples: [SAMPLE_USER] }),
    name: NameNow("What they are called now", "Anna Meier"),
  },
  { title: "ActivityPerson", description: "Who did it; null where nobody is known" },
);

export const ItemBody = objectWithExample(
  {
    id: Type.String({
      format: "uuid",
      description: "The UUID of the event that began it; what is told again with it is the same item, changed",
      examples: ["8a8abf9d-8ffd-87b4-8ddb-857b2cc5e73e"],
    }),
    time: Timestamp,
    type: EventType,
    door: DoorBody,
    key: orNull(KeyBody),
    person: orNull(PersonBody),
    outcome: oneOfOrNull(OUTCOMES, {
      description: "What became of it, where it was to open a door; it changes while it is `requested`",
      examples: ["opened"],
    }),
    reason: orNull(Type.String(), {
      description: "Why it was refused or did not open; how a bolt was moved by hand",
      examples: [null],
    }),
    settledAt: orNull(Type.String({ format: "date-time" }), {
      description: "When the outcome was known",
      examples: ["2026-12-24T15:04:06.012Z"],
    }),
    method: oneOfOrNull(["key", "code"], { description: "By the link (key) or by the PIN (code)", examples: ["key"] }),
    comment: orNull(Type.String(), {
      description: "The reason that was given for an opening without a key",
      examples: [null],
    }),
    count: orNull(Type.Integer({ minimum: 1 }), {
      description: "Of refusals that were repeated: how many more there were",
      examples: [null],
    }),
  },
  { title: "ActivityItem", description: "One thing that happened" },
);

export type ItemBody = Static<typeof ItemBody>;

/** What `reason` is of something that was refused, and of an opening that did not succeed. */
export interface ActivityReasons {
  readonly refused: PinRefusal;
  readonly failed: OpenFailure;
}

export interface Naming {
  readonly activity: Pick<Activity, "names">;
  readonly read: Pick<LedgerReads, "locks">;
}

/** The items with the names of now, read together. */
export async function itemBodies(
  items: readonly ActivityItem[],
  actor: Actor,
  { activity, read }: Naming,
): Promise<ItemBody[]> {
  if (items.length === 0) return [];
  const [names, locks] = await Promise.all([
    activity.names({
      tempKeyUuids: each(items.map(({ tempKeyUuid }) => tempKeyUuid)),
      personIds: each(items.map(({ personId }) => personId)),
    }),
    read.locks(each(items.map(({ lockId }) => lockId))),
  ]);
  return items.map((item) => {
    const lock = locks.get(item.lockId);
    const { tempKeyUuid: uuid, personId: id } = item;
    // What a lock and its keys are called by those who have it now is theirs.
    const isTheirs = lock !== undefined && isEntitled(actor, lock.state);
    return {
      id: item.id,
      time: isoTime(item.at),
      type: item.type,
      door: {
        lockId: String(item.lockId),
        name: (isTheirs && lock.name) || null,
        timeZone: isTheirs ? lock.state.timeZone : null,
      },
      key: uuid === null ? null : { uuid, note: (isTheirs && names.notes.get(uuid)) || null },
      person: id === null ? null : { id, name: names.people.get(id) ?? null },
      outcome: item.outcome,
      reason: item.reason,
      settledAt: item.settledAt === null ? null : isoTime(item.settledAt),
      method: item.method,
      comment: item.comment,
      count: item.count,
    };
  });
}

function each<T>(of: readonly (T | null)[]): T[] {
  return [...new Set(of.filter((one) => one !== null))];
}
