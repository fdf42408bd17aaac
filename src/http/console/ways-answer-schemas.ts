/** What programs in a browser ask and are told of how somebody signs in. */
import Type from "typebox";
import { bodyErrorAnswers, errorAnswers } from "../answers/error-answers.ts";
import { bodyWith, objectWithExample } from "../schemas.ts";

const shared = { tags: ["Accounts"], security: [{ ConsoleCookie: [] }] };
const OTHERS = "What another site or another port sends is refused.";
const FRESH = `Within ten minutes of proving who one is. ${OTHERS}`;
const Password = Type.String({
  maxLength: 1_000,
  description: "The password",
  examples: ["a lamp on the second stair"],
});

export const Ways = objectWithExample(
  {
    password: Type.Boolean({ description: "Whether there is one", examples: [true] }),
    passkeys: Type.Integer({ description: "How many there are", examples: [1] }),
    passkeysOffered: Type.Boolean({
      description: "Whether this server takes them: it must have a name, as localhost is one",
      examples: [true],
    }),
    recoveryCodes: Type.Integer({ description: "How many are left", examples: [10] }),
    providers: Type.Array(Type.String(), {
      description: "Those that are linked, by their names",
      examples: [["Our directory"]],
    }),
  },
  { title: "WaysIn", description: "How the person can sign in" },
);

export const show = {
  ...shared,
  operationId: "getWaysIn",
  summary: "How the person signs in",
  description: `Passkeys are listed by themselves. ${OTHERS}`,
  response: { 200: { ...Ways, description: "How they sign in" }, ...errorAnswers(403) },
};

export const prove = {
  ...shared,
  operationId: "proveByPassword",
  summary: "Prove again who one is, with the password",
  description: `Good for ten minutes. A wrong one is a 400 that names it; after a few, a 429. ${OTHERS}`,
  body: bodyWith({ password: Password }),
  response: {
    200: objectWithExample(
      {
        provedAt: Type.String({
          format: "date-time",
          description: "Ask for another token: the one from before does not say so",
          examples: ["2026-12-25T10:00:00.000Z"],
        }),
      },
      { title: "Proof", description: "It is proved" },
    ),
    ...bodyErrorAnswers(403),
  },
};

export const change = {
  ...shared,
  operationId: "changeOwnPassword",
  summary: "Give oneself another password",
  description: `Ends all other sessions of the person. ${FRESH}`,
  body: bodyWith({ password: Password }),
  response: {
    200: objectWithExample(
      { ended: Type.Integer({ description: "How many other sessions there were", examples: [2] }) },
      { title: "PasswordChanged", description: "It is the password from now on" },
    ),
    ...bodyErrorAnswers(403),
  },
};

export const makeCodes = {
  ...shared,
  operationId: "createRecoveryCodes",
  summary: "Make new recovery codes",
  description: `Ten, shown this once; those from before are void. ${FRESH}`,
  "x-optional-body": true,
  body: bodyWith({}),
  response: {
    200: objectWithExample(
      {
        codes: Type.Array(Type.String(), { description: "Each good once", examples: [["0123-4567-89ab-cdef"]] }),
      },
      { title: "RecoveryCodes", description: "The codes" },
    ),
    ...bodyErrorAnswers(403),
  },
};
