/** Digest access authentication with SHA-256 (RFC 7616), as far as relays ask for it. */
import { createHash } from "node:crypto";

/** A user and a password. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Made anew for each request. */
  readonly cnonce: string;
}

/**
 * @param challenge `WWW-Authenticate` of the 401
 * @param uri path and query of the request that the answer is for
 * @returns `Authorization`; undefined when the challenge is another than Digest with SHA-256 and `qop=auth`
 */
export function digestAnswer(
  challenge: string,
  { method, uri }: { readonly method: string; readonly uri: string },
  { user, password, cnonce }: Credentials,
): string | undefined {
  const asked = paramsOf(challenge);
  const { realm, nonce, opaque } = asked ?? {};
  if (!asked || realm === undefined || nonce === undefined) return undefined;
  const qops = (asked.qop ?? "").split(",").map((one) => one.trim());
  if (asked.algorithm?.toUpperCase() !== "SHA-256" || !qops.includes("auth")) return undefined;
  const nc = "00000001"; // each nonce is used once
  const secret = sha256(`${user}:${realm}:${password}`);
  const response = sha256(`${secret}:${nonce}:${nc}:${cnonce}:auth:${sha256(`${method}:${uri}`)}`);
  const said = { username: user, realm, nonce, uri, cnonce, response, ...(opaque !== undefined && { opaque }) };
  const quoted = Object.entries(said).map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, "\\$&")}"`);
  return `Digest ${quoted.join(", ")}, algorithm=SHA-256, qop=auth, nc=${nc}`;
}

/** Its parameters, by names in lower case. */
function paramsOf(challenge: string): Readonly<Record<string, string>> | undefined {
  const [, text] = /^\s*digest\s+(.{1,2000})$/i.exec(challenge) ?? [];
  if (text === undefined) return undefined;
  const pairs = [...text.matchAll(/([\w-]{1,20})\s{0,5}=\s{0,5}(?:"((?:[^"\\]|\\.){0,500})"|([^\s,"]{1,500}))/g)];
  return Object.fromEntries(
    pairs.map(([, name, quoted, plain]) => [name!.toLowerCase(), quoted?.replaceAll(/\\(.)/g, "$1") ?? plain!]),
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
