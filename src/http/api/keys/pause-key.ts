import Type from "typebox";
import type { App, RouteDeps } from "../../app.ts";
import { invalidField } from "../../answers/errors.ts";
import { submit } from "../commands.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { takeNoBody } from "../../requests/at-once.ts";
import { keyBody, KeyBody, KeyPath } from "./key-body.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { Success } from "../schemas.ts";

const answer = objectWithExample({ success: Success, tempKey: KeyBody }, { description: "The key as it is now" });

const pauseSchema = {
  operationId: "pauseKey",
  summary: "Pause a key",
  description:
    "From the answer on it opens none of its doors, by link or by PIN, until it is resumed; openings that still wait for a lock are cancelled. With revokeAfter the server takes it back by itself from that instant on, whatever becomes of whoever asked. A repeat changes nothing; one with another revokeAfter moves that instant, and so does each with revokeAfterSeconds. The caller must be entitled to every lock of the key.",
  tags: ["Temporary keys"],
  params: KeyPath,
  "x-optional-body": true,
  body: bodyWith({
    revokeAfter: Type.Optional(
      orNull(Type.String({ format: "date-time" }), {
        description:
          "In the future, at most 366 days ahead; any offset is taken, UTC is told. Null for none any more: a key that is paused stays so",
        examples: ["2026-12-24T15:04:15Z"],
      }),
    ),
    revokeAfterSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 31_622_400,
        description: "The same, counted from now on by the server's clock; not together with revokeAfter",
        examples: [10],
      }),
    ),
  }),
  response: { 200: answer, ...bodyErrorAnswers(403, 404) },
};

const resumeSchema = {
  operationId: "resumeKey",
  summary: "Resume a paused key",
  description:
    "It opens again as its terms say. A key that is not paused stays as it is; one whose revokeAfter has come is taken back, and stays so. The caller must be entitled to every lock of the key.",
  tags: ["Temporary keys"],
  params: KeyPath,
  response: { 200: answer, ...errorAnswers(403, 404) },
};

export function pauseKeyRoutes(app: App, { ledger, clock, config }: RouteDeps): void {
  async function keyNow(tempKeyUuid: string) {
    const record = await ledger.read.tempKey(tempKeyUuid);
    if (!record) throw new Error("a key that was just changed is missing");
    return { success: true, tempKey: await keyBody(record, ledger.read, config, clock.now()) };
  }

  app.post("/temp-keys/:uuid/pause", { schema: pauseSchema, preValidation: takeNoBody }, async (request) => {
    const { actor, params, body } = request;
    const tempKeyUuid = params.uuid.toLowerCase();
    const revokeAfter = revokeAt(body, clock.now());
    await submit(ledger, { type: "pauseKey", actor, tempKeyUuid, ...(revokeAfter !== undefined && { revokeAfter }) });
    return keyNow(tempKeyUuid);
  });

  app.post("/temp-keys/:uuid/resume", { schema: resumeSchema }, async ({ actor, params }) => {
    const tempKeyUuid = params.uuid.toLowerCase();
    await submit(ledger, { type: "resumeKey", actor, tempKeyUuid });
    return keyNow(tempKeyUuid);
  });
}

/** @throws HttpError 400 for both */
function revokeAt(
  { revokeAfter, revokeAfterSeconds }: { readonly revokeAfter?: string | null; readonly revokeAfterSeconds?: number },
  now: number,
): number | null | undefined {
  if (revokeAfter !== undefined && revokeAfterSeconds !== undefined)
    throw invalidField("revokeAfterSeconds", "must not come together with revokeAfter");
  if (revokeAfterSeconds !== undefined) return now + revokeAfterSeconds * 1_000;
  return typeof revokeAfter === "string" ? Date.parse(revokeAfter) : revokeAfter;
}
