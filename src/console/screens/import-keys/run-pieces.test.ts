import assert from "node:assert/strict";
import { it } from "node:test";
import { ApiError } from "../../api/api-error.ts";
import { runPieces } from "./run-pieces.ts";

const LINES = Array.from({ length: 250 }, (_, i) => 2 + 2 * i);
const wait = async () => {};
const refuse = () => Promise.reject(new ApiError("forbidden", "no"));

it("runs every line once where all goes well, and tells how far it is", async () => {
  const asked: number[][] = [];
  const told: number[] = [];
  const run = async (...piece: [number, number]) => (asked.push(piece), { notTried: 0 });
  const stop = new AbortController().signal;
  await runPieces(LINES, run, { stop, wait, onWait: () => {}, onPiece: (_, done) => void told.push(done) });
  assert.deepEqual(asked, [
    [2, 200],
    [202, 400],
    [402, 500],
  ]);
  assert.deepEqual(told, [100, 200, 250]);
});

it("tries a piece again that the server was too busy for, or of which no answer came", async () => {
  const answers = ["busy", "unsure", 40, "offline", 0, 0, 0] as const;
  let calls = 0;
  const run = async () => {
    const answer = answers[calls++]!;
    if (typeof answer === "string") throw new ApiError(answer, answer);
    return { notTried: answer };
  };
  let waited = 0;
  const stop = new AbortController().signal;
  await runPieces(LINES, run, { stop, wait, onWait: () => void waited++, onPiece: () => {} });
  assert.deepEqual([calls, waited], [7, 4]);
});

it("ends where it is stopped, or refused", async () => {
  const stop = new AbortController();
  let calls = 0;
  const run = async () => (calls++, stop.abort(), { notTried: 0 });
  await runPieces(LINES, run, { stop: stop.signal, wait, onWait: () => {}, onPiece: () => {} });
  assert.equal(calls, 1);
  const going = { stop: new AbortController().signal, wait, onWait: () => {}, onPiece: () => {} };
  await assert.rejects(runPieces(LINES, refuse, going), { kind: "forbidden" });
});
