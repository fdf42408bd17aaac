/** People, and how guests see an organisation. */
import { randomUUID } from "node:crypto";
import { MAKES_KEYS, READS, OWNS, NOBODY, NO, brand, picture, type Row } from "./row.ts";

export const PEOPLE: Readonly<Record<string, Row>> = {
  createUser: {
    who: MAKES_KEYS,
    path: ({ fresh }) => ({ id: fresh }),
    body: ({ fresh }) => ({ userId: fresh }),
    answers: [NO, NO, 403, 403, 201, 201, 201, NO, NO, NO],
  },
  // A person may for themself, and whoever hosts the server for anybody who is there.
  erasePersonalData: {
    who: NOBODY,
    path: () => ({ id: randomUUID() }),
    answers: [NO, NO, 403, 403, 403, 403, 403, NO, NO, NO],
    but: { "a person who hosts the server": 404 },
  },
  getNoticeChoices: {
    who: { from: "viewer", scopes: [] },
    path: () => ({}),
    answers: [NO, NO, 200, 200, 403, 403, 403, NO, NO, NO],
    yes: 200,
    but: { "another organisation's owner": 200, "the same for the other organisation": 200 },
  },
  chooseNotices: {
    who: { from: "viewer", scopes: [] },
    path: () => ({}),
    body: () => ({ atOnce: ["opened"], dailyAt: 7, lockIds: null, timeZone: "Europe/Berlin", language: "de" }),
    answers: [NO, NO, 200, 200, 403, 403, 403, NO, NO, NO],
    yes: 200,
    but: { "another organisation's owner": 200, "the same for the other organisation": 200 },
  },
  getUserByEmail: {
    who: MAKES_KEYS,
    path: () => ({}),
    query: "?email=anna%40example.test",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getBrand: { who: { ...READS, whole: true }, path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  setBrand: { who: OWNS, path: brand, body: () => ({}), answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  setLogo: { who: OWNS, path: brand, ...picture, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  // After one was set.
  getLogo: { who: { ...READS, whole: true }, path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
  removeLogo: { who: OWNS, path: brand, answers: [NO, NO, 403, 403, 200, 403, 200, NO, NO, NO] },
};
