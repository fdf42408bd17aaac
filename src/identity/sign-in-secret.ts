/** The secret of signing in: guests' sessions are signed with it, and all that is the console's with keys made of it. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { deriveKey } from "../secrets/encryption.ts";
import { openSecrets, readSecrets, type SecretFormat } from "../secrets/secret-file.ts";

/** Where the secret is. */
export interface SignInSecretOptions {
  /** Where `sign-in.json` with the secret is made, when there is no other. */
  readonly dataDir: string;
  /** 32 bytes. */
  readonly signIn: { readonly secret: Buffer | undefined };
}

interface SecretFile {
  /** In base64url. */
  readonly secret: string;
}

const FORMAT: SecretFormat<SecretFile> = {
  what: "the secret of signing in",
  parse(value) {
    const { secret } = value as Partial<SecretFile>;
    if (typeof secret !== "string" || Buffer.from(secret, "base64url").length !== 32)
      throw new TypeError("the secret is not whole");
    return { secret };
  },
};

/** What is wrong with the secret's file is told at the start. @throws Error that names the file */
export async function checkSignInSecret({ signIn, dataDir }: SignInSecretOptions): Promise<void> {
  if (!signIn.secret) await readSecrets(secretFile(dataDir), FORMAT);
}

/** The secret in base64url, made where there is none yet. @throws Error that names the file */
export async function signInSecret({ signIn, dataDir }: SignInSecretOptions): Promise<string> {
  if (signIn.secret) return signIn.secret.toString("base64url");
  return (await openSecrets(secretFile(dataDir), FORMAT, newSecret)).secret;
}

async function newSecret(): Promise<SecretFile> {
  return { secret: randomBytes(32).toString("base64url") };
}

/** What keys that are made of the secret are for: what is signed for one is nothing to the other, nor to guests. */
export type ConsolePurpose = "console sessions" | "session tokens" | "tickets" | "notices";

/** 32 bytes for one purpose. @throws as `signInSecret` does */
export async function consoleKey(options: SignInSecretOptions, purpose: ConsolePurpose): Promise<Buffer> {
  return deriveKey(Buffer.from(await signInSecret(options), "base64url"), "latchstring", purpose);
}

function secretFile(dataDir: string): string {
  return join(dataDir, "sign-in.json");
}
