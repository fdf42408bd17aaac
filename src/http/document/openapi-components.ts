/**
 * Gives the OpenAPI document its components. Routes have their schemas whole, because that is what checks and writes
 * fastest; here each schema with a `title` moves to the components and leaves a reference, wherever it stands. One
 * title is one shape. Bodies and answers without a title are named after their operation.
 */
import { isDeepStrictEqual } from "node:util";

type Json = Record<string, unknown>;

export interface Components {
  readonly schemas: Json;
  readonly parameters: Json;
  /** Answers that a route names by the title of an empty schema. */
  readonly responses: Json;
}

const METHODS = new Set(["get", "put", "post", "patch", "delete"]);
/** What may differ from place to place. */
const NOTES = new Set(["title", "description", "examples"]);
const SCHEMAS = "#/components/schemas/";

/**
 * @param paths the document's, which are changed
 * @param known what routes name without having it
 * @throws Error where two shapes have the same title, or one that is named is nowhere
 */
export function nameComponents(paths: Json, known: Components): Components {
  const used: Components = { schemas: {}, parameters: {}, responses: {} };
  /** Names of bodies and answers that have no title of their own. */
  const ofOperations: string[] = [];
  for (const [name, schema] of Object.entries(known.schemas)) used.schemas[name] = inside(schema as Json);

  for (const item of Object.values(paths) as Json[])
    for (const [method, operation] of Object.entries(item) as [string, Json][])
      if (METHODS.has(method)) nameOperation(operation);
  return used;

  function nameOperation(operation: Json): void {
    const id = String(operation["operationId"]);
    const name = id[0]!.toUpperCase() + id.slice(1);
    if (operation["parameters"]) operation["parameters"] = (operation["parameters"] as Json[]).map(parameter);
    const body = operation["requestBody"] as Json | undefined;
    if (body) {
      body["required"] = operation["x-optional-body"] !== true;
      delete operation["x-optional-body"];
      content(body, `${name}Body`);
    }
    const responses = operation["responses"] as Record<string, Json>;
    for (const [status, response] of Object.entries(responses)) {
      const title = titleOfAnswer(response);
      if (title !== undefined && title in known.responses) {
        used.responses[title] = known.responses[title];
        responses[status] = { $ref: `#/components/responses/${title}` };
      } else content(response, `${name}Answer`);
    }
  }

  function content({ content }: Json, name: string): void {
    for (const media of Object.values((content ?? {}) as Record<string, Json>)) {
      const { description: _, ...schema } = media["schema"] as Json;
      if (!schema["properties"]) media["schema"] = inside(schema);
      else if (schema["title"] !== undefined) media["schema"] = reference(schema);
      else {
        const title = twin(inside(schema)) ?? name;
        ofOperations.push(title);
        media["schema"] = reference({ ...schema, title });
      }
    }
  }

  /** The name of a body or an answer that looks the same. */
  function twin(schema: Json): string | undefined {
    return ofOperations.find((name) => isDeepStrictEqual(shapeOf(used.schemas[name] as Json), shapeOf(schema)));
  }

  function parameter(whole: Json): Json {
    const { title, ...schema } = whole["schema"] as Json;
    const one = { ...whole, schema: inside(schema) };
    if (title === undefined) return one;
    return { $ref: `#/components/parameters/${keep(used.parameters, String(title), one)}` };
  }

  /** The schema, with references in the place of what has a title within it. */
  function inside(schema: Json): Json {
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, member(key, value)]));
  }

  function member(key: string, value: unknown): unknown {
    if (key === "properties") return mapped(value as Json, (one) => reference(one as Json));
    if (key === "items" || (key === "additionalProperties" && typeof value === "object"))
      return reference(value as Json);
    if (key === "oneOf" || key === "anyOf" || key === "allOf") return (value as Json[]).map(reference);
    return value;
  }

  function reference(schema: Json): Json {
    if (typeof schema["title"] !== "string") return inside(schema);
    const { title, description, examples, ...shape } = schema;
    const $ref = `${SCHEMAS}${title}`;
    const types = shape["type"];
    const nullable = Array.isArray(types) && types.includes("null");
    if (nullable) shape["type"] = types.find((type) => type !== "null");
    if (Object.keys(shape).length > 0) keep(used.schemas, title, inside({ title, description, examples, ...shape }));
    else if (!(title in used.schemas)) throw new Error(`The API's document has no schema ${title}`);
    const isOwn = description !== undefined && (used.schemas[title] as Json)["description"] !== description;
    const ref = nullable ? { anyOf: [{ $ref }, { type: "null" }] } : { $ref };
    return isOwn ? { ...ref, description } : ref;
  }
}

function titleOfAnswer({ content }: Json): string | undefined {
  const media = (content as Record<string, Json> | undefined)?.["application/json"];
  return (media?.["schema"] as Json | undefined)?.["title"] as string | undefined;
}

/** @returns the name */
function keep(components: Json, name: string, component: Json): string {
  const there = components[name] as Json | undefined;
  if (there && !isDeepStrictEqual(shapeOf(there), shapeOf(component)))
    throw new Error(`The API's document has two shapes that are called ${name}`);
  components[name] = { ...withoutUndefined(component), ...withoutUndefined(there ?? {}) };
  return name;
}

/** Without what may differ from place to place. */
function shapeOf(component: Json): Json {
  const shape = Object.entries(component).filter(([key, value]) => value !== undefined && !NOTES.has(key));
  return Object.fromEntries(shape);
}

function withoutUndefined(component: Json): Json {
  return Object.fromEntries(Object.entries(component).filter(([, value]) => value !== undefined));
}

function mapped(members: Json, change: (member: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));
}
