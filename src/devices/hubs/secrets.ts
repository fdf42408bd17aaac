/**
 * The secrets of hubs, encrypted (AES-256-GCM) for their hub alone: whoever reads the store learns none of them, and one
 * that is moved to another hub cannot be decrypted.
 */
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { decrypt, deriveKey, encrypt } from "../../secrets/encryption.ts";
import { openSecrets, type SecretFormat } from "../../secrets/secret-file.ts";
import type { StoredHub } from "./hub.ts";

/** What a hub is opened with and nobody is told. */
export type Secrets = Readonly<Record<string, string>>;

/** Encrypts the secrets of hubs. */
export interface HubSecrets {
  /** @returns null for none */
  encrypt(hubId: string, secrets: Secrets): Promise<Buffer | null>;
  /** @throws HubSecretsLostError when they were encrypted with a secret that is gone, or changed */
  decrypt(hub: Pick<StoredHub, "hubId" | "ciphertext">): Promise<Secrets>;
  /** The state of the hub that was made then. */
  encryptState(hub: Pick<StoredHub, "hubId" | "createdAt">, state: string): Promise<Buffer>;
  /** @throws HubSecretsLostError as `decrypt` does */
  decryptState(hub: Pick<StoredHub, "hubId" | "createdAt">, ciphertext: Buffer): Promise<string>;
}

/** Whoever has the hub gives them again. */
export class HubSecretsLostError extends Error {
  override readonly name = "HubSecretsLostError";
}

/** What `createHubSecrets` needs. */
export interface HubSecretsOptions {
  /** The file that holds the secret, made when the first hub has one; or the secrets, 32 bytes each, the newest first. */
  readonly keys: { readonly file: string } | { readonly secrets: readonly Buffer[] };
}

/** The secrets that a configuration names, or those of its data folder's `hubs.json`. */
export function hubSecretsOf(config: {
  readonly dataDir: string;
  readonly hub: { readonly secrets: readonly Buffer[] | undefined };
}): HubSecrets {
  const { secrets } = config.hub;
  return createHubSecrets({ keys: secrets ? { secrets } : { file: join(config.dataDir, "hubs.json") } });
}

const SECRET_BYTES = 32;
const ID_BYTES = 6;

interface Key {
  readonly id: Buffer;
  readonly key: Buffer;
}

const FORMAT: SecretFormat<{ readonly secret: string }> = {
  what: "the secret of hubs",
  parse(value) {
    const { secret } = value as { secret?: unknown };
    if (typeof secret !== "string" || Buffer.from(secret, "base64url").length !== SECRET_BYTES)
      throw new TypeError("the secret is not whole");
    return { secret };
  },
};

/** @returns what reads its own secret when it is first needed, so that a server without hubs has none */
export function createHubSecrets({ keys: from }: HubSecretsOptions): HubSecrets {
  let known: readonly Key[] | undefined;

  async function keys(): Promise<readonly Key[]> {
    if (known) return known;
    if ("secrets" in from) return (known = from.secrets.map(keyOf));
    const { secret } = await openSecrets(from.file, FORMAT, newSecret);
    return (known = [keyOf(Buffer.from(secret, "base64url"))]);
  }

  async function seal(text: string, of: string): Promise<Buffer> {
    const { id, key } = (await keys())[0]!;
    return Buffer.concat([id, encrypt(key, text, of)]);
  }

  async function unseal(ciphertext: Buffer, of: string, lost: string): Promise<string> {
    const found = (await keys()).find(({ id }) => id.equals(ciphertext.subarray(0, ID_BYTES)));
    try {
      if (found) return decrypt(found.key, ciphertext.subarray(ID_BYTES), of);
    } catch {
      // It is told as the same: nobody but whoever has the hub can mend it.
    }
    throw new HubSecretsLostError(`${lost}bring back hubs.json or HUB_SECRETS`);
  }

  return {
    encrypt: async (hubId, secrets) =>
      Object.keys(secrets).length === 0 ? null : seal(JSON.stringify(secrets), hubId),
    async decrypt({ hubId, ciphertext }) {
      if (ciphertext === null) return {};
      const lost = "The hub's secrets cannot be decrypted: give them again, or ";
      return JSON.parse(await unseal(ciphertext, hubId, lost)) as Secrets;
    },
    encryptState: (hub, state) => seal(state, stateOf(hub)),
    decryptState: (hub, ciphertext) =>
      unseal(ciphertext, stateOf(hub), "What is kept of the hub's devices cannot be decrypted: "),
  };
}

/** A hub that is made anew under an id has nothing of the one before. */
function stateOf({ hubId, createdAt }: Pick<StoredHub, "hubId" | "createdAt">): string {
  return `the state of ${hubId} of ${createdAt}`;
}

async function newSecret(): Promise<{ readonly secret: string }> {
  return { secret: randomBytes(SECRET_BYTES).toString("base64url") };
}

function keyOf(secret: Buffer): Key {
  const key = deriveKey(secret, "", "latchstring hub secrets");
  return { key, id: createHash("sha256").update(key).digest().subarray(0, ID_BYTES) };
}
