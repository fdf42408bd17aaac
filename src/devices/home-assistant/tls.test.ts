/** A Home Assistant behind TLS: whom the driver believes, and that it tells nobody else anything. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "../../../test/webhooks/eventually.ts";
import { layWire, type Wire } from "../../../test/home-assistant/wire.ts";
import { systemClock } from "../../clock.ts";
import { silentLog } from "../../log.ts";
import { networkOf } from "../../outbound/addresses.ts";
import { createOutbound } from "../../outbound/outbound.ts";
import type { HubCheck, LockDriver } from "../driver.ts";
import { fieldFaults } from "../hubs/fields.ts";
import { homeAssistant } from "./kind.ts";
import type { HomeAssistantSettings } from "./settings.ts";
import { type Certificate, type Front, makeCertificate, startFront } from "./testing/front.ts";
import { FRONT, type StandIn, startStandIn, TOKEN } from "./testing/stand-in.ts";

const NEVER = new AbortController().signal;
const outbound = createOutbound({
  allow: [networkOf("127.0.0.0/8")!],
  resolve: async () => [{ address: "127.0.0.1", family: 4 }],
});

let own: Certificate;
let other: Certificate;
let standIn: StandIn;
let front: Front;
let wire: Wire;
before(async () => {
  [own, other] = [makeCertificate("IP:127.0.0.1"), makeCertificate("IP:127.0.0.1")];
  standIn = await startStandIn();
  front = await startFront(standIn.port, own);
  wire = await layWire(front.port);
});
after(async () => {
  await wire.close();
  await front.close();
  await standIn.close();
});

interface Trust extends Partial<HomeAssistantSettings> {
  readonly ca?: string;
}

function open({ ca, ...settings }: Trust): Promise<LockDriver> {
  return homeAssistant.open({
    hubId: "home",
    settings: { url: `https://127.0.0.1:${wire.port}`, ...settings },
    secrets: { token: TOKEN, ...(ca !== undefined && { ca }) },
    folder: "/nowhere",
    clock: systemClock,
    log: silentLog,
    outbound,
    observe: () => {},
  });
}

async function withDriver<T>(trust: Trust, run: (driver: LockDriver) => Promise<T>): Promise<T> {
  const driver = await open(trust);
  try {
    return await run(driver);
  } finally {
    await driver.stop();
  }
}

const check = (trust: Trust): Promise<HubCheck> => withDriver(trust, (driver) => driver.check(NEVER));

async function unlock(driver: LockDriver, forMs = 2_000) {
  const command = { orderId: randomUUID(), address: FRONT, action: "unlock", notAfter: Date.now() + forMs } as const;
  return driver.unlock(command, AbortSignal.timeout(forMs));
}

describe("a Home Assistant behind TLS", () => {
  test("is believed by the certificate that was named, or by who signed it", async () => {
    const plain = own.fingerprint.replaceAll(":", "").toLowerCase();
    const port = wire.port;
    for (const trust of [
      { fingerprint: own.fingerprint },
      { fingerprint: plain },
      { ca: own.pem },
      { ca: own.pem, fingerprint: plain },
      // Whatever the certificate says of its name.
      { url: `wss://home.example:${port}`, fingerprint: plain },
    ])
      assert.equal((await check(trust)).ok, true, JSON.stringify(trust));
    const before = standIn.moves.length;
    const outcome = await withDriver({ fingerprint: own.fingerprint }, async (driver) => {
      assert.equal((await driver.check(NEVER)).ok, true);
      return unlock(driver);
    });
    assert.equal(outcome.ok && outcome.stage, "confirmed");
    assert.equal(standIn.moves.length, before + 1);
  });

  test("is believed by nothing else, and is told nothing", async () => {
    const wrong = "0".repeat(64);
    // What was said before has arrived.
    await delay(200);
    const before = front.heard;
    for (const [trust, why] of [
      [{}, /certificate.*SELF_SIGNED.*fingerprint.*ca/],
      [{ fingerprint: wrong }, /another certificate/],
      [{ fingerprint: other.fingerprint }, /another certificate/],
      [{ ca: other.pem }, /certificate/],
      // All that was named must hold.
      [{ ca: own.pem, fingerprint: wrong }, /another certificate/],
      [{ ca: other.pem, fingerprint: own.fingerprint }, /certificate/],
      [{ url: `https://home.example:${wire.port}`, ca: own.pem }, /certificate/],
    ] as const) {
      for (const environment of ["1", "0"]) {
        process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = environment;
        try {
          const told = await check(trust);
          assert.ok(!told.ok, JSON.stringify(trust));
          assert.equal(told.failure, "offline");
          assert.match(told.detail, why);
          assert.ok(!told.detail.includes(TOKEN));
        } finally {
          delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
        }
      }
    }
    assert.equal(front.heard, before);
  });

  test("is not believed any more when it comes back as another, and no door opens", async () => {
    await withDriver({ fingerprint: own.fingerprint }, async (driver) => {
      assert.equal((await driver.check(NEVER)).ok, true);
      const moves = standIn.moves.length;
      front.change(other);
      try {
        await eventually(async () => assert.equal((await driver.check(NEVER)).ok, false));
        const before = front.heard;
        const outcome = await unlock(driver);
        assert.ok(!outcome.ok && !outcome.mayHaveExecuted, JSON.stringify(outcome));
        const told = await driver.check(NEVER);
        assert.match(told.ok ? "" : told.detail, /another certificate/);
        assert.deepEqual([front.heard, standIn.moves.length], [before, moves]);
      } finally {
        front.change(own);
      }
      assert.equal((await driver.check(NEVER)).ok, true);
    });
  });

  test("is torn off the wire at the deadline, as without TLS", async () => {
    await withDriver({ fingerprint: own.fingerprint }, async (driver) => {
      assert.equal((await driver.check(NEVER)).ok, true);
      const moves = standIn.moves.length;
      wire.block();
      assert.equal((await unlock(driver, 600)).ok, false);
      wire.unblock();
      await delay(500);
      assert.equal(standIn.moves.length, moves);
    });
  });

  test("is not taken without TLS where a certificate was named", async () => {
    for (const trust of [{ fingerprint: own.fingerprint }, { ca: own.pem }]) {
      for (const protocol of ["http", "ws"])
        await assert.rejects(open({ url: `${protocol}://127.0.0.1:${standIn.port}`, ...trust }), /https or wss/);
    }
    for (const fingerprint of ["", "abc", "g".repeat(64), `${"ab:".repeat(32)}`]) {
      const faults = await fieldFaults("settings", homeAssistant.settings, {
        url: "https://home.example",
        fingerprint,
      });
      assert.deepEqual(
        faults.map(({ field }) => field),
        ["settings.fingerprint"],
        fingerprint,
      );
    }
    await assert.rejects(open({ ca: "no certificate" }), /ca must be/);
  });
});
