/** Whether the runtime knows the zone by its IANA name, such as `Europe/Athens`. An offset alone is no zone. */
export function isTimeZone(name: string): boolean {
  return timeZoneOf(name) !== undefined;
}

/**
 * A zone's name as the IANA spells it: `Europe/Athens` for `europe/athens`. Of several names of one zone the given one is
 * kept, because people know theirs: `Asia/Kolkata`, not `Asia/Calcutta`.
 *
 * @returns undefined where the runtime knows no such zone
 */
export function timeZoneOf(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : spelled(name, timeZone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The runtime tells the spelling of one name of each zone only; the others are places, or few. */
function spelled(name: string, own: string): string {
  const isMixed = name !== name.toLowerCase() && name !== name.toUpperCase();
  if (isMixed || /^[A-Z\d]{2,7}$/.test(name)) return name;
  if (!name.includes("/") || /^etc\//i.test(name)) return own;
  return name
    .toLowerCase()
    .replaceAll(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll(/(?<=[_-])(?:Of|Es|Au)(?=[_-])/g, (word) => word.toLowerCase())
    .replace(/^Us\//, "US/");
}
