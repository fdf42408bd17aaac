import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { Check } from "typebox/value";
import { systemClock } from "../../clock.ts";
import { silentLog } from "../../log.ts";
import { httpRelay } from "./kind.ts";
import type { Secrets, Settings } from "./settings.ts";
import { OPENER_TEMPLATE } from "./testing/opener.ts";

async function open(settings: Settings, secrets: Secrets = {}): Promise<void> {
  const driver = await httpRelay.open({
    hubId: "hub",
    settings,
    secrets,
    folder: tmpdir(),
    clock: systemClock,
    log: silentLog,
    observe: () => {},
  });
  await driver.stop();
}

const SHELLY = { profile: "shelly", url: "http://192.168.1.20" } as const;
const TEMPLATE = { profile: "template", url: "https://door.example/api/", template: OPENER_TEMPLATE } as const;

describe("the settings of a relay", () => {
  it("are good for each profile", async () => {
    await open(SHELLY);
    await open({ ...SHELLY, pulseS: 5 }, { password: "hush" });
    await open({ profile: "nuki-bridge", url: "http://192.168.1.50:8080" }, { token: "a1b2c3" });
    await open({ ...TEMPLATE, fingerprint: "AB:".repeat(31) + "AB" }, { token: "t" });
  });

  const template = (change: Partial<typeof OPENER_TEMPLATE>) => ({
    ...TEMPLATE,
    template: { ...OPENER_TEMPLATE, ...change },
  });
  const WRONG: readonly [Settings, Secrets, RegExp][] = [
    [{ ...SHELLY, url: "door" }, {}, /^url must be an http or https URL$/],
    [{ ...SHELLY, url: "http://admin:hush@192.168.1.20" }, {}, /^url must not have a user or a password in it/],
    [{ ...SHELLY, url: "http://192.168.1.20/?a=b" }, {}, /^url must not have a query$/],
    [{ ...SHELLY, fingerprint: "ab".repeat(32) }, {}, /^fingerprint needs a url with https$/],
    [{ ...SHELLY, url: "https://d.example", fingerprint: "abc" }, {}, /^fingerprint must be a SHA-256/],
    [SHELLY, { token: "t" }, /^the profile shelly takes no token$/],
    [{ ...SHELLY, template: OPENER_TEMPLATE }, {}, /^the profile shelly takes no template$/],
    [{ profile: "nuki-bridge", url: "http://b.example" }, {}, /^the profile nuki-bridge needs the secret token$/],
    [{ profile: "template", url: "http://b.example" }, {}, /^the profile template needs template$/],
    [TEMPLATE, {}, /^template\.headers authorization: \{token\} needs the secret "token"$/],
    [template({ path: "/{door}" }), { token: "t" }, /^template\.path: there is no \{door\}$/],
    [template({ body: '{"a": {orderId}' }), { token: "t" }, /^template\.body: it is no JSON/],
    [template({ headers: { Host: "a" } }), { token: "t" }, /^template: the header "Host" cannot be sent$/],
    [template({ headers: { "a b": "c" } }), { token: "t" }, /^template: the header "a b" cannot be sent$/],
    [
      template({ opened: { pointer: "/a" } }),
      { token: "t" },
      /^template\.opened needs `pointer` and `equals` together$/,
    ],
    [template({ method: "GET" }), { token: "t" }, /^template\.body: a GET has none$/],
  ];
  for (const [settings, secrets, message] of WRONG)
    it(`are refused: ${message.source}`, () => assert.rejects(open(settings, secrets), { message }));

  it("are described by a schema that refuses what it does not know", () => {
    assert.ok(Check(httpRelay.settings, TEMPLATE));
    assert.ok(Check(httpRelay.settings, SHELLY));
    for (const wrong of [
      { ...SHELLY, profile: "modbus" },
      { ...SHELLY, path: "/" },
      { ...SHELLY, pulseS: 0 },
      { ...TEMPLATE, template: { ...OPENER_TEMPLATE, retries: 3 } },
      { ...TEMPLATE, template: { ...OPENER_TEMPLATE, path: "open" } },
      { ...TEMPLATE, template: { ...OPENER_TEMPLATE, opened: {} } },
    ])
      assert.ok(!Check(httpRelay.settings, wrong), JSON.stringify(wrong));
    assert.ok(!Check(httpRelay.secrets, { user: "admin" }));
  });

  it("say how devices are addressed", () => {
    assert.equal(httpRelay.checkAddress("0", SHELLY), undefined);
    assert.match(httpRelay.checkAddress("switch", SHELLY)!, /number of a switch/);
    for (const good of ["front", "a/b", "..a", "Tür 2"])
      assert.equal(httpRelay.checkAddress(good, TEMPLATE), undefined);
    for (const wrong of ["", ".", "..", "a\nb", "a\u202eb", "\ud800", "x".repeat(129)])
      assert.match(httpRelay.checkAddress(wrong, TEMPLATE)!, /1 to 128 characters/);
  });
});
