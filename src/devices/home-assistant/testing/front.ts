/** TLS before a Home Assistant, as a proxy brings it, with certificates that nobody whom all trust has signed. */
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type TLSSocket } from "node:tls";

export interface Certificate {
  readonly key: string;
  readonly pem: string;
  /** SHA-256, as tools print it. */
  readonly fingerprint: string;
}

export interface Front {
  readonly port: number;
  /** Bytes that were said to it, inside of TLS. */
  readonly heard: number;
  /** With this certificate from the next connection on; all that there are are lost. */
  change(certificate: Certificate): void;
  close(): Promise<void>;
}

/** @param san who it is for: `IP:127.0.0.1`, `DNS:home.example` */
export function makeCertificate(san: string): Certificate {
  const dir = mkdtempSync(join(tmpdir(), "latchstring-front-"));
  try {
    const how = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=tests";
    const where = ["-keyout", "key.pem", "-out", "cert.pem", "-addext", `subjectAltName=${san}`];
    execFileSync("openssl", [...how.split(" "), ...where], { cwd: dir, stdio: "ignore" });
    const pem = readFileSync(join(dir, "cert.pem"), "utf8");
    return {
      pem,
      key: readFileSync(join(dir, "key.pem"), "utf8"),
      fingerprint: new X509Certificate(pem).fingerprint256,
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

export async function startFront(toPort: number, { key, pem }: Certificate): Promise<Front> {
  const sockets = new Set<TLSSocket>();
  let heard = 0;
  const server = createServer({ key, cert: pem }, (guest) => {
    sockets.add(guest);
    const host = connect(toPort, "127.0.0.1");
    guest.on("data", (data: Buffer) => (heard += data.length));
    guest.on("error", () => {}).on("close", () => host.destroy());
    host.on("error", () => {}).on("close", () => guest.destroy());
    guest.pipe(host).pipe(guest);
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as { port: number }).port,
    get heard() {
      return heard;
    },
    change(certificate) {
      server.setSecureContext({ key: certificate.key, cert: certificate.pem });
      drop();
    },
    async close() {
      drop();
      await new Promise((done) => server.close(done));
    },
  };
}
