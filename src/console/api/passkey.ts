/** Passkeys of the browser: what the server asks for, signed or made, as the server takes it. */

/** The browser's own methods, which not every one has yet. */
type Own = typeof PublicKeyCredential & {
  parseCreationOptionsFromJSON?(options: unknown): PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON?(options: unknown): PublicKeyCredentialRequestOptions;
};

const own = (globalThis as { PublicKeyCredential?: Own }).PublicKeyCredential;

/** They are missing where the page came without TLS, but for localhost. */
export const hasPasskeys = own !== undefined && "credentials" in navigator;

interface Described {
  readonly id: string;
}

/** Options as the server gives them: bytes are in base64url. */
export interface PasskeyOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
  readonly excludeCredentials?: readonly Described[];
  readonly allowCredentials?: readonly Described[];
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function described(list: readonly Described[] = []): PublicKeyCredentialDescriptor[] {
  return list.map((one) => ({ ...one, type: "public-key", id: bytes(one.id) }));
}

/** Sign a challenge. @returns undefined where the person would rather not @throws where the browser cannot */
export async function signWithPasskey(options: PasskeyOptions): Promise<Record<string, string> | undefined> {
  const publicKey = own?.parseRequestOptionsFromJSON?.(options) ?? {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: described(options.allowCredentials),
  };
  const made = await asked(() => navigator.credentials.get({ publicKey }));
  if (!made) return undefined;
  const { clientDataJSON, authenticatorData, signature, userHandle } = made.response as AuthenticatorAssertionResponse;
  return {
    id: made.id,
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    ...(userHandle && { userHandle: text(userHandle) }),
  };
}

/** Make one. @returns undefined where the person would rather not @throws where the browser cannot */
export async function makePasskey(options: PasskeyOptions): Promise<Record<string, string> | undefined> {
  const publicKey =
    own?.parseCreationOptionsFromJSON?.(options) ??
    ({
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    } as unknown as PublicKeyCredentialCreationOptions);
  const made = await asked(() => navigator.credentials.create({ publicKey }));
  if (!made) return undefined;
  const { clientDataJSON, attestationObject } = made.response as AuthenticatorAttestationResponse;
  return { id: made.id, clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) };
}

/** Browsers say the same of a person who closes their dialog and of one who has no such passkey. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | undefined> {
  try {
    return ((await ask()) as PublicKeyCredential | null) ?? undefined;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return undefined;
    throw error;
  }
}
