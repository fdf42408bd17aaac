import Type from "typebox";
import { isoTime } from "../../domain/ids.ts";
import type { LockRecord } from "../../ledger/ledger.ts";
import type { App, RouteDeps } from "../server.ts";
import { lockFor } from "./commands.ts";
import { InitialKey, listedErrorAnswers, LockPath, orNull } from "./schemas.ts";

const Text = Type.String();

const basics = {
  id: Type.String({ examples: ["123"] }),
  lockId: Type.Number({ examples: [123] }),
  uuid: Text,
  version: Type.Number({ description: "Events in the lock's stream" }),
  serialNumber: Type.Optional(Text),
  ownerId: Type.Optional(Text),
  organizationId: Type.Optional(Text),
  name: Type.Optional(Text),
  timeZone: Text,
};

const basicInfo = {
  operationId: "getLockBasicInfo",
  summary: "The lock in short",
  tags: ["Locks"],
  params: LockPath,
  response: { 200: Type.Object({ ...basics, orgId: Type.Optional(Text) }), ...listedErrorAnswers() },
};

const details = {
  operationId: "getLockDetails",
  summary: "The lock with its keys and residents",
  tags: ["Locks"],
  params: LockPath,
  response: {
    200: Type.Object({
      ...basics,
      orgId: Type.String({ description: "Empty when the lock has no organisation" }),
      keys: Type.Array(InitialKey),
      residents: Type.Array(Type.Object({ userId: Text, name: Text, email: Type.Optional(Text) })),
      timestamp: Type.String({ description: "When the last event happened" }),
      driver: orNull(Text),
    }),
    ...listedErrorAnswers(),
  },
};

export function getLockRoutes(app: App, { ledger }: RouteDeps): void {
  const config = { listErrors: true };
  app.get("/locks/:id/basic-info", { schema: basicInfo, config }, async ({ actor, params }) => {
    const record = await lockFor(ledger, actor, params.id);
    const { orgId } = record.state;
    return { ...basicBody(record), ...(orgId !== null && { orgId }) };
  });
  app.get("/locks/:id/details", { schema: details, config }, async ({ actor, params }) => {
    const record = await lockFor(ledger, actor, params.id);
    const { keys, driver, orgId } = record.state;
    return {
      ...basicBody(record),
      orgId: orgId ?? "",
      keys: keys.map((key) => ({ ...key })),
      residents: [],
      timestamp: isoTime(record.updatedAt),
      driver,
    };
  });
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
