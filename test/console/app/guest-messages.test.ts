import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GUEST_LANGUAGES, messageTo } from "../../../src/console/ui/guest-messages.ts";
import { LANGUAGES } from "../../../src/http/guest/messages/catalogues.ts";

const SHARED = {
  link: "https://doors.example.test/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  doors: ["Front door", "Flat 4"],
  from: Date.parse("2026-12-24T13:00:00Z"),
  until: Date.parse("2026-12-27T09:00:00Z"),
  zone: "Europe/Athens",
};

describe("what is sent to a guest", () => {
  it("is in every language of the guest's page", () =>
    assert.deepEqual(GUEST_LANGUAGES.toSorted(), LANGUAGES.toSorted()));

  it("tells the doors, the time at the door, the link on a line of its own, and the PIN where there is one", () => {
    for (const language of GUEST_LANGUAGES) {
      const lines = messageTo(language, { ...SHARED, pin: "48205917" }).split("\n");
      assert.ok(lines[0]!.includes("Front door") && lines[0]!.includes("Flat 4"), language);
      assert.ok(lines.includes(SHARED.link), language);
      assert.ok(lines.at(-1)!.endsWith(": 4820 5917"), language);
      assert.equal(messageTo(language, SHARED).split("\n").at(-1), SHARED.link, language);
    }
    assert.equal(
      messageTo("de", SHARED),
      `Ihr Schlüssel: Front door, Flat 4\n24.12.2026, 15:00 – 27.12.2026, 11:00\n\nÖffnen Sie den Link an der Tür:\n${SHARED.link}`,
    );
  });
});
