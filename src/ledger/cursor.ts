/** Cursors of the log: each store's are numbers with colons between them, the one that weighs most first. */

/** Whether who is at this cursor, from the beginning of the log where there is none, has come as far as the other one. */
export function isFollowedTo(cursor: string | undefined, other: string): boolean {
  const there = other.split(":").map(BigInt);
  const here = cursor?.split(":").map(BigInt) ?? [];
  for (const [i, part] of there.entries()) {
    const own = here[i] ?? 0n;
    if (own !== part) return own > part;
  }
  return true;
}
