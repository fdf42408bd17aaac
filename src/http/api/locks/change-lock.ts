import Type from "typebox";
import { timeZoneOf } from "../../../domain/time-zone.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith } from "../../schemas.ts";
import { lockFor, submit } from "../commands.ts";
import { LockPath } from "../schemas.ts";
import { lockBasics, LockBasics } from "./get-lock.ts";

const schema = {
  operationId: "changeLock",
  summary: "Rename a lock, or change its time zone",
  description:
    "Changes what is given and leaves the rest. In another time zone, times at the door are shown otherwise, and its keys still begin and end at the same instants; the change is on the record. The name is not.",
  tags: ["Locks"],
  params: LockPath,
  body: bodyWith({
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 120, examples: ["Front door"] })),
    timeZone: Type.Optional(
      Type.String({ maxLength: 64, format: "time-zone", description: "IANA name", examples: ["Europe/Athens"] }),
    ),
  }),
  response: { 200: LockBasics, ...bodyErrorAnswers(404) },
};

export function changeLockRoute(app: App, { ledger }: RouteDeps): void {
  app.patch("/locks/:id", { schema }, async ({ actor, body, params }) => {
    const { name, timeZone } = body;
    await submit(ledger, {
      type: "changeLock",
      actor,
      lockId: params.id,
      ...(name !== undefined && { name }),
      ...(timeZone !== undefined && { timeZone: timeZoneOf(timeZone)! }), // its format was checked
    });
    return lockBasics(await lockFor(ledger, actor, params.id));
  });
}
