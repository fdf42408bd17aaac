/** What each operation takes and answers, made from the document's types; nothing of it is there at run time. */
import type { Lists, Operations } from "./generated/operations.ts";
import type { components } from "./generated/schema.ts";

/** Shapes of the document by their names, such as `Schemas["KeyRow"]`. */
export type Schemas = components["schemas"];
export type OperationName = keyof Operations;
export type ListName = keyof Lists;

/** What every call may have besides. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. What was sent may be done all the same. */
  readonly signal?: AbortSignal;
}

interface PostOptions extends CallOptions {
  /** What a repeat is known by, of a POST; a random one if left out. Give your own to repeat a call after a restart. */
  readonly idempotencyKey?: string;
}

/** Numbers and booleans are sent as their text. */
type Sent<T> = T extends "true" | "false" ? T | boolean : string extends T ? T | number : T;
type Values<T> = { [Name in keyof T]: Sent<T[Name]> };

type Parameters_<Op> = Op extends { parameters: infer P } ? P : never;
type QueryOf<Op> =
  Parameters_<Op> extends { query?: infer Q } ? ([Q] extends [undefined] ? never : NonNullable<Q>) : never;

type PathGiven<Op> =
  Parameters_<Op> extends { path: infer P } ? { readonly path: Values<P> } : { readonly path?: never };
type QueryGiven<Op> = [QueryOf<Op>] extends [never]
  ? { readonly query?: never }
  : Partial<Record<keyof QueryOf<Op>, never>> extends QueryOf<Op>
    ? { readonly query?: Values<QueryOf<Op>> }
    : { readonly query: Values<QueryOf<Op>> };

type Media<C> = C extends { "application/json": infer J }
  ? J | (Exclude<keyof C, "application/json"> extends never ? never : Blob)
  : Blob;
type BodyGiven<Op> = Op extends { requestBody: { content: infer C } }
  ? { readonly body: Media<C> }
  : Op extends { requestBody?: { content: infer C } }
    ? { readonly body?: Media<C> }
    : { readonly body?: never };

/** What an operation takes. */
export type RequestOf<Name extends OperationName> = Given<Operations[Name]>;
type Given<Op> = PathGiven<Op> & QueryGiven<Op> & BodyGiven<Op> & PostOptions;

type Content<Answer> = Answer extends { content: infer C }
  ? C extends { "application/json": infer J }
    ? J
    : Response
  : undefined;
type Answers<Op> = Op extends { responses: infer R }
  ? { [Status in keyof R & (200 | 201 | 204)]: Content<R[Status]> }
  : never;

/** What an operation answers: the body, or a `Response` where it is a file. */
export type AnswerOf<Name extends OperationName> = Answers<Operations[Name]>[keyof Answers<Operations[Name]>];

/** An operation that answers a dry run otherwise. */
interface Tried<Op, OfDryRun, Made> {
  (request: Given<Op> & { readonly query: { readonly dryRun: "true" | true } }): Promise<OfDryRun>;
  (request: Given<Op> & { readonly query?: { readonly dryRun?: "false" | false } }): Promise<Made>;
  (request: Given<Op>): Promise<OfDryRun | Made>;
}

type Call<Name extends OperationName> =
  Answers<Operations[Name]> extends { 200: infer OfDryRun; 201: infer Made }
    ? "dryRun" extends keyof QueryOf<Operations[Name]>
      ? Tried<Operations[Name], OfDryRun, Made>
      : Plain<Name>
    : Plain<Name>;

type Plain<Name extends OperationName> =
  {} extends RequestOf<Name>
    ? (request?: RequestOf<Name>) => Promise<AnswerOf<Name>>
    : (request: RequestOf<Name>) => Promise<AnswerOf<Name>>;

/** One of what a list lists. */
export type ItemOf<Name extends ListName> =
  AnswerOf<Name> extends { [Member in Lists[Name]]: readonly (infer Item)[] } ? Item : never;

interface Each<Name extends ListName> {
  /** All that is on this page and those after it, a page asked for when what is on the one before has been taken. */
  each(
    ...request: {} extends RequestOf<Name> ? [request?: RequestOf<Name>] : [request: RequestOf<Name>]
  ): AsyncGenerator<ItemOf<Name>, void, undefined>;
}

/** An async function for each operation of the API, by its `operationId`. */
export type Calls = {
  readonly [Name in keyof Operations]: Call<Name> & (Name extends ListName ? Each<Name> : unknown);
};
