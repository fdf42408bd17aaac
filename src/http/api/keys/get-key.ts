import Type from "typebox";
import { type Actor, recordedAs } from "../../../domain/actor.ts";
import { usersHeldTo } from "../../../domain/key-terms.ts";
import { refusalOf } from "../../../domain/permissions.ts";
import { standingAt } from "../../../domain/standing.ts";
import type { TempKeyRecord } from "../../../ledger/ledger.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { Doors, keyBody, KeyBody, KeyPath, managedKey } from "./key-body.ts";
import { Anyone, LockName, Maker, People, PeopleCount, StandingBody } from "./key-row.ts";

const DoorDetails = Type.Object(
  { ...Doors.items.properties, name: LockName, timeZone: Type.String({ examples: ["Europe/Athens"] }) },
  { title: "DoorDetails", description: "A door of a key, with its lock's name and zone" },
);

export const KeyDetailsBody = objectWithExample(
  {
    ...KeyBody.properties,
    link: Type.String({
      description: "The guest's page, as it is passed on",
      examples: ["https://doors.example.com/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"],
    }),
    standing: StandingBody,
    doors: Type.Array(DoorDetails),
    anyone: Anyone,
    people: People,
    peopleCount: PeopleCount,
    maker: Maker,
  },
  { title: "TempKeyDetails", description: "A temporary key, with the names of its doors and people" },
);

const schema = {
  operationId: "getKey",
  summary: "A temporary key",
  description:
    "With the names of its doors' locks and of those it is for, and the link to pass on. The caller must be entitled to every lock of the key.",
  tags: ["Temporary keys"],
  params: KeyPath,
  response: { 200: KeyDetailsBody, ...errorAnswers(403, 404) },
};

/** As many people as rows name. */
const NAMED = 10;

export function getKeyRoute(app: App, deps: RouteDeps): void {
  const { ledger, clock, config, directory } = deps;

  async function personsOf({ state }: TempKeyRecord) {
    const ids = state.accessMode === "public" ? [] : usersHeldTo(state);
    const named = ids.slice(0, NAMED);
    const known = await directory.people([...named, state.createdBy]);
    const person = (id: string) => ({ id, name: known.get(id)?.name ?? null, email: known.get(id)?.email ?? null });
    return { people: named.map(person), peopleCount: ids.length, maker: person(state.createdBy) };
  }

  app.get("/temp-keys/:uuid/details", { schema }, async ({ actor, params }) => {
    const record = await managedKey(ledger, actor, params.uuid);
    const now = clock.now();
    const body = await keyBody(record, ledger.read, config, now);
    const locks = await ledger.read.locks(record.state.doors.map(({ lockId }) => lockId));
    const { maker, ...persons } = await personsOf(record);
    return {
      ...body,
      link: `${config.publicUrl}/temp-keys/${record.state.uuid}`,
      standing: standingAt(record.state, now),
      doors: body.doors.map((door) => {
        const { name, state } = locks.get(Number(door.lockId))!;
        return Object.assign(door, { name, timeZone: state.timeZone });
      }),
      anyone: record.state.accessMode === "public",
      ...persons,
      maker: { id: maker.id, name: isNamed(actor, maker.id) ? maker.name : null },
    };
  });
}

/** The same as in rows. */
function isNamed(actor: Actor, id: string): boolean {
  return refusalOf("listMembers", actor) === undefined || id === recordedAs(actor);
}
