/**
 * The broker inside this server, for one machine. It listens on loopback unless it is told otherwise, speaks MQTT 3.1.1,
 * and knows everybody by a password that is derived from the hub's `doorSecret`. Of several processes one has it, and
 * the others use that one.
 */
import { createServer, type Server, type Socket } from "node:net";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import type { Log } from "../../log.ts";
import { type Account, accountOf, may, rightsOf, SERVER_ACCOUNT } from "./accounts.ts";
import { boundFrames } from "./frames.ts";
import { passwordOf, sameText } from "./seal.ts";
import { ConnectError } from "./session.ts";
import type { Bases, Secrets, Settings } from "./settings.ts";
import type { Target } from "./socket.ts";

const MAX_CONNECTIONS = 1_100;
const MAX_PACKET_BYTES = 1_024 * 1_024;
const NOT_AUTHORIZED = 5;

/** The broker of one hub, in this process or another of this machine. */
export interface EmbeddedBroker {
  readonly target: Target;
  /** Whom this server is at it. */
  readonly account: Account;
  /** Listen, unless it does already or another process of this machine does. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What an embedded broker is made of. */
export interface BrokerOptions {
  readonly hubId: string;
  readonly embedded: NonNullable<Settings["embedded"]>;
  readonly bases: Bases;
  readonly secrets: Secrets;
  readonly log: Log;
}

/** @throws Error without a `doorSecret` */
export function openBroker({ hubId, embedded, bases, secrets: { doorSecret }, log }: BrokerOptions): EmbeddedBroker {
  if (doorSecret === undefined) throw new Error("The embedded broker needs the secret doorSecret");
  const secret = doorSecret;
  const host = embedded.host ?? "127.0.0.1";
  const names = new WeakMap<Client, string>();
  let running: { readonly server: Server; readonly aedes: Aedes; readonly sockets: Set<Socket> } | undefined;
  const rights = (client: Client) => rightsOf(names.get(client) ?? "", bases);

  async function createAedes(): Promise<Aedes> {
    const aedes = await Aedes.createBroker({
      id: `latchstring-${hubId}`,
      concurrency: 1_000,
      authenticate(client, username = "", password, done) {
        const isGood = rightsOf(username, bases) && sameText(passwordOf(secret, username), password?.toString() ?? "");
        if (isGood) names.set(client, username);
        done(isGood ? null : notAuthorized(), Boolean(isGood));
      },
      authorizePublish(client, packet, done) {
        // Kept, a command would open the door whenever its device connects.
        if (packet.retain && /\/(command|set|rpc|lockAction|lock|unlock)$/.test(packet.topic)) packet.retain = false;
        const isGood = client === null || may(rights(client)?.write ?? [], packet.topic);
        done(isGood && !packet.topic.startsWith("$SYS/") ? null : new Error("not allowed"));
      },
      authorizeSubscribe: (client, subscription, done) =>
        done(null, may(rights(client)?.read ?? [], subscription.topic) ? subscription : null),
      authorizeForward: (client, packet) => (may(rights(client)?.read ?? [], packet.topic) ? packet : null),
    });
    aedes.on("clientError", (client, error) =>
      log.warn({ client: client.id, detail: error.message }, "A client of the broker failed"),
    );
    aedes.on("connectionError", (_client, error) =>
      log.warn({ detail: error.message }, "A client of the broker was refused"),
    );
    return aedes;
  }

  return {
    target: { host: host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host, port: embedded.port },
    account: accountOf(secret, SERVER_ACCOUNT),
    async start() {
      if (running) return;
      const aedes = await createAedes();
      const sockets = new Set<Socket>();
      const server = createServer({ noDelay: true }, (socket) => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
        boundFrames(socket, MAX_PACKET_BYTES);
        aedes.handle(socket);
      });
      server.maxConnections = MAX_CONNECTIONS;
      try {
        await listen(server, embedded.port, host);
        running = { server, aedes, sockets };
        log.info({ host, port: embedded.port }, "The embedded broker listens");
      } catch (error) {
        aedes.close();
        if (!(error instanceof Error) || !("code" in error) || error.code !== "EADDRINUSE")
          throw new ConnectError("internal", `the embedded broker cannot listen: ${String(error)}`);
      }
    },
    async stop() {
      if (!running) return;
      const { server, aedes, sockets } = running;
      running = undefined;
      const closed = new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function notAuthorized(): AuthenticateError {
  return Object.assign(new Error("not authorized"), { returnCode: NOT_AUTHORIZED });
}
