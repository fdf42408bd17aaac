/** Anybody at the broker: what tests say and hear beside the driver and the door. */
import { connect, type IClientOptions } from "mqtt";

export interface TestClient {
  readonly heard: { readonly topic: string; readonly text: string; readonly retained: boolean }[];
  say(topic: string, payload: string, retain?: boolean): Promise<void>;
  /** Go without a word, as when the power fails. */
  vanish(): Promise<void>;
  close(): Promise<void>;
}

export async function openClient(
  url: string,
  filters: readonly string[] = [],
  options: IClientOptions = {},
): Promise<TestClient> {
  const heard: TestClient["heard"] = [];
  const client = connect(url, { reconnectPeriod: 0, protocolVersion: 5, ...options });
  client.on("error", () => {});
  client.on("message", (topic, payload, { retain }) =>
    heard.push({ topic, text: payload.toString(), retained: retain }),
  );
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("close", () => reject(new Error("The broker closed the connection before it said that it is one")));
  });
  if (filters.length > 0) await client.subscribeAsync([...filters], { qos: 1 });
  return {
    heard,
    say: async (topic, payload, retain = false) => void (await client.publishAsync(topic, payload, { qos: 1, retain })),
    vanish: async () => void (await client.endAsync(true)),
    close: async () => void (await client.endAsync()),
  };
}
