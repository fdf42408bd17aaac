/** What devices write, as recorded, and what it means; and how each is told. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { PROFILE_NAMES, type ProfileName } from "../settings.ts";
import type { Device, Report } from "./profile.ts";
import { PROFILES } from "./profiles.ts";
import { seal, secretOfDoor } from "../seal.ts";

const OWN = "latchstring";
const DOOR_SECRET = "a secret of tests, which is long enough";
const BASES: Record<ProfileName, string> = {
  latchstring: OWN,
  zigbee2mqtt: "zigbee2mqtt",
  "home-assistant": "homeassistant",
  nuki: "nuki",
  shelly: "",
};

function profile(name: ProfileName) {
  return PROFILES[name]({ base: BASES[name], own: OWN, clientId: "client", doorSecret: DOOR_SECRET });
}

function message(topic: string, payload: string, retained = false) {
  return { topic, payload: Buffer.from(payload), retained };
}

const order = { orderId: "o-1", address: "", action: "unlock", notAfter: 1_000, relockAfterS: 7 } as const;

interface Case {
  readonly profile: ProfileName;
  readonly id: string;
  /** A message that announces it. */
  readonly announced?: readonly [topic: string, payload: string];
  readonly device?: Partial<Device>;
  readonly told: readonly [topic: string, payload: string];
  readonly unlatched?: string;
  /** Topic, payload, what it means, and whether it is retained. */
  readonly said: readonly (readonly [topic: string, payload: string, reports: readonly Report[], retained?: true])[];
}

const ack = (result: string, reason = "", door = "front", orderId = "o-1") =>
  JSON.stringify({
    orderId,
    result,
    reason,
    seal: seal(secretOfDoor(DOOR_SECRET, "front"), ["ack", door, orderId, result, reason]),
  });
const ok = (stage: "accepted" | "executed", by: "ack" | "event" = "ack", orderId?: string): Report => ({
  type: "answer",
  ...(orderId !== undefined && { orderId }),
  by,
  result: { ok: true, stage },
});

const LOCK = { type: "lock", features: [{ name: "state", property: "state", value_on: "LOCK", value_off: "UNLOCK" }] };
const bridge = (...names: readonly string[]) => bridgeOf(["genBasic", "genPowerCfg", "closuresDoorLock"], ...names);
const bridgeOf = (input: readonly string[], ...names: readonly string[]) =>
  JSON.stringify([
    { friendly_name: "Coordinator", type: "Coordinator", definition: null },
    { friendly_name: "Lamp", definition: { vendor: "IKEA", model: "LED1545G12", exposes: [{ type: "light" }] } },
    ...names.map((name) => ({
      ieee_address: "0x000d6f000b05e2a4",
      friendly_name: name,
      endpoints: { "1": { clusters: { input, output: [] } } },
      definition: { vendor: "Yale", model: "YRD256HA20BP", exposes: [LOCK, { type: "numeric", name: "battery" }] },
    })),
  ]);

const CONFIG = JSON.stringify({
  "~": "home/lock1",
  name: "Lock",
  uniq_id: "lock1",
  cmd_t: "~/set",
  stat_t: "~/state",
  val_tpl: "{{ value_json.lock['state'] }}",
  pl_unlk: "OPEN_SESAME",
  pl_open: "UNLATCH",
  cmd_tpl: '{"do": "{{ value }}"}',
  ret: true,
  avty_t: "~/alive",
  pl_avail: "up",
  pl_not_avail: "down",
  dev: { ids: ["a1"], name: "Front", mf: "Acme", mdl: "L1", sa: "Hall" },
});

const CASES: readonly Case[] = [
  {
    profile: "latchstring",
    id: "front",
    announced: [
      `${OWN}/door/front/announce`,
      '{"name": "Front door", "kind": "ESP32", "actions": ["unlock", "explode"], "relocks": true}',
    ],
    device: { name: "Front door", kind: "ESP32", actions: ["unlock"], relocks: true, checksDeadline: true },
    told: [
      `${OWN}/door/front/command`,
      JSON.stringify({
        orderId: "o-1",
        action: "unlock",
        notAfter: 1_000,
        relockAfterS: 7,
        seal: seal(secretOfDoor(DOOR_SECRET, "front"), ["command", "front", "o-1", "unlock", "1000", "7"]),
      }),
    ],
    said: [
      [`${OWN}/door/front/ack`, ack("executed"), [ok("executed", "ack", "o-1")]],
      [`${OWN}/door/front/ack`, ack("executed"), [], true],
      [`${OWN}/door/front/ack`, ack("executed", "", "back"), []],
      [`${OWN}/door/front/ack`, ack("executed").replace("executed", "accepted"), []],
      [`${OWN}/door/front/ack`, ack("exploded"), []],
      [`${OWN}/door/front/ack`, '{"orderId": "o-1", "result": "executed"}', []],
      [
        `${OWN}/door/front/ack`,
        ack("failed", "jammed"),
        [
          {
            type: "answer",
            orderId: "o-1",
            by: "ack",
            result: { ok: false, failure: "jammed", mayHaveExecuted: true, detail: "the door failed it: jammed" },
          },
        ],
      ],
      [
        `${OWN}/door/front/state`,
        '{"state": "unlocked", "door": "ajar", "battery": 41.6, "batteryCritical": false}',
        [{ type: "state", position: "unlocked", door: "ajar", battery: 42, batteryCritical: false }],
      ],
      [`${OWN}/door/front/state`, '{"state": "gone", "battery": 400}', [{ type: "state" }]],
      [`${OWN}/door/front/availability`, "offline", [{ type: "online", online: false, sure: true }], true],
      [
        `${OWN}/door/front/event`,
        '{"operation": "unlocked", "origin": "keypad"}',
        [{ type: "operation", action: "unlocked", origin: "keypad" }],
      ],
      [`${OWN}/door/front/event`, '{"alarm": "forced"}', [{ type: "alarm", alarm: "forced" }]],
      [`${OWN}/door/front/event`, '{"alarm": "forced"}', [], true],
    ],
  },
  {
    profile: "zigbee2mqtt",
    id: "Haus/Front door",
    announced: ["zigbee2mqtt/bridge/devices", bridge("Haus/Front door")],
    device: { name: "Haus/Front door", kind: "Yale YRD256HA20BP", actions: ["unlock"], checksDeadline: false },
    told: [
      "zigbee2mqtt/Haus/Front door/set",
      '{"zclcommand":{"cluster":"closuresDoorLock","command":"unlockDoor","payload":{"pincodevalue":[]},"options":{"timeout":3500,"disableRecovery":true,"sendPolicy":"immediate"}}}',
    ],
    said: [
      // The first that it says may be from its memory.
      [
        "zigbee2mqtt/Haus/Front door",
        '{"battery":76,"linkquality":120,"lock_state":"unlocked","state":"UNLOCK"}',
        [{ type: "state", position: "unlocked", battery: 76, remembered: true }],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"battery":64,"linkquality":120,"lock_state":"unlocked","state":"UNLOCK","action":null}',
        [{ type: "state", position: "unlocked", battery: 64 }],
      ],
      // What it was told is no proof against what the lock says.
      [
        "zigbee2mqtt/Haus/Front door",
        '{"lock_state":"locked","state":"UNLOCK"}',
        [{ type: "state", position: "locked" }],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"lock_state":"not_fully_locked","state":"UNLOCK","battery_low":true,"contact":false}',
        [{ type: "state", position: "not_fully_locked", door: "open", batteryCritical: true }],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"manual_unlock","action_source":2,"action_source_name":"manual","action_user":null,"battery":76,"linkquality":120,"lock_state":"locked","state":"LOCK"}',
        [
          { type: "operation", action: "unlocked", origin: "manual" },
          { type: "state", position: "locked", battery: 76 },
        ],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"unlock","action_source":0,"action_source_name":"keypad","action_user":3}',
        [{ type: "operation", action: "unlocked", origin: "keypad" }, { type: "state" }],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"lock","action_source":1,"action_source_name":"rf","action_user":null}',
        [{ type: "operation", action: "locked", origin: "remote" }, { type: "state" }],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"unlock","action_source":1,"action_source_name":"rf","action_user":null,"battery":76,"linkquality":120,"lock_state":"locked","state":"LOCK"}',
        [
          { type: "answer", by: "event", result: { ok: true, stage: "confirmed" } },
          { type: "operation", action: "unlocked", origin: "remote" },
          { type: "state", position: "locked", battery: 76 },
        ],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"auto_lock","action_source":2,"action_source_name":"manual"}',
        [{ type: "operation", action: "locked", origin: "auto" }, { type: "state" }],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"unlock","action_source":1,"action_source_name":"rf","lock_state":"unlocked"}',
        [{ type: "state", position: "unlocked" }],
        true,
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"unlock_failure_invalid_pin_or_id","action_source":0,"action_source_name":"keypad"}',
        [{ type: "alarm", alarm: "wrong-code" }, { type: "state" }],
      ],
      [
        "zigbee2mqtt/Haus/Front door",
        '{"action":"unlock_failure_invalid_pin_or_id","action_source":1,"action_source_name":"rf"}',
        [
          {
            type: "answer",
            by: "event",
            result: {
              ok: false,
              failure: "rejected",
              mayHaveExecuted: true,
              detail: "the lock asks for a code by radio too",
            },
          },
          { type: "state" },
        ],
      ],
      ["zigbee2mqtt/Haus/Front door", '{"action":"pin_code_added","action_source_name":"keypad"}', [{ type: "state" }]],
      [
        "zigbee2mqtt/Haus/Front door/availability",
        '{"state":"offline"}',
        [{ type: "online", online: false, sure: false }],
        true,
      ],
      ["zigbee2mqtt/bridge/state", '{"state":"offline"}', [{ type: "online", online: false, sure: true }], true],
    ],
  },
  {
    profile: "home-assistant",
    id: "node/lock1",
    announced: ["homeassistant/lock/node/lock1/config", CONFIG],
    device: {
      name: "Front Lock",
      kind: "Acme L1",
      area: "Hall",
      actions: ["unlock", "unlatch"],
      checksDeadline: false,
    },
    told: ["home/lock1/set", '{"do": "OPEN_SESAME"}'],
    unlatched: '{"do": "UNLATCH"}',
    said: [
      ["home/lock1/state", '{"lock": {"state": "UNLOCKED"}}', [{ type: "state", position: "unlocked" }]],
      ["home/lock1/state", '{"lock": {"state": "OPEN"}}', [{ type: "state", position: "unlatched" }]],
      ["home/lock1/state", '{"lock": {"state": "JAMMED"}}', [{ type: "state", position: "jammed" }]],
      ["home/lock1/state", "UNLOCKED", []],
      ["home/lock1/alive", "down", [{ type: "online", online: false, sure: true }], true],
    ],
  },
  {
    profile: "nuki",
    id: "2BB28570",
    announced: ["nuki/2BB28570/name", "Front"],
    device: { name: "Front", kind: "Nuki Smart Lock", actions: ["unlock", "unlatch"], checksDeadline: false },
    told: ["nuki/2BB28570/lockAction", "1"],
    unlatched: "3",
    said: [
      ["nuki/2BB28570/state", "1", [{ type: "state", position: "locked" }], true],
      ["nuki/2BB28570/state", "3", [{ type: "state", position: "unlocked" }]],
      ["nuki/2BB28570/state", "5", [{ type: "state", position: "unlatched" }]],
      ["nuki/2BB28570/state", "254", [{ type: "state", position: "jammed" }]],
      ["nuki/2BB28570/state", "99", []],
      ["nuki/2BB28570/connected", "false", [{ type: "online", online: false, sure: true }], true],
      ["nuki/2BB28570/commandResponse", "0", [ok("accepted")]],
      ["nuki/2BB28570/commandResponse", "0", [], true],
      ["nuki/2BB28570/lockActionEvent", "1,172,0,0,0", [ok("accepted", "event")]],
      [
        "nuki/2BB28570/lockActionEvent",
        "3,0,54321,12345,1",
        [{ type: "operation", action: "unlocked", origin: "keypad" }],
      ],
      ["nuki/2BB28570/lockActionEvent", "2,1,0,0,0", [{ type: "operation", action: "locked", origin: "manual" }]],
      ["nuki/2BB28570/batteryChargeState", "84", [{ type: "state", battery: 84 }], true],
      ["nuki/2BB28570/batteryCritical", "true", [{ type: "state", batteryCritical: true }], true],
      ["nuki/2BB28570/doorsensorState", "3", [{ type: "state", door: "open" }]],
    ],
  },
  {
    profile: "shelly",
    id: "shellyplus1-a8032abe54dc:0",
    announced: ["shellyplus1-a8032abe54dc/online", "true"],
    device: { kind: "Shelly relay", actions: ["unlock"], relocks: true, checksDeadline: false, correlates: true },
    told: [
      "shellyplus1-a8032abe54dc/rpc",
      '{"id":"o-1","src":"latchstring/server/client/shelly","method":"Switch.Set","params":{"id":0,"on":true,"toggle_after":7}}',
    ],
    said: [
      [
        "latchstring/server/client/shelly/rpc",
        '{"id":"o-1","src":"shellyplus1-a8032abe54dc","dst":"latchstring/server/client/shelly","result":{"was_on":false}}',
        [ok("executed", "ack", "o-1")],
      ],
      [
        "latchstring/server/client/shelly/rpc",
        '{"id":"o-1","src":"shellyplus1-a8032abe54dc","error":{"code":-105,"message":"Argument id, value 0 not found!"}}',
        [
          {
            type: "answer",
            orderId: "o-1",
            by: "ack",
            result: {
              ok: false,
              failure: "rejected",
              mayHaveExecuted: false,
              detail: "the relay refused it: error -105",
            },
          },
        ],
      ],
      [
        "shellyplus1-a8032abe54dc/status/switch:0",
        '{"id":0,"source":"MQTT","output":true,"timer_started_at":1645000000.1,"timer_duration":7}',
        [{ type: "state", position: "unlocked" }],
      ],
      [
        "shellyplus1-a8032abe54dc/events/rpc",
        '{"src":"shellyplus1-a8032abe54dc","method":"NotifyStatus","params":{"ts":1645000007.1,"switch:0":{"id":0,"output":false}}}',
        [{ type: "state", position: "locked" }],
      ],
      ["shellyplus1-a8032abe54dc/online", "false", [{ type: "online", online: false, sure: true }], true],
    ],
  },
];

for (const one of CASES) {
  describe(`the profile ${one.profile}`, () => {
    const its = profile(one.profile);
    const [found] = one.announced
      ? its.discover(message(...one.announced))
      : [{ id: one.id, device: its.device(one.id) }];
    const device = found?.device;

    test("finds its devices, and tells them", () => {
      assert.equal(found?.id, one.id);
      assert.equal(its.checkId(one.id), undefined);
      assert.ok(device);
      assert.partialDeepStrictEqual(device, one.device ?? {});
      assert.deepEqual(device.command(order, 7_000), { topic: one.told[0], payload: one.told[1] });
      if (one.unlatched !== undefined)
        assert.equal(device.command({ ...order, action: "unlatch" }, 7_000).payload, one.unlatched);
    });

    for (const [topic, payload, reports, retained] of one.said) {
      test(`${topic} ${payload.slice(0, 60)}${retained ? ", kept" : ""}`, () => {
        assert.ok(device && device.topics.includes(topic), `${topic} is not listened to`);
        // As the hub does.
        its.discover(message(topic, payload, retained));
        assert.deepEqual(device.read(message(topic, payload, retained)), reports);
      });
    }
  });
}

const REFUSED: readonly (readonly [ProfileName, string])[] = [
  ["latchstring", "a/b"],
  ["latchstring", "+"],
  ["latchstring", ""],
  ["latchstring", "two words"],
  ["zigbee2mqtt", "bridge/request"],
  ["zigbee2mqtt", "+/x"],
  ["zigbee2mqtt", "#"],
  ["home-assistant", "a/b/c"],
  ["home-assistant", "#"],
  ["nuki", "front"],
  ["nuki", "+"],
  ["shelly", "shellyplus1-1"],
  ["shelly", "+:0"],
];
for (const [name, id] of REFUSED)
  test(`no address: ${name}:${id}`, () => assert.match(profile(name).checkId(id) ?? "", /^must be/));

const NO_LOCKS: readonly (readonly [string, object])[] = [
  ["a code is asked for", { cmd_t: "a/set", stat_t: "a", code_format: "^\\d{4}$" }],
  ["its command is a program", { cmd_t: "a/set", cmd_tpl: "{% if value %}1{% endif %}" }],
  ["it has no command", { stat_t: "a" }],
  ["its command goes everywhere", { cmd_t: "a/#" }],
];
for (const [why, config] of NO_LOCKS) {
  test(`a lock of Home Assistant's discovery is not taken: ${why}`, () => {
    const topic = "homeassistant/lock/one/config";
    assert.deepEqual(profile("home-assistant").discover(message(topic, JSON.stringify(config))), [{ id: "one" }]);
  });
}

test("a state of Home Assistant's discovery that cannot be read confirms nothing", () => {
  for (const config of [
    { cmd_t: "a/set" },
    { cmd_t: "a/set", stat_t: "a", opt: true },
    { cmd_t: "a/set", stat_t: "a", val_tpl: "{{ value | int }}" },
  ]) {
    const [found] = profile("home-assistant").discover(
      message("homeassistant/lock/one/config", JSON.stringify(config)),
    );
    assert.equal(found?.device?.assumed, true);
  }
});

test("a lock that is not of Zigbee's standard cluster is told as Zigbee2MQTT translates it", () => {
  const list = message("zigbee2mqtt/bridge/devices", bridgeOf(["genBasic", "manuSpecificTuya"], "Front"));
  const [found] = profile("zigbee2mqtt").discover(list);
  assert.deepEqual(found?.device?.command(order, 7_000), {
    topic: "zigbee2mqtt/Front/set",
    payload: '{"state":"UNLOCK"}',
  });
  assert.deepEqual(found?.device?.query, { topic: "zigbee2mqtt/Front/get", payload: '{"state":""}' });
});

test("what Zigbee2MQTT says of a lock first after it came is from its memory, whichever message says that it came", () => {
  const its = profile("zigbee2mqtt");
  const device = its.device("Front")!;
  const isRemembered = () =>
    device
      .read(message("zigbee2mqtt/Front", '{"lock_state":"unlocked"}'))
      .map((report) => report.type === "state" && report.remembered === true);
  assert.deepEqual([isRemembered(), isRemembered()], [[true], [false]]);
  for (const [payload, retained] of [
    ['{"state":"online"}', false],
    ["online", true],
  ] as const) {
    its.discover(message("zigbee2mqtt/bridge/state", payload, retained));
    its.discover(message("zigbee2mqtt/bridge/devices", bridge("Front")));
    assert.deepEqual([isRemembered(), isRemembered()], [[true], [false]]);
  }
});

test("a name that Zigbee2MQTT does not know is surely not there, whatever it says of itself, until it is listed", () => {
  const its = profile("zigbee2mqtt");
  const device = its.device("Front")!;
  const hear = (topic: string, payload: string) => {
    const told = message(topic, payload, true);
    its.discover(told);
    return device.read(told);
  };
  const [list, state, availability] = ["bridge/devices", "bridge/state", "Front/availability"].map(
    (word) => `zigbee2mqtt/${word}`,
  ) as [string, string, string];
  const away = [{ type: "online", online: false, sure: true }];
  const there = [{ type: "online", online: true, sure: true }];
  assert.deepEqual(hear(state, "online"), there);
  assert.deepEqual(hear(list, bridge("Back")), away);
  assert.deepEqual(hear(state, "online"), away);
  assert.deepEqual(hear(availability, "online"), []);
  assert.deepEqual(hear(list, "no list"), away);
  assert.deepEqual(hear(list, bridge("Front", "Back")), there);
  assert.deepEqual(hear(list, bridge("Front")), []);
  assert.deepEqual(hear(availability, "offline"), [{ type: "online", online: false, sure: false }]);
  assert.deepEqual(hear(state, '{"state":"offline"}'), away);
  assert.deepEqual(its.device("0x000d6f000b05e2a4")?.read(message(list, "[]")), []);
});

test("a device that left Zigbee2MQTT's list is gone", () => {
  const its = profile("zigbee2mqtt");
  const list = (...names: string[]) => its.discover(message("zigbee2mqtt/bridge/devices", bridge(...names)));
  list("Front", "Back");
  assert.deepEqual(list("Back")[0], { id: "Front" });
});

test("no profile stumbles over whatever is sent", () => {
  // What every object has by itself, as a name and as a value.
  const inherited = fc.constantFrom("toString", "constructor", "hasOwnProperty", "__proto__", "valueOf");
  const fields = fc.constantFrom("state", "lock_state", "action", "action_source_name", "door", "operation", "origin");
  const words = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constantFrom("null", "[]", "[null]", '{"state":{}}', ""),
    inherited,
    fc.tuple(inherited, inherited).map(([action, trigger]) => `${action},${trigger},0,0,0`),
    fc.tuple(inherited, inherited).map(([name, value]) => `{"${name}": "${value}"}`),
    fc.tuple(fields, fields, inherited).map(([one, other, value]) => JSON.stringify({ [one]: value, [other]: value })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...CASES), words, fc.boolean(), ({ profile: name, id, announced }, text, retained) => {
      const its = profile(name);
      const [found] = announced ? its.discover(message(...announced)) : [];
      for (const filter of its.filters)
        its.discover(message(filter.replaceAll("+", id.split(":")[0]!), text, retained));
      for (const topic of found?.device?.topics ?? [])
        for (const report of found!.device!.read(message(topic, text, retained))) {
          assert.ok(report.type !== "answer" || !retained);
          assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
        }
    }),
  );
});

test("every profile has its table", () => {
  assert.deepEqual(CASES.map((one) => one.profile).toSorted(), PROFILE_NAMES.toSorted());
});
