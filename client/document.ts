/** What the client is made of: the server's own OpenAPI document, and what of it a program can call. */
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";

type Json = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  parameters?: readonly Reference[];
  readonly security?: readonly object[];
  responses: Record<string, { content?: Json }>;
}

type Reference = { $ref: string } | { name: string; in: string };

interface Document extends Json {
  security: readonly object[];
  paths: Record<string, Record<string, Operation>>;
  components: { parameters: Record<string, Reference>; schemas: Record<string, Schema> };
}

interface Schema {
  $ref?: string;
  type?: unknown;
  properties?: Record<string, Schema>;
}

/** The files in `src/generated/`, by name. */
export interface Generated {
  readonly "schema.ts": string;
  readonly "operations.ts": string;
}

const NOTE = "/** Generated from the server's OpenAPI document by `npm run generate -w client`. */\n";

/** @param text the document as the server answers it */
export async function generate(text: string): Promise<Generated> {
  const document = forPrograms(JSON.parse(text) as Document);
  const operations = operationsOf(document);
  const types = astToString(await openapiTS(document as unknown as OpenAPI3, { alphabetize: true }));
  return { "schema.ts": NOTE + types, "operations.ts": NOTE + docs(operations) + table(operations) };
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  /** The member of a page's answer that has what is listed, of lists that go on with a cursor. */
  readonly items: string | undefined;
  /** `o`: a POST whose repeat is done again; `n`: takes no token and no API key; `a`: takes a super key. */
  readonly flags: string;
}

/** Without pages and forms for people, without the stream, which `followActivity` reads, and what every call has. */
function forPrograms({ openapi, info, security, paths, components }: Document): Document {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const answers = Object.entries(operation.responses).filter(([status]) => Number(status) < 400);
      for (const [, { content }] of answers) delete content?.["text/event-stream"];
      operation.responses = Object.fromEntries(answers);
      if (answers.some(([status, { content }]) => Number(status) >= 300 || (content && "text/html" in content)))
        delete methods[method];
    }
    if (Object.keys(methods).length === 0) delete paths[path];
  }
  const named = used(paths, components as unknown as Json);
  return withoutExamples({ openapi, info, security, paths, components: named }) as Document;
}

/** What the paths refer to, and what that refers to. */
function used(paths: Json, components: Json): Json {
  const names = new Set<string>();
  const look = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/(\w+\/[\w.-]+)"/g)) {
      if (names.has(name!)) continue;
      names.add(name!);
      const [kind, one] = name!.split("/") as [string, string];
      look((components[kind] as Json)[one]);
    }
  };
  look(paths);
  return Object.fromEntries(
    Object.entries(components).map(([kind, of]) => [
      kind,
      Object.fromEntries(Object.entries(of as Json).filter(([name]) => names.has(`${kind}/${name}`))),
    ]),
  );
}

function withoutExamples(value: unknown, isProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutExamples(one));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => isProperties || (name !== "example" && name !== "examples"));
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutExamples(one, name === "properties")]));
}

function operationsOf(document: Document): Listed[] {
  const { paths, components } = document;
  const resolve = (one: Reference) => ("$ref" in one ? components.parameters[one.$ref.split("/").at(-1)!]! : one);
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const names = new Set((operation.parameters ?? []).map((one) => (resolve(one) as { name: string }).name));
      const schemes = new Set((operation.security ?? document.security).flatMap((one) => Object.keys(one)));
      const flags = [
        method === "post" && !names.has("Idempotency-Key") && "o",
        !schemes.has("BearerAuth") && "n",
        schemes.has("AdminApiKeyAuth") && "a",
      ];
      const text = flags.filter((flag) => flag !== false).join("");
      // One that is followed for ever is no list.
      const items = names.has("cursor") ? itemsOf(operation) : undefined;
      return { method: method.toUpperCase(), path, operation, items, flags: text };
    }),
  );
  return listed.toSorted((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1));

  function itemsOf({ operationId, responses }: Operation): string | undefined {
    const media = responses["200"]?.content?.["application/json"] as { schema: Schema } | undefined;
    const { properties = {} } = (media && schemaOf(media.schema)) ?? {};
    if (!("nextCursor" in properties)) return undefined;
    const list = Object.entries(properties).find(([, one]) => schemaOf(one).type === "array");
    if (!list) throw new Error(`${operationId} has a cursor, and nothing that it lists`);
    return list[0];
  }

  function schemaOf(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : components.schemas[schema.$ref.split("/").at(-1)!]!;
  }
}

/** Each operation with what the document says of it, for editors. */
function docs(operations: readonly Listed[]): string {
  const members = operations.map(({ method, path, operation: { operationId, summary, description } }) => {
    const said = [summary, description].filter((one) => one !== undefined).map((one) => one.replaceAll("*/", "*\\/"));
    return `  /**\n   * ${said.join("\n   *\n   * ")}\n   *\n   * \`${method} ${path}\`\n   */\n  ${operationId}: operations["${operationId}"];\n`;
  });
  const lists = operations.filter(({ items }) => items !== undefined);
  const items = lists.map(({ operation, items }) => `  ${operation.operationId}: "${items}";\n`);
  return `import type { operations } from "./schema.ts";

export interface Operations {
${members.join("")}}

/** Lists that go on with a cursor, and the member of an answer that has what is listed. */
export interface Lists {
${items.join("")}}
`;
}

/** A line for each operation. */
function table(operations: readonly Listed[]): string {
  const lines = operations.map(({ method, path, operation: { operationId }, items, flags }) =>
    [operationId, method, path, flags || (items && "-"), items].filter(Boolean).join(" "),
  );
  return `
/** Name, method and path; flags (a hyphen where there are none); of a list that goes on with a cursor, the member that it lists. */
export const OPERATIONS = \`${lines.join("\n")}\`;
`;
}
