import assert from "node:assert/strict";
import { it } from "node:test";
import { digestAnswer } from "./digest.ts";

const REQUEST = { method: "GET", uri: "/dir/index.html" };
const CREDENTIALS = {
  user: "Mufasa",
  password: "Circle of Life",
  cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
};

it("a challenge is answered as RFC 7616 does in section 3.9.1", () => {
  const challenge =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const answer = digestAnswer(challenge, REQUEST, CREDENTIALS)!;
  assert.match(answer, /response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"/);
  assert.match(answer, /opaque="FQhe\/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"/);
});

const OTHERS = [
  "",
  'Basic realm="door"',
  'Digest realm="door", nonce="n", qop="auth"',
  'Digest realm="door", nonce="n", qop="auth", algorithm=MD5',
  'Digest realm="door", nonce="n", algorithm=SHA-256',
  'Digest realm="door", nonce="n", qop="auth-int", algorithm=SHA-256',
  'Digest nonce="n", qop="auth", algorithm=SHA-256',
  `Digest realm="${"x".repeat(3_000)}", nonce="n", qop="auth", algorithm=SHA-256`,
];
for (const challenge of OTHERS)
  it(`a challenge of another kind is not answered: ${challenge.slice(0, 60)}`, () =>
    assert.equal(digestAnswer(challenge, REQUEST, CREDENTIALS), undefined));

it("what a device calls itself ends nothing that it is quoted in", () => {
  const challenge = String.raw`Digest realm="a\"b\\c", nonce="n", qop="auth", algorithm=SHA-256`;
  assert.match(digestAnswer(challenge, REQUEST, CREDENTIALS)!, /realm="a\\"b\\\\c", nonce="n"/);
});
