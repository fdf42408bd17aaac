/**
 * Whether the requests after one for a sign-in link tell by their time that the address is on a key's list: a guesser
 * learns from half of the rounds and is judged by the other. 50 % is what a coin knows. `node bench/sign-in-timing.ts 80`
 */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { startServer } from "../test/harness.ts";
import { startMailbox } from "../test/users/mailbox.ts";
import { scriptOptions } from "../test/script-options.ts";

const ROUNDS = Number(scriptOptions({ allowPositionals: true }).positionals[0] ?? 80);
const PROBES = 20;
/** Longer than what is asked for takes to be done. */
const APART_MS = 1_600;
const FORM = { "content-type": "application/x-www-form-urlencoded", accept: "text/html" };

interface Guess {
  readonly feature: number;
  readonly limit: number;
  readonly sign: number;
}

const mailbox = await startMailbox();
const server = await startServer({ env: { SMTP_URL: mailbox.url, MAIL_FROM: "a@b.test" } });
const org = await server.organization("acme");
await server.lock(1, { orgId: "acme" });

async function round(isListed: boolean): Promise<readonly number[]> {
  const userId = randomUUID();
  const email = `${userId}@example.test`;
  const user = { userId, email, name: null, firstName: null, lastName: null, createdAt: Date.now() };
  await server.directory.createUser(user);
  const key = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [userId] });
  const body = new URLSearchParams({ email: isListed ? email : `${randomUUID()}@example.test` }).toString();
  await server.call("POST", `/temp-keys/${key}/sign-in`, { headers: FORM, body });
  const times: number[] = [];
  for (let i = 0; i < PROBES; i++) {
    const began = performance.now();
    await server.call("GET", "/healthz");
    times.push(performance.now() - began);
  }
  await wait(APART_MS);
  const sum = times.reduce((all, one) => all + one, 0);
  // What a guesser may look at: single requests, all of them, the slowest, how many were slow.
  const slow = [2, 4, 8].map((limit) => times.filter((time) => time > limit).length);
  return [...times, sum, Math.max(...times), ...slow];
}

try {
  for (const isListed of [true, false, true, false]) await round(isListed);
  const rounds: { isListed: boolean; seen: readonly number[] }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const isListed = Math.random() < 0.5;
    rounds.push({ isListed, seen: await round(isListed) });
  }
  const [learnt, judged] = [rounds.slice(0, ROUNDS / 2), rounds.slice(ROUNDS / 2)];
  const rate = (some: typeof rounds, { feature, limit, sign }: Guess) =>
    some.filter(({ isListed, seen }) => (seen[feature]! - limit) * sign > 0 === isListed).length / some.length;
  const guesses = learnt.flatMap(({ seen }) =>
    seen.flatMap((limit, feature) => [1, -1].map((sign): Guess => ({ feature, limit, sign }))),
  );
  const best = guesses.reduce((a, b) => (rate(learnt, b) > rate(learnt, a) ? b : a));
  const right = rate(judged, best);
  const margin = 1.96 * Math.sqrt(0.25 / judged.length);
  process.stdout.write(
    `${ROUNDS} rounds: ${(right * 100).toFixed(0)} % right, and a coin 50 ± ${(margin * 100).toFixed(0)} %\n`,
  );
} finally {
  await server.close();
  await mailbox.close();
}
