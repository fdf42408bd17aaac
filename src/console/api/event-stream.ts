/** Server-sent events (HTML, section 9.2.6) out of text that comes in pieces. `EventSource` cannot send credentials. */

/** One event. */
export interface SentEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** What an event may be long at the most; a server that sends more is none of ours. */
const MAX_CHARS = 1_000_000;

/**
 * @param take gets each event, in order
 * @returns what takes the next piece of text; @throws Error where an event has no end
 */
export function eventReader(take: (event: SentEvent) => void): (piece: string) => void {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop()!;
    if (rest.length > MAX_CHARS) throw new Error("an event has no end");
    for (const block of blocks) {
      const fields = block.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
      const of = (name: string) => fields.filter(([, field]) => field === name).map(([, , value]) => value!);
      take({ id: of("id").at(-1), event: of("event").at(-1) ?? "message", data: of("data").join("\n") });
    }
  };
}
