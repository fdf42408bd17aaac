import Type, { type Static } from "typebox";
import { DEFAULT_DRIVER } from "../../../devices/kinds.ts";
import { canonicalUserId, isUuid } from "../../../domain/ids.ts";
import type { InitialKey as DomainKey } from "../../../domain/lock.ts";
import { timeZoneOf } from "../../../domain/time-zone.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { commandBody, submit } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { InitialKey, LockPath } from "../schemas.ts";

const PLAIN_TEXT = "^[a-zA-Z0-9_.,@/:#=[\\]-]*$";

const schema = {
  operationId: "createLock",
  summary: "Create a lock",
  description:
    "The lock belongs to whoever creates it: a user becomes its owner, an organisation its organisation. A repeat changes nothing. name, timeZone and driver are optional and beyond the published form; without a driver nothing opens until the lock is bound to a device.",
  tags: ["Locks"],
  params: LockPath,
  body: bodyWith({
    index: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "The lock's number, as in the path",
      examples: [123],
    }),
    uuid: Type.String({
      format: "uuid",
      description: "The lock's UUID",
      examples: ["b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b"],
    }),
    serialNumber: Type.Optional(Type.String({ maxLength: 800, pattern: PLAIN_TEXT })),
    vendorName: Type.Optional(Type.String({ maxLength: 800, pattern: PLAIN_TEXT })),
    ownerId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    keys: Type.Optional(
      Type.Array(InitialKey, { maxItems: 100, description: "Physical keys handed over with the lock" }),
    ),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 120, examples: ["Front door"] })),
    timeZone: Type.Optional(
      Type.String({ maxLength: 64, format: "time-zone", description: "IANA name", examples: ["Europe/Athens"] }),
    ),
    driver: Type.Optional(
      Type.Enum([DEFAULT_DRIVER], {
        type: "string",
        description: "Simulated; without it, nothing opens until the lock is bound to a hub's device",
        examples: [DEFAULT_DRIVER],
      }),
    ),
  }),
  response: {
    200: commandAnswer("LockCreated", {}, "The lock was there already; event is null"),
    201: commandAnswer("LockCreated", {}, "The lock was created"),
    ...bodyErrorAnswers(403, 409),
  },
};

export function createLockRoute(app: App, { ledger }: RouteDeps): void {
  app.post("/locks/:id/CreateLock", { schema }, async ({ actor, body, params }, reply) => {
    if (body.index !== params.id) throw invalidField("index", "must be the lock's number in the path");
    const { serialNumber, vendorName, ownerId, name } = body;
    const done = await submit(ledger, {
      type: "createLock",
      actor,
      lockId: params.id,
      uuid: body.uuid.toLowerCase(),
      keys: (body.keys ?? []).map(initialKey),
      timeZone: timeZoneOf(body.timeZone ?? "UTC")!, // its format was checked
      driver: body.driver ?? null,
      ...(serialNumber !== undefined && { serialNumber }),
      ...(vendorName !== undefined && { vendorName }),
      ...(ownerId !== undefined && { ownerId: canonicalUserId(ownerId) }),
      ...(name !== undefined && { name }),
    });
    return reply.code(done.event ? 201 : 200).send(commandBody(done));
  });
}

function initialKey({ uuid, indexNumber, userId }: Static<typeof InitialKey>): DomainKey {
  return {
    uuid: isUuid(uuid) ? uuid.toLowerCase() : uuid,
    ...(indexNumber !== undefined && { indexNumber }),
    ...(userId !== undefined && { userId }),
  };
}
