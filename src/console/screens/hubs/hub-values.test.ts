import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DRIVER_KINDS, loadKind } from "../../../devices/kinds.ts";
import { KIND_NAMES, KINDS } from "./hub-kinds.ts";
import { askedOf, bodyOf, isElsewhere, unreadable, valuesOf, withUnsaid } from "./hub-values.ts";

describe("a hub's form", () => {
  it("knows every kind of hub, and only settings and secrets that the kind has", async () => {
    assert.deepEqual(new Set(KIND_NAMES), new Set(DRIVER_KINDS));
    for (const kind of KIND_NAMES) {
      const { settings, secrets } = await loadKind(kind);
      for (const { name, isSecret, isRequired } of KINDS[kind]) {
        const [first] = name.split(".");
        const of = isSecret ? secrets : settings;
        assert.ok(Object.hasOwn(of.properties, first!), `${kind} ${name}`);
        if (of.required?.includes(first!)) assert.ok(isRequired, `${kind} ${name} is required`);
      }
      for (const [of, isSecret] of [
        [settings, false],
        [secrets, true],
      ] as const)
        for (const required of of.required ?? [])
          assert.ok(
            KINDS[kind].some(({ name, isSecret: one = false }) => name === required && one === isSecret),
            required,
          );
    }
  });

  it("gives back what it was given, with what it does not know", () => {
    const settings = {
      url: "mqtts://broker.example",
      username: "latchstring",
      topics: { nuki: "n" },
      homeAssistant: { discovery: true, names: false },
    };
    assert.deepEqual(bodyOf("mqtt", valuesOf("mqtt", settings), settings), { settings, secrets: {} });
    const devices = { "switch.gate": { pulseMs: 500 } };
    const home = { url: "http://home.local:8123", devices };
    assert.deepEqual(bodyOf("home-assistant", valuesOf("home-assistant", home), home).settings, home);
  });

  it("takes away what was emptied, and says only what does not go without saying", () => {
    const settings = { url: "mqtt://a", username: "u", protocol: "5", homeAssistant: { discovery: true } };
    const values = { ...valuesOf("mqtt", settings), username: " ", protocol: "auto", "homeAssistant.discovery": "" };
    assert.deepEqual(bodyOf("mqtt", values, settings).settings, { url: "mqtt://a" });
    assert.deepEqual(bodyOf("matter", valuesOf("matter", {})), { settings: {}, secrets: {} });
    assert.deepEqual(withUnsaid("matter", {}), { attestation: "certified" });
    assert.deepEqual(withUnsaid("matter", { attestation: "any" }), { attestation: "any" });
    assert.deepEqual(withUnsaid("http-relay", { url: "http://a" }), { url: "http://a" });
    assert.deepEqual(bodyOf("simulator", { travelMs: "200" }), { settings: { travelMs: 200 }, secrets: {} });
  });

  it("asks for what the profile needs, and sends nothing of another one", () => {
    const relay = { ...valuesOf("http-relay", {}), url: "http://192.168.1.20", password: "p", token: "t", pulseS: "3" };
    assert.deepEqual(bodyOf("http-relay", relay), {
      settings: { profile: "shelly", url: "http://192.168.1.20", pulseS: 3 },
      secrets: { password: "p" },
    });
    const bridge = { ...relay, profile: "nuki-bridge" };
    assert.deepEqual(bodyOf("http-relay", bridge).secrets, { token: "t" });
    assert.ok(!askedOf("http-relay", bridge).some(({ name }) => name === "template"));
  });

  it("tells JSON that cannot be read", () => {
    const values = { profile: "template", url: "http://a", template: "{" };
    assert.deepEqual(unreadable("http-relay", values), ["template"]);
    assert.deepEqual(unreadable("http-relay", { ...values, template: "{}" }), []);
    assert.deepEqual(unreadable("http-relay", { ...values, profile: "shelly" }), []);
  });

  it("wants secrets again at another address", () => {
    const hub = { settings: { url: "http://a" }, secrets: ["token"] };
    assert.equal(isElsewhere(hub, { url: "http://a" }), false);
    assert.equal(isElsewhere(hub, { url: "http://b" }), true);
    assert.equal(isElsewhere({ ...hub, secrets: [] }, { url: "http://b" }), false);
    assert.equal(isElsewhere(undefined, { url: "http://b" }), false);
  });
});
