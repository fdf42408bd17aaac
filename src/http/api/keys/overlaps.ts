/** Warnings that other keys have a part of a key's time at its doors. */
import Type from "typebox";
import type { Actor } from "../../../domain/actor.ts";
import type { CreateKey } from "../../../domain/create-key.ts";
import type { RouteDeps } from "../../app.ts";
import { KeyRowBody, keyRowBody } from "./key-row.ts";

export const OverlapsBody = Type.Object(
  {
    total: Type.Integer({ minimum: 0, description: "How many there are", examples: [0] }),
    keys: Type.Array(KeyRowBody, {
      description: "The first 20 of them, those that begin first, first",
      examples: [[]],
    }),
  },
  {
    title: "KeyOverlaps",
    description:
      "Other keys of these doors that have a part of this time, and may still open: no error, but worth a look",
  },
);

export async function overlapsOf(
  { reading }: Pick<RouteDeps, "reading">,
  actor: Actor,
  { tempKeyUuid, doors, validFrom, validUntil }: Pick<CreateKey, "tempKeyUuid" | "doors" | "validFrom" | "validUntil">,
) {
  const lockIds = doors.map(({ lockId }) => lockId);
  const asked = { lockIds, from: validFrom, until: validUntil, except: tempKeyUuid };
  const { rows, total } = await reading.overlaps(actor, asked);
  return { total, keys: rows.map((row) => keyRowBody(row, actor)) };
}
