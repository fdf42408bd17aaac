/** Topics and filters, as MQTT 5 has them in 4.7. */

/** Whether a filter takes in all that a topic, or another filter, does. */
export function covers(filter: string, other: string): boolean {
  const [own, theirs] = [filter.split("/"), other.split("/")];
  // What a broker says of itself is asked for by name.
  if (other.startsWith("$") && !filter.startsWith("$")) return false;
  for (const [i, level] of own.entries()) {
    if (level === "#") return true;
    const their = theirs[i];
    if (their === undefined || their === "#") return false;
    if (level !== "+" && level !== their) return false;
  }
  return own.length === theirs.length;
}
