/** One request and its answer on a connection that was had, both within bounds. */
import type {
  ClientRequest,
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestOptions,
} from "node:http";
import { http } from "../node-http.ts";
import type { Target } from "./target.ts";

/** The whole answer. */
export interface OutboundAnswer {
  /** Redirects too: they are never followed. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** 64 KiB at most. */
  readonly body: string;
}

const MAX_BODY_BYTES = 65_536;
const MAX_HEADER_BYTES = 16_384;
/** Of an answer whose beginning is enough: so much, and what comes so soon after its head. */
const BEGINNING_BYTES = 1_024;
const BEGINNING_MS = 1_000;

class TooLong extends Error {}

/** Which connection it goes over, and what is said of that. */
type Way = Pick<RequestOptions, "createConnection" | "agent"> & {
  readonly headers?: OutgoingHttpHeaders;
  /** Told before anything is sent. */
  readonly asking?: (request: ClientRequest) => void;
};

interface Asked {
  readonly method: string;
  readonly body?: string | undefined;
  readonly onlyBeginning?: boolean;
}

/** On one connection, and no other. @throws Error when the answer is not whole, or where that is enough has no head */
export async function exchange(
  { url, headers }: Pick<Target, "url" | "headers">,
  { method, body, onlyBeginning }: Asked,
  { headers: more, asking: told, ...way }: Way,
): Promise<OutboundAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = http.request({
      ...way,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        host: url.host,
        // What is packed may be much longer than it looks.
        "accept-encoding": "identity",
        ...more,
        ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
      },
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    told?.(asking);
    asking.on("response", resolve);
    asking.on("error", reject);
    asking.on("close", () => reject(new Error("closed"))); // what was answered already stays so
    asking.end(body);
  });
  const text = await (onlyBeginning ? beginningOf(answer) : wholeOf(answer));
  return { status: answer.statusCode!, headers: answer.headers, body: text };
}

async function wholeOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.byteLength;
    if (length > MAX_BODY_BYTES) throw new TooLong(`the answer is longer than ${MAX_BODY_BYTES} bytes`);
    parts.push(part);
  }
  if (!answer.complete) throw new Error("cut off");
  return Buffer.concat(parts).toString("utf8");
}

/** Never rejects: whatever is wrong with the rest, the head was there. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  const late = setTimeout(() => answer.destroy(), BEGINNING_MS);
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.byteLength;
      if (length >= BEGINNING_BYTES) break;
    }
  } catch {
    // It was cut, or given up.
  }
  clearTimeout(late);
  return Buffer.concat(parts).toString("utf8", 0, BEGINNING_BYTES);
}

/** For people; without anything of the request. */
export function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "the answer took too long";
  return error instanceof TooLong ? error.message : "the connection ended before the answer did";
}
