/** A gateway on this machine gets one request a message, as the operator wrote it. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { networkOf } from "../outbound/addresses.ts";
import { createOutbound } from "../outbound/outbound.ts";
import { sendByGateway } from "./gateway.ts";
import { parseGateway } from "./gateway-settings.ts";
import { NotTakenError } from "./sending.ts";

const TOKEN = "s3cret";
const PHONE = {
  to: "+306912345678",
  text: 'Key: "Front" & <door>\nΚλειδί 🔑 {token}',
  parts: { link: "https://keys.example.org/temp-keys/0f8fad5b", doors: "Front door" },
};

describe("a gateway for messages to phones", () => {
  const got: { request: IncomingMessage; body: string }[] = [];
  let answer: { status: number; body: string } = { status: 200, body: "{}" };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      got.push({ request, body });
      response.writeHead(answer.status, answer.status === 302 ? { location: "/elsewhere" } : {}).end(answer.body);
    });
  });
  let url: string;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  const outbound = createOutbound({ allow: [networkOf("127.0.0.0/8")!] });
  const send = (settings: object, through = outbound) =>
    sendByGateway(parseGateway(JSON.stringify({ token: TOKEN, ...settings })), PHONE, "id-1", through);

  it("gets JSON, a form or a query, each with the values escaped as it needs", async () => {
    const authorization = "Bearer {token}";
    await send({
      url: `${url}/send?id={id}`,
      headers: { "content-type": "application/json", authorization },
      body: '{"to":{to},"message":"Hello: {text}","link":{link}}',
    });
    await send({
      url: `${url}/form`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "To={to}&Body={text}&Key={token}",
    });
    await send({ url: `${url}/get?to={to}&text={text}`, method: "GET" });
    const [json, form, query] = got.slice(-3);
    assert.equal(json!.request.url, "/send?id=id-1");
    assert.equal(json!.request.headers.authorization, "Bearer s3cret");
    assert.deepEqual(JSON.parse(json!.body), { to: PHONE.to, message: `Hello: ${PHONE.text}`, link: PHONE.parts.link });
    const fields = Object.fromEntries(new URLSearchParams(form!.body));
    assert.deepEqual(fields, { To: PHONE.to, Body: PHONE.text, Key: TOKEN });
    const asked = new URL(query!.request.url!, url).searchParams;
    assert.deepEqual([asked.get("to"), asked.get("text")], [PHONE.to, PHONE.text]);
  });

  const SIMPLE = { headers: { "content-type": "application/json" }, body: '{"to":{to},"text":{text}}' };
  const ANSWERS: [status: number, body: string, taken: true | "passing" | "never"][] = [
    [200, '{"ok":true}', true],
    [202, '{"ok":true}', true],
    [200, '{"ok":false,"to":"+306912345678"}', "passing"],
    [400, "+306912345678 is nobody", "never"],
    [404, "", "never"],
    [302, "", "never"],
    [401, "", "passing"],
    [429, "", "passing"],
    [503, "", "passing"],
  ];
  for (const [status, body, taken] of ANSWERS)
    it(`that answers ${status} ${body}: ${taken === true ? "taken" : taken}`, async () => {
      answer = { status, body };
      const sent = send({ url: `${url}/send`, contains: '"ok":true', ...SIMPLE });
      if (taken === true) return sent;
      await assert.rejects(sent, (error: unknown) => {
        assert.ok(error instanceof NotTakenError);
        assert.equal(error.passing, taken === "passing");
        assert.doesNotMatch(error.message, /3069|s3cret|0f8fad5b/);
        return true;
      });
    });

  it("is not called in a network that the operator has not listed, and what is away passes", async () => {
    const before = got.length;
    const listed = createOutbound({ allow: [] });
    await assert.rejects(send({ url: `${url}/send`, ...SIMPLE }, listed), { name: "NotTakenError", passing: true });
    await assert.rejects(send({ url: "http://127.0.0.1:1/send", ...SIMPLE }), { name: "NotTakenError", passing: true });
    assert.equal(got.length, before);
  });
});

describe("the settings of a gateway", () => {
  const good = { url: "https://sms.example/send", body: "{to} {text} {token}", token: TOKEN };
  const WRONG: [settings: unknown, why: RegExp][] = [
    ["text", /not an object/],
    [[], /not an object/],
    [{ ...good, colour: "red" }, /there is no "colour"/],
    [{ ...good, url: "ftp://sms.example" }, /url must be/],
    [{ ...good, url: "https://{to}.example/" }, /url must name its host|url must be/],
    [{ ...good, url: "https://user:pass@sms.example/" }, /url must not have a user/],
    [{ ...good, method: "TRACE" }, /method must be/],
    [{ ...good, method: "GET" }, /a GET has no body/],
    [{ ...good, body: "{to}" }, /\{text\} must be sent/],
    [{ ...good, body: "{text}" }, /\{to\} must be sent/],
    [{ ...good, body: "{to} {text} {number}" }, /there is no \{number\}/],
    [{ ...good, token: undefined }, /needs token/],
    [{ ...good, headers: { "x\r\ny": "z" } }, /cannot be sent/],
    [{ ...good, headers: { x: "a\r\nb" } }, /cannot be sent/],
    [{ ...good, headers: { "content-type": "application/json" } }, /no JSON/],
  ];
  for (const [settings, why] of WRONG)
    it(`are refused where ${String(why)}`, () => {
      assert.throws(
        () => parseGateway(JSON.stringify(settings)),
        (error: Error) => {
          assert.match(error.message, why);
          assert.doesNotMatch(error.message, /s3cret|pass@/);
          return true;
        },
      );
    });

  it("are taken with what has a place for a link alone", () => {
    assert.equal(parseGateway('{"url":"https://wa.example/send","body":"{to} {link}"}').method, "POST");
  });
});
