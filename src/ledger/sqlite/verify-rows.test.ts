/** Whatever somebody does to a row by hand, `verify` names it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { verifyFile } from "./verify-file.ts";
import { NOW, KEYS, tampered, sql, withHistory } from "./testing/tampering.ts";

withHistory();

describe("verify names a row that was", () => {
  const changes: readonly (readonly [string, string, RegExp])[] = [
    ["changed: a lock's uuid", "UPDATE locks SET uuid = 'x' WHERE lock_id = 1", /row of lock 1 .* uuid was changed/],
    [
      "changed: a lock's head",
      "UPDATE locks SET head = zeroblob(32) WHERE lock_id = 1",
      /row of lock 1 .* head was changed/,
    ],
    [
      "changed: a lock's version, up",
      "UPDATE locks SET version = version + 1 WHERE lock_id = 1",
      /^Version 10 of lock 1 was removed/,
    ],
    [
      "changed: a lock's version, down",
      "UPDATE locks SET version = version - 1 WHERE lock_id = 1",
      /^Version 9 of lock 1 was inserted/,
    ],
    [
      "changed: a lock's last time",
      "UPDATE locks SET updated_at = updated_at + 1 WHERE lock_id = 1",
      /row of lock 1 .* updated_at was changed/,
    ],
    [
      "changed: a lock's owner",
      "UPDATE locks SET state = replace(state, 'olga', 'sven') WHERE lock_id = 1",
      /row of lock 1 .* state \(ownerId\) was changed/,
    ],
    [
      "added: a lock",
      `INSERT INTO locks (lock_id, uuid, version, head, last, updated_at, state, name)
        SELECT 9, 'x', version, head, last, updated_at, state, name FROM locks WHERE lock_id = 1`,
      /row of lock 9 .* was added/,
    ],
    ["changed: a lock's end", "UPDATE locks SET last = 1 WHERE lock_id = 1", /row of lock 1 .* last was changed/],
    [
      "added: a lock's device",
      "INSERT INTO device_bindings VALUES ('home', 'lock.front', 1)",
      /row of device \(hub and address\) home lock.front .* was added/,
    ],
    ["removed: a lock", "DELETE FROM locks WHERE lock_id = 1", /row of lock 1 is missing/],
    [
      "changed: a key's uses",
      `UPDATE temp_keys SET state = replace(state, '"usedCount":1', '"usedCount":0') WHERE uuid = '${KEYS[0]}'`,
      /row of temporary key 5f0c3a52.* state \(doors\) was changed/,
    ],
    [
      "changed: a key's revocation",
      `UPDATE temp_keys SET state = replace(state, '"revokedAt":${NOW}', '"revokedAt":null') WHERE uuid = '${KEYS[1]}'`,
      /row of temporary key 7a8b9c0d.* state \(revokedAt\) was changed/,
    ],
    [
      "changed: a key's state, not JSON",
      `UPDATE temp_keys SET state = '{' WHERE uuid = '${KEYS[0]}'`,
      /row of temporary key 5f0c3a52.* state was changed/,
    ],
    [
      "changed: a key's link",
      `UPDATE temp_keys SET uuid = 'x' WHERE uuid = '${KEYS[0]}'`,
      /row of temporary key x .* was added/,
    ],
    [
      "added: a key",
      "INSERT INTO temp_keys (uuid, state) SELECT 'x', state FROM temp_keys LIMIT 1",
      /row of temporary key x .* was added/,
    ],
    [
      "removed: a key",
      `DELETE FROM temp_keys WHERE uuid = '${KEYS[0]}'`,
      /door \(key\/lock\) number 1\/1 .* was added/,
    ],
    [
      "removed: a key with its door",
      `DELETE FROM temp_key_doors WHERE key_id = 1; DELETE FROM temp_keys WHERE key_id = 1`,
      /row of temporary key 5f0c3a52.* is missing/,
    ],
    [
      "changed: a door, not revoked",
      "UPDATE temp_key_doors SET revoked = 0 WHERE lock_id = 2",
      /door .*7a8b9c0d.*\/2 .* revoked was changed/,
    ],
    [
      "changed: a door, revoked",
      "UPDATE temp_key_doors SET revoked = 1 WHERE lock_id = 1",
      /door .*5f0c3a52.*\/1 .* revoked was changed/,
    ],
    [
      "changed: a door of a key with others",
      "UPDATE temp_key_doors SET shared = 1 - shared WHERE lock_id = 1",
      /door .*5f0c3a52.*\/1 .* shared was changed/,
    ],
    [
      "added: a door",
      "INSERT INTO temp_key_doors (lock_id, key_id, revoked) VALUES (2, 1, 0)",
      /door .*5f0c3a52.*\/2 .* was added/,
    ],
    [
      "added: a door that stands twice",
      "INSERT INTO temp_key_doors (lock_id, key_id, revoked) VALUES (2, 2, 0)",
      /door .*7a8b9c0d.*\/2 /,
    ],
    ["removed: a door", "DELETE FROM temp_key_doors WHERE lock_id = 1", /door .*5f0c3a52.*\/1 is missing/],
    [
      "changed: an order's intent",
      "UPDATE orders SET intent = NULL WHERE order_id = 'a'",
      /row of order a .* intent was changed/,
    ],
    [
      "changed: an order's deadline",
      "UPDATE orders SET not_after = not_after + 1 WHERE order_id = 'a'",
      /row of order a .* not_after was changed/,
    ],
    [
      "changed: a settled order, open",
      "UPDATE orders SET open = 1 WHERE order_id = 'a'",
      /row of order a .* open was changed/,
    ],
    [
      "changed: an open order, settled",
      "UPDATE orders SET open = 0 WHERE order_id = 'c'",
      /row of order c .* open was changed/,
    ],
    [
      "changed: an order's stage",
      "UPDATE orders SET state = replace(state, 'opened', 'failed') WHERE order_id = 'a'",
      /row of order a .* state \(stage\) was changed/,
    ],
    [
      "added: an order",
      "INSERT INTO orders SELECT 'x', NULL, not_after, open, state FROM orders WHERE order_id = 'a'",
      /row of order x .* was added/,
    ],
    ["removed: an order", "DELETE FROM orders WHERE order_id = 'c'", /row of order c is missing/],
  ];
  for (const [what, statement, problem] of changes) {
    it(what, async () => {
      const verified = await verifyFile(tampered(sql(statement)));
      assert.ok(!verified.ok, "the damage was not seen");
      assert.match(verified.problem, problem);
    });
  }
});
