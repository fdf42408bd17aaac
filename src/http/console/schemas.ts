/** What the console's pages take and answer. */
import Type from "typebox";
import { formErrorAnswers } from "../answers/error-answers.ts";
import { FORMS, LanguageChoice, pageAnswers, seeOther } from "../pages/schemas.ts";
import { objectWithExample } from "../schemas.ts";

const Text = (maxLength: number, description: string, example: string) =>
  Type.String({ maxLength, description, examples: [example] });

/** Longer than any that is taken, so that the page itself says what is wrong. */
const LONG = 1_000;
const Email = Text(LONG, "E-mail address", "anna@example.com");
const Name = Text(LONG, "Name, as others see it", "Anna Kowalska");
const Password = Text(LONG, "12 characters or more", "a lamp on the second stair");
const Secret = Type.String({
  pattern: "^[A-Za-z0-9_-]{16,128}$",
  description: "What the link carries; good once",
  examples: ["Zm9yIG9uZSB0aW1lIG9ubHk"],
});
const Next = Type.Optional(Text(LONG, "A path of this server, to go on to", "/console/keys"));
const language = { lang: LanguageChoice };

const shared = { tags: ["Accounts"], security: [{}] };
const form = { ...shared, consumes: FORMS };
const body = <P extends Parameters<typeof objectWithExample>[0]>(properties: P) =>
  objectWithExample(properties, { additionalProperties: false });
const OTHER_SITE = "A form of another site is refused.";
const done = (next: string, ...codes: number[]) => ({
  ...pageAnswers("The page again, where something is wrong"),
  ...seeOther(next),
  ...formErrorAnswers(403, ...codes),
});
const signedInAnswers = {
  ...pageAnswers("The page"),
  ...seeOther("The page that asks who you are, where nobody is signed in"),
  ...formErrorAnswers(401),
};

export const showSetUp = {
  ...shared,
  operationId: "showSetUp",
  summary: "What a set-up link leads to",
  description: "A form. Spends nothing, however often it is asked for.",
  querystring: Type.Object({
    token: Type.Optional(Text(LONG, "What the link carries", "Zm9yIG9uZSB0aW1lIG9ubHk")),
    ...language,
  }),
  response: pageAnswers("The page"),
};

export const setUp = {
  ...form,
  operationId: "setUp",
  summary: "Spend a set-up link",
  description: `Makes the account of whoever hosts the server, with a first organisation; or, by a link for somebody, sets their password and ends their sessions. Signs in. ${OTHER_SITE}`,
  body: body({
    token: Secret,
    password: Password,
    name: Type.Optional(Name),
    email: Type.Optional(Email),
    organization: Type.Optional(Text(LONG, "Name of the first organisation", "Berg & Sons")),
  }),
  response: done("The list of sessions"),
};

export const showSignIn = {
  ...shared,
  operationId: "showConsoleSignIn",
  summary: "The page that signs in to the console",
  description: "A form.",
  querystring: Type.Object({ next: Next, ...language }),
  response: { ...pageAnswers("The page"), ...seeOther("Where to go on, for whoever is signed in already") },
};

export const signIn = {
  ...form,
  operationId: "signInToConsole",
  summary: "Sign in to the console",
  description: `Sets the cookie of a session for 30 days. What is wrong is the same for whatever address. ${OTHER_SITE}`,
  body: body({ email: Email, password: Text(LONG, "Password", "a lamp on the second stair"), next: Next }),
  response: done("Where to go on", 401),
};

export const signOut = {
  ...form,
  operationId: "signOutOfConsole",
  summary: "Sign out in this browser",
  description: OTHER_SITE,
  "x-optional-body": true,
  body: body({}),
  response: done("The page that signs in"),
};

export const showSessions = {
  ...shared,
  operationId: "showSessions",
  summary: "Where somebody is signed in",
  description: "A page with every browser in which they are, and a button to end that.",
  querystring: Type.Object(language),
  response: signedInAnswers,
};

export const endSession = {
  ...form,
  operationId: "endSessionByForm",
  summary: "Sign out in one other browser, or in all others",
  description: `Of whoever is signed in. ${OTHER_SITE}`,
  body: body({
    session: Type.Optional(Text(64, "Left out: all others", "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77")),
  }),
  response: done("The list of sessions", 401),
};

export const showProve = {
  ...shared,
  operationId: "showProve",
  summary: "The page on which somebody proves who they are again",
  description: "A form.",
  querystring: Type.Object({ next: Next, ...language }),
  response: signedInAnswers,
};

export const prove = {
  ...form,
  operationId: "proveWithPassword",
  summary: "Prove again who you are",
  description: `With the password; good for ten minutes. ${OTHER_SITE}`,
  body: body({ password: Text(LONG, "Password", "a lamp on the second stair"), next: Next }),
  response: done("Where to go on", 401),
};

export const showInvitation = {
  ...shared,
  operationId: "showInvitation",
  summary: "What an invitation leads to",
  description: "A form. Accepts nothing.",
  querystring: Type.Object({
    token: Type.Optional(Text(LONG, "What the link carries", "Zm9yIG9uZSB0aW1lIG9ubHk")),
    ...language,
  }),
  response: pageAnswers("The page"),
};

export const acceptInvitation = {
  ...form,
  operationId: "acceptInvitation",
  summary: "Accept an invitation",
  description: `As whoever is signed in with the invited address; with a name and a password an account is made for it. ${OTHER_SITE}`,
  body: body({ token: Secret, name: Type.Optional(Name), password: Type.Optional(Password) }),
  response: done("The list of sessions", 401, 409),
};
