import Type from "typebox";
import { guestErrorAnswers } from "../answers/error-answers.ts";

export const GuestPath = Type.Object({
  uuid: Type.String({
    title: "GuestKey",
    description: "The key's UUID",
    examples: ["3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"],
  }),
});

/** One that nobody speaks is as if it were not given: a link must not fail because of it. */
export const LanguageChoice = Type.Optional(
  Type.String({
    title: "Language",
    maxLength: 35,
    description: "Language of the page, in the place of Accept-Language",
    examples: ["de"],
  }),
);

export const DoorPath = Type.Object({
  ...GuestPath.properties,
  doorId: Type.String({
    title: "DoorNumber",
    pattern: "^[1-9]\\d{0,6}$",
    description: "Number of the door within the key",
    examples: ["1"],
  }),
});

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

/** The stages of an opening, as server-sent events. */
export const EVENT_STREAM = { "text/event-stream": Text('data: "<section …>"\n\n') };
