/** What pages of ways in take and answer. */
import Type from "typebox";
import { formErrorAnswers, guestErrorAnswers } from "../answers/error-answers.ts";
import { FORMS, LanguageChoice, pageAnswers, seeOther } from "../pages/schemas.ts";
import { objectWithExample } from "../schemas.ts";

const Text = (maxLength: number, description: string, example: string) =>
  Type.String({ maxLength, description, examples: [example] });

/** Longer than any that is taken, so that the page itself says what is wrong. */
const LONG = 1_000;
const Email = Text(LONG, "E-mail address", "anna@example.com");
const Password = Text(LONG, "12 characters or more", "a lamp on the second stair");
const Secret = Type.String({
  pattern: "^[A-Za-z0-9_-]{16,128}$",
  description: "What the link carries; good once",
  examples: ["Zm9yIG9uZSB0aW1lIG9ubHk"],
});
const Next = Type.Optional(Text(LONG, "A path of this server, to go on to", "/console/keys"));
const Id = Type.Object({ id: Text(30, "The provider", "work") });
const PasskeyPath = Type.Object({ id: Text(1_400, "The passkey", "dGhlIGlkIG9mIGEgcGFzc2tleQ") });
const language = { lang: LanguageChoice };

const shared = { tags: ["Accounts"], security: [{}] };
const form = { ...shared, consumes: FORMS };
const body = <P extends Parameters<typeof objectWithExample>[0]>(properties: P) =>
  objectWithExample(properties, { additionalProperties: false });
const OTHER_SITE = "A form of another site is refused.";
const FRESH = "Of whoever is signed in and has proved who they are within ten minutes.";
const done = (next: string, ...codes: number[]) => ({
  ...pageAnswers("The page again, where something is wrong"),
  ...seeOther(next),
  ...formErrorAnswers(403, ...codes),
});
const asks = (operationId: string, summary: string) => ({
  ...shared,
  operationId,
  summary,
  description: "Changes nothing.",
  querystring: Type.Object(language),
  response: {
    ...pageAnswers("The page"),
    ...seeOther("Who you are, where that must be known"),
    ...guestErrorAnswers(401, 403),
  },
});
/** The same for a page that a link leads to. */
const linked = (operationId: string, summary: string) => ({
  ...asks(operationId, summary),
  description: "Without a token, the page that asks for the link. Changes nothing, and spends no link.",
  querystring: Type.Object({
    token: Type.Optional(Text(LONG, "What the link carries", "Zm9yIG9uZSB0aW1lIG9ubHk")),
    ...language,
  }),
});
const sends = (operationId: string, summary: string, description: string) => ({
  ...form,
  operationId,
  summary,
  description: `${description} The answer is the same for every address. ${OTHER_SITE}`,
  body: body({ email: Email }),
  response: done("What happens next", 401, 409),
});

export const showReset = linked("showReset", "Ask for a link to set a new password, and what it leads to");
export const askForReset = sends("askForReset", "Ask for a link to set a new password", "Good once, for 30 minutes.");
export const reset = {
  ...form,
  operationId: "resetPassword",
  summary: "Set a new password by a link",
  description: `Spends the link, ends all sessions, and signs in. ${OTHER_SITE}`,
  body: body({ token: Secret, password: Password }),
  response: done("How you sign in"),
};

export const showMailLink = linked("showMailLink", "Ask for a link that signs in, and what it leads to");
export const askForMailLink = sends("askForMailLink", "Ask for a link that signs in", "Good once, for 15 minutes.");
export const useMailLink = {
  ...form,
  operationId: "signInByMailLink",
  summary: "Sign in to the console by a link",
  description: `Spends the link. A guest's link is none of these. ${OTHER_SITE}`,
  body: body({ token: Secret }),
  response: done("Where to go on"),
};

export const showAddress = linked("showAddress", "Change one's address, and what the message about it leads to");
export const askForAddress = sends("changeAddress", "Ask for another address", `${FRESH} A message goes there.`);
export const useAddress = {
  ...form,
  operationId: "confirmAddress",
  summary: "Use another address by a link",
  description: `Spends the link. The address from before is told. ${OTHER_SITE}`,
  body: body({ token: Secret }),
  response: done("How you sign in", 409),
};

export const showSent = {
  ...shared,
  operationId: "showLinkSent",
  summary: "The page after asking for a link",
  description: "The same for whoever asks, and about whatever address.",
  querystring: Type.Object({
    minutes: Type.Optional(Text(3, "How long the link is good", "30")),
    ...language,
  }),
  response: pageAnswers("The page"),
};

export const showRecovery = asks("showRecovery", "The page that takes a recovery code");
export const useRecovery = {
  ...form,
  operationId: "signInByRecoveryCode",
  summary: "Sign in with a recovery code",
  description: `Each is good once. What is wrong is the same for whatever address. ${OTHER_SITE}`,
  body: body({ email: Email, code: Text(LONG, "As it was shown", "0a1b-2c3d-4e5f-6g7h") }),
  response: done("How you sign in", 401),
};
export const makeCodes = {
  ...form,
  operationId: "makeRecoveryCodes",
  summary: "Make ten recovery codes",
  description: `Shown once; those from before are void. ${FRESH} ${OTHER_SITE}`,
  body: Type.Optional(body({})),
  response: done("Who you are, where that must be known", 401),
};

export const showWays = asks("showWaysIn", "How somebody signs in");
export const changePassword = {
  ...form,
  operationId: "changePassword",
  summary: "Change the password",
  description: `Ends all other sessions. ${FRESH} ${OTHER_SITE}`,
  body: body({ password: Password }),
  response: done("How you sign in", 401),
};
export const showPassword = asks("showPassword", "The page that changes the password");
export const renamePasskey = {
  ...form,
  operationId: "renamePasskeyByForm",
  summary: "Give a passkey another name",
  description: `${FRESH} ${OTHER_SITE}`,
  params: PasskeyPath,
  body: body({ name: Text(LONG, "Another name", "Blue phone") }),
  response: done("How you sign in", 401),
};
export const removePasskey = {
  ...form,
  operationId: "removePasskeyByForm",
  summary: "Remove a passkey",
  description: `The last way in stays. ${FRESH} ${OTHER_SITE}`,
  params: PasskeyPath,
  body: Type.Optional(body({})),
  response: done("How you sign in", 401, 409),
};

export const goToProvider = {
  ...form,
  operationId: "goToProvider",
  summary: "Leave to sign in at a provider of OpenID Connect",
  description: `A page that leads there. With a purpose, whoever is signed in proves again who they are, or adds this way in. ${OTHER_SITE}`,
  params: Id,
  body: Type.Optional(
    body({
      next: Next,
      purpose: Type.Optional(Type.Enum(["prove", "link"], { type: "string", description: "Left out: to sign in" })),
    }),
  ),
  response: done("Who you are, where that must be known", 401, 404, 503),
};
export const returnFromProvider = {
  ...shared,
  operationId: "returnFromProvider",
  summary: "Come back from a provider of OpenID Connect",
  description: "Its one redirect URI. Good once, in the browser that left, within ten minutes.",
  params: Id,
  response: { ...pageAnswers("What went wrong"), ...seeOther("Where to go on"), ...formErrorAnswers(403, 404, 503) },
};
export const unlinkProvider = {
  ...form,
  operationId: "unlinkProvider",
  summary: "Sign in at a provider no more",
  description: `The last way in stays. ${FRESH} ${OTHER_SITE}`,
  params: Id,
  body: Type.Optional(body({})),
  response: done("How you sign in", 401, 409),
};
