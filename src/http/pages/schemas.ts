/** Schemas of pages: what they take and answer. */
import Type from "typebox";
import { guestErrorAnswers } from "../answers/error-answers.ts";

/** One that nobody speaks is as if it were not given: a link must not fail because of it. */
export const LanguageChoice = Type.Optional(
  Type.String({
    title: "Language",
    maxLength: 35,
    description: "Language of the page, in the place of Accept-Language",
    examples: ["de"],
  }),
);

/** Where the browser is sent. */
export function seeOther(description: string) {
  const Location = { type: "string", format: "uri-reference", description: "The next page" };
  return { 303: Type.Null({ description, headers: { Location } }) };
}

/** What a form may be sent as. */
export const FORMS = ["application/x-www-form-urlencoded", "application/json"];

const Text = (example: string) => ({ schema: Type.String({ examples: [example] }) });

/** The answers of a page; its errors are pages too, unless the client asks for JSON only. */
export function pageAnswers(description: string, more: object = {}) {
  return { 200: { description, content: { "text/html": Text("<!doctype html>…"), ...more } }, ...guestErrorAnswers() };
}
