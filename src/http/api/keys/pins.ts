/** Commands that may give a key a PIN: they bring some to choose from, and are tried again with others. */
import type { PinCandidate } from "../../../domain/pin-choice.ts";
import type { CommandWithoutOrder, Done, LedgerWithoutOrders, TempKeyRecord } from "../../../ledger/ledger.ts";
import type { PinVault } from "../../../pins/pin-vault.ts";
import { refusalError } from "../../answers/errors.ts";
import { type PinDeps, revealPin } from "../../pin-proofs.ts";

const FIRST = 4;
const MORE = 64;
/** With so many tries a free PIN is found while a tenth of all is free, but for one time in 10^16. */
const ROUNDS = 6;

/**
 * Submit a command, with PINs to choose from where the key may need one.
 *
 * @returns what it came to, and the PIN that the key was given, null when it was given none
 * @throws HttpError when it was refused, also when no PIN was free
 */
export async function submitWithPins(
  ledger: LedgerWithoutOrders,
  pins: PinVault,
  { tempKeyUuid, needed }: { readonly tempKeyUuid: string; readonly needed: boolean },
  commandWith: (candidates: readonly PinCandidate[]) => CommandWithoutOrder,
): Promise<{ readonly done: Done; readonly pin: string | null }> {
  for (let round = 1; ; round++) {
    const minted = needed ? await pins.mint(tempKeyUuid, round === 1 ? FIRST : MORE) : [];
    const answer = await ledger.submit(commandWith(minted.map(({ candidate }) => candidate)));
    if (answer.ok)
      return { done: answer, pin: answer.pinCandidate === undefined ? null : minted[answer.pinCandidate]!.pin };
    if (answer.reason !== "no-free-pin" || !needed || round === ROUNDS) throw refusalError(answer);
  }
}

/**
 * All blind indexes of the PIN that a key has, for a change that may bring it together with other keys. None when its secret
 * is gone: it opens nothing any more.
 */
export async function heldBlindIndexes(deps: PinDeps, record: TempKeyRecord): Promise<readonly string[]> {
  const text = await revealPin(deps, record);
  return text === undefined ? [] : deps.pins.blindIndexes(text);
}
