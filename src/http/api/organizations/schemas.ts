/** The words of organisations: schemas of values that several operations take or answer. */
import Type from "typebox";
import { type Actor, organizationOf } from "../../../domain/actor.ts";
import { faultOfText } from "../../../domain/text.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { Success } from "../schemas.ts";

const orgId = Type.String({
  title: "OrganizationId",
  maxLength: 255,
  description: "The organisation's id",
  examples: ["seaside-flats"],
});
export const OrganizationPath = Type.Object({ orgId });

/** What an organisation may be called in the API's paths. */
export const NewOrgId = Type.String({
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
  description: "Its id from then on, never used twice: letters, digits, dots, hyphens and underscores",
  examples: ["seaside-flats"],
});
export const OrganizationName = Type.String({
  minLength: 1,
  maxLength: 120,
  description: "For people",
  examples: ["Seaside Flats"],
});
export const Paused = Type.Boolean({
  description: "A member still, who may not act until that is taken back",
  examples: [false],
});
export const Email = Type.String({ maxLength: 254, description: "An e-mail address", examples: ["kai@example.org"] });
export const Gone = objectWithExample({ success: Success }, { description: "It is done" });
export const When = (description: string) =>
  orNull(Type.String({ format: "date-time" }), { description, examples: ["2026-12-24T15:04:05.678Z"] });

/**
 * The organisation of a path, where the caller acts for it; a super key acts for any.
 *
 * @throws HttpError 404, the same for another organisation and for none
 */
export function ownOrganization(actor: Actor, { orgId }: { readonly orgId: string }): string {
  if (actor.kind !== "super" && organizationOf(actor) !== orgId) throw noOrganization();
  return orgId;
}

export function noOrganization(): HttpError {
  return new HttpError(404, "Organisation not found");
}

/** @throws HttpError 400 that names every text that is blank or has what no text may have */
export function checkTexts(texts: Readonly<Record<string, string | null | undefined>>): void {
  const wrong = Object.entries(texts).flatMap(([field, text]) => {
    if (text === null || text === undefined) return [];
    const message = text.trim() === "" ? "must not be blank" : faultOfText(text);
    return message === undefined ? [] : [{ field, message }];
  });
  if (wrong.length > 0) throw new HttpError(400, INVALID_REQUEST, wrong);
}
