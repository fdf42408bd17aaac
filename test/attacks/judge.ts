/** What is wrong about an answer, by the document and by what must never be. */
import { type Operation, operationsAt } from "./document.ts";
import type { AttackRequest } from "./requests.ts";
import type { AttackAnswer } from "./send.ts";

/** Answered to whatever cannot be read as a request to any operation (RFC 9110, RFC 6585). */
const UNREADABLE = new Set([400, 408, 413, 415, 417, 421, 431]);
const NOT_FOUND = new Set([...UNREADABLE, 401, 404, 405]);
/** Told in an answer, it would be read as part of the page. */
const INJECTED = /<script>alert|<img src=x/;

/** @returns nothing where all is well */
export function judge(request: AttackRequest, answer: AttackAnswer, operations: readonly Operation[]): string[] {
  const { status, headers, text } = answer;
  const asked = request.method === "HEAD" ? "GET" : request.method;
  // Some operations do too much for one whose answer is not read.
  if (request.method === "HEAD" && status === 405) return [];
  const all = operationsAt(operations, request.target);
  const known = all.filter(({ method }) => method === asked);
  const wrong: string[] = [];
  // A link that was mangled on its way, also after the key, leads to the page that was meant.
  const isPage = known.length === 0 || /^\/(collective-)?temp-keys\/[^/?]+\?/.test(request.target);
  if (isPage && status === 302 && /^\/[^/\\]/.test(String(headers["location"])) && text === "") return [];
  if (known.length === 0) {
    const isOther = request.method === "OPTIONS" && status < 400;
    if (!NOT_FOUND.has(status) && !isOther) wrong.push(`${status} for what is not in the document`);
  } else if (
    !UNREADABLE.has(status) &&
    !(status === 404 && request.target.includes("%00")) &&
    !known.some(({ answers }) => answers.has(status))
  )
    wrong.push(`${status} is not documented`);
  if (status >= 500 && status !== 502 && status !== 503) wrong.push(`${status}`);
  if (request.method !== "HEAD" && request.method !== "OPTIONS") wrong.push(...judgeBody(known, answer));
  if (status < 400 && known.length > 0) {
    const isOpen = known.every((operation) => operation.isOpen);
    if (request.isTheirs && request.caller !== "superKey" && !isOpen) wrong.push("somebody else's");
    if (isNotAllowed(request)) wrong.push("took what the document does not allow");
  }
  const type = String(headers["content-type"] ?? "");
  if (type.startsWith("text/html") && INJECTED.test(text)) wrong.push("a page with what was injected");
  if (headers["set-cookie"]?.includes("a=b")) wrong.push("an injected header");
  return wrong;
}

function judgeBody(known: readonly Operation[], { status, headers, text }: AttackAnswer): string[] {
  const type = String(headers["content-type"] ?? "").split(";")[0]!;
  const documented = known.find(({ answers }) => answers.has(status))?.answers.get(status);
  if (!documented) return isErrorBody(type, text) ? [] : [`not the published body: ${type} ${text.slice(0, 100)}`];
  if (documented.size === 0) return text === "" ? [] : ["a body where none is documented"];
  const media = documented.get(type);
  if (!media) return [`${status} as ${type || "nothing"}, which is not documented`];
  const value = type === "application/json" ? readJson(text) : text;
  // To say what is wrong takes much longer than to see that nothing is.
  if (media.check.Check(value)) return [];
  const [, errors] = media.check.Errors(value);
  return errors.slice(0, 3).map(({ instancePath, message }) => `${status}: ${instancePath} ${message}`);
}

function isErrorBody(type: string, text: string): boolean {
  if (type === "text/html") return true;
  const { error, message, code } = (readJson(text) ?? {}) as Record<string, unknown>;
  return type === "application/json" && [typeof error, typeof message, typeof code].join() === "string,string,number";
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the body is readable JSON that the schema of the operation refuses. */
function isNotAllowed({ operation, method, value, headers }: AttackRequest): boolean {
  const json = operation.bodies.get("application/json");
  if (!json || value === undefined || method !== operation.method || headers["content-type"] !== "application/json")
    return false;
  // The published sample sends null as a text.
  const { maxUses } = value as Record<string, unknown>;
  const sent = maxUses === "null" ? { ...(value as object), maxUses: null } : value;
  // As it was sent: what is undefined is not there, and -0 is 0. Null in an optional field is as if it were left out.
  const told = JSON.stringify(sent);
  return !json.check.Check(JSON.parse(told)) && !json.check.Check(JSON.parse(told, leftOut));
}

function leftOut(_name: string, member: unknown): unknown {
  return member === null ? undefined : member;
}
