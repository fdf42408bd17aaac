import Type from "typebox";
import { DEFAULT_DRIVER } from "../../../devices/kinds.ts";
import { isoTime } from "../../../domain/ids.ts";
import type { LockRecord } from "../../../ledger/ledger.ts";
import type { App, RouteDeps } from "../../app.ts";
import { lockFor } from "../commands.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { LockDevice } from "../hubs/schemas.ts";
import { deviceBody } from "./device.ts";
import {
  InitialKey,
  LockIdText,
  LockNumber,
  LockPath,
  LockUuid,
  OrgId,
  StreamVersion,
  Timestamp,
  UserName,
} from "../schemas.ts";

const Text = Type.String();

const basics = {
  id: LockIdText,
  lockId: LockNumber,
  uuid: LockUuid,
  version: StreamVersion,
  serialNumber: Type.Optional(Text),
  ownerId: Type.Optional(UserName),
  organizationId: Type.Optional(OrgId),
  name: Type.Optional(Type.String({ examples: ["Front door"] })),
  timeZone: Type.String({ description: "IANA name", examples: ["Europe/Athens"] }),
};

export const LockBasics = objectWithExample(
  { ...basics, orgId: Type.Optional(OrgId) },
  { title: "LockBasics", description: "The lock in short" },
);

const basicInfo = {
  operationId: "getLockBasicInfo",
  summary: "The lock in short",
  description: "Whose lock it is, its device and where its stream of events stands.",
  tags: ["Locks"],
  params: LockPath,
  response: {
    200: LockBasics,
    ...errorAnswers(),
  },
};

const details = {
  operationId: "getLockDetails",
  summary: "The lock with its keys and residents",
  description: "As in short, with the physical keys that were handed over with it and what reaches its device.",
  tags: ["Locks"],
  params: LockPath,
  response: {
    200: objectWithExample(
      {
        ...basics,
        orgId: Type.String({ description: "Empty when the lock has no organisation", examples: ["seaside-flats"] }),
        keys: Type.Array(InitialKey),
        residents: Type.Array(
          Type.Object({ userId: Text, name: Text, email: Type.Optional(Text) }, { title: "Resident" }),
          { description: "As published; empty", examples: [[]] },
        ),
        timestamp: Timestamp,
        device: orNull(LockDevice, { description: "The device that the lock is; null where none is bound" }),
        driver: orNull(Type.String({ description: "What reaches the device", examples: [DEFAULT_DRIVER] })),
      },
      { title: "Lock", description: "The lock with its keys and residents" },
    ),
    ...errorAnswers(),
  },
};

export function getLockRoutes(app: App, deps: RouteDeps): void {
  const { ledger } = deps;
  const config = { listErrors: true };
  app.get("/locks/:id/basic-info", { schema: basicInfo, config }, async ({ actor, params }) => {
    return lockBasics(await lockFor(ledger, actor, params.id));
  });
  app.get("/locks/:id/details", { schema: details, config }, async ({ actor, params }) => {
    const record = await lockFor(ledger, actor, params.id);
    const { keys, driver, orgId } = record.state;
    return {
      ...basicBody(record),
      orgId: orgId ?? "",
      keys: [...keys],
      residents: [],
      timestamp: isoTime(record.updatedAt),
      device: await deviceBody(record, deps),
      driver,
    };
  });
}

export function lockBasics(record: LockRecord) {
  const { orgId } = record.state;
  return { ...basicBody(record), ...(orgId !== null && { orgId }) };
}

function basicBody({ state, version, name }: LockRecord) {
  const { lockId, uuid, serialNumber, ownerId, orgId, timeZone } = state;
  return {
    id: String(lockId),
    lockId,
    uuid,
    version,
    timeZone,
    ...(serialNumber !== null && { serialNumber }),
    ...(ownerId !== null && { ownerId }),
    ...(orgId !== null && { organizationId: orgId }),
    ...(name !== null && { name }),
  };
}
