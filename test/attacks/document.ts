/** The server's own OpenAPI document, as those read it who attack by it. */
import { Compile, type Validator } from "typebox/schema";

/** What of JSON Schema the document uses; anything else is left to the validator. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly examples?: readonly unknown[];
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

interface Media {
  readonly schema: JsonSchema;
  readonly check: Validator;
}

export interface Operation {
  readonly operationId: string;
  /** In capitals. */
  readonly method: string;
  /** With names in braces. */
  readonly path: string;
  readonly parts: readonly string[];
  /** Whether somebody without credentials may ask. */
  readonly isOpen: boolean;
  readonly parameters: readonly Parameter[];
  /** Bodies by their media type; empty where it takes none. */
  readonly bodies: ReadonlyMap<string, Media>;
  /** Answers by status, and bodies of each by media type. */
  readonly answers: ReadonlyMap<number, ReadonlyMap<string, Media>>;
}

interface Given {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

/** @param url where the server listens */
export async function readOperations(url: string): Promise<readonly Operation[]> {
  const answer = await fetch(`${url}/openapi.json`);
  return operationsOf((await answer.json()) as Document);
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function operationsOf(document: Document): readonly Operation[] {
  const { paths } = resolveReferences(document, document) as Document;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, given]) => operationOf(method.toUpperCase(), path, given as Given, item)),
  );
}

function operationOf(method: string, path: string, given: Given, item: Readonly<Record<string, unknown>>): Operation {
  const ofPath = (item["parameters"] ?? []) as readonly Parameter[];
  return {
    operationId: given.operationId,
    method,
    path,
    parts: path.split("/"),
    isOpen: given.security?.some((one) => Object.keys(one).length === 0) ?? false,
    parameters: [...ofPath, ...(given.parameters ?? [])],
    bodies: mediaOf(given.requestBody?.content),
    answers: new Map(
      Object.entries(given.responses).map(([status, { content }]) => [Number(status), mediaOf(content)]),
    ),
  };
}

function mediaOf(content: Content = {}): ReadonlyMap<string, Media> {
  return new Map(Object.entries(content).map(([type, { schema = {} }]) => [type, mediaOfType(schema)]));
}

/** Of shapes that many answers have, such as that of an error. */
const compiled = new WeakMap<JsonSchema, Validator>();

/** Most of a document's shapes are never asked for. */
function mediaOfType(schema: JsonSchema): Media {
  return {
    schema,
    get check() {
      const check = compiled.get(schema) ?? Compile(schema as object);
      compiled.set(schema, check);
      return check;
    },
  };
}

/** The same with every `$ref` replaced by what it names, which is made once; nothing in the document names itself. */
export function resolveReferences(value: unknown, document: unknown, known = new Map<string, unknown>()): unknown {
  if (Array.isArray(value)) return value.map((one) => resolveReferences(one, document, known));
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value as { readonly $ref?: unknown };
  if (typeof $ref !== "string") {
    const members = Object.entries(value).map(([name, one]) => [name, resolveReferences(one, document, known)]);
    return Object.fromEntries(members);
  }
  if (!known.has($ref)) {
    known.set($ref, undefined);
    known.set($ref, resolveReferences(named($ref, document), document, known));
  }
  const found = known.get($ref);
  if (found === undefined) throw new Error(`${$ref} names itself`);
  return found;
}

function named(reference: string, document: unknown): unknown {
  const found = reference
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
  if (found === undefined) throw new Error(`The document has no ${reference}`);
  return found;
}

/** The operations that a path belongs to, whatever the method; none where it cannot be decoded. */
export function operationsAt(operations: readonly Operation[], target: string): readonly Operation[] {
  const parts = target.split(/[?#]/)[0]!.split("/");
  if (!isReadable(target)) return [];
  const fits = operations.filter(
    (one) =>
      one.parts.length === parts.length && one.parts.every((name, i) => name.startsWith("{") || name === parts[i]),
  );
  // A path that is written out wins over one with names in it.
  const literal = fits.filter(({ path }) => !path.includes("{"));
  return literal.length > 0 ? literal : fits;
}

function isReadable(target: string): boolean {
  try {
    decodeURIComponent(target.split("?")[0]!);
    return true;
  } catch {
    return false;
  }
}
