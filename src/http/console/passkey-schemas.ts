/** What is asked and told of passkeys. */
import Type, { type Static } from "typebox";
import { bodyErrorAnswers, errorAnswers } from "../answers/error-answers.ts";
import { bodyWith, objectWithExample, orNull } from "../schemas.ts";

const Bytes = (maxLength: number, description: string) =>
  Type.String({ pattern: "^[A-Za-z0-9_-]+$", maxLength, description, examples: ["c29tZSBieXRlcw"] });

/** A credential's id has 1,023 bytes at most (Web Authentication, section 4). */
const Id = Bytes(1_400, "The credential's id, in base64url");
const Data = (description: string) => Bytes(16_384, description);
const Next = Type.Optional(
  Type.String({ maxLength: 1_000, description: "A path of this server, to go on to", examples: ["/account/ways"] }),
);
const Name = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: "As its owner calls it",
  examples: ["Blue phone"],
});

const AssertionBody = bodyWith({
  id: Id,
  clientDataJSON: Data("What the browser signed for"),
  authenticatorData: Data("What the device says of itself"),
  signature: Data("By the passkey"),
  userHandle: Type.Optional(Bytes(100, "Whose it is, as the device keeps it")),
  next: Next,
});
export type Assertion = Static<typeof AssertionBody>;

const Options = (description: string) =>
  objectWithExample(
    {
      options: Type.Unsafe<Record<string, unknown>>({
        type: "object",
        additionalProperties: true,
        description: "As the browser's own methods take it",
        examples: [{ challenge: "c29tZSBieXRlcw", rpId: "keys.example.org" }],
      }),
    },
    { title: "PasskeyOptions", description },
  );

const Went = objectWithExample(
  { location: Type.String({ description: "Where to go on", examples: ["/console/keys"] }) },
  { title: "WhereToGoOn", description: "Where to go on" },
);

const Time = (description: string) =>
  Type.String({ format: "date-time", description, examples: ["2026-12-25T10:00:00.000Z"] });
export const PasskeyShown = objectWithExample(
  { id: Id, name: Name, createdAt: Time("When it was made"), lastUsedAt: orNull(Time("Null: never")) },
  { title: "Passkey" },
);

const shared = { tags: ["Accounts"], security: [{}] };
const ofSession = { tags: ["Accounts"], security: [{ ConsoleCookie: [] }] };
const OTHERS = "What another site or another port sends is refused.";
const FRESH = `Within ten minutes of proving who one is. ${OTHERS}`;
const asked = { body: Type.Optional(bodyWith({})) };
const PasskeyPath = Type.Object({ id: Id });

export const signInOptions = {
  ...shared,
  ...asked,
  operationId: "getPasskeySignInOptions",
  summary: "Begin to sign in with a passkey",
  description: `A challenge, good once and for five minutes; the same for everybody, because nobody says who they are. ${OTHERS}`,
  response: { 200: Options("For navigator.credentials.get"), ...bodyErrorAnswers(403, 409) },
};
export const signIn = {
  ...shared,
  operationId: "signInWithPasskey",
  summary: "Sign in with a passkey",
  description: `Sets the cookie of a session for 30 days. ${OTHERS}`,
  body: AssertionBody,
  response: { 200: Went, ...bodyErrorAnswers(403, 409) },
};
export const proofOptions = {
  ...ofSession,
  ...asked,
  operationId: "getProofOptions",
  summary: "Begin to prove again who one is, with a passkey",
  description: OTHERS,
  response: { 200: Options("For navigator.credentials.get"), ...bodyErrorAnswers(403, 409) },
};
export const prove = {
  ...ofSession,
  operationId: "proveWithPasskey",
  summary: "Prove again who one is, with a passkey",
  description: `Good for ten minutes. ${OTHERS}`,
  body: AssertionBody,
  response: { 200: Went, ...bodyErrorAnswers(403, 409) },
};
export const registrationOptions = {
  ...ofSession,
  ...asked,
  operationId: "getPasskeyRegistrationOptions",
  summary: "Begin to make a passkey",
  description: FRESH,
  response: { 200: Options("For navigator.credentials.create"), ...bodyErrorAnswers(403, 409) },
};
export const register = {
  ...ofSession,
  operationId: "registerPasskey",
  summary: "Keep a passkey that was made",
  description: `Twenty at most. ${FRESH}`,
  body: bodyWith({
    id: Id,
    clientDataJSON: Data("What the browser signed for"),
    attestationObject: Data("The passkey's public key, and what the device says of itself"),
    name: Name,
  }),
  response: { 201: { ...PasskeyShown, description: "The passkey" }, ...bodyErrorAnswers(403, 409) },
};
export const list = {
  ...ofSession,
  operationId: "listPasskeys",
  summary: "Passkeys of whoever is signed in",
  description: `The oldest first; twenty at most. ${OTHERS}`,
  response: {
    200: objectWithExample({ passkeys: Type.Array(PasskeyShown) }, { title: "Passkeys", description: "The passkeys" }),
    ...errorAnswers(403),
  },
};
export const rename = {
  ...ofSession,
  operationId: "renamePasskey",
  summary: "Give a passkey another name",
  description: FRESH,
  params: PasskeyPath,
  body: bodyWith({ name: Name }),
  response: { 204: Type.Null({ description: "It has that name" }), ...bodyErrorAnswers(403) },
};
export const remove = {
  ...ofSession,
  operationId: "removePasskey",
  summary: "Remove a passkey",
  description: `The last way in stays. ${FRESH}`,
  params: PasskeyPath,
  response: { 204: Type.Null({ description: "It is gone" }), ...errorAnswers(403, 409) },
};
