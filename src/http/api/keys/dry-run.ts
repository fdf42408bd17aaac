/** Trying a key: everything that making it would check, and nothing made. */
import { createKey, type CreateKey } from "../../../domain/create-key.ts";
import type { TempKeyState } from "../../../domain/temp-key.ts";
import { refusalError } from "../../answers/errors.ts";
import type { RouteDeps } from "../../app.ts";

/** As many PINs as a second try would have. */
const CANDIDATES = 64;

/**
 * Decide the command on the rows as they are read now; the same function decides it when the key is made.
 *
 * @returns whether there is such a key already, made with the same content
 * @throws HttpError when it would be refused
 */
export async function tryKey(
  { ledger: { read }, pins, clock }: RouteDeps,
  command: Omit<CreateKey, "pinCandidates">,
): Promise<{ readonly isThere: boolean }> {
  const { tempKeyUuid, doors } = command;
  const needsPin = doors.some(({ method }) => method !== "key");
  const minted = needsPin ? await pins.mint(tempKeyUuid, CANDIDATES) : [];
  const pinCandidates = minted.map(({ candidate }) => candidate);
  const [locks, row] = await Promise.all([read.locks(doors.map(({ lockId }) => lockId)), read.tempKey(tempKeyUuid)]);
  const withPin = new Map<string, readonly TempKeyState[]>();
  const indexes = [...new Set(pinCandidates.flatMap(({ blindIndexes }) => blindIndexes))];
  for (const { lockId, method } of doors) {
    if (method === "key" || !locks.has(lockId) || indexes.length === 0) continue;
    for (const { state, pin } of await read.keysWithPin(lockId, indexes)) {
      const name = `${lockId} ${pin?.blindIndex}`;
      withPin.set(name, [...(withPin.get(name) ?? []), state]);
    }
  }
  const rows = {
    lock: (lockId: number) => locks.get(lockId)?.state,
    key: () => row,
    keysWithPin: (lockId: number, index: string) => withPin.get(`${lockId} ${index}`) ?? [],
    lockIdOfUuid: () => undefined,
    lockIdOfDevice: () => undefined,
    sharedKeys: () => [],
    order: () => undefined,
    orderOfIntent: () => undefined,
  };
  const { answer } = createKey(rows, { ...command, pinCandidates }, clock.now());
  if (!answer.ok) throw refusalError(answer);
  return { isThere: row !== undefined };
}
