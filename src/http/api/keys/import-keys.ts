/** Many keys at once from a table: a dry run that tells what is wrong with every line, and the run itself. */
import { setImmediate as turn } from "node:timers/promises";
import type { FastifyError, FastifyRequest } from "fastify";
import Type from "typebox";
import { refusalOf } from "../../../domain/permissions.ts";
import { AuthenticationError } from "../../../identity/tokens.ts";
import { COLUMN_NAMES, COLUMNS, NOTIFY_COLUMNS, PROBLEM_REASONS } from "../../../key-imports/columns.ts";
import { MAX_BYTES, MAX_LINES, readTable, TableError } from "../../../key-imports/read-table.ts";
import { newUuid } from "../../../uuid.ts";
import { HttpError, invalidField, sendError } from "../../answers/errors.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { callerOf } from "../../callers/auth.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { KeyUuid, Pin, Success } from "../schemas.ts";
import { PageLink } from "./key-body.ts";
import { OUTCOMES, runImport } from "./run-import.ts";

/** @param without columns that are left empty */
function sampleTable(without: readonly string[] = []): string {
  const cells = COLUMN_NAMES.map((name) => (without.includes(name) ? "" : COLUMNS[name].example));
  const line = cells.map((cell) => (/,/.test(cell) ? `"${cell}"` : cell));
  return `${COLUMN_NAMES.join(",")}\r\n${line.join(",")}\r\n`;
}
const SAMPLE = sampleTable();
/** A table within a text of JSON takes more bytes than by itself. */
const JSON_BYTES = 2 * MAX_BYTES;
/** Of a cell that is told back. */
const SHOWN_CHARACTERS = 300;
/** Imports that a process runs at once: each is some thousand commits. */
const MAX_AT_ONCE = 2;

const Line = Type.Object(
  {
    line: Type.Integer({ minimum: 1, description: "Where it begins in the table; the head is counted", examples: [2] }),
    outcome: Type.Enum([...OUTCOMES], {
      type: "string",
      description:
        "created; already-there, by an earlier run of this import; good, in a dry run; refused, with its problems; not-tried, because the store was not to be had, or the caller lost the right to it: run the import again",
      examples: ["created"],
    }),
    cells: Type.Record(Type.String(), Type.String(), {
      description: `What was read of it, by column, the first ${SHOWN_CHARACTERS} characters`,
      examples: [{ locks: "123 124" }],
    }),
    uuid: orNull(KeyUuid),
    url: orNull(PageLink),
    pin: orNull(Pin),
    problems: Type.Array(
      Type.Object(
        {
          column: Type.Enum([...COLUMN_NAMES], { type: "string", description: "The column", examples: ["validUntil"] }),
          message: Type.String({ description: "What is wrong with it", examples: ["must be later than validFrom"] }),
          reason: Type.Enum([...PROBLEM_REASONS], {
            type: "string",
            description: "The same for programs; rule for what keys have to keep to however they are made",
            examples: ["rule"],
          }),
          value: Type.Optional(
            Type.String({
              description: "What of the cell it is about, or the time zone or the number that it must keep to",
              examples: ["124"],
            }),
          ),
        },
        { title: "LineProblem" },
      ),
      { examples: [[]] },
    ),
  },
  { title: "ImportedLine", description: "What became of one line" },
);

const LineNumber = (description: string) =>
  Type.Optional(Type.String({ pattern: "^[1-9]\\d{0,6}$", description, examples: ["101"] }));

const Count = (description: string) => Type.Integer({ minimum: 0, description, examples: [1] });

export const ImportBody = objectWithExample(
  {
    success: Success,
    dryRun: Type.Boolean({ examples: [false] }),
    importId: Type.String({ examples: ["winter-2026"] }),
    created: Count("Lines whose key was made now"),
    alreadyThere: Count("Lines whose key an earlier run of this import made"),
    refused: Count("Lines with problems"),
    notTried: Count("Lines to be run again"),
    lines: Type.Array(Line),
  },
  { description: "What became of every line" },
);

const schema = {
  operationId: "importKeys",
  summary: "Make many keys from a table",
  description: `Takes up to ${MAX_LINES} lines and 1 MiB of CSV, as text/csv or as the text csv of a JSON body, with commas, semicolons or tabs and any line ends. The first line names the columns: ${COLUMN_NAMES.map((name) => `${name} (${COLUMNS[name].about.replaceAll(";", ",")})`).join("; ")}. Times without an offset are by the clock at the door; one that the clock leaves out or shows twice is refused, and so is a date that could be two. With dryRun=true nothing is made, and every line's problems are told. A line that is refused keeps no other from being made. The run takes an importId: the same line of the same import is the same key, so that a run that was cut short, or had lines that were mended since, is run again whole. A dry run gives one. With firstLine and lastLine a piece of the table is run.`,
  tags: ["Temporary keys"],
  querystring: Type.Object({
    dryRun: Type.Optional(
      Type.Enum(["true", "false"], { type: "string", description: "Tell what would be made", examples: ["true"] }),
    ),
    importId: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9_-]{1,64}$",
        description: "The caller's name for this import; needed but for a dry run",
        examples: ["winter-2026"],
      }),
    ),
    firstLine: LineNumber("With lastLine, only lines of the table that begin here or after it; the head is line 1"),
    lastLine: LineNumber(
      "Only lines that begin here or before it: a long table is run in pieces, the whole of it sent with each",
    ),
  }),
  body: {
    content: {
      "application/json": {
        schema: bodyWith({ csv: Type.String({ maxLength: MAX_BYTES, description: "The table", examples: [SAMPLE] }) }),
      },
      "text/csv": { schema: Type.String({ description: "The table", examples: [SAMPLE] }) },
    },
  },
  response: {
    200: ImportBody,
    ...bodyErrorAnswers(403, 503),
  },
};

const templateSchema = {
  operationId: "getImportTemplate",
  summary: "A table to fill in for an import",
  description:
    "The columns of an import, with one line as an example. In UTF-8 with a mark by which spreadsheets know it.",
  tags: ["Temporary keys"],
  response: {
    200: {
      description: "The table",
      content: { "text/csv": { schema: Type.String({ description: "The table", examples: [SAMPLE] }) } },
    },
    ...errorAnswers(403),
  },
};

export function importKeysRoutes(app: App, deps: RouteDeps): void {
  app.get("/temp-keys/import/template", { schema: templateSchema }, async (_request, reply) => {
    // Whoever was just seen is known without the store; while it is away this is answered as everything else is.
    await deps.ledger.read.newest();
    reply.header("content-disposition", 'attachment; filename="keys.csv"');
    return reply
      .type("text/csv; charset=utf-8")
      .send(`\uFEFF${deps.recipients.canReach("email") ? SAMPLE : sampleTable(NOTIFY_COLUMNS)}`);
  });

  /** Whether whoever asks would be let in again, as the same. */
  async function isStill(request: FastifyRequest): Promise<boolean> {
    try {
      const { actor } = await callerOf(request, deps);
      const isSame = JSON.stringify(actor) === JSON.stringify(request.actor);
      return isSame && refusalOf("importKeys", actor) === undefined;
    } catch (error) {
      if (error instanceof AuthenticationError || (error instanceof HttpError && error.status === 403)) return false;
      throw error;
    }
  }

  void app.register(async (scope) => {
    const child = scope as App;
    child.setErrorHandler((error: FastifyError, request, reply) => sendError(request, reply, bodyError(error)));
    child.addContentTypeParser("text/csv", { parseAs: "buffer", bodyLimit: MAX_BYTES }, (_request, body, done) =>
      done(null, textOf(body as Buffer)),
    );
    let running = 0;
    child.post("/temp-keys/import", { schema, bodyLimit: JSON_BYTES }, async (request) => {
      const { query, body, actor } = request;
      const dryRun = query.dryRun === "true";
      if (!dryRun && query.importId === undefined)
        throw invalidField("importId", "is required, so that the import can be run again; a dry run gives one");
      if (running >= MAX_AT_ONCE) throw new HttpError(503, "Other imports are running", undefined, { retryAfter: 5 });
      const importId = query.importId ?? newUuid(deps.clock.now());
      running++;
      try {
        const [firstLine, lastLine] = [Number(query.firstLine ?? 1), Number(query.lastLine ?? Infinity)];
        const asked = { actor, importId, dryRun, firstLine, lastLine, mayGoOn: () => isStill(request) };
        // Each of these is a block of the event loop by itself: reading the body was one.
        await turn();
        const table = tableOf(body);
        await turn();
        const lines = await runImport(table, asked, deps);
        const count = (outcome: (typeof OUTCOMES)[number]) => lines.filter((line) => line.outcome === outcome).length;
        return {
          success: true,
          dryRun,
          importId,
          created: count("created"),
          alreadyThere: count("already-there"),
          refused: count("refused"),
          notTried: count("not-tried"),
          lines: lines.map((line) => Object.assign(line, { cells: shownCells(line.cells) })),
        };
      } finally {
        running--;
      }
    });
  });
}

function shownCells(cells: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell.slice(0, SHOWN_CHARACTERS)]));
}

/** @throws HttpError 400 for what is no table */
function tableOf(body: unknown) {
  const text = typeof body === "string" ? body : (body as { readonly csv: string }).csv;
  if (Buffer.byteLength(text) > MAX_BYTES) throw tooLarge();
  try {
    return readTable(text);
  } catch (error) {
    if (error instanceof TableError) throw invalidField("csv", error.message);
    throw error;
  }
}

/** Spreadsheets also write other encodings, in which names would be read wrong. @throws HttpError 400 */
function textOf(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw invalidField("csv", "must be in UTF-8: save it as CSV UTF-8");
  }
}

function tooLarge(): HttpError {
  return new HttpError(413, "The table is larger than 1 MiB; import it in parts");
}

/** What is said of a body elsewhere is of smaller ones, and of JSON alone. */
function bodyError(error: FastifyError): Error {
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") return tooLarge();
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return new HttpError(415, "Send the table as text/csv, or as the text csv of application/json");
  return error;
}
