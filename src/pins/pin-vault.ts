/**
 * PINs as secrets: made at random, stored encrypted (AES-256-GCM), found by a keyed hash (HMAC-SHA-256), so that
 * whoever reads the database alone learns none of them and cannot try them all.
 */
import {
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from "node:crypto";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { StoredPin } from "../domain/erasable.ts";
import type { PinCandidate } from "../domain/pin-choice.ts";
import { isTrivialPin } from "../domain/trivial-pin.ts";
import { deriveKey, encrypt, decrypt } from "../secrets/encryption.ts";
import { type SecretFormat, openSecrets, requireSecrets, replaceSecrets } from "../secrets/secret-file.ts";

/** The port of PINs: the only code that sees both a PIN and the secrets. */
export interface PinVault {
  /** How many digits a PIN has. */
  readonly digits: number;
  /**
   * PINs that are not trivial, each different, for a key.
   *
   * @param count from 1 to 64
   */
  mint(tempKeyUuid: string, count: number): Promise<readonly MintedPin[]>;
  /** All blind indexes under which a PIN may be stored. */
  blindIndexes(pin: string): Promise<readonly string[]>;
  /**
   * The PIN of a key, from its ciphertext; undefined when the secret of its time is gone.
   *
   * @throws Error when the ciphertext is another key's or was changed
   */
  reveal(tempKeyUuid: string, ciphertext: string): Promise<string | undefined>;
  /** Whether a key's ciphertext, opened for that key, holds this PIN; not when it is another key's, was changed, or is unreadable. */
  holds(tempKeyUuid: string, ciphertext: string, pin: string): Promise<boolean>;
  /** Whether what is stored for a key is its own and belongs together; undefined when the secret of its time is gone. */
  proves(tempKeyUuid: string, stored: StoredPin): Promise<boolean | undefined>;
  /** An address as the record keeps it: the same for the same address, and nothing by which it could be found. */
  sourceOf(address: string): string;
  /** Use a new secret from now on; PINs of the older ones still open. Only for a vault on a file. */
  rotate(): Promise<void>;
}

/** A new PIN, in plain for the caller and encrypted for the ledger. */
export interface MintedPin {
  readonly pin: string;
  readonly candidate: PinCandidate;
}

/** Where the secrets are, and how many digits new PINs have. */
export interface PinVaultOptions {
  /** The file that holds the secrets, made when it is not there; or the secrets, 32 bytes each, the newest first. */
  readonly keys: { readonly file: string } | { readonly secrets: readonly Buffer[] };
  readonly digits: number;
  readonly clock: Clock;
}

/** The file of secrets in a data folder. */
export function pinFile({ dataDir }: { readonly dataDir: string }): string {
  return join(dataDir, "pins.json");
}

/** How soon the file is looked at again, in milliseconds. */
const RELOAD_MS = 1_000;
export const SECRET_BYTES = 32;
/** Every secret costs one look-up whenever a PIN is entered. */
const MAX_SECRETS = 4;
const MAX_SOURCES = 1_000;

/** What one secret is turned into: a key for each purpose, made once: bytes would be made one again for every PIN. */
interface DerivedKeys {
  /** Of the secret, in eight characters. */
  readonly id: string;
  readonly blindIndex: KeyObject;
  readonly encryption: KeyObject;
  readonly source: KeyObject;
}

interface VaultFile {
  /** The newest first; `secret` in base64url, `createdAt` in milliseconds since the epoch. */
  readonly secrets: readonly { readonly secret: string; readonly createdAt: number }[];
}

const FORMAT: SecretFormat<VaultFile> = {
  what: "the secrets of PINs",
  parse(value) {
    const { secrets } = value as Partial<VaultFile>;
    if (!Array.isArray(secrets) || secrets.length === 0) throw new TypeError("there is no secret");
    for (const { secret } of secrets as VaultFile["secrets"]) {
      if (Buffer.from(secret, "base64url").length !== SECRET_BYTES) throw new TypeError("a secret is not whole");
    }
    return { secrets };
  },
};

/** @throws Error when the file of secrets is not readable, or not such a file */
export async function openPinVault({ keys: from, digits, clock }: PinVaultOptions): Promise<PinVault> {
  const file = "file" in from ? from.file : undefined;
  if (file !== undefined) await openSecrets(file, FORMAT, async () => ({ secrets: [newSecret(clock.now())] }));
  let keys = "file" in from ? await load(from.file) : from.secrets.map(derive);
  let loadedAt = clock.now();
  /** Addresses seen last; a hash costs more than the rest of what an opening needs here. */
  const sources = new LRUCache<string, string>({ maxSize: MAX_SOURCES, sizeCalculation: () => 1 });

  /** Another process may have rotated. */
  async function current(): Promise<readonly DerivedKeys[]> {
    const now = clock.now();
    if (file !== undefined && now - loadedAt >= RELOAD_MS) {
      loadedAt = now;
      keys = await load(file).catch((error: unknown) => {
        loadedAt = 0; // nobody uses secrets that may be other ones by now
        throw new StoreUnavailableError("The secrets of PINs cannot be read", { cause: error });
      });
      sources.clear();
    }
    return keys;
  }

  return {
    digits,
    async mint(tempKeyUuid, count) {
      const all = await current();
      const pins = new Set<string>();
      while (pins.size < count) {
        const pin = String(randomInt(10 ** digits)).padStart(digits, "0");
        if (!isTrivialPin(pin)) pins.add(pin);
      }
      return [...pins].map((pin) => {
        const candidate = {
          blindIndexes: all.map((key) => blindIndexOf(key, pin)),
          ciphertext: encryptFor(all[0]!, tempKeyUuid, pin),
        };
        return { pin, candidate };
      });
    },
    async blindIndexes(pin) {
      return (await current()).map((key) => blindIndexOf(key, pin));
    },
    async reveal(tempKeyUuid, ciphertext) {
      return decryptFor(await current(), tempKeyUuid, ciphertext);
    },
    async holds(tempKeyUuid, ciphertext, pin) {
      const held = opened(await current(), tempKeyUuid, ciphertext);
      return typeof held === "string" && sameText(held, pin);
    },
    async proves(tempKeyUuid, { blindIndex, ciphertext }) {
      const all = await current();
      const held = opened(all, tempKeyUuid, ciphertext);
      if (typeof held !== "string") return held;
      return all.some((key) => sameText(blindIndexOf(key, held), blindIndex));
    },
    sourceOf(address) {
      const known = sources.get(address);
      if (known !== undefined) return known;
      const source = createHmac("sha256", keys[0]!.source).update(address).digest("base64url").slice(0, 16);
      sources.set(address, source);
      return source;
    },
    async rotate() {
      if (file === undefined) throw new Error("The secrets of PINs come from PIN_SECRETS: put the new one first there");
      await replaceSecrets(file, FORMAT, async (there) => {
        const secrets = [newSecret(clock.now()), ...(there?.secrets ?? [])];
        if (secrets.length > MAX_SECRETS)
          throw new Error(
            `${file} holds ${MAX_SECRETS} secrets already; remove the last one there once no PIN of its time is needed`,
          );
        return { secrets };
      });
      keys = await load(file);
    },
  };
}

async function load(file: string): Promise<readonly DerivedKeys[]> {
  const { secrets } = await requireSecrets(file, FORMAT);
  return secrets.map(({ secret }) => derive(Buffer.from(secret, "base64url")));
}

function newSecret(now: number): VaultFile["secrets"][number] {
  return { secret: randomBytes(SECRET_BYTES).toString("base64url"), createdAt: now };
}

/** One secret gives a key for each purpose. */
function derive(secret: Buffer): DerivedKeys {
  const bytes = (purpose: string) => deriveKey(secret, "", `latchstring pin ${purpose}`);
  const key = (purpose: string) => createSecretKey(bytes(purpose));
  const id = createHash("sha256").update(bytes("id")).digest("base64url").slice(0, 8);
  return { id, blindIndex: key("index"), encryption: key("box"), source: key("source") };
}

function blindIndexOf({ blindIndex }: DerivedKeys, pin: string): string {
  return createHmac("sha256", blindIndex).update(pin).digest("base64url").slice(0, 22);
}

/** `id.` and the ciphertext in base64url; bound to the key, so that it cannot be moved to another. */
function encryptFor({ id, encryption }: DerivedKeys, tempKeyUuid: string, pin: string): string {
  return `${id}.${encrypt(encryption, pin, tempKeyUuid).toString("base64url")}`;
}

function decryptFor(keys: readonly DerivedKeys[], tempKeyUuid: string, ciphertext: string): string | undefined {
  const [id, text = ""] = ciphertext.split(".");
  const key = keys.find((one) => one.id === id);
  return key && decrypt(key.encryption, Buffer.from(text, "base64url"), tempKeyUuid);
}

/** What a ciphertext holds; undefined when its secret is gone, false when it is another key's or was changed. */
function opened(keys: readonly DerivedKeys[], tempKeyUuid: string, ciphertext: string): string | undefined | false {
  try {
    return decryptFor(keys, tempKeyUuid, ciphertext);
  } catch {
    return false; // whatever somebody wrote there, it was not encrypted for this key
  }
}

/** In a time that does not tell where they differ. */
function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
