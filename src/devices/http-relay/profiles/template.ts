/** A door opener of any make: the request as its owner wrote it, and what its answers mean. */
import { createHmac } from "node:crypto";
import type { Clock } from "../../../clock.ts";
import { fillingOf, inHeader, inJson, inUrl } from "../../../outbound/fill.ts";
import type { OutboundAnswer } from "../../../outbound/outbound.ts";
import { isHeader } from "../../../outbound/target.ts";
import { unknownNames, uses, type Values } from "../fill.ts";
import {
  type Ask,
  type DeviceState,
  type Found,
  jsonIn,
  NOT_KNOWN,
  type Profile,
  ProfileError,
  type RelayRequest,
  type Verdict,
} from "../profile.ts";
import { holds, problemOfRule } from "../rules.ts";
import type { Template } from "../settings.ts";

/** Requests and rules that an operator writes for a relay. */
export interface TemplateOptions {
  readonly template: Template;
  readonly token: string | undefined;
  /** What requests are signed with. */
  readonly signingSecret: string | undefined;
  readonly basePath: string;
  readonly clock: Clock;
}

/** @throws Error for what can never work, saying which field is wrong */
export function fromTemplate({ template, token, signingSecret, basePath, clock }: TemplateOptions): Profile {
  const problem = problemOf(template, token);
  if (problem !== undefined) throw new Error(problem);
  const { method, path, headers = {}, body, state: states } = template;
  const fillingOfBody = fillingOf(contentTypeOf(headers));
  const actions = template.unlatches ? (["unlock", "unlatch"] as const) : (["unlock"] as const);

  function made(request: RelayRequest, values: Values): RelayRequest {
    const filled = {
      method: request.method,
      path: inUrl(request.path, values),
      headers: Object.fromEntries(
        Object.entries(request.headers ?? {}).map(([name, value]) => [name, inHeader(value, values)]),
      ),
      ...(request.body !== undefined && { body: fillingOfBody(request.body, values) }),
    };
    if (signingSecret === undefined) return filled;
    const timestamp = String(clock.now());
    // As it is on the wire, where a URL is written in one way.
    const { pathname, search } = new URL(`http://door${basePath}${filled.path}`);
    const signed = [filled.method, `${pathname}${search}`, timestamp, filled.body ?? ""].join("\n");
    const signature = createHmac("sha256", signingSecret).update(signed, "utf8").digest("hex");
    const signing = { "x-latchstring-timestamp": timestamp, "x-latchstring-signature": `sha256=${signature}` };
    return { ...filled, headers: { ...filled.headers, ...signing } };
  }

  async function state(address: string, read: Ask): Promise<DeviceState> {
    if (!states) return { state: "unknown", online: true, source: "assumed" };
    const values = { address, orderId: "", notAfter: 0, action: "", token: token ?? "" };
    const asking = { method: "GET", path: states.path, ...(states.headers && { headers: states.headers }) } as const;
    const answer = await read(made(asking, values));
    if (answer.status === 401 || answer.status === 403)
      throw new ProfileError("auth", `the device answers ${answer.status}`);
    const [locked, unlocked] = [holds(states.locked, answer), holds(states.unlocked, answer)];
    if (locked === unlocked) return NOT_KNOWN;
    return { state: locked ? "locked" : "unlocked", online: true, source: "device" };
  }

  return {
    oneAtATime: false,
    actionsOf: () => actions,
    async unlock({ orderId, notAfter, action, address }, _, move) {
      const asking = { method, path, headers, ...(body !== undefined && { body }) };
      return verdictOf(template, await move(made(asking, { orderId, notAfter, action, address, token: token ?? "" })));
    },
    state,
    async states(addresses, read) {
      const all = new Map<string, DeviceState>();
      for (const address of addresses) all.set(address, await state(address, read));
      return all;
    },
    async discover(watched, read) {
      const relocks = template.relocks === undefined ? {} : { relocks: template.relocks };
      const found: Found[] = [];
      for (const address of watched)
        found.push({ address, name: address, kind: "HTTP", actions, ...relocks, state: await state(address, read) });
      return found;
    },
    check: async () => ({}),
  };
}

/** What the answer to the request says; one that says both says nothing. */
export function verdictOf(
  { opened, refused, moved }: Pick<Template, "opened" | "refused" | "moved">,
  answer: Pick<OutboundAnswer, "status" | "body">,
): Verdict {
  const [isOpened, isRefused] = [holds(opened, answer), refused !== undefined && holds(refused, answer)];
  if (isOpened && !isRefused) return { kind: "opened", stage: moved ? "executed" : "accepted" };
  if (isRefused && !isOpened)
    return { kind: "refused", failure: "rejected", detail: `the device refused (${answer.status})` };
  const detail = `the device answered ${answer.status}, and not whether it opened`;
  return { kind: "unknown", failure: "indeterminate", detail };
}

function contentTypeOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
}

const SAMPLE: Values = { orderId: "o", notAfter: 1, action: "unlock", address: "a", token: "t" };

/** What can never work, with the field that it is about. */
function problemOf(template: Template, token: string | undefined): string | undefined {
  const { path, headers = {}, body, state, method } = template;
  const texts: [string, string][] = [
    ["path", path],
    ...Object.entries(headers).map(([name, value]): [string, string] => [`headers ${name}`, value]),
    ...Object.entries(state?.headers ?? {}).map(([name, value]): [string, string] => [`state.headers ${name}`, value]),
    ...(state ? [["state.path", state.path] as [string, string]] : []),
    ...(body === undefined ? [] : [["body", body] as [string, string]]),
  ];
  for (const [where, text] of texts) {
    const [unknown] = unknownNames(text);
    if (unknown !== undefined) return `template.${where}: there is no {${unknown}}`;
    if (token === undefined && uses(text, "token")) return `template.${where}: {token} needs the secret "token"`;
  }
  for (const [name, value] of [...Object.entries(headers), ...Object.entries(state?.headers ?? {})])
    if (!isHeader(name, value)) return `template: the header ${JSON.stringify(name)} cannot be sent`;
  const rules = {
    opened: template.opened,
    refused: template.refused,
    "state.locked": state?.locked,
    "state.unlocked": state?.unlocked,
  };
  for (const [where, rule] of Object.entries(rules)) {
    const problem = rule && problemOfRule(rule);
    if (problem !== undefined) return `template.${where} ${problem}`;
  }
  if (body !== undefined && method === "GET") return "template.body: a GET has none";
  if (body !== undefined && fillingOf(contentTypeOf(headers)) === inJson && jsonIn(inJson(body, SAMPLE)) === undefined)
    return "template.body: it is no JSON, as the content-type says";
  return undefined;
}
