/** A device that makes passkeys and signs with them, as far as a server can tell; made wrong on purpose where a test says so. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";

/** What is said otherwise than it should be. */
export interface Wrong {
  readonly origin?: string;
  readonly rpId?: string;
  /** Its holder did not unlock it. */
  readonly unverified?: boolean;
  readonly challenge?: string;
  readonly type?: string;
}

export interface Authenticator {
  readonly id: string;
  /** How often it was used; a test may set it back. */
  counter: number;
  create(options: PublicKeyCredentialCreationOptionsJSON, wrong?: Wrong): RegistrationResponseJSON;
  get(options: PublicKeyCredentialRequestOptionsJSON, wrong?: Wrong): AuthenticationResponseJSON;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** @param origin where the browser is */
export function newAuthenticator(origin: string): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  let handle = "";
  const self: Authenticator = {
    id: id.toString("base64url"),
    counter: 0,
    create(options, wrong = {}) {
      handle = options.user.id;
      const length = Buffer.from([id.length >> 8, id.length & 255]);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, cose(publicKey)]);
      const authData = dataOf(wrong.rpId ?? options.rp.id!, flags(wrong) | ATTESTED, 0, attested);
      const clientData = clientDataOf("webauthn.create", options.challenge, origin, wrong);
      const attestation = cbor(
        new Map<string, Cbor>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", authData],
        ]),
      );
      return {
        ...credential(self.id),
        response: {
          clientDataJSON: clientData.toString("base64url"),
          attestationObject: attestation.toString("base64url"),
        },
      };
    },
    get(options, wrong = {}) {
      const authData = dataOf(wrong.rpId ?? options.rpId!, flags(wrong), ++self.counter);
      const clientData = clientDataOf("webauthn.get", options.challenge, origin, wrong);
      const signed = Buffer.concat([authData, createHash("sha256").update(clientData).digest()]);
      return {
        ...credential(self.id),
        response: {
          clientDataJSON: clientData.toString("base64url"),
          authenticatorData: authData.toString("base64url"),
          signature: sign("sha256", signed, privateKey).toString("base64url"),
          userHandle: handle,
        },
      };
    },
  };
  return self;
}

function credential(id: string) {
  return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} };
}

function flags({ unverified = false }: Wrong): number {
  return unverified ? PRESENT : PRESENT | VERIFIED;
}

function clientDataOf(type: string, challenge: string, origin: string, wrong: Wrong): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...wrong }));
}

function dataOf(rpId: string, flags: number, counter: number, attested = Buffer.alloc(0)): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), count, attested]);
}

/** An ES256 key as COSE writes it (RFC 9053, section 7.1). */
function cose(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: "jwk" });
  return cbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x!, "base64url")],
      [-3, Buffer.from(y!, "base64url")],
    ]),
  );
}

type Cbor = number | string | Buffer | Map<string | number, Cbor>;

/** As much of CBOR (RFC 8949) as is needed. */
function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

function head(type: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(type << 5) | length]);
  return length < 256
    ? Buffer.from([(type << 5) | 24, length])
    : Buffer.from([(type << 5) | 25, length >> 8, length & 255]);
}
