import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { type Body, changesOf, type Given, givenOf, isAnotherHost, NEW, undoOf } from "./given.ts";

const some = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const kept = fc.record({
  url: fc.constantFrom("https://one.example/", "https://two.example/"),
  events: fc.oneof(some("*"), some("TempKeyUsed", "LockOpened", "LockOpenFailed", "OwnerSet")),
  lockIds: fc.option(some("1", "2", "3", "99")),
  format: fc.constantFrom("published", "cloudevents"),
  authentication: fc.constantFrom(
    { type: "none" },
    { type: "lost" },
    { type: "bearerToken" },
    { type: "apiKeyHeader", name: "X-Api-Key" },
    { type: "apiKeyHeader", name: "X-Other" },
  ),
});
/** Whatever somebody may make of a form. */
const edited = fc
  .tuple(kept, fc.constantFrom("", "t0k3n"))
  .map(([one, secret]): Given => Object.assign(givenOf(one), one.authentication.type !== "none" && { secret }));

it("sends nothing that was not touched", () => {
  fc.assert(fc.property(kept, (one) => assert.deepEqual(changesOf(givenOf(one), givenOf(one)), {})));
});

it("names doors only where somebody chose others, and all of them only where somebody chose that", () => {
  fc.assert(
    fc.property(kept, edited, (one, given) => {
      const first = givenOf(one);
      const { isOfSome, lockIds } = first;
      assert.ok(!("lockIds" in changesOf({ ...given, isOfSome, lockIds }, first)), "they were left as they were");
      const changes = changesOf(given, first);
      assert.equal(changes.lockIds === null, !given.isOfSome && first.isOfSome);
    }),
  );
});

it("takes back what was changed, and that alone, unless a secret went with it", () => {
  fc.assert(
    fc.property(kept, edited, (one, given) => {
      const first = givenOf(one);
      const changes = changesOf(given, first);
      const undo = undoOf(changes, first);
      const isLost = changes.authentication !== undefined && first.authentication !== "none";
      assert.equal(undo === undefined, isLost);
      if (undo === undefined) return;
      assert.deepEqual(Object.keys(undo).toSorted(), Object.keys(changes).toSorted());
      const before: Record<keyof Body, unknown> = { ...one };
      for (const [name, value] of Object.entries(undo))
        assert.deepEqual([value].flat().toSorted(), [before[name as keyof Body]].flat().toSorted(), name);
    }),
  );
});

it("asks for a secret anew with another kind and another header, and keeps the one that is there otherwise", () => {
  const header: Given = { ...NEW, authentication: "apiKeyHeader", header: "X-A" };
  assert.deepEqual(changesOf({ ...header, url: "https://a.example/" }, header), { url: "https://a.example/" });
  assert.deepEqual(changesOf({ ...header, header: " X-B ", secret: " v " }, header), {
    authentication: { type: "apiKeyHeader", name: "X-B", value: "v" },
  });
  assert.deepEqual(changesOf({ ...header, authentication: "bearerToken", secret: "t" }, header), {
    authentication: { type: "bearerToken", token: "t" },
  });
  assert.deepEqual(changesOf({ ...header, authentication: "none" }, header), { authentication: { type: "none" } });
});

it("knows another host by its scheme, name or port, and none where there is no webhook yet", () => {
  const first = givenOf({
    ...NEW,
    url: "https://a.example/x",
    events: ["*"],
    lockIds: null,
    authentication: { type: "none" },
  });
  for (const url of ["https://a.example/y?z", " https://A.example:443/"]) assert.ok(!isAnotherHost(url, first), url);
  for (const url of ["https://b.example/x", "http://a.example/x", "https://a.example:8443/x", ""])
    assert.ok(isAnotherHost(url, first), url);
  assert.ok(!isAnotherHost("https://a.example/", NEW));
});
