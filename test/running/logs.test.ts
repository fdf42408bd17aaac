/** What a server writes about itself when things go wrong. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { it } from "node:test";
import { startAttacked } from "../attacks/attacked.ts";
import { request } from "../harness.ts";

const LOCK = 77;
const EMAIL = "somebody@somewhere.example";
const NOTE = "Towels are upstairs";

it("tell what failed, and no secret of whoever asked", async () => {
  let log = "";
  const attacked = await startAttacked((text) => (log += text));
  const names: string[] = [];
  const secrets: string[] = [EMAIL, encodeURIComponent(EMAIL), NOTE, "127.0.0.1"];
  try {
    const callers = await attacked.ask("callers");
    const { keys, pins, ours } = await attacked.ask("targets");
    secrets.push(...Object.values(callers).flatMap((headers) => Object.values(headers)), ...keys, ...pins);
    const key = keys[0]!;
    const badToken = `${callers.owner["authorization"]!}x`;
    const requestId = randomUUID();
    secrets.push(requestId);
    const asked: [method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown][] = [
      // A lock without a device fails: that is what is to be told.
      ["POST", `/locks/${LOCK}/CreateLock`, callers.owner, { index: LOCK, uuid: randomUUID() }],
      ["POST", `/locks/${LOCK}/OpenLock`, callers.owner, { requestId, reason: NOTE }],
      ["GET", `/locks/${LOCK}/details`, { authorization: badToken }],
      ["GET", `/users/by-email?email=${encodeURIComponent(EMAIL)}`, callers.organization],
      ["POST", `/locks/${ours[0]}/create-temp-key`, callers.owner, { description: NOTE, allowedUserIds: [EMAIL] }],
      ["POST", `/locks/${ours[0]}/create-temp-key`, callers.owner, `{"description": "${NOTE}`],
      ["POST", `/locks/${ours[0]}/open-with-pin`, {}, { pin: pins[0] }],
      ["GET", `/temp-keys/${key}?token=${requestId}`, callers.guest],
      ["POST", `/temp-keys/${key}/open`, callers.guest],
      ["POST", `/temp-keys/${key}/sign-in`, { accept: "text/html" }, { email: EMAIL }],
      ["GET", `/sign-in?token=${requestId}&key=${key}`, {}],
      ["GET", `/nowhere/${key}`, callers.superKey],
    ];
    for (const [method, path, headers, body] of asked) {
      const answer = await request(attacked.url, method, path, { headers, ...(body !== undefined && { body }) });
      names.push(answer.headers.get("x-request-id") ?? `none of ${method} ${path}`);
    }
  } finally {
    await attacked.close();
  }
  assert.match(log, /The lock did not open/);
  assert.equal(new Set(names).size, names.length, names.join(", "));
  for (const name of names) assert.match(name, /^[\w-]{8}\.[0-9a-z]+$/);
  const lines = log.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  const told = lines.filter(({ msg }) => /^(A credential was refused|A request failed)$/.test(msg));
  assert.ok(told.length >= 2, log);
  for (const { reqId, msg } of told) assert.ok(names.includes(reqId), msg);
  const shown = log.replaceAll(attacked.url, ""); // its own address, which is no secret
  for (const secret of secrets) assert.ok(!shown.includes(secret.replace(/^Bearer /, "")), `${secret} is in ${shown}`);
});
