import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nameComponents } from "./openapi-components.ts";

const NONE = { schemas: {}, parameters: {}, responses: {} };
const door = { title: "Door", type: "object", properties: { id: { type: "integer" } } };

/** A document of one operation for each answer. */
function paths(...answers: object[]): Record<string, Record<string, never>> {
  const operations = answers.map((schema, i) => {
    const responses = { 200: { description: "Done", content: { "application/json": { schema } } } };
    return [`/${i}`, { get: { operationId: `ask${i}`, responses } as never }];
  });
  return Object.fromEntries(operations);
}

function answersOf(document: object): unknown[] {
  return Object.values(document).map(({ get }) => get.responses[200].content["application/json"].schema);
}

describe("the components of the document", () => {
  it("have each shape with a title once, also within others and where it may be null", () => {
    const nullable = { ...door, type: ["object", "null"] };
    const document = paths({ type: "object", properties: { door, none: nullable } }, { type: "array", items: door });
    const { schemas } = nameComponents(document, NONE);
    const ref = { $ref: "#/components/schemas/Door" };
    assert.deepEqual(schemas, {
      Door: door,
      Ask0Answer: {
        title: "Ask0Answer",
        type: "object",
        properties: { door: ref, none: { anyOf: [ref, { type: "null" }] } },
      },
    });
    assert.deepEqual(answersOf(document), [{ $ref: "#/components/schemas/Ask0Answer" }, { type: "array", items: ref }]);
  });

  it("keep what is said of a shape at one place there", () => {
    const document = paths(door, { type: "object", properties: { door: { ...door, description: "Their own" } } });
    const { schemas } = nameComponents(document, { ...NONE, schemas: { Door: { ...door, description: "A door" } } });
    const { properties } = schemas["Ask1Answer"] as { properties: { door: object } };
    assert.deepEqual(properties.door, { $ref: "#/components/schemas/Door", description: "Their own" });
  });

  it("give two operations one name for the same answer", () => {
    const document = paths({ type: "object", properties: {} }, { type: "object", properties: {} });
    assert.deepEqual(Object.keys(nameComponents(document, NONE).schemas), ["Ask0Answer"]);
  });

  it("are refused where two shapes have one title, or a shape that is named is nowhere", () => {
    const other = { ...door, properties: { id: { type: "string" } } };
    assert.throws(() => nameComponents(paths(door, other), NONE), /two shapes that are called Door/);
    const nowhere = { type: "array", items: { title: "Event" } };
    assert.throws(() => nameComponents(paths(nowhere), NONE), /no schema Event/);
  });
});
