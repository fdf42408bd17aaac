/** What signing in takes and answers. */
import Type from "typebox";
import { formErrorAnswers } from "../../answers/error-answers.ts";
import { objectWithExample } from "../../schemas.ts";
import { FORMS, LanguageChoice, pageAnswers, seeOther } from "../../pages/schemas.ts";
import { GuestPath } from "../schemas.ts";

const Secret = Type.String({
  pattern: "^[A-Za-z0-9_-]{16,128}$",
  description: "What the link carries; good once, for 15 minutes",
  examples: ["Zm9yIG9uZSB0aW1lIG9ubHk"],
});
const Key = Type.Optional(
  Type.String({
    maxLength: 64,
    description: "The key to go back to",
    examples: ["3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"],
  }),
);
const EmailBody = objectWithExample(
  { email: Type.String({ maxLength: 320, description: "Of whom the key names", examples: ["anna@example.com"] }) },
  { additionalProperties: false },
);
const RedeemBody = objectWithExample({ token: Secret, key: Key }, { additionalProperties: false });

const shared = { tags: ["Guests"], security: [{}] };

export const askForLink = {
  ...shared,
  operationId: "askForSignInLink",
  summary: "Ask for a link that signs in",
  description:
    "For a key of named users. The answer is the same for every address; a message goes out to a user of that key only. A form of another site is refused.",
  params: GuestPath,
  consumes: FORMS,
  body: EmailBody,
  response: { ...seeOther("A page that says what happens next"), ...formErrorAnswers(403) },
};

export const linkSent = {
  ...shared,
  operationId: "showSignInLinkSent",
  summary: "The page after asking for a link",
  description: "The same for whoever asks, and about whatever address. Changes nothing.",
  params: GuestPath,
  response: pageAnswers("The page"),
};

export const showLink = {
  ...shared,
  operationId: "showSignIn",
  summary: "What the link that signs in leads to",
  description: "A page with a button. Spends nothing, however often it is asked for.",
  querystring: Type.Object({ token: Type.Optional(Secret), key: Key, lang: LanguageChoice }),
  response: pageAnswers("The page"),
};

export const redeem = {
  ...shared,
  operationId: "signIn",
  summary: "Sign in with a link",
  description: "Spends the link and sets the cookie of a session for 30 days. A form of another site is refused.",
  consumes: FORMS,
  body: RedeemBody,
  response: {
    ...pageAnswers("Signed in; there is no key to go back to"),
    ...seeOther("The key's page"),
    ...formErrorAnswers(403),
  },
};

export const signOut = {
  ...shared,
  operationId: "signOut",
  summary: "Sign out on this phone",
  description: "Ends the session of the cookie that comes along. A form of another site is refused.",
  params: GuestPath,
  response: { ...seeOther("The key's page"), ...formErrorAnswers(403) },
};
