/** A client: a function for each operation, and the activity as it happens. */
import { type ActivityEvent, type FollowOptions, followActivity } from "./activity.ts";
import { type EventsOptions, followEvents } from "./events.ts";
import { each } from "./pages.ts";
import { allOperations, callOf, type Given } from "./request.ts";
import { ATTEMPT_MS, createSender, type Sending } from "./send.ts";
import type { Calls, Schemas } from "./types.ts";

export type ClientOptions = Sending;

/**
 * ```ts
 * const client = createClient({ baseUrl: "https://doors.example", apiKey });
 * const key = await client.createKey({ body: { doors: [{ lockId: "123" }], validFrom, validUntil } });
 * ```
 */
export interface Client extends Calls {
  /** What happens at the doors as it happens: nothing is left out and nothing told twice, over lost connections too. */
  followActivity(options?: FollowOptions): AsyncGenerator<ActivityEvent, void, undefined>;
  /**
   * An organisation's events in the order in which they were recorded, without end: nothing is left out and nothing told twice,
   * however often the server is away. Whoever keeps the `cursor` of what they have taken goes on `after` it.
   */
  followEvents(options?: EventsOptions): AsyncGenerator<Schemas["OrganizationEvent"], void, undefined>;
}

/** @throws TypeError for a base URL that is none */
export function createClient(options: ClientOptions): Client {
  const sender = createSender(options);
  const client: Record<string, unknown> = {
    followActivity: (given?: FollowOptions) => followActivity(sender, given),
    followEvents: (given?: EventsOptions) =>
      followEvents((client as unknown as Client).listEvents, options.attemptMs ?? ATTEMPT_MS, given),
  };
  for (const operation of allOperations()) {
    const { name, path, items } = operation;
    // What is wrong with a request is told as everything else, by the promise.
    const call = async (given?: Given) => sender.send(callOf(operation, given));
    client[name] = !items
      ? call
      : Object.assign(call, {
          each: ({ query, ...rest }: Given = {}) =>
            each((page) => call({ ...rest, query: page }), {
              query,
              member: items,
              isRecord: path.endsWith("/events"),
            }),
        });
  }
  return client as unknown as Client;
}
