/** A key as lists have it. */
import Type from "typebox";
import { type Actor, recordedAs } from "../../../domain/actor.ts";
import { isoTime } from "../../../domain/ids.ts";
import { refusalOf } from "../../../domain/permissions.ts";
import { STANDINGS } from "../../../domain/standing.ts";
import type { KeyRow as Row } from "../../../reading/key-rows.ts";
import { orNull } from "../../schemas.ts";
import {
  DoorLabel,
  KeyUuid,
  LockIdText,
  MaxUses,
  RevokedAt,
  Timestamp,
  UsedCount,
  WindowEnd,
  WindowStart,
} from "../schemas.ts";

const Text = (examples: readonly string[]) => orNull(Type.String({ examples: [...examples] }));

export const Note = orNull(Type.String(), { description: "What the guest sees as a note", examples: ["Anna, room 4"] });
export const LockName = orNull(Type.String(), { description: "The lock's name", examples: ["Front door"] });

const TimeZone = Type.String({ description: "The lock's, an IANA name", examples: ["Europe/Athens"] });

export const PersonBody = Type.Object(
  {
    id: Type.String({
      description: "As the record has it: a user's id, an organisation's, or operator",
      examples: ["8c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"],
    }),
    name: Text(["Anna Berger"]),
    email: Text(["anna@example.org"]),
  },
  { title: "Person", description: "Somebody, with what the directory knows of them now" },
);

export const Maker = Type.Object(
  { id: PersonBody.properties.id, name: Text(["Maria Rossi"]) },
  {
    title: "KeyMaker",
    description: "Who made it; the name is told to whoever may list the organisation's members, and to themselves",
  },
);

export const StandingBody = Type.Enum([...STANDINGS], {
  title: "KeyStanding",
  type: "string",
  description: "How it stands now",
});

export const People = Type.Array(PersonBody, { description: "Those whom it is for by name, the first 10" });
export const PeopleCount = Type.Integer({ minimum: 0, description: "How many those are", examples: [1] });
export const Anyone = Type.Boolean({ description: "Whether it is for anyone with the link", examples: [false] });

export const KeyRowBody = Type.Object(
  {
    uuid: KeyUuid,
    note: Note,
    status: StandingBody,
    doors: Type.Array(
      Type.Object(
        { lockId: LockIdText, name: LockName, label: orNull(DoorLabel), timeZone: TimeZone },
        { title: "DoorOfRow" },
      ),
      { description: "Those of its doors that the caller may manage" },
    ),
    anyone: Anyone,
    people: People,
    peopleCount: PeopleCount,
    from: WindowStart,
    until: WindowEnd,
    uses: UsedCount,
    maxUses: MaxUses,
    maxUsesPerDoor: MaxUses,
    hasPin: Type.Boolean({ description: "Whether a PIN opens one of its doors", examples: [true] }),
    createdBy: Maker,
    createdAt: Timestamp,
    lastUsedAt: orNull(Type.String({ format: "date-time" }), {
      description: "When it was last let in; null where none of its uses counts, because each was given back",
      examples: ["2026-12-24T15:04:05.678Z"],
    }),
    revokedAt: RevokedAt,
    revokeAfter: orNull(Type.String({ format: "date-time" }), {
      description: "When it is taken back by itself, where it was paused with that",
      examples: [null],
    }),
  },
  { title: "TempKeyRow", description: "A temporary key, as lists show it" },
);

export function keyRowBody(row: Row, actor: Actor) {
  const { standing, doors, people, from, until, createdBy, createdAt, lastUsedAt, revokedAt, revokeAfter, ...rest } =
    row;
  const isNamed = refusalOf("listMembers", actor) === undefined || createdBy.id === recordedAs(actor);
  return {
    ...rest,
    createdBy: { id: createdBy.id, name: isNamed ? createdBy.name : null },
    status: standing,
    doors: doors.map(({ lockId, name, label, timeZone }) => ({ lockId: String(lockId), name, label, timeZone })),
    anyone: people === null,
    people: [...(people ?? [])],
    from: isoTime(from),
    until: isoTime(until),
    createdAt: isoTime(createdAt),
    lastUsedAt: lastUsedAt === null ? null : isoTime(lastUsedAt),
    revokedAt: revokedAt === null ? null : isoTime(revokedAt),
    revokeAfter: revokeAfter === null ? null : isoTime(revokeAfter),
  };
}
