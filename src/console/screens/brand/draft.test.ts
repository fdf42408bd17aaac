import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { brandErrors } from "../../../presentation/fields.ts";
import { brandOf, draftOf, type Draft, legibility, problemsOf } from "./draft.ts";

const NOTHING = { name: null, accent: null, background: null, contact: null, privacyUrl: null };
const draft = (fields: Partial<Draft>): Draft => ({ ...draftOf(NOTHING), ...fields });
const wholeBrand = (of: Draft) => {
  const { contact, ...rest } = brandOf(of);
  return { ...rest, contact: contact && { name: null, phone: null, email: null, ...contact } };
};

describe("a brand in a form", () => {
  it("is what it was, where nobody changed it", () => {
    const brand = {
      name: "Seaside Flats",
      accent: "#7a1f3d",
      background: "#f7f0ea",
      contact: { name: null, phone: "+30 210 1234567", email: null },
      privacyUrl: "https://seaside.example/privacy",
    };
    assert.deepEqual(brandOf(draftOf(brand)), brand);
    assert.deepEqual(brandOf(draftOf(NOTHING)), NOTHING);
  });

  it("tells the contrast that a colour has, and a shade that is enough", () => {
    const found = legibility("accent", draft({ accent: "#ffcc00" }))!;
    assert.deepEqual([found.isEnough, found.ratio < 2], [false, true]);
    assert.equal(legibility("accent", draft({ accent: found.better }))!.isEnough, true);
    assert.equal(legibility("background", draft({ background: "blue" })), undefined);
  });

  it("is wrong where the server says so, and nowhere else", () => {
    const texts = fc.constantFrom(
      "",
      "x",
      "+30 210",
      "()-.",
      "a@b.example",
      "https://a.example",
      "http://a.example",
      "https:",
    );
    const colours = fc.constantFrom("", "#7a1f3d", "#FFCC00", "#202020", "#f7f0ea", "red");
    const fields = {
      accent: colours,
      background: colours,
      contactName: texts,
      phone: texts,
      email: texts,
      privacyUrl: texts,
    };
    fc.assert(
      fc.property(fc.record({ name: fc.constant(""), ...fields }), (given) => {
        const ours = Object.keys(problemsOf(given)).length > 0;
        const theirs = brandErrors(wholeBrand(given)).length > 0;
        assert.equal(ours, theirs, JSON.stringify([given, problemsOf(given), brandErrors(wholeBrand(given))]));
      }),
      { numRuns: 2_000 },
    );
  });
});
