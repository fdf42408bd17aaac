/** What real devices were documented or seen to answer, and what is made of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Template } from "../settings.ts";
import type { DeviceState, Verdict } from "../profile.ts";
import { stateOf as nukiState, verdictOf as nukiVerdict } from "./nuki-bridge.ts";
import { stateOf as shellyState, verdictOf as shellyVerdict } from "./shelly.ts";
import { verdictOf as templateVerdict } from "./template.ts";

type Answer = readonly [status: number, body: string];
type Said = "opened" | "told" | "unknown" | `refused: ${string}`;

function saidOf(verdict: Verdict): Said {
  if (verdict.kind === "opened") return verdict.stage === "executed" ? "opened" : "told";
  return verdict.kind === "refused" ? `refused: ${verdict.failure}` : "unknown";
}

const SHELLY: readonly [...Answer, Said][] = [
  [200, '{"was_on":false}', "opened"],
  [200, '{"was_on":true}', "opened"],
  [200, "", "unknown"],
  [200, "null", "unknown"],
  [200, '{"was_on":"false"}', "unknown"],
  [200, "<html>Welcome</html>", "unknown"],
  [302, "", "unknown"],
  [401, "", "refused: auth"],
  [404, '{"code":404,"message":"No handler for Switch.Set"}', "refused: rejected"],
  [404, "Not Found", "unknown"],
  [500, '{"code":-105,"message":"Argument \'id\', value 5 not found!"}', "refused: rejected"],
  [500, '{"code":-103,"message":"Missing required argument \'on\'!"}', "refused: rejected"],
  [500, '{"code":-109,"message":"Overpower!"}', "refused: rejected"],
  [500, '{"code":-104,"message":"Deadline exceeded"}', "unknown"],
  [500, "Internal Server Error", "unknown"],
  [503, "", "unknown"],
];

const NUKI: readonly [...Answer, Said][] = [
  [200, '{"success": true, "batteryCritical": false}', "opened"],
  [200, '{"success": false, "batteryCritical": false}', "unknown"],
  [200, '{"success": "true"}', "unknown"],
  [200, "", "unknown"],
  [400, "HTTP 400 Bad Request", "refused: rejected"],
  [401, "HTTP 401 Unauthorized", "refused: auth"],
  [403, "HTTP 403 Forbidden", "refused: auth"],
  [404, "HTTP 404 Not Found", "refused: rejected"],
  [503, "HTTP 503 Unavailable", "refused: offline"],
  [500, "", "unknown"],
  [302, "", "unknown"],
];

const RULES: Pick<Template, "opened" | "refused" | "moved"> = {
  opened: { status: [200, 303], pointer: "/relays/0/state~1now", equals: "on" },
  refused: { contains: "denied" },
  moved: false,
};
const TEMPLATE: readonly [...Answer, Said][] = [
  [200, '{"relays":[{"state/now":"on"}]}', "told"],
  [303, '{"relays":[{"state/now":"on"}]}', "told"],
  [201, '{"relays":[{"state/now":"on"}]}', "unknown"],
  [200, '{"relays":[{"state/now":"off"}]}', "unknown"],
  [200, '{"relays":{"length":0}}', "unknown"],
  [200, "on", "unknown"],
  [200, "denied", "refused: rejected"],
  [500, "denied", "unknown"],
  [200, '{"relays":[{"state/now":"on"}],"why":"denied"}', "unknown"],
];

const TABLES = [
  ["shelly", SHELLY, shellyVerdict],
  ["nuki-bridge", NUKI, nukiVerdict],
  ["template", TEMPLATE, (answer: { status: number; body: string }) => templateVerdict(RULES, answer)],
] as const;

for (const [profile, table, verdictOf] of TABLES)
  describe(`an answer to an order, ${profile}`, () => {
    for (const [status, body, said] of table)
      it(`${status} ${body} is ${said}`, () => assert.equal(saidOf(verdictOf({ status, body })), said));
  });

const device = (state: Partial<DeviceState>) => ({ online: true, source: "cached", ...state });

describe("a state", () => {
  it("of a switch is whether it holds", () => {
    assert.equal(shellyState({ id: 0, source: "init", output: false }).state, "locked");
    assert.equal(shellyState({ id: 0, source: "HTTP_in", output: true, timer_duration: 3 }).state, "unlocked");
    for (const strange of [undefined, null, [], {}, { output: "on" }])
      assert.equal(shellyState(strange).state, "unknown");
  });

  const LOCK: readonly [number, object, object][] = [
    [0, { state: 1, batteryCritical: false }, { state: "locked", batteryCritical: false }],
    [
      4,
      { state: 3, batteryCritical: true, batteryChargeState: 18 },
      { state: "unlocked", batteryCritical: true, battery: 18 },
    ],
    [4, { state: 5, doorsensorState: 3 }, { state: "unlatched", door: "open" }],
    [4, { state: 6, doorsensorState: 2 }, { state: "unlocked", door: "closed" }],
    [4, { state: 254, doorsensorState: 1 }, { state: "jammed" }],
    [4, { state: 255 }, { state: "unknown" }],
    [4, { state: 0 }, { state: "unknown" }],
    [4, { state: "1", batteryChargeState: 300, doorsensorState: 4 }, { state: "locked" }],
    [2, { state: 1 }, { state: "locked" }],
    [2, { state: 3 }, { state: "locked" }],
    [2, { state: 5 }, { state: "unlatched" }],
  ];
  for (const [type, said, expected] of LOCK)
    it(`of a Nuki device of type ${type} is told: ${JSON.stringify(said)}`, () =>
      assert.deepEqual(nukiState(type, said, "cached"), device(expected)));

  it("that a bridge does not know is not known", () => assert.equal(nukiState(0, undefined, "cached").online, false));
});
