/**
 * JSON that means one thing only. What parsers disagree about is refused: duplicate names, names of JavaScript's
 * prototypes, lone surrogates, numbers that a double cannot hold (RFC 8259 sections 4, 6 and 8.2; RFC 7493), and values
 * within values without end (RFC 8259 section 9). So are characters that no text may have.
 */
import { isUtf8 } from "node:buffer";
import type { FieldError } from "../../domain/refusals.ts";
import { faultOfText } from "../../domain/text.ts";
import { HttpError, INVALID_REQUEST, MAX_DETAILS } from "../answers/errors.ts";

const PROTOTYPE_NAMES = new Set(["__proto__", "constructor", "prototype"]);
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** A byte order mark is no part of the text and may be ignored (RFC 8259, section 8.1). */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Deeper than anything that is asked for here, and far from what a recursive reader of the value can bear. */
const MAX_DEPTH = 32;

/**
 * @returns the parsed value; undefined for an empty body
 * @throws HttpError 400 that names every offending field
 */
export function parseStrictJson(body: Buffer): unknown {
  const marked = body.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const bytes = marked ? body.subarray(BYTE_ORDER_MARK.length) : body;
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new HttpError(400, "The body is not valid UTF-8");
  const text = bytes.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, "The body is not valid JSON", [
      { field: "body", message: (error as SyntaxError).message.slice(0, 200) },
    ]);
  }
  const errors = ambiguities(text);
  if (errors.length > 0) throw new HttpError(400, INVALID_REQUEST, errors);
  return value;
}

interface Frame {
  /** Names seen so far; undefined in an array. */
  readonly names: Set<string> | undefined;
  /** Name or index of the member that is being read. */
  at: string | number;
}

/** Walk over text that is known to be well-formed JSON. */
function ambiguities(text: string): FieldError[] {
  const errors: FieldError[] = [];
  const frames: Frame[] = [];
  let expectsName = false;
  const report = (message: string) => {
    if (errors.length <= MAX_DETAILS) errors.push({ field: fieldPath(frames), message });
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (frames.length > MAX_DEPTH) {
      report(`is nested more than ${MAX_DEPTH} deep`);
      return errors;
    }
    if (char === 0x22) {
      const end = endOfString(text, i);
      const raw = text.slice(i + 1, end);
      const escaped = raw.includes("\\");
      const string = escaped ? (JSON.parse(`"${raw}"`) as string) : raw;
      const frame = frames.at(-1);
      if (expectsName && frame?.names) {
        frame.at = string;
        if (frame.names.has(string)) report("is given more than once");
        else if (PROTOTYPE_NAMES.has(string)) report("is not a name that may be used");
        frame.names.add(string);
        expectsName = false;
      }
      const fault = faultOfText(string);
      if (fault) report(fault);
      i = end;
    } else if (char === 0x7b) {
      frames.push({ names: new Set(), at: "" });
      expectsName = true;
    } else if (char === 0x5b) {
      frames.push({ names: undefined, at: 0 });
      expectsName = false;
    } else if (char === 0x7d || char === 0x5d) {
      frames.pop();
      expectsName = false;
    } else if (char === 0x2c) {
      const frame = frames.at(-1)!;
      expectsName = frame.names !== undefined;
      if (!frame.names) frame.at = (frame.at as number) + 1;
    } else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) {
      NUMBER.lastIndex = i;
      const token = NUMBER.exec(text)![0];
      const number = Number(token);
      if (Math.abs(number) > Number.MAX_SAFE_INTEGER) report("is a number past 2^53 - 1, which cannot be kept exactly");
      i += token.length - 1;
    }
  }
  return errors;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  for (;;) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
}

function fieldPath(frames: readonly Frame[]): string {
  let path = "";
  for (const { at, names } of frames) path += names === undefined ? `[${at}]` : path === "" ? at : `.${at}`;
  return path.slice(0, 200) || "body";
}
