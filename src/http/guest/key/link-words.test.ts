import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LANGUAGES } from "../messages/catalogues.ts";
import { wordsOfLink } from "./link-words.ts";

const PASSED_ON = {
  link: "https://doors.example.test/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  doors: "Front door, Flat 4",
  from: Date.parse("2026-12-24T13:00:00Z"),
  until: Date.parse("2026-12-27T09:00:00Z"),
  zone: "Europe/Athens",
};

describe("what is passed on with a key's link", () => {
  it("tells the doors, the time at the door, and the link on a line of its own", () => {
    for (const language of LANGUAGES) {
      const { subject, text, pin } = wordsOfLink(language, PASSED_ON);
      const lines = text.split("\n");
      assert.equal(lines[0], subject);
      assert.ok(subject.includes(PASSED_ON.doors), language);
      assert.equal(lines.at(-1), PASSED_ON.link, language);
      assert.ok(pin.length > 0, language);
    }
    assert.equal(
      wordsOfLink("de", PASSED_ON).text,
      `Ihr Schlüssel: Front door, Flat 4\n24.12.2026, 15:00\u2009–\u200927.12.2026, 11:00\n\nÖffnen Sie den Link an der Tür:\n${PASSED_ON.link}`,
    );
  });
});
