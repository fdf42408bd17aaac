/** A request to one operation as the document has it, which an attack then changes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { CALLERS, type Callers, type CallerName, type Part, type Targets } from "./attacked.ts";
import type { Operation, Parameter } from "./document.ts";
import { type Take, valueOf } from "./values.ts";

export interface AttackRequest {
  readonly operation: Operation;
  readonly caller: CallerName;
  method: string;
  /** Path and query. */
  target: string;
  readonly headers: Record<string, string | string[]>;
  /** What will be written as JSON; undefined where the body is not JSON. */
  value: unknown;
  /** What is sent. */
  body: Buffer | undefined;
  /** What was done to it, in words. */
  readonly changes: string[];
  /** Whether it names something that only a super key may manage. */
  isTheirs: boolean;
}

const PICTURE = readFileSync(join(import.meta.dirname, "../../src/http/guest/page/images/icon-180.png"));
const FORM = "application/x-www-form-urlencoded";
/** Operations that give a lock away, or one of ours to a key of theirs: what is theirs must stay theirs. */
const GIVES_AWAY = new Set(["setOwner", "setOrganization", "changeKey", "changeCollectiveKey"]);

export function validRequest(operation: Operation, targets: Targets, callers: Callers, take: Take): AttackRequest {
  const caller = callerOf(operation, take);
  const gives = caller === "superKey" && GIVES_AWAY.has(operation.operationId);
  const isTheirs = !gives && take(fc.integer({ min: 0, max: 9 })) === 0;
  const path = new Map<string, string>();
  const query = new URLSearchParams();
  const headers: Record<string, string | string[]> = { ...callers[caller] };
  for (const parameter of operation.parameters) {
    const { name, schema } = parameter;
    if (parameter.in === "path") path.set(name, pathValue(parameter, operation, isTheirs, targets, take));
    else if (parameter.required || take(fc.integer({ min: 0, max: 3 })) === 0 || name === "token") {
      const links = linksTo(targets)[operation.operationId];
      const value = String(links ? take(fc.constantFrom(...links)) : valueOf(schema, name, targets, take));
      if (parameter.in === "query") query.set(name, value);
      else if (parameter.in === "header" && /^[ -~]+$/.test(value)) headers[name.toLowerCase()] = take(fc.uuid());
    }
  }
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path.get(name)!));
  const request: AttackRequest = {
    operation,
    caller,
    method: operation.method,
    target: query.size > 0 ? `${filled}?${query}` : filled,
    headers,
    value: undefined,
    body: undefined,
    changes: [],
    isTheirs:
      isTheirs &&
      path.size > 0 &&
      operation.operationId !== "createLock" &&
      /\/(?:locks|temp-keys|collective-temp-keys|hubs)\//.test(filled),
  };
  fillBody(request, path, targets, take);
  return request;
}

/** What the links of pages carry that show what they are for. */
function linksTo({ setUps, invitations, sent }: Targets): Readonly<Record<string, readonly string[]>> {
  return {
    showSetUp: setUps,
    showInvitation: invitations,
    showReset: [sent.reset],
    showMailLink: [sent["sign-in"]],
    showAddress: [sent.address],
  };
}

function fillBody(request: AttackRequest, path: ReadonlyMap<string, string>, targets: Targets, take: Take): void {
  const { bodies } = request.operation;
  if (bodies.size === 0) return;
  const json = bodies.get("application/json");
  if (!json) {
    request.headers["content-type"] = "image/png";
    request.body = PICTURE;
    return;
  }
  const value = valueOf(json.schema, "", targets, take) as Record<string, unknown>;
  if ("index" in value) value["index"] = Number(path.get("id"));
  if (request.operation.operationId === "createUser") value["userId"] = path.get("id");
  const lock = targets.ours.indexOf(Number(path.get("id")));
  if (lock >= 0 && "tempKeyUuid" in value && take(fc.integer({ min: 0, max: 9 })) > 1)
    value["tempKeyUuid"] = targets.keys[lock];
  // What is made gets a new name, or hardly anything would be.
  if (/^create\w*Key$/.test(request.operation.operationId) && "tempKeyUuid" in value && take(fc.boolean()))
    value["tempKeyUuid"] = take(fc.uuid({ version: 4 }));
  if (take(fc.integer({ min: 0, max: 9 })) > 0)
    Object.assign(value, accountFields(request.operation.operationId, targets, take));
  if (bodies.has(FORM) && take(fc.integer({ min: 0, max: 2 })) === 0) {
    const fields = Object.entries(value).map(([name, one]) => [name, String(one)]);
    request.headers["content-type"] = FORM;
    request.body = Buffer.from(new URLSearchParams(Object.fromEntries(fields)).toString());
    return;
  }
  request.headers["content-type"] = "application/json";
  request.value = value;
  request.body = Buffer.from(JSON.stringify(value));
}

/** What only somebody with an account knows. */
function accountFields(
  operationId: string,
  { account, setUps, invitations, sent, codes }: Targets,
  take: Take,
): Readonly<Record<string, string>> {
  const { email, password } = account;
  if (operationId === "signInToConsole") return { email, password };
  if (operationId === "proveWithPassword") return { password };
  if (operationId === "setUp") return { password, token: take(fc.constantFrom(...setUps)) };
  if (operationId === "resetPassword") return { password, token: sent.reset };
  if (operationId === "signInByMailLink") return { token: sent["sign-in"] };
  if (operationId === "confirmAddress") return { token: sent.address };
  if (operationId === "signInByRecoveryCode") return { email, code: take(fc.constantFrom(...codes)) };
  if (operationId === "changePassword") return { password };
  if (operationId !== "acceptInvitation") return {};
  return { name: "Anna", password, token: take(fc.constantFrom(...invitations)) };
}

/** Mostly somebody who may, so that most attacks get past the first check. */
function callerOf({ operationId, path }: Operation, take: Take): CallerName {
  const anybody = fc.constantFrom(...CALLERS);
  if (/^\/(account|session)\b/.test(path))
    return take(fc.oneof({ weight: 4, arbitrary: fc.constant("account" as const) }, { weight: 1, arbitrary: anybody }));
  if (/^\/(organizations|invitations|tenants|api-keys|webhooks)\b/.test(path) && !/Brand|Logo/.test(operationId)) {
    const who = /enant|createOrganization/.test(operationId) ? "hosting" : "member";
    return take(fc.oneof({ weight: 4, arbitrary: fc.constant<CallerName>(who) }, { weight: 1, arbitrary: anybody }));
  }
  if (operationId === "erasePersonalData") return take(fc.constantFrom("hosting", "hosting", ...CALLERS));
  const entitled = fc.constantFrom<CallerName>(
    ...(/Brand|Logo|Hub|bindLock/.test(operationId)
      ? (["organization", "both"] as const)
      : (["owner", "organization", "both"] as const)),
    "superKey",
  );
  return take(fc.oneof({ weight: 3, arbitrary: entitled }, { weight: 2, arbitrary: anybody }));
}

function pathValue(
  { name, schema }: Parameter,
  { operationId }: Operation,
  isTheirs: boolean,
  { ours, theirs, keys, theirKey, hubs, theirHub, organizations, users, parts }: Targets,
  take: Take,
): string {
  if (Object.hasOwn(parts, name)) return take(fc.constantFrom(...parts[name as Part]));
  if (operationId === "endSession") return take(fc.constantFrom(...parts.sessionId));
  if (operationId === "registerTenant") return `t-${take(fc.uuid({ version: 4 }))}`;
  if (operationId === "erasePersonalData") return take(fc.constantFrom(...parts.userId));
  if (operationId === "createLock") return String(take(fc.integer({ min: 1, max: 2 ** 40 })));
  if (operationId === "createUser") return take(fc.oneof(fc.constantFrom(...users), fc.uuid({ version: 4 })));
  if (name === "id") return String(isTheirs ? theirs : take(fc.constantFrom(...ours, ours[0]!, 999_999_999)));
  if (name === "uuid") return isTheirs ? theirKey : take(fc.constantFrom(...keys));
  if (name === "hubId") return isTheirs ? theirHub : take(fc.constantFrom(...hubs, "simulator"));
  if (name === "doorId") return String(take(fc.integer({ min: 1, max: 3 })));
  if (name === "orgId") return take(fc.constantFrom(...organizations, ...Array(4).fill(organizations[0]!), "nowhere"));
  return String(schema.examples?.[0] ?? "1");
}
