/** How a key stands, in a sentence. */
import type { KeyDetails } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { LOCALE } from "../../texts/texts.ts";
import { shortTime } from "../../time/instant.tsx";
import { keyTexts } from "./texts.ts";

const NAMED = 3;

/** How its guest reads a door's name. */
export function doorNameOf({
  label,
  name,
  lockId,
}: Pick<KeyDetails["doors"][number], "label" | "name" | "lockId">): string {
  return label ?? name ?? common.unnamedLock(lockId);
}

/** "Opens Front door and Flat 4 until Sunday 11:00, 2 of 5 openings used." @param zone by whose clock */
export function sentenceOf(key: KeyDetails, zone: string, now: number): string {
  const { standing, doors, validFrom, validUntil, revokedAt, usedCount, maxUses } = key;
  const names =
    doors.length > NAMED
      ? keyTexts.doorCount(String(doors.length))
      : new Intl.ListFormat(LOCALE).format(doors.map(doorNameOf));
  const end = Date.parse(standing === "revoked" ? (revokedAt ?? validUntil) : validUntil);
  const what = keyTexts.sentence[standing](
    names,
    shortTime(Date.parse(validFrom), zone, now),
    shortTime(end, zone, now),
  );
  const used = String(usedCount);
  const uses =
    maxUses !== null
      ? keyTexts.usesOf(used, String(maxUses))
      : usedCount === 0
        ? keyTexts.noUses
        : usedCount === 1
          ? keyTexts.oneUse
          : keyTexts.uses(used);
  return `${what}, ${uses}.`;
}
