import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sharingWhile } from "./pace.ts";

describe("the pace of a reader that shares this process", () => {
  it("leaves others three times as long as a batch took, and a second while they need it", () => {
    let isBusy = false;
    const { rest, holdsBack } = sharingWhile(() => isBusy);
    assert.equal(rest!(20), 60);
    assert.equal(rest!(0), 10);
    assert.equal(rest!(500), 100);
    assert.equal(holdsBack!(), false);
    isBusy = true;
    assert.equal(rest!(40), 1_000);
    assert.equal(holdsBack!(), true);
  });
});
