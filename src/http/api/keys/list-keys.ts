import Type from "typebox";
import { type Actor, isEntitled, recordedAs } from "../../../domain/actor.ts";
import type { Ledger } from "../../../ledger/ledger.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { isEntitledToKey, keyBody, KeyBody } from "./key-body.ts";
import { pageOfKeys, PageQuery, readingLocksOnce } from "../pages.ts";
import { objectWithExample } from "../../schemas.ts";
import { NextCursor } from "../schemas.ts";

const schema = {
  operationId: "listKeys",
  summary: "List temporary keys",
  description:
    "With lockId, the keys that open that lock; without, the keys that the caller created and still may manage. Newest first; keys that were taken back only on request.",
  tags: ["Temporary keys"],
  querystring: Type.Object({
    lockId: Type.Optional(
      Type.String({ pattern: "^[1-9]\\d{0,15}$", description: "The lock's number", examples: ["123"] }),
    ),
    ...PageQuery,
  }),
  response: {
    200: objectWithExample(
      { tempKeys: Type.Array(KeyBody), nextCursor: NextCursor },
      { description: "The keys, and where to go on" },
    ),
    ...errorAnswers(403, 404),
  },
};

export function listKeysRoute(app: App, { ledger, clock, config }: RouteDeps): void {
  app.get("/temp-keys", { schema }, async ({ actor, query }) => {
    const ofLock = query.lockId === undefined ? undefined : await managedLock(ledger, actor, Number(query.lockId));
    const read = readingLocksOnce(ledger);
    const now = clock.now();
    return pageOfKeys(
      query,
      async (page) => {
        const records = await (ofLock === undefined
          ? ledger.read.tempKeysCreatedBy(recordedAs(actor), page)
          : ledger.read.tempKeysOfLock(ofLock, page));
        await read.locks(records.flatMap(({ state }) => state.doors.map(({ lockId }) => lockId)));
        return records;
      },
      async (record) => {
        // Whoever made a key and lost one of its locks no longer sees it.
        const visible = ofLock !== undefined || (await isEntitledToKey(record.state, actor, read));
        return visible ? keyBody(record, read, config, now) : undefined;
      },
    );
  });
}

/** As published, a lock of somebody else is a 403 here and none is a 404. */
async function managedLock(ledger: Pick<Ledger, "read">, actor: Actor, lockId: number): Promise<number> {
  if (!Number.isSafeInteger(lockId)) throw invalidField("lockId", "is no lock's number");
  const lock = await ledger.read.lock(lockId);
  if (!lock) throw new HttpError(404, "Lock not found");
  if (!isEntitled(actor, lock.state)) throw new HttpError(403, "Not authorized for this lock");
  return lockId;
}
