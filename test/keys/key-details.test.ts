/** One key as whoever manages it sees it, and its page as its guest does. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import jsqr from "jsqr";
import { operator, type Person, somebody, tokenOf } from "../console/people.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

describe("a key's details", () => {
  let server: TestServer;
  let olga: Person;
  let orgId: string;
  let as: Credentials;

  before(async () => {
    server = await startServer();
    olga = await operator(server, "Seaside Flats");
    orgId = (await server.organizations.members.of(olga.userId))[0]!.orgId;
    as = { token: await tokenOf(server, olga, orgId) };
    await server.lock(1, { orgId, name: "Front door", timeZone: "Europe/Athens" });
    await server.lock(2, { orgId, name: "Flat 4", timeZone: "Europe/Berlin" });
    await server.organization("quay");
    await server.lock(3, { orgId: "quay", name: "Elsewhere" });
  });
  after(() => server.close());

  async function make(more: object = {}) {
    const doors = [{ lockId: "1" }, { lockId: "2", label: "Your flat", accessMethod: "both" }];
    const body = { ...publicTerms(Date.now()), maxUses: 5, description: "Anna, room 4", doors, ...more };
    const { json, text } = await server.call("POST", "/temp-keys", { ...as, body });
    assert.ok(json.uuid, text);
    return json as { readonly uuid: string; readonly pin: string };
  }
  const details = (uuid: string, who: Credentials = as) => server.call("GET", `/temp-keys/${uuid}/details`, who);
  const preview = (uuid: string, { cookie }: Pick<Person, "cookie">, query = `organizationId=${orgId}`) =>
    server.call("GET", `/temp-keys/${uuid}/preview?${query}`, { headers: { cookie, accept: "text/html" } });
  const message = (uuid: string, { cookie }: Pick<Person, "cookie">, query = `language=de&organizationId=${orgId}`) =>
    server.call("GET", `/temp-keys/${uuid}/message?${query}`, { headers: { cookie } });
  async function member(role: "manager" | "viewer"): Promise<Person> {
    const person = await somebody(server);
    await server.organizations.members.put(orgId, person.userId, role, Date.now());
    return person;
  }

  it("names its doors with their zones, whom it is for, who made it, and the link to pass on", async () => {
    const email = `${randomUUID()}@example.test`;
    const { json: anna } = await server.call("GET", `/users/by-email?email=${email}`, as);
    const { uuid } = await make({
      allowedUserIds: [anna.uuid],
      accessMode: "user-whitelist",
      doors: [{ lockId: "1" }, { lockId: "2", label: "Your flat" }],
    });
    const { status, json } = await details(uuid);
    assert.equal(status, 200);
    assert.equal(json.link, `${server.publicUrl}/temp-keys/${uuid}`);
    assert.equal(json.standing, "active");
    assert.deepEqual(
      json.doors.map(({ id, name, label, timeZone, accessMethod }: Record<string, unknown>) => [
        id,
        name,
        label,
        timeZone,
        accessMethod,
      ]),
      [
        [1, "Front door", null, "Europe/Athens", "key"],
        [2, "Flat 4", "Your flat", "Europe/Berlin", "key"],
      ],
    );
    assert.deepEqual(json.people, [{ id: anna.uuid, name: null, email }]);
    assert.deepEqual([json.anyone, json.peopleCount, json.maker.id], [false, 1, olga.userId]);
    assert.equal(json.pin, undefined);
  });

  it("of a public key name nobody, and tell when a pause will end it", async () => {
    const { uuid } = await make();
    const paused = await server.call("POST", `/temp-keys/${uuid}/pause`, { ...as, body: { revokeAfterSeconds: 600 } });
    const { json } = await details(uuid);
    assert.deepEqual([json.anyone, json.people, json.standing], [true, [], "paused"]);
    assert.equal(json.revokeAfter, paused.json.tempKey.revokeAfter);
  });

  it("are for those who may see all its locks", async () => {
    const { uuid } = await make();
    const quay = await server.organization("quay2");
    assert.equal((await details(uuid, quay)).status, 404);
    assert.equal((await details(randomUUID())).status, 404);
    const viewer = await member("viewer");
    assert.equal((await details(uuid, { token: await tokenOf(server, viewer, orgId) })).status, 200);
  });

  describe("with the page as the guest sees it", () => {
    it("show it in a frame of this server alone, with no script and nothing that could be done", async () => {
      const { uuid, pin } = await make();
      const { status, text, headers } = await preview(uuid, olga);
      assert.equal(status, 200);
      const policy = headers.get("content-security-policy")!;
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /form-action 'none'/);
      assert.match(policy, /frame-ancestors 'self'/);
      assert.match(policy, /sandbox allow-scripts/);
      assert.doesNotMatch(policy, /script-src|connect-src|allow-(forms|same-origin|popups|top)/);
      assert.match(headers.get("cache-control")!, /no-store/);
      assert.doesNotMatch(text, /<script/);
      assert.match(text, /<main inert>/);
      assert.match(text, /Front door/);
      assert.match(text, /Anna, room 4/);
      assert.ok(text.replaceAll(/\D/g, "").includes(pin), "whoever has the link reads the PIN");
    });

    it("leave the guest's own page out of every frame", async () => {
      const { uuid } = await make();
      const { headers } = await server.call("GET", `/temp-keys/${uuid}`, { headers: { accept: "text/html" } });
      assert.match(headers.get("content-security-policy")!, /frame-ancestors 'none'/);
    });

    it("show that of a key for named people as one of them sees it", async () => {
      const { json: anna } = await server.call("GET", `/users/by-email?email=${randomUUID()}@example.test`, as);
      const { uuid } = await make({
        allowedUserIds: [anna.uuid],
        accessMode: "user-whitelist",
        doors: [{ lockId: "1" }],
      });
      assert.match((await preview(uuid, olga)).text, /Anna, room 4/);
      const { text } = await server.call("GET", `/temp-keys/${uuid}`, { headers: { accept: "text/html" } });
      assert.doesNotMatch(text, /Anna, room 4/);
    });

    it("show it to whoever manages the key, and to nobody else", async () => {
      const { uuid } = await make();
      const [manager, viewer, stranger] = [await member("manager"), await member("viewer"), await somebody(server)];
      assert.equal((await preview(uuid, manager)).status, 200);
      assert.equal((await preview(uuid, viewer)).status, 403);
      assert.equal((await preview(uuid, stranger)).status, 403);
      assert.equal((await preview(uuid, stranger, "")).status, 404);
      assert.equal((await preview(uuid, { cookie: "" })).status, 401);
      assert.equal((await preview(randomUUID(), manager)).status, 404);
      assert.equal((await server.call("GET", `/temp-keys/${uuid}/preview`, as)).status, 401, "a token is no cookie");
      await server.organizations.members.put(orgId, manager.userId, "viewer", Date.now());
      assert.equal((await preview(uuid, manager)).status, 403, "once they may no more");
    });

    it("show it in another language", async () => {
      const { uuid } = await make();
      assert.match((await preview(uuid, olga, `organizationId=${orgId}&lang=de`)).text, /<html lang="de"/);
    });
  });

  describe("with what is passed on to the guest", () => {
    it("are its doors, times and link in the guest's language, and a QR code that is read as the link", async () => {
      const { uuid } = await make();
      const { status, json, headers } = await message(uuid, olga);
      const link = `${server.publicUrl}/temp-keys/${uuid}`;
      assert.equal(status, 200);
      assert.equal(json.link, link);
      assert.equal(json.doors, "Front door, Your flat");
      assert.equal(json.subject, "Ihr Schlüssel: Front door, Your flat");
      assert.match(json.text, new RegExp(`^${json.subject}\n.+\n\nÖffnen Sie den Link an der Tür:\n${link}$`));
      assert.equal(json.pin, "PIN");
      assert.equal(readQr(json.qr), link);
      assert.match(headers.get("cache-control")!, /no-store/);
      const english = await message(uuid, olga, `language=en&organizationId=${orgId}`);
      assert.match(english.json.text, /^Your key: Front door, Your flat\n/);
    });

    it("have the link by which the server was asked, where nobody named it", async () => {
      const { uuid } = await make();
      const at = async (origin: string) =>
        (await message(uuid, olga, `language=de&organizationId=${orgId}&origin=${encodeURIComponent(origin)}`)).json
          .link;
      assert.equal(await at(server.url), `${server.url}/temp-keys/${uuid}`);
      for (const other of ["https://elsewhere.example", "javascript:alert(1)", "nothing"])
        assert.equal(await at(other), `${server.publicUrl}/temp-keys/${uuid}`, other);
    });

    it("are for whoever may read the key, and for nobody else", async () => {
      const { uuid } = await make();
      const [viewer, stranger] = [await member("viewer"), await somebody(server)];
      assert.equal((await message(uuid, viewer)).status, 200);
      assert.equal((await message(uuid, stranger)).status, 403);
      assert.equal((await message(uuid, stranger, "language=de")).status, 404);
      assert.equal((await message(uuid, { cookie: "" })).status, 401);
      assert.equal((await message(randomUUID(), viewer)).status, 404);
      assert.equal((await message(uuid, viewer, `language=xx&organizationId=${orgId}`)).status, 400);
      assert.equal((await server.call("GET", `/temp-keys/${uuid}/message?language=de`, as)).status, 401);
    });
  });
});

/** As a camera would. */
function readQr({ size, path }: { readonly size: number; readonly path: string }): string | undefined {
  const scale = 4;
  const side = size * scale;
  const picture = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    assert.equal(width, back);
    for (let row = 0; row < scale; row++)
      for (let at = 0; at < Number(width) * scale; at++) {
        const pixel = (Number(y) * scale + row) * side + Number(x) * scale + at;
        picture.fill(0, pixel * 4, pixel * 4 + 3);
      }
  }
  return jsqr.default(picture, side, side)?.data;
}
