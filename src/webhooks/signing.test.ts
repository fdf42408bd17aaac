import assert from "node:assert/strict";
import { it } from "node:test";
import { newSigningSecret, signatureHeaders } from "./signing.ts";

it("signs as the standard's example does", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const headers = signatureHeaders("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', [secret], 1_614_265_330_000);
  assert.deepEqual(headers, {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

const signed = (by: readonly string[]) => signatureHeaders("id", "{}", by, 0)["webhook-signature"];

it("signs with every secret that is good, and makes secrets that are none another's", () => {
  const secrets = [newSigningSecret(), newSigningSecret()];
  assert.notEqual(secrets[0], secrets[1]);
  assert.equal(signed(secrets), secrets.map((secret) => signed([secret])).join(" "));
});
