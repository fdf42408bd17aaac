import Type, { type TProperties, type TSchema } from "typebox";
import { keyStatus } from "../../../domain/admission.ts";
import { isoTime } from "../../../domain/ids.ts";
import type { PublishedTerms } from "../../../domain/key-terms.ts";
import { revokedSince } from "../../../domain/temp-key.ts";
import type { TempKeyRecord } from "../../../ledger/ledger.ts";
import type { App, RouteDeps } from "../../app.ts";
import { lockFor } from "../commands.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { shownTerms } from "./key-terms.ts";
import { pageOfKeys, PageQuery } from "../pages.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import {
  AccessMode,
  GuestLink,
  KeyStatus,
  LockNumber,
  LockUuid,
  Timestamp,
  UserName,
  KeyUuid,
  LockPath,
  MaxUses,
  Names,
  NextCursor,
  RevokedAt,
  UsedCount,
  WindowEnd,
  WindowStart,
} from "../schemas.ts";

const Key = Type.Object(
  {
    uuid: KeyUuid,
    url: GuestLink,
    lockId: LockNumber,
    lockUuid: LockUuid,
    accessMode: AccessMode,
    allowedUserIds: Names,
    validFrom: WindowStart,
    validUntil: WindowEnd,
    maxUses: MaxUses,
    usedCount: UsedCount,
    description: orNull(Type.String({ examples: ["Anna, room 4"] })),
    createdAt: Timestamp,
    createdBy: UserName,
    status: KeyStatus,
    revokedAt: RevokedAt,
  } satisfies Readonly<Record<keyof PublishedTerms, TSchema>> & TProperties,
  { title: "TempKeyOfLock", description: "A temporary key as its lock has it" },
);

const schema = {
  operationId: "listTempKeys",
  summary: "List the temporary keys of a lock",
  description:
    "Newest first, up to 1,000 a page, fewer where they are large; where nextCursor is not null, ask again with it as cursor. Keys that were taken back are listed only on request.",
  tags: ["Temporary keys"],
  params: LockPath,
  querystring: Type.Object(PageQuery),
  response: {
    200: objectWithExample(
      {
        tempKeys: Type.Array(Key),
        nextCursor: NextCursor,
      },
      { description: "The keys, and where to go on" },
    ),
    ...errorAnswers(404),
  },
};

export function listTempKeysRoute(app: App, { ledger, clock, config }: RouteDeps): void {
  app.get("/locks/:id/temp-keys", { schema }, async ({ actor, params, query }) => {
    const { state: lock } = await lockFor(ledger, actor, params.id);
    const now = clock.now();
    return pageOfKeys(
      query,
      (page) => ledger.read.tempKeysOfLock(lock.lockId, page),
      (record) => keyBody(record, lock, config.publicUrl, now),
    );
  });
}

function keyBody(
  { state: key, description }: TempKeyRecord,
  lock: { lockId: number; uuid: string },
  publicUrl: string,
  now: number,
) {
  const { uuid, usedCount, createdBy } = key;
  const revokedAt = revokedSince(key, now);
  return {
    // The schema of the answer leaves out what only keys over several doors have.
    ...shownTerms(key),
    uuid,
    url: `${publicUrl}/temp-keys/${uuid}`,
    lockId: lock.lockId,
    lockUuid: lock.uuid,
    usedCount,
    description,
    createdAt: isoTime(key.createdAt),
    createdBy,
    status: keyStatus(key, now),
    revokedAt: revokedAt === null ? null : isoTime(revokedAt),
  };
}
