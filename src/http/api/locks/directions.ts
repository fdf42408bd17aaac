import Type from "typebox";
import { directionsErrors, MAX, wholeContact } from "../../../presentation/fields.ts";
import { MAX_GIVEN_BYTES, DIRECTIONS_PICTURE } from "../../../presentation/picture.ts";
import { HANDS, NO_DIRECTIONS, WAY_KINDS } from "../../../presentation/presentation.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { lockFor } from "../commands.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { Contact, pictureBody, PictureState, pictureRoutes, takePicture } from "../pictures-and-contacts.ts";
import { objectWithExample, oneOfOrNull, orNull, bodyWith } from "../../schemas.ts";
import { LockPath } from "../schemas.ts";

const text = orNull(
  Type.String({
    minLength: 1,
    maxLength: MAX.text,
    description: "How to find and use the door; its lines are kept",
    examples: ["Through the blue gate, second floor on the left."],
  }),
);

const address = orNull(
  Type.String({
    minLength: 1,
    maxLength: MAX.address,
    description: "Where it is, in one line; those whom the key is for are led to a map of it",
    examples: ["Odos Ermou 12, Athens"],
  }),
);
const hand = oneOfOrNull(HANDS, {
  description: "What the guest does once the bolt is free; of doors only",
  examples: ["push"],
});
const kind = oneOfOrNull(WAY_KINDS, {
  description: "What opens: a gate moves by itself, a lift is called; null is a door",
  examples: ["door"],
});
const movesForS = orNull(
  Type.Integer({
    minimum: 1,
    maximum: MAX.movesForS,
    description: "For how many seconds a gate moves; of gates only",
    examples: [null],
  }),
);
const floor = orNull(
  Type.String({
    minLength: 1,
    maxLength: MAX.floor,
    description: "What is pressed in the cabin; of lifts only",
    examples: [null],
  }),
);

export const ArrivalBody = objectWithExample(
  { text, contact: Contact, address, hand, kind, movesForS, floor, picture: PictureState },
  { title: "Arrival", description: "What guests are shown of a door; null where nothing was given" },
);

const shared = { tags: ["Brand and arrival"], params: LockPath };

const get = {
  ...shared,
  operationId: "getArrival",
  summary: "How guests find a door",
  description: "What guests are shown of the way to this lock, and whom they ask.",
  response: { 200: ArrivalBody, ...errorAnswers(404) },
};
const put = {
  ...shared,
  operationId: "setArrival",
  summary: "Say how guests find a door",
  description:
    "All of it but the picture: what is left out is as if it were null. Shown on the pages of keys that are not over, to those whom they are for; the contact also when a key's time is over.",
  body: bodyWith({
    text: Type.Optional(text),
    contact: Type.Optional(Contact),
    address: Type.Optional(address),
    hand: Type.Optional(hand),
    kind: Type.Optional(kind),
    movesForS: Type.Optional(movesForS),
    floor: Type.Optional(floor),
  }),
  response: { 200: ArrivalBody, ...bodyErrorAnswers(404) },
};
const putPicture = {
  ...shared,
  operationId: "setArrivalPicture",
  summary: "Set the picture of the way to a door",
  description: `A PNG, JPEG or WebP of at most ${MAX_GIVEN_BYTES / 2 ** 20} MiB. It is turned the right way up, shrunk to ${DIRECTIONS_PICTURE.side} pixels a side and ${DIRECTIONS_PICTURE.bytes / 1024} KiB, and drawn anew: what a camera wrote beside it, such as the place, is not kept.`,
  body: pictureBody(),
  response: { 200: ArrivalBody, ...bodyErrorAnswers(404) },
};
const removePicture = {
  ...shared,
  operationId: "removeArrivalPicture",
  summary: "Remove the picture of the way to a door",
  description: "The text and the contact stay; without a picture there is nothing to do.",
  response: { 200: ArrivalBody, ...bodyErrorAnswers(404) },
};

export function directionsRoutes(app: App, { ledger, presentation }: RouteDeps): void {
  app.get("/locks/:id/arrival", { schema: get }, async ({ actor, params: { id } }) => {
    await lockFor(ledger, actor, id);
    return presentation.directions(id);
  });
  app.put("/locks/:id/arrival", { schema: put }, async ({ actor, params: { id }, body }) => {
    await lockFor(ledger, actor, id);
    const given = { ...NO_DIRECTIONS, ...body, contact: wholeContact(body.contact) };
    const errors = directionsErrors(given);
    if (errors.length > 0) throw new HttpError(400, INVALID_REQUEST, errors);
    await presentation.setDirections(id, given);
    return presentation.directions(id);
  });
  app.delete("/locks/:id/arrival/picture", { schema: removePicture }, async ({ actor, params: { id } }) => {
    await lockFor(ledger, actor, id);
    await presentation.setPicture({ directionsTo: id }, undefined);
    return presentation.directions(id);
  });
  pictureRoutes(app, (scope, options) =>
    scope.put("/locks/:id/arrival/picture", { ...options, schema: putPicture }, async ({ actor, params, body }) => {
      await lockFor(ledger, actor, params.id);
      await presentation.setPicture({ directionsTo: params.id }, await takePicture(body, DIRECTIONS_PICTURE));
      return presentation.directions(params.id);
    }),
  );
}
