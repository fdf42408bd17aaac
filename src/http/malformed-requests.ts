/** What could not be read as HTTP, answered by hand: there is no request yet. */
import type { Socket } from "node:net";
import type { Config } from "../config.ts";
import { errorBody, HttpError } from "./answers/errors.ts";
import { malformedPage } from "./guest/faults/fault-page.ts";
import { commonHeaders } from "./answers/headers.ts";
import { http } from "../node-http.ts";

const MALFORMED: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, "The request took too long to arrive"],
  HPE_HEADER_OVERFLOW: [431, "The headers are too large"],
};

interface MalformedError extends NodeJS.ErrnoException {
  /** The bytes that came last. */
  readonly rawPacket?: unknown;
}

/** How long a connection that was given up may take to take the answer, in milliseconds. */
const LINGER_MS = 1_000;

export function answerMalformed(error: MalformedError, socket: Socket, config: Config): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [known, message] = MALFORMED[error.code ?? ""] ?? [400, "The request is not valid HTTP"];
  const came = error.rawPacket instanceof Uint8Array ? Buffer.from(error.rawPacket).toString("latin1") : "";
  const shown = malformedPage(came, known, config);
  const status = shown?.status ?? known;
  const body = shown?.page ?? JSON.stringify(errorBody(new HttpError(known, message)));
  const headers = {
    ...commonHeaders(config),
    "content-type": "application/json; charset=utf-8",
    ...shown?.headers,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${head.join("\r\n")}\r\n\r\n${body}`);
  // Whoever goes on sending would hold it open.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
