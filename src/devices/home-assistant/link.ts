/** One live connection: questions with an end, and what happens to some entities. Nothing is ever kept for later. */
import { Connection } from "home-assistant-js-websocket";
import { applyChange, type Entities, type Entity } from "./entities.ts";
import type { HubSocket } from "./hub-socket.ts";

/** How long an answer to a question that changes nothing may take, in milliseconds. */
const ANSWER_MS = 10_000;

/** What Home Assistant said instead of doing as it was asked. */
export class HubError extends Error {
  override readonly name = "HubError";
  /** `lost`, `late`, or a code of Home Assistant's. */
  readonly code: string;
  /** The entity that Home Assistant names as the reason, with its own key for it. */
  readonly about: { readonly key: string; readonly entityId: string } | undefined;

  constructor(code: string, message: string, about?: HubError["about"]) {
    super(message);
    this.code = code;
    this.about = about;
  }
}

/** A message that Home Assistant answers; the number is given by the library. */
export interface Question {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** One live connection. When it has ended it stays so. */
export interface Link {
  readonly version: string;
  /** Aborted when the connection is gone. */
  readonly ended: AbortSignal;
  /** Whether a message would leave now. */
  isUp(): boolean;
  /** @throws HubError */
  ask(question: Question): Promise<unknown>;
  /** Ask and wait for as long as it takes, or until the connection is lost. @throws HubError */
  send(question: Question): Promise<unknown>;
  /**
   * Follow entities until `until` is aborted or the connection ends. Resolves when their states are known; those that
   * are not there are left out.
   *
   * @throws HubError
   */
  follow(
    ids: readonly string[],
    until: AbortSignal,
    heard: (entities: Entities, changed: readonly Change[]) => void,
  ): Promise<Entities>;
  /** Drop the connection and everything that has not left yet. */
  reset(): void;
}

/** One entity that changed; undefined before it was there, and when it is gone. */
export interface Change {
  readonly id: string;
  readonly before: Entity | undefined;
  readonly now: Entity | undefined;
}

/** A link over a socket that is signed in. */
export function createLink(socket: HubSocket): Link {
  const connection = new Connection(socket, {
    setupRetry: 0,
    createSocket: () => Promise.reject(new Error("not again")),
  });
  const end = new AbortController();
  connection.addEventListener("disconnected", () => {
    // It would connect by itself and send what it had queued; a new connection is ours to make.
    connection.close();
    end.abort();
  });

  async function send(question: Question): Promise<unknown> {
    if (!connection.connected) throw lost();
    try {
      return await connection.sendMessagePromise<unknown>({ ...question });
    } catch (error) {
      throw toHubError(error);
    }
  }

  async function ask(question: Question): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new HubError("late", "Home Assistant did not answer in time")), ANSWER_MS);
    });
    try {
      return await Promise.race([send(question), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    version: socket.haVersion,
    ended: end.signal,
    isUp: () => connection.connected,
    ask,
    send,
    async follow(ids, until, heard) {
      if (!connection.connected) throw lost();
      const entities = new Map<string, Entity>();
      const { promise: first, resolve, reject } = Promise.withResolvers<Entities>();
      first.catch(() => {});
      let begun = false;
      const onEvent = (event: unknown) => {
        if (until.aborted) return;
        const changed = applyChange(entities, event);
        if (begun) heard(entities, changed);
        begun = true;
        resolve(entities);
      };
      const onEnd = () => reject(lost());
      end.signal.addEventListener("abort", onEnd, { once: true });
      until.addEventListener("abort", onEnd, { once: true });
      const timer = setTimeout(() => reject(new HubError("late", "Home Assistant did not answer in time")), ANSWER_MS);
      const question = { type: "subscribe_entities", entity_ids: [...ids] };
      const subscribed = connection.subscribeMessage(onEvent, question, { resubscribe: false });
      subscribed.catch((error: unknown) => reject(toHubError(error)));
      const leave = () => void subscribed.then((unsubscribe) => unsubscribe()).catch(() => {});
      if (until.aborted) leave();
      else until.addEventListener("abort", leave, { once: true });
      try {
        return await first;
      } finally {
        clearTimeout(timer);
        end.signal.removeEventListener("abort", onEnd);
        until.removeEventListener("abort", onEnd);
      }
    },
    reset: () => socket.reset(),
  };
}

function lost(): HubError {
  return new HubError("lost", "the connection to Home Assistant was lost");
}

/** The library rejects with what Home Assistant sent, or with a number. */
function toHubError(error: unknown): HubError {
  if (typeof error !== "object" || error === null || !("code" in error)) return lost();
  if (typeof error.code !== "string") return lost();
  const message = "message" in error && typeof error.message === "string" ? error.message.slice(0, 200) : error.code;
  const key = "translation_key" in error ? error.translation_key : undefined;
  const named = "translation_placeholders" in error ? error.translation_placeholders : undefined;
  const entityId = typeof named === "object" && named !== null && "entity_id" in named ? named.entity_id : undefined;
  if (typeof key !== "string" || typeof entityId !== "string") return new HubError(error.code, message);
  return new HubError(error.code, message, { key, entityId });
}
