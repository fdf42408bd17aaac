/** What a call is made of, from what is given for it. */
import { OPERATIONS } from "./generated/operations.ts";
import type { Call } from "./send.ts";
import type { ListName, OperationName } from "./types.ts";

export interface Operation {
  readonly name: OperationName;
  readonly method: string;
  readonly path: string;
  /** Of a list that goes on with a cursor, the member of an answer that has what is listed. */
  readonly items: string | undefined;
  /** `o`: done again when it is sent again; `n`: for callers without credentials or with a cookie; `a`: with a super key. */
  readonly flags: string;
}

type Values = Readonly<Record<string, unknown>>;

/** As the types have it, of any operation. */
export interface Given {
  readonly path?: Values;
  readonly query?: Values;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

const MEMBERS = new Set(["path", "query", "body", "idempotencyKey", "signal"]);
const OPENING = /\/(OpenLock|open-with-pin|use-temp-key)$/;

export function allOperations(): Operation[] {
  return OPERATIONS.split("\n").map((line) => {
    const [name, method, path, flags = "", items] = line.split(" ") as [
      OperationName,
      string,
      string,
      string?,
      ListName?,
    ];
    return { name, method, path, flags, items };
  });
}

/** @throws TypeError for what is not understood: nothing that was asked for is left out */
export function callOf({ name, method, path, flags }: Operation, given: Given = {}): Call {
  const { body, idempotencyKey, signal, query = {} } = given;
  const unknown = Object.keys(given).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) throw new TypeError(`${name}: ${unknown} is not known here`);
  const isBlob = body instanceof Blob;
  const isKeyed = method === "POST" && !flags.includes("o");
  if (idempotencyKey !== undefined && !isKeyed) throw new TypeError(`${name}: takes no idempotencyKey`);
  return {
    operation: name,
    method,
    path: filled(name, path, given.path ?? {}) + queryOf(name, query),
    headers: body === undefined ? {} : { "content-type": isBlob ? body.type : "application/json" },
    body: body === undefined || isBlob ? body : JSON.stringify(body),
    idempotencyKey: isKeyed ? (idempotencyKey ?? randomKey()) : undefined,
    credentials: flags.includes("n") ? "none" : flags.includes("a") ? "administration" : "caller",
    isRepeatable: !flags.includes("o"),
    isOpening: OPENING.test(path),
    signal,
  };
}

function filled(name: string, template: string, values: Values): string {
  const left = new Set(Object.keys(values));
  const path = template.replace(/\{(\w+)\}/g, (_, one: string) => {
    left.delete(one);
    const text = textOf(values[one] ?? "");
    // A browser would take dots for a step to another path.
    if (text === undefined || /^\.{0,2}$/.test(text)) throw new TypeError(`${name}: path.${one} is missing`);
    return encodeURIComponent(text);
  });
  for (const one of left) throw new TypeError(`${name}: path.${one} is not known here`);
  return path;
}

function queryOf(name: string, values: Values): string {
  const pairs = Object.entries(values).flatMap(([one, value]) => {
    if (value === undefined) return [];
    const text = textOf(value);
    if (text === undefined) throw new TypeError(`${name}: query.${one} must be a text, a number or a boolean`);
    return [[one, text] as [string, string]];
  });
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "";
}

function textOf(value: unknown): string | undefined {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}

/** 128 bits. `crypto.randomUUID` is missing in pages that came without TLS, such as from a server at home. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
