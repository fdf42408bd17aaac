/** What the loads ask of our server: hosts who create, list and take back keys, and guests who open doors. */
import { type Load, load, type LoadRequest } from "./load.ts";
import type { Server } from "./server-process.ts";

export interface Size {
  readonly seconds: number;
  readonly connections: number;
  /** Their numbers are 1 and up. */
  readonly locks: number;
}

type Asked = Pick<Server, "url" | "apiKey">;

/** A key without limit; the server makes its UUID. */
export function keyBody(): string {
  const now = Date.now();
  return JSON.stringify({
    accessMode: "public",
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 86_400_000).toISOString(),
    maxUses: null,
    description: "Anna, room 4",
  });
}

export function create({ url, apiKey }: Asked, { locks, ...size }: Size): Promise<Load> {
  const next = creating(inTurn(locks));
  return load({ ...size, url, headers: { "x-api-key": apiKey }, expect: 200, next });
}

/** A page of a lock's keys; `locks` is how many, after lock `after`, and each is listed in turn. */
export function list({ url, apiKey }: Asked, { locks, ...size }: Size, after: number): Promise<Load> {
  const nextLock = inTurn(locks);
  const next = () => ({ method: "GET", path: `/locks/${after + nextLock()}/temp-keys` }) as const;
  return load({ ...size, url, headers: { "x-api-key": apiKey }, expect: 200, next });
}

/** Guests open their doors, each key in turn. */
export function open({ url }: Asked, size: Size, keys: readonly string[]): Promise<Load> {
  return load({ ...size, url, expect: 303, next: opening(keys) });
}

export function opening(keys: readonly string[]): () => LoadRequest {
  const guest = inTurn(keys.length);
  return () => ({ path: `/temp-keys/${keys[guest() - 1]}/open` });
}

/** Uses that are reported to the server, which moves no door: each key is of the lock of its place. */
export function use({ url, apiKey }: Asked, { locks, ...size }: Size, keys: readonly string[]): Promise<Load> {
  const guest = inTurn(keys.length);
  const next = () => {
    const i = guest() - 1;
    return { path: `/locks/${1 + (i % locks)}/use-temp-key`, body: `{"tempKeyUuid":"${keys[i]}"}` };
  };
  return load({ ...size, url, headers: { "x-api-key": apiKey }, expect: 200, next });
}

/** Take back keys that were made for it before, each once. */
export async function revoke(server: Asked, { locks, ...size }: Size): Promise<Load> {
  const { url, apiKey } = server;
  const headers = { "x-api-key": apiKey };
  const keys: string[] = [];
  const onBody = (body: string) => keys.push((JSON.parse(body) as { tempKeyUuid: string }).tempKeyUuid);
  const made = Math.ceil(size.seconds * 5_000);
  await load({ ...size, url, headers, amount: made, expect: 200, next: creating(inTurn(locks)), onBody });
  const key = inTurn(keys.length);
  const next = () => ({ method: "DELETE", path: `/temp-keys/${keys[key() - 1]}` }) as const;
  // The load prepares a few requests that it does not send, so not all.
  return load({ ...size, url, headers, amount: keys.length - 2 * size.connections, expect: 200, next });
}

/** Make keys one after another, the locks after lock `after` in turn. */
export async function makeKeys({ url, apiKey }: Asked, count: number, locks: number, after = 0): Promise<string[]> {
  const headers = { "x-api-key": apiKey, "content-type": "application/json" };
  const nextLock = inTurn(locks);
  const keys: string[] = [];
  for (let i = 0; i < count; i++) {
    const path = `/locks/${after + nextLock()}/create-temp-key`;
    const answer = await fetch(url + path, { method: "POST", headers, body: keyBody() });
    if (answer.status !== 200) throw new Error(`could not make a key: ${answer.status}`);
    keys.push(((await answer.json()) as { tempKeyUuid: string }).tempKeyUuid);
  }
  return keys;
}

function creating(nextLock: () => number): () => LoadRequest {
  return () => ({ path: `/locks/${nextLock()}/create-temp-key`, body: keyBody() });
}

/** 1 to `count`, over and over. */
export function inTurn(count: number): () => number {
  let turn = 0;
  return () => 1 + (turn++ % count);
}
