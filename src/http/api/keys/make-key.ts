/** Making a key from a command, and the answer that tells its PIN this once. */
import type { CreateKey } from "../../../domain/create-key.ts";
import { isoTime } from "../../../domain/ids.ts";
import { revealPin } from "../../pin-proofs.ts";
import type { RouteDeps } from "../../app.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { KeyUuid, Pin, Success, WindowEnd, WindowStart } from "../schemas.ts";
import { doorBodies, Doors, PageLink, pageLink } from "./key-body.ts";
import { submitWithPins } from "./pins.ts";

export const KeyWithPin = objectWithExample(
  {
    success: Success,
    uuid: KeyUuid,
    url: PageLink,
    validFrom: WindowStart,
    validUntil: WindowEnd,
    doors: Doors,
    pin: orNull(Pin),
  },
  { description: "The key" },
);

/**
 * Make the key. The PIN is told where this made it, and also to a repeat of a request whose key nobody else can name.
 *
 * @param isUuidGiven whether the caller chose the UUID
 * @throws HttpError when it was refused
 */
export async function makeKey(deps: RouteDeps, command: Omit<CreateKey, "pinCandidates">, isUuidGiven: boolean) {
  const { ledger, pins, config } = deps;
  const { tempKeyUuid } = command;
  const needed = command.doors.some(({ method }) => method !== "key");
  const { pin } = await submitWithPins(ledger, pins, { tempKeyUuid, needed }, (candidates) => ({
    ...command,
    pinCandidates: candidates,
  }));
  const record = await ledger.read.tempKey(tempKeyUuid);
  if (!record) throw new Error("a key that was just created is missing");
  // It was made already, and nobody else can have its UUID: the first answer, which told the PIN, was lost.
  const lost = pin === null && !isUuidGiven ? record.pin : null;
  return {
    success: true,
    uuid: tempKeyUuid,
    url: pageLink(tempKeyUuid, config),
    validFrom: isoTime(record.state.validFrom),
    validUntil: isoTime(record.state.validUntil),
    doors: await doorBodies(record, ledger.read),
    pin: lost ? ((await revealPin(deps, record)) ?? null) : pin,
  };
}
