/** Keys. */
import { publicTerms } from "../../harness.ts";
import { MAKES_KEYS, READS, NO, managed, lock, key, window, newKey, type Row } from "./row.ts";

export const KEYS: Readonly<Record<string, Row>> = {
  createTempKey: { who: MAKES_KEYS, path: lock, body: () => publicTerms(Date.now()), answers: managed(200) },
  updateTempKey: {
    who: MAKES_KEYS,
    path: lock,
    body: ({ key }) => ({ tempKeyUuid: key, maxUses: 9 }),
    answers: managed(200),
  },
  deleteTempKey: { who: MAKES_KEYS, path: lock, body: ({ key }) => ({ tempKeyUuid: key }), answers: managed(200) },
  useTempKey: {
    who: { ...MAKES_KEYS, scopes: ["keys", "locks", "admin"] },
    path: lock,
    body: ({ key }) => ({ tempKeyUuid: key }),
    answers: managed(200),
  },
  listTempKeys: { who: READS, path: lock, answers: managed(200) },
  createKey: { who: MAKES_KEYS, path: () => ({}), body: newKey, answers: managed(201, 403) },
  createCollectiveKey: { who: MAKES_KEYS, path: () => ({}), body: newKey, answers: managed(201, 403) },
  listLocks: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  getTimeline: {
    who: READS,
    path: () => ({}),
    query: "?from=2026-12-01T00:00:00Z&until=2026-12-02T00:00:00Z",
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  listOpeners: { who: READS, path: lock, answers: managed(200) },
  exportKeyRows: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  listKeyRows: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  listKeys: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  "listKeys of a lock": {
    who: READS,
    path: () => ({}),
    query: ({ lockId }) => `?lockId=${lockId}`,
    answers: managed(200, 403),
  },
  changeKey: { who: MAKES_KEYS, path: key, body: () => ({ maxUses: 9 }), answers: managed(200) },
  changeCollectiveKey: { who: MAKES_KEYS, path: key, body: () => ({ maxUses: 9 }), answers: managed(200) },
  revokeKey: { who: MAKES_KEYS, path: key, answers: managed(200, 403) },
  revokeCollectiveKey: { who: MAKES_KEYS, path: key, answers: managed(200, 403) },
  pauseKey: { who: MAKES_KEYS, path: key, body: () => ({}), answers: managed(200) },
  resumeKey: { who: MAKES_KEYS, path: key, answers: managed(200) },
  // No mail server: whoever may is told so.
  sendLink: {
    who: MAKES_KEYS,
    path: key,
    body: () => ({ email: "maria@example.test", language: "en" }),
    answers: managed(400),
  },
  duplicateKey: { who: MAKES_KEYS, path: key, body: () => ({}), answers: managed(201) },
  importKeys: {
    who: MAKES_KEYS,
    path: () => ({}),
    query: ({ fresh }) => `?importId=${fresh}`,
    body: ({ lockId }) => {
      const { validFrom, validUntil } = window();
      return { csv: `locks,validFrom,validUntil\n${lockId},${validFrom},${validUntil}` };
    },
    answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO],
  },
  getImportTemplate: { who: READS, path: () => ({}), answers: [NO, NO, 200, 200, 200, 200, 200, NO, NO, NO] },
  getKey: { who: READS, path: key, answers: managed(200) },
  explainKey: { who: READS, path: key, answers: managed(200) },
  listKeyEvents: { who: READS, path: key, answers: managed(200) },
};
