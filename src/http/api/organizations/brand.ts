import Type from "typebox";
import { type Actor, organizationOf } from "../../../domain/actor.ts";
import { brandErrors, MAX, wholeContact } from "../../../presentation/fields.ts";
import { LOGO, MAX_GIVEN_BYTES } from "../../../presentation/picture.ts";
import { NO_BRAND } from "../../../presentation/presentation.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import {
  Contact,
  pictureAnswer,
  pictureBody,
  PictureState,
  pictureRoutes,
  takePicture,
} from "../pictures-and-contacts.ts";
import { objectWithExample, orNull, bodyWith } from "../../schemas.ts";
import { OrganizationPath } from "./schemas.ts";

const colour = (description: string, example: string) =>
  orNull(Type.String({ description, maxLength: 7, examples: [example] }));

const brand = {
  name: orNull(
    Type.String({
      minLength: 1,
      maxLength: MAX.name,
      description: "Who lends the door, in the place of the organisation's name",
      examples: ["Seaside Flats"],
    }),
  ),
  accent: colour(
    "Of what can be pressed, as #rrggbb. Read on the page and on the background with a contrast of 4.5:1 (WCAG 2.2, AA); by night it is made lighter",
    "#7a1f3d",
  ),
  background: colour("Behind the page by day, as #rrggbb; small text must be read on it", "#f7f0ea"),
  contact: Contact,
  privacyUrl: orNull(
    Type.String({ maxLength: MAX.url, description: "https", examples: ["https://seaside.example/privacy"] }),
  ),
};

export const BrandBody = objectWithExample(
  { ...brand, logo: PictureState },
  { title: "Brand", description: "What guests are shown of the organisation; null where it has given nothing" },
);

const shared = { tags: ["Brand and arrival"], params: OrganizationPath };

const get = {
  ...shared,
  operationId: "getBrand",
  summary: "What guests are shown of an organisation",
  description: "On the pages of keys whose first door is a lock of this organisation.",
  response: { 200: BrandBody, ...errorAnswers(403, 404) },
};
const put = {
  ...shared,
  operationId: "setBrand",
  summary: "Set what guests are shown of an organisation",
  description: "All of it but the logo: what is left out is as if it were null.",
  body: bodyWith(
    Object.fromEntries(Object.entries(brand).map(([name, schema]) => [name, Type.Optional(schema)])) as {
      [K in keyof typeof brand]: Type.TOptional<(typeof brand)[K]>;
    },
  ),
  response: { 200: BrandBody, ...bodyErrorAnswers(403, 404) },
};
const putLogo = {
  ...shared,
  operationId: "setLogo",
  summary: "Set an organisation's logo",
  description: `A PNG, JPEG or WebP of at most ${MAX_GIVEN_BYTES / 2 ** 20} MiB. It is turned the right way up, shrunk to ${LOGO.side} pixels a side and ${LOGO.bytes / 1024} KiB, and drawn anew: what a camera wrote beside it is not kept.`,
  body: pictureBody(),
  response: { 200: BrandBody, ...bodyErrorAnswers(403, 404) },
};
const getLogo = {
  ...shared,
  operationId: "getLogo",
  summary: "An organisation's logo",
  description: "As it is kept and shown; 404 where there is none.",
  response: { 200: pictureAnswer(), ...errorAnswers(403, 404) },
};
const removeLogo = {
  ...shared,
  operationId: "removeLogo",
  summary: "Remove an organisation's logo",
  description: "The rest of the brand stays; without a logo there is nothing to do.",
  response: { 200: BrandBody, ...bodyErrorAnswers(403, 404) },
};

export function brandRoutes(app: App, { directory, presentation }: RouteDeps): void {
  /** @throws HttpError 403 for another organisation and for users; 404 */
  async function mine(actor: Actor, { orgId }: { readonly orgId: string }): Promise<string> {
    const own = organizationOf(actor) === orgId;
    if (!own && actor.kind !== "super") throw new HttpError(403, "Only the organisation itself may do this");
    if (!(await directory.organization(orgId))) throw new HttpError(404, "Organisation not found");
    return orgId;
  }

  app.get("/organizations/:orgId/brand", { schema: get }, async ({ actor, params }) =>
    presentation.brand(await mine(actor, params)),
  );
  app.put("/organizations/:orgId/brand", { schema: put }, async ({ actor, params, body }) => {
    const orgId = await mine(actor, params);
    const given = { ...NO_BRAND, ...body, contact: wholeContact(body.contact) };
    const errors = brandErrors(given);
    if (errors.length > 0) throw new HttpError(400, INVALID_REQUEST, errors);
    await presentation.setBrand(orgId, given);
    return presentation.brand(orgId);
  });
  app.get("/organizations/:orgId/brand/logo", { schema: getLogo }, async ({ actor, params }, reply) => {
    const picture = await presentation.picture({ logoOf: await mine(actor, params) });
    if (!picture) throw new HttpError(404, "There is no logo");
    return reply
      .header("cache-control", "no-store")
      .type(picture.type)
      .send(picture.bytes as never);
  });
  app.delete("/organizations/:orgId/brand/logo", { schema: removeLogo }, async ({ actor, params }) => {
    const orgId = await mine(actor, params);
    await presentation.setPicture({ logoOf: orgId }, undefined);
    return presentation.brand(orgId);
  });
  pictureRoutes(app, (scope, options) =>
    scope.put("/organizations/:orgId/brand/logo", { ...options, schema: putLogo }, async ({ actor, params, body }) => {
      const orgId = await mine(actor, params);
      await presentation.setPicture({ logoOf: orgId }, await takePicture(body, LOGO));
      return presentation.brand(orgId);
    }),
  );
}
