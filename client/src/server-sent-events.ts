/** Server-sent events of an answer (HTML standard, section 9.2.6), read only as fast as they are taken. */

export interface ServerSentEvent {
  /** Undefined where the server gave none. */
  readonly id?: string;
  readonly event?: string;
  /** Empty where only an id or a time was told. */
  readonly data: string;
  /** How long to wait before the next connection, in milliseconds. */
  readonly retry?: string;
}

const MOST_CHARACTERS = 1_000_000;

/**
 * @param silenceMs how long nothing may come, comments included
 * @throws Error when nothing came for so long, and whatever reading throws. What had come of an event is dropped
 */
export async function* readEvents(response: Response, silenceMs: number): AsyncGenerator<ServerSentEvent, void, void> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let carry = "";
  for (;;) {
    const { done, value } = await within(reader.read(), silenceMs);
    if (done) return;
    // A line may end with two characters, the second of which comes later.
    const come = (carry + decoder.decode(value, { stream: true })).replace(/\r\n/g, "\n");
    carry = come.endsWith("\r") ? "\r" : "";
    text += come.slice(0, come.length - carry.length).replaceAll("\r", "\n");
    const blocks = text.split("\n\n");
    text = blocks.pop()!;
    for (const block of blocks) {
      const event = parse(block);
      if (event) yield event;
    }
    if (text.length > MOST_CHARACTERS) throw new Error("An event is too long");
  }
}

function parse(block: string): ServerSentEvent | undefined {
  const fields: Record<string, string> = {};
  for (const line of block.split("\n")) {
    const [, name, value = ""] = /^(\w+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === "data" && fields["data"] !== undefined) fields["data"] += `\n${value}`;
    else if (name !== undefined) fields[name] = value;
  }
  return Object.keys(fields).length > 0 ? { data: "", ...fields } : undefined;
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new DOMException("Nothing came for too long", "TimeoutError")), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
