import Type from "typebox";
import { type Attempt, explain } from "../../../domain/admission.ts";
import { canonicalUserId, isoTime } from "../../../domain/ids.ts";
import { REFUSALS } from "../../../domain/refusals.ts";
import type { App, RouteDeps } from "../../app.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { managedKey, KeyPath } from "./key-body.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { DoorNumber, Timestamp } from "../schemas.ts";

const Compared = Type.Record(
  Type.String(),
  Type.Unsafe<string | number | boolean | null>({ type: ["string", "number", "boolean", "null"] }),
  { examples: [{ at: "2026-12-24T15:04:05.678Z", validFrom: "2026-12-24T14:00:00Z" }] },
);

const schema = {
  operationId: "explainKey",
  summary: "Would this key open that door, and why not",
  description:
    "Decided by the same rules as an opening, with what each of them compared; changes nothing. The first rule that does not pass is the reason. A device that surely cannot be reached is a reason too; any other is known only when it is asked.",
  tags: ["Temporary keys"],
  params: KeyPath,
  querystring: Type.Object({
    door: Type.Optional(
      Type.String({
        pattern: "^[1-9]\\d{0,6}$",
        description: "Number of the door within the key; without it the first that this method opens",
        examples: ["1"],
      }),
    ),
    at: Type.Optional(
      Type.String({
        format: "date-time",
        description: "The instant; without it now",
        examples: ["2026-12-24T22:00:00Z"],
      }),
    ),
    user: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Who would open",
        examples: ["8c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"],
      }),
    ),
    method: Type.Optional(
      Type.Enum(["key", "code"], {
        type: "string",
        description: "By the link (key) or by the PIN (code)",
        examples: ["key"],
      }),
    ),
  }),
  response: {
    200: objectWithExample(
      {
        admitted: Type.Boolean({ examples: [false] }),
        reason: orNull(Type.String({ examples: ["not-yet-valid"] })),
        message: Type.String({ examples: ["The temporary key is not valid yet"] }),
        at: Timestamp,
        door: orNull(DoorNumber),
        rules: Type.Array(
          Type.Object(
            {
              rule: Type.String({ examples: ["begun"] }),
              passed: Type.Unsafe<boolean | null>({ type: ["boolean", "null"], examples: [false] }),
              reason: Type.String({ examples: ["not-yet-valid"] }),
              compared: Compared,
            },
            { title: "Rule", description: "What one rule compared, and whether it let the key open" },
          ),
        ),
      },
      { description: "The decision, and every rule" },
    ),
    ...errorAnswers(403, 404),
  },
};

export function explainKeyRoute(app: App, { ledger, clock }: RouteDeps): void {
  app.get("/temp-keys/:uuid/explain", { schema }, async ({ actor, params, query }) => {
    const { state: key } = await managedKey(ledger, actor, params.uuid);
    const at = query.at === undefined ? clock.now() : Date.parse(query.at);
    const door = query.door === undefined ? undefined : Number(query.door);
    const attempt: Attempt = {
      at,
      method: query.method ?? "key",
      ...(door !== undefined && { door }),
      ...(query.user !== undefined && { userId: canonicalUserId(query.user) }),
    };
    const locks = await ledger.read.locks(key.doors.map(({ lockId }) => lockId));
    const lock = (lockId: number) => locks.get(lockId)?.state;
    const { admission, rules } = explain(key, { ...attempt, lock });
    return {
      admitted: admission.admitted,
      reason: admission.admitted ? null : admission.reason,
      message: admission.admitted ? "The door would be asked to open" : REFUSALS[admission.reason].message,
      at: isoTime(at),
      door: admission.admitted ? admission.door.id : (door ?? null),
      rules: [...rules],
    };
  });
}
