/** The page of an opening that was refused: why, and what helps. */
import { ADMISSION_REFUSALS, type AdmissionRefusal } from "../../../domain/refusals.ts";
import type { RouteDeps } from "../../app.ts";
import { brandFrame, brandOf } from "../brand.ts";
import { factsOf } from "../door/door-facts.ts";
import { failedInARow } from "../door/failed-in-a-row.ts";
import { helpBlock } from "../door/help.ts";
import { helpOf } from "../door/help-of.ts";
import { type Guest, guestKey } from "../guest.ts";
import { guestAccess, methodOf } from "../key/guest-access.ts";
import { refusalWords } from "../key/show-key.ts";
import { messagePage } from "../page/layout.ts";
import { refusalText } from "../page/outcome-texts.ts";
import type { View } from "../page/view.ts";

interface Asked {
  readonly tempKeyUuid: string;
  readonly door: number | undefined;
  readonly guest: Guest | undefined;
  /** It was refused for the same a while ago. */
  readonly isRepeat: boolean;
}

export async function refusedPage(
  reason: AdmissionRefusal,
  { tempKeyUuid, door: asked, guest, isRepeat }: Asked,
  view: View,
  deps: RouteDeps,
): Promise<string> {
  const { locale } = view;
  const found = await guestKey(tempKeyUuid, deps);
  if (!found) return messagePage(view, refusalText(locale, reason));
  const brand = await brandOf(found, deps);
  const door =
    found.doors.find(({ id }) => id === asked) ??
    found.doors.find(({ id }) => asked === undefined && methodOf(found, id) === "key") ??
    found.doors[0]!;
  const [facts] = await factsOf([door.lock], deps);
  const { about, helps } = ADMISSION_REFUSALS[reason];
  const isOfDevice = about === "door" && helps === "waiting";
  const of = { lockId: door.lock.state.lockId, tempKeyUuid, door: door.id };
  const failures = isOfDevice ? (await failedInARow(deps.ledger.read, of)) + (isRepeat ? 1 : 0) : 0;
  const help = await helpOf(
    { found, guest, door: { id: door.id, name: door.name ?? locale.m.door }, facts: facts!, brand },
    {
      again: isOfDevice ? locale.m.tryAgain : undefined,
      first: failures > 1 ? "call" : "again",
      counts: isOfDevice ? locale.m.nothingCounted : undefined,
    },
    view,
    deps,
  );
  const { meant } = guestAccess(found, guest, deps.clock.now());
  const words = meant
    ? refusalWords(view, found, reason, facts!, help.contacts.length > 0, deps)
    : refusalText(locale, reason);
  return messagePage(view, words, { key: tempKeyUuid, help: helpBlock(view, help) }, brandFrame(brand, view, null));
}
