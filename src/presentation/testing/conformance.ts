/** What every store of what guests are shown must do. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type DirectionsRecord,
  type Brand,
  NO_DIRECTIONS,
  NO_BRAND,
  type Picture,
  type Presentation,
} from "../presentation.ts";

export interface PresentationHarness {
  /** Another one on the same store, as another process has it. */
  open(): Promise<Presentation>;
  close(): Promise<void>;
}

const BRAND: Brand = {
  name: "Ağva “Häuser” \u0000 鍵",
  accent: "#7a1f3d",
  background: null,
  contact: { name: null, phone: "+30 210 1234567", email: null },
  privacyUrl: "https://seaside.example/privacy",
};
const picture = (...bytes: number[]): Picture => ({ type: "image/png", bytes: Buffer.from(bytes) });

export function presentationConformance(name: string, openHarness: () => Promise<PresentationHarness>): void {
  describe(`what guests are shown, on ${name}`, () => {
    let harness: PresentationHarness;
    let presentation: Presentation;
    let elsewhere: Presentation;
    before(async () => {
      harness = await openHarness();
      presentation = await harness.open();
      elsewhere = await harness.open();
    });
    after(async () => {
      await presentation.close();
      await elsewhere.close();
      await harness.close();
    });

    it("is empty before anything was said", async () => {
      assert.deepEqual(await presentation.brand("nobody"), { ...NO_BRAND, logo: null });
      assert.deepEqual(await presentation.directions(7), { ...NO_DIRECTIONS, picture: null });
      assert.equal(await presentation.picture({ logoOf: "nobody" }), undefined);
      await presentation.setPicture({ directionsTo: 7 }, undefined);
    });

    it("is there for every process at once, to the letter, and renewed as a whole", async () => {
      await presentation.setBrand("acme", BRAND);
      assert.deepEqual(await elsewhere.brand("acme"), { ...BRAND, logo: null });
      await presentation.setBrand("acme", { ...NO_BRAND, name: "Acme" });
      assert.deepEqual(await elsewhere.brand("acme"), { ...NO_BRAND, name: "Acme", logo: null });
      await presentation.setDirections(2 ** 53 - 1, {
        ...NO_DIRECTIONS,
        text: "Left,\nthen right",
        contact: BRAND.contact,
        kind: "lift",
        floor: "4",
      });
      const { text, kind, floor } = await elsewhere.directions(2 ** 53 - 1);
      assert.deepEqual([text, kind, floor], ["Left,\nthen right", "lift", "4"]);
    });

    it("has the directions of many locks at once, as each is alone, empty ones too", async () => {
      await presentation.setDirections(101, { ...NO_DIRECTIONS, text: "Left" });
      await presentation.setPicture({ directionsTo: 102 }, picture(1));
      await presentation.setPicture({ logoOf: "103" }, picture(1));
      const lockIds = Array.from({ length: 50 }, (_, i) => 120 - i);
      const each = new Map<number, DirectionsRecord>();
      for (const lockId of lockIds) each.set(lockId, await presentation.directions(lockId));
      assert.deepEqual(await elsewhere.directionsOfLocks(lockIds), each);
      assert.deepEqual([each.get(101)?.text, each.get(103)?.picture], ["Left", null]);
      assert.ok(each.get(102)?.picture);
    });

    it("has pictures whose version changes with their bytes, with and without a text", async () => {
      const of = { logoOf: "pictured" };
      await presentation.setPicture(of, picture(0, 255, 10));
      const { logo, ...rest } = await elsewhere.brand("pictured");
      assert.deepEqual(rest, NO_BRAND);
      assert.deepEqual(await elsewhere.picture(of), picture(0, 255, 10));
      await presentation.setPicture(of, { ...picture(1), type: "image/webp" });
      assert.notEqual((await elsewhere.brand("pictured")).logo, logo);
      assert.equal((await elsewhere.picture(of))?.type, "image/webp");
      await presentation.setPicture(of, picture(0, 255, 10));
      assert.equal((await elsewhere.brand("pictured")).logo, logo);
      await presentation.setPicture(of, undefined);
      assert.equal((await elsewhere.brand("pictured")).logo, null);
      assert.equal(await elsewhere.picture(of), undefined);
    });

    it("keeps organisations and locks of the same name apart", async () => {
      await presentation.setBrand("12", { ...NO_BRAND, name: "Twelve" });
      await presentation.setPicture({ logoOf: "12" }, picture(1));
      assert.deepEqual(await presentation.directions(12), { ...NO_DIRECTIONS, picture: null });
      assert.equal(await presentation.picture({ directionsTo: 12 }), undefined);
    });
  });
}
