/** What answers mean, as a hub's owner describes them. */
import type { OutboundAnswer } from "../../outbound/outbound.ts";
import { jsonIn } from "./profile.ts";
import type { Rule } from "./settings.ts";

/** What is wrong with a rule, as the end of a sentence; undefined when nothing is. */
export function problemOfRule(rule: Rule): string | undefined {
  if ((rule.pointer === undefined) !== (rule.equals === undefined)) return "needs `pointer` and `equals` together";
  return undefined;
}

/** Whether an answer satisfies a rule. */
export function holds(rule: Rule, { status, body }: Pick<OutboundAnswer, "status" | "body">): boolean {
  const isStatus = rule.status ? rule.status.includes(status) : status >= 200 && status < 300;
  if (!isStatus) return false;
  if (rule.contains !== undefined && !body.includes(rule.contains)) return false;
  return rule.pointer === undefined || at(rule.pointer, jsonIn(body)) === rule.equals;
}

/** The value at a place (RFC 6901); undefined when there is none. */
function at(pointer: string, value: unknown): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce<unknown>((within, step) => {
    if (typeof within !== "object" || within === null) return undefined;
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return Object.hasOwn(within, name) ? (within as Readonly<Record<string, unknown>>)[name] : undefined;
  }, value);
}
