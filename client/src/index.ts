export type { ActivityEvent, FollowOptions } from "./activity.ts";
export { type Client, type ClientOptions, createClient } from "./client.ts";
export type { AskForToken, Credentials } from "./credentials.ts";
export type { EventsOptions } from "./events.ts";
export { type FieldError, isLatchstringError, type LatchstringError } from "./errors.ts";
export type { AnswerOf, CallOptions, ItemOf, ListName, OperationName, RequestOf, Schemas } from "./types.ts";
