import Type from "typebox";
import { errorAnswers } from "../api/error-answers.ts";

export const GuestPath = Type.Object({
  uuid: Type.String({ description: "The key's UUID", examples: ["3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"] }),
});

export const DoorPath = Type.Object({
  ...GuestPath.properties,
  doorId: Type.String({
    pattern: "^[1-9]\\d{0,6}$",
    description: "Number of the door within the key",
    examples: ["1"],
  }),
});

const Page = (description: string) => ({
  description,
  content: { "text/html": { schema: Type.String({ examples: ["<!doctype html>…"] }) } },
});

/** The answers of a page; its errors are pages too, unless the client asks for JSON only. */
export function pageAnswers(description: string) {
  return { 200: Page(description), ...errorAnswers(404) };
}
