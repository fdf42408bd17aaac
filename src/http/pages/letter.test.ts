import assert from "node:assert/strict";
import { it } from "node:test";
import { mailOf } from "./letter.ts";

it("has a fact without lines as one line, in text and in HTML", () => {
  const facts = [["Gate", "13:50", "13:51"], ["and 5 more doors"]] as const;
  const { text, html } = mailOf("maria@example.test", "Openings", { language: "en", title: "Openings", facts });
  assert.equal(text, "Gate:\n  13:50\n  13:51\n\nand 5 more doors\n");
  assert.match(html, /<td[^>]*>\s*and 5 more doors\s*<\/td>/);
  assert.match(html, />Gate<\/div>\s*<div[^>]*>13:50<\/div>/);
});
