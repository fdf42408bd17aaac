/**
 * PINs as they stand in the store are not believed: a blind index only finds a key, and both columns can be edited. What is
 * told or opens is what a key's own ciphertext holds.
 */
import type { PinProof } from "../domain/open-with-pin.ts";
import type { TempKeyRecord } from "../ledger/ledger.ts";
import type { RouteDeps } from "./app.ts";

export type PinDeps = Pick<RouteDeps, "pins" | "log" | "metrics">;

/** Look into the ciphertexts of the keys that a PIN finds at a lock. One that does not hold it is a fault: somebody edited the table. */
export async function proofsOf(
  deps: PinDeps & Pick<RouteDeps, "ledger">,
  lockId: number,
  pin: string,
  blindIndexes: readonly string[],
): Promise<readonly PinProof[]> {
  const proofs: PinProof[] = [];
  for (const { state, pin: stored } of await deps.ledger.read.keysWithPin(lockId, blindIndexes)) {
    if (!stored) continue;
    const holds = await deps.pins.holds(state.uuid, stored.ciphertext, pin);
    if (!holds) tellPinFault(deps, { lockId });
    proofs.push({ tempKeyUuid: state.uuid, ciphertext: stored.ciphertext, holds });
  }
  return proofs;
}

/** The PIN of a key; undefined when its secret is gone, or when what is stored is not its own. */
export async function revealPin(
  deps: PinDeps,
  { state, pin }: Pick<TempKeyRecord, "state" | "pin">,
): Promise<string | undefined> {
  if (!pin) return undefined;
  if ((await deps.pins.proves(state.uuid, pin)) !== false) return deps.pins.reveal(state.uuid, pin.ciphertext);
  tellPinFault(deps, { lockIds: state.doors.map(({ lockId }) => lockId) });
  return undefined;
}

/** A key's UUID is its link, so the locks are named. */
function tellPinFault({ log, metrics }: PinDeps, where: object): void {
  metrics?.pinFault();
  log.error(where, "A PIN in the store is not its key's: the table was edited. `verify` names the key");
}
