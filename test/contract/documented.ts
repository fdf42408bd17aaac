/** Whatever the tests are answered is in the server's own document: its status, its type, and what it looks like. */
import assert from "node:assert/strict";
import { type Operation, operationsAt } from "../attacks/document.ts";

/** Answered to what cannot be read as a request to any operation. */
const UNREADABLE = new Set([408, 414, 417, 431]);

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export function assertDocumented(
  operations: readonly Operation[],
  method: string,
  path: string,
  { status, headers, text, json }: Answered,
): void {
  const known = operationsAt(operations, path).filter((operation) => operation.method === method);
  if (known.length === 0 || UNREADABLE.has(status)) return;
  const name = `/openapi.json of ${method} ${known[0]!.path}`;
  const answer = known.find(({ answers }) => answers.has(status))?.answers.get(status);
  assert.ok(answer, `${name} has no ${status}: ${text.slice(0, 200)}`);
  const type = headers.get("content-type")?.split(";")[0] ?? "";
  const media = answer.get(type);
  assert.ok(media ?? (answer.size === 0 && text === ""), `${name} has no ${status} as ${type}`);
  // To say what is wrong takes much longer than to see that nothing is.
  if (!media || json === undefined || media.check.Check(json)) return;
  const [, errors] = media.check.Errors(json);
  assert.fail(`${name}: ${status} ${JSON.stringify(errors.slice(0, 3))} ${text.slice(0, 500)}`);
}
