/** What guests are shown of whoever lends them a door: by whom it is set, and who sees it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { PNG } from "pngjs";
import { runCli } from "../../src/cli/run.ts";
import { operator, type Person, somebody, tokenOf } from "../console/people.ts";
import { type Credentials, startServer, storeEnv, type TestServer } from "../harness.ts";

const picture = (width = 60, height = 40) => PNG.sync.write(new PNG({ width, height }));
const DAY = 86_400_000;
const BRAND = {
  name: "Seaside Flats",
  accent: "#7a1f3d",
  background: "#f7f0ea",
  contact: { name: "Eleni", phone: "+30 210 1234567", email: "eleni@seaside.example" },
  privacyUrl: "https://seaside.example/privacy",
};

const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const fields = (answer: { json: { details: { field: string; message: string }[] } }) =>
  answer.json.details.map(({ field, message }) => `${field} ${message}`);

describe("brand and arrival", () => {
  let server: TestServer;
  let acme: Credentials;
  let rival: Credentials;
  let owner: Credentials & { userId: string };
  before(async () => {
    server = await startServer();
    acme = await server.organization("acme");
    rival = await server.organization("rival");
    owner = await server.user();
    await server.lock(1, { orgId: "acme", ownerId: owner.userId, name: "Front door" });
    await server.lock(2, { orgId: "rival" });
  });
  after(() => server.close());

  const put = (path: string, body: unknown, as: Credentials = acme) => server.call("PUT", path, { ...as, body });
  const putPicture = (path: string, body: Buffer, type = "image/png", as: Credentials = acme) =>
    server.call("PUT", path, { ...as, body, headers: { "content-type": type } });
  const page = async (uuid: string, as: Credentials = {}) =>
    (await server.call("GET", `/temp-keys/${uuid}`, { ...as, headers: { accept: "text/html" } })).text;

  it("give their logo back as it is kept", async () => {
    const asked = () => server.call("GET", "/organizations/acme/brand/logo", acme);
    assert.equal((await asked()).status, 404);
    await putPicture("/organizations/acme/brand/logo", picture());
    const { status, headers } = await asked();
    assert.deepEqual(
      [status, headers.get("content-type"), headers.get("cache-control")],
      [200, "image/png", "no-store"],
    );
    assert.equal((await server.call("GET", "/organizations/acme/brand/logo", rival)).status, 403);
    await server.call("DELETE", "/organizations/acme/brand/logo", acme);
    assert.equal((await asked()).status, 404);
  });

  it("are set by those whose they are, and by nobody else", async () => {
    assert.equal((await put("/organizations/acme/brand", BRAND)).status, 200);
    const read = await server.call("GET", "/organizations/acme/brand", acme);
    assert.deepEqual(read.json, { ...BRAND, logo: null });
    for (const as of [rival, owner]) {
      assert.equal((await put("/organizations/acme/brand", BRAND, as)).status, 403);
      assert.equal((await server.call("GET", "/organizations/acme/brand", as)).status, 403);
      assert.equal((await putPicture("/organizations/acme/brand/logo", picture(), "image/png", as)).status, 403);
      assert.equal((await server.call("DELETE", "/organizations/acme/brand/logo", as)).status, 403);
    }
    assert.equal((await put("/organizations/acme/brand", BRAND, {})).status, 401);
    const all = await server.organization("all", { super: true });
    assert.equal((await server.call("GET", "/organizations/acme/brand", all)).json.name, BRAND.name);
    assert.equal((await server.call("GET", "/organizations/nobody/brand", all)).status, 404);
    assert.equal((await put("/locks/1/arrival", { text: "Second floor" }, owner)).status, 200);
    assert.equal((await put("/locks/1/arrival", { text: "Mine" }, rival)).status, 404);
    assert.equal((await putPicture("/locks/1/arrival/picture", picture(), "image/png", rival)).status, 404);
  });

  it("are there for an organisation with the longest id, and a longer one is named as wrong", async () => {
    const orgId = "o".repeat(255);
    const longest = await server.organization(orgId);
    assert.equal((await put(`/organizations/${orgId}/brand`, { name: "Long" }, longest)).status, 200);
    const answer = await put(`/organizations/${orgId}o/brand`, {}, longest);
    assert.deepEqual([answer.status, answer.json.details[0].field], [400, "orgId"]);
  });

  it("refuse what is wrong, a line for each field, and keep what was there", async () => {
    const wrong = { accent: "red", contact: { phone: "call me", email: "x" }, privacyUrl: "javascript:alert(1)" };
    assert.deepEqual(fields(await put("/organizations/acme/brand", wrong)), [
      "accent must be a colour as #rrggbb",
      "contact.phone must be a telephone number, such as +30 210 1234567",
      "contact.email must be an e-mail address",
      "privacyUrl must be an https URL",
    ]);
    const pale = fields(await put("/organizations/acme/brand", { ...BRAND, accent: "#e8a0b4" }));
    assert.match(pale[0]!, /^accent has a contrast of 2\.\d\d:1 with the page .*needs 4\.5:1/);
    assert.deepEqual(fields(await put("/organizations/acme/brand", { logo: "x" })), ["logo is not known here"]);
    assert.match(
      fields(await put("/locks/1/arrival", { contact: { name: "Eleni" } }))[0]!,
      /contact must have a phone/,
    );
    assert.match(fields(await put("/locks/1/arrival", { text: "x".repeat(4_001) }))[0]!, /text/);
    assert.equal((await server.call("GET", "/organizations/acme/brand", acme)).json.accent, BRAND.accent);
    const svg = await putPicture("/organizations/acme/brand/logo", Buffer.from("<svg/>"));
    assert.deepEqual(fields(svg), ["body must be a PNG, a JPEG or a WebP"]);
    const other = await putPicture("/organizations/acme/brand/logo", picture(), "image/svg+xml");
    assert.deepEqual(
      [other.status, other.json.message],
      [415, "Send the picture as image/png, image/jpeg, image/webp"],
    );
    for (const [body, field] of [
      [{ name: " " }, "name must not be blank"],
      [{ name: "Acme\nowes you" }, "name must not have control characters"],
      [{ contact: { name: "\u0007", phone: "112" } }, "contact.name must not have control characters"],
    ] as const)
      assert.deepEqual(fields(await put("/organizations/acme/brand", body)), [field]);
    assert.deepEqual(fields(await put("/locks/1/arrival", { text: "Left,\nthen \u001b[1mright" })), [
      "text must not have control characters",
    ]);
    const cut = await putPicture("/organizations/acme/brand/logo", picture().subarray(0, 60));
    assert.deepEqual(fields(cut), ["body is not whole"]);
    const heavy = await putPicture("/organizations/acme/brand/logo", Buffer.alloc(8 * 2 ** 20 + 1));
    assert.deepEqual([heavy.status, heavy.json.message], [413, "The picture is larger than 8 MiB"]);
    assert.equal((await putPicture("/organizations/acme/brand/logo", Buffer.alloc(0))).status, 400);
  });

  it("take what a door is like, and refuse what is not understood or is of another kind of door", async () => {
    const gate = { address: "Odos Ermou 12, Athens", kind: "gate", movesForS: 20 };
    const set = await put("/locks/1/arrival", gate);
    assert.equal(set.status, 200, set.text);
    const nothing = { text: null, contact: null, address: null, hand: null, kind: null, movesForS: null, floor: null };
    assert.deepEqual(set.json, { ...nothing, ...gate, picture: null });
    for (const [body, field] of [
      [{ hand: "shove" }, "hand must be one of: push, pull, turn"],
      [{ hand: "Push" }, "hand must be one of: push, pull, turn"],
      [{ hand: "push", kind: "lift" }, "hand is of doors only"],
      [{ kind: "hatch" }, "kind must be one of: door, gate, lift"],
      [{ movesForS: 20 }, "movesForS is of gates only"],
      [{ movesForS: 20, kind: "lift" }, "movesForS is of gates only"],
      [{ floor: "4", kind: "gate" }, "floor is of lifts only"],
      [{ address: "Odos Ermou 12\nAthens" }, "address must not have control characters"],
      [{ address: " " }, "address must not be blank"],
      [{ hands: "push" }, "hands is not known here"],
    ] as const)
      assert.deepEqual(fields(await put("/locks/1/arrival", body)), [field]);
    for (const [body, field] of [
      [{ kind: "gate", movesForS: 0 }, /^movesForS /],
      [{ kind: "gate", movesForS: 301 }, /^movesForS /],
      [{ kind: "gate", movesForS: 1.5 }, /^movesForS /],
      [{ kind: "lift", floor: "4".repeat(21) }, /^floor /],
      [{ address: "x".repeat(201) }, /^address /],
    ] as const)
      assert.match(fields(await put("/locks/1/arrival", body))[0]!, field);
    assert.deepEqual((await server.call("GET", "/locks/1/arrival", acme)).json, set.json, "nothing half done");
    for (const good of [{ hand: "turn" }, { hand: "pull", kind: "door" }, { kind: "lift", floor: "4" }, {}])
      assert.equal((await put("/locks/1/arrival", good)).status, 200);
  });

  it("take a few pictures at once, and again when those are through", async () => {
    const path = "/organizations/acme/brand/logo";
    const answers = await Promise.all(Array.from({ length: 12 }, () => putPicture(path, picture(900, 600))));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))].toSorted(), [200, 503]);
    assert.equal((await putPicture(path, picture())).status, 200);
    assert.equal((await server.call("DELETE", "/organizations/acme/brand/logo", acme)).status, 200);
  });

  it("are on the key's pages", async () => {
    assert.match((await putPicture("/organizations/acme/brand/logo", picture())).json.logo, /^[\w-]{16}$/);
    const text = "Through the blue gate.\n<b>Second</b> floor.";
    await put("/locks/1/arrival", { text, contact: { phone: "+30 (210) 999-000" } });
    await putPicture("/locks/1/arrival/picture", picture(600, 400));
    const uuid = await server.key(1, acme);
    const shown = await page(uuid);
    assert.match(shown, /Seaside Flats/);
    assert.match(shown, /href="tel:\+30210999000"/);
    assert.doesNotMatch(shown, /mailto:/, "the door's contact stands in the place of the brand's");
    assert.match(shown, /href="https:\/\/seaside\.example\/privacy" rel="noopener noreferrer"/);
    assert.match(shown, /--accent:#7a1f3d/);
    assert.match(shown, /&lt;b&gt;Second&lt;\/b&gt; floor/);
    const head = shown.slice(0, shown.indexOf("<style"));
    assert.doesNotMatch(head, /Seaside|blue gate|picture/, "a preview tells nothing of it");

    const sources = [...shown.matchAll(/<img[^>]* src="([^"]+)"/g)].map((match) => match[1]!);
    assert.equal(sources.length, 2);
    for (const source of sources) {
      const image = await server.call("GET", source);
      assert.equal(image.status, 200);
      assert.equal(image.headers.get("content-type"), "image/png");
      assert.match(image.headers.get("cache-control")!, /^private, max-age=\d+, immutable$/);
      assert.equal(image.headers.get("x-content-type-options"), "nosniff");
    }
    const confirmation = await server.call("POST", `/temp-keys/${uuid}/open`);
    const outcome = await server.call("GET", confirmation.headers.get("location")!, {
      headers: { accept: "text/html" },
    });
    assert.match(outcome.text, /--accent:#7a1f3d/);
    const footer = outcome.text.slice(outcome.text.indexOf("<footer>"));
    assert.match(footer, /Eleni.*href="tel:\+302101234567".*href="mailto:eleni@seaside\.example"/s);
    const refused = await server.call("POST", `/temp-keys/${uuid}/open`, {
      body: "intent=!",
      headers: { accept: "text/html", "content-type": "application/x-www-form-urlencoded" },
    });
    assert.deepEqual([refused.status, /--accent:#7a1f3d/.test(refused.text)], [400, true]);
    const manifest = await server.call("GET", `/temp-keys/${uuid}/manifest.webmanifest`);
    assert.equal(JSON.parse(manifest.text).theme_color, BRAND.background);
    const before = sources[0]!;
    await putPicture("/organizations/acme/brand/logo", picture(61, 40));
    assert.ok(!(await page(uuid)).includes(before), "another logo has another address");
    await server.call("DELETE", "/organizations/acme/brand/logo", acme);
    assert.doesNotMatch(await page(uuid), /\/logo\?/);
    assert.equal((await server.call("GET", before)).status, 404);
  });

  it("tell the way only to those whom the key is for, while it is theirs", async () => {
    const way = async (uuid: string, as: Credentials = {}) => {
      const { status } = await server.call("GET", `/temp-keys/${uuid}/doors/1/picture`, as);
      const shows = /blue gate/.test(await page(uuid, as));
      assert.equal(status, shows ? 200 : 404);
      return shows;
    };
    assert.equal(await way(await server.key(1, acme, { validFrom: at(DAY), validUntil: at(2 * DAY) })), true);
    const revoked = await server.key(1, acme);
    await server.call("DELETE", `/temp-keys/${revoked}`, acme);
    assert.equal(await way(revoked), false);
    const named = { accessMode: "user-whitelist", allowedUserIds: [owner.userId] };
    const theirs = await server.key(1, acme, named);
    assert.equal(await way(theirs), false);
    assert.equal(await way(theirs, owner), true);
    const kept = await server.call("GET", `/temp-keys/${theirs}/doors/1/picture`, owner);
    assert.equal(kept.headers.get("cache-control"), "no-store", "somebody else may use the phone next");
    assert.equal((await server.call("GET", `/temp-keys/${randomUUID()}/logo`)).status, 404);
    assert.equal((await server.call("GET", `/temp-keys/${theirs}/doors/9/picture`, owner)).status, 404);
  });

  it("are set from the command line, where only what is named changes", async () => {
    const env = { DATA_DIR: server.dataDir, ...(await storeEnv(server.dataDir)) };
    const cli = async (...words: string[]) => {
      let [out, err] = ["", ""];
      const terminal = { env, out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
      return { code: await runCli(words, terminal), out, err };
    };
    const file = join(server.dataDir, "logo.png");
    writeFileSync(file, picture());
    const named = await cli("org", "brand", "rival", "--name", "Rival", "--phone", "112", "--logo", file, "--json");
    assert.equal(named.code, 0, named.err);
    const { name, contact, logo } = JSON.parse(named.out) as typeof BRAND & { logo: string };
    assert.deepEqual([name, contact.phone, typeof logo], ["Rival", "112", "string"]);
    const less = JSON.parse((await cli("org", "brand", "rival", "--logo", "none", "--phone", "none", "--json")).out);
    assert.deepEqual(less, { ...less, name: "Rival", contact: null, logo: null });
    const bad = await cli("org", "brand", "rival", "--accent", "#ffff00");
    assert.deepEqual([bad.code, /--accent has a contrast of 1\.\d+:1/.test(bad.err)], [2, true]);
    assert.match((await cli("org", "brand", "nobody", "--name", "x")).err, /no organisation "nobody"/);
    const told = join(server.dataDir, "way.txt");
    writeFileSync(told, "Left,\nthen right.\n");
    const arrival = await cli("lock", "arrival", "2", "--text-file", told, "--picture", file, "--json");
    assert.equal(JSON.parse(arrival.out).text, "Left,\nthen right.");
    assert.match((await cli("lock", "arrival", "2", "--picture", told)).err, /--picture must be a PNG/);
    assert.match((await cli("lock", "arrival", "99")).err, /no lock 99/);
    const lines = await cli("lock", "arrival", "2", "--text", "Left,\nthen right.");
    assert.deepEqual([lines.code, /--text-file/.test(lines.err)], [2, true]);
    const gate = ["--kind", "gate", "--moves-for", "20", "--address", "Odos Ermou 12, Athens"];
    const moved = JSON.parse((await cli("lock", "arrival", "2", ...gate, "--json")).out) as Record<string, unknown>;
    assert.deepEqual([moved["kind"], moved["movesForS"], moved["text"]], ["gate", 20, "Left,\nthen right."]);
    for (const [words, error] of [
      [["--hand", "shove"], /--hand must be one of: push, pull, turn/],
      [["--hand", "push"], /--hand is of doors only/],
      [["--kind", "hatch"], /--kind must be one of: door, gate, lift/],
      [["--kind", "door"], /--moves-for is of gates only/],
      [["--moves-for", "0"], /--moves-for must be a whole number/],
      [["--floor", "4"], /--floor is of lifts only/],
    ] as const) {
      const refused = await cli("lock", "arrival", "2", ...words);
      assert.deepEqual([refused.code, error.test(refused.err)], [2, true], refused.err);
    }
    const door = ["--kind", "none", "--moves-for", "none", "--hand", "pull"];
    assert.equal(JSON.parse((await cli("lock", "arrival", "2", ...door, "--json")).out).hand, "pull");
  });

  describe("that are tried", () => {
    let olga: Person;
    let orgId: string;
    before(async () => {
      olga = await operator(server, "Quay");
      orgId = (await server.organizations.members.of(olga.userId))[0]!.orgId;
    });
    const tried = (query: Readonly<Record<string, string>>, { cookie }: Pick<Person, "cookie"> = olga, headers = {}) =>
      server.call(
        "GET",
        `/guest/brand-preview?${new URLSearchParams({ organizationId: orgId, ...query }).toString()}`,
        {
          headers: { cookie, accept: "text/html", ...headers },
        },
      );

    it("are shown on a page of no key, within a page of this server, and are not kept", async () => {
      await (await server.store.presentation()).setPicture({ logoOf: orgId }, { type: "image/png", bytes: picture() });
      const { status, text, headers } = await tried({
        name: "Quay <b>",
        accent: "#7a1f3d",
        phone: "+30 210 1234567",
        privacyUrl: "https://quay.example/privacy",
        lang: "de",
      });
      assert.equal(status, 200, text);
      for (const shown of [
        /<html lang="de"/,
        /Quay &lt;b&gt;/,
        /#7a1f3d/i,
        /210 1234567/,
        /quay\.example/,
        /src="data:image\/png/,
      ])
        assert.match(text, shown);
      const policy = headers.get("content-security-policy")!;
      assert.match(policy, /frame-ancestors 'self'.*sandbox allow-scripts/);
      assert.doesNotMatch(policy, /script-src/);
      assert.equal(
        (await server.call("GET", `/organizations/${orgId}/brand`, { token: await tokenOf(server, olga, orgId) })).json
          .name,
        null,
      );
    });

    it("lead nowhere but by https", async () => {
      assert.doesNotMatch((await tried({ privacyUrl: "javascript:alert(1)" })).text, /javascript:/);
      assert.equal((await tried({ accent: "red" })).status, 400);
    });

    it("are shown to owners alone, and in no window of their own", async () => {
      assert.equal((await tried({}, { cookie: "" })).status, 401);
      const manager = await somebody(server);
      assert.equal((await tried({}, manager)).status, 403);
      await server.organizations.members.put(orgId, manager.userId, "manager", Date.now());
      assert.equal((await tried({}, manager)).status, 403);
      assert.equal((await tried({ organizationId: "acme" })).status, 403);
      assert.equal((await tried({}, olga, { "sec-fetch-dest": "document" })).status, 404);
      assert.equal((await tried({}, olga, { "sec-fetch-dest": "iframe" })).status, 200);
    });
  });
});
