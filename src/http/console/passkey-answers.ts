/** What the script of passkeys asks and tells, and programs in a browser read: JSON, with the console's cookie or to get one. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { isoTime } from "../../domain/ids.ts";
import type { Passkey } from "../../identity/accounts/passkeys.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import { HttpError } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { tellOfChange } from "./change-letters.ts";
import { HOME, ownPath, sessionOfProgram } from "./console.ts";
import * as schemas from "./passkey-schemas.ts";
import { nameOfPasskey } from "./ways-page.ts";
import { basePath } from "../../config.ts";

const signsIn = { counts: "sign-in" } as const;

export function passkeyAnswerRoutes(app: App, deps: RouteDeps): void {
  const { ways, accounts, config, credentials } = deps;
  const { passkeys } = ways;

  const required = (request: FastifyRequest, fresh = false) => sessionOfProgram(request, deps, { fresh });

  /** @throws HttpError 409 */
  function refuseWhereThereAreNone(): void {
    if (!passkeys.offered()) throw new HttpError(409, "This server has no name that a passkey could be for");
  }

  app.post("/session/passkey/options", { schema: schemas.signInOptions, config: signsIn }, async () => {
    refuseWhereThereAreNone();
    return { options: { ...(await passkeys.requestOptions()) } };
  });

  app.post("/session/passkey", { schema: schemas.signIn, config: signsIn }, async (request, reply) => {
    refuseWhereThereAreNone();
    const userId = await verified(request, request.body);
    const { cookie, "user-agent": userAgent } = request.headers;
    const { cookies } = await accounts.sessions.begin(userId, { cookies: cookie, userAgent });
    reply.header("set-cookie", [...cookies]);
    return { location: ownPath(request.body.next, config) ?? basePath(config) + HOME };
  });

  app.post("/session/proof/options", { schema: schemas.proofOptions, config: signsIn }, async (request) => {
    const { userId } = await required(request);
    refuseWhereThereAreNone();
    return { options: { ...(await passkeys.requestOptions(userId)) } };
  });

  app.post("/session/proof", { schema: schemas.prove, config: signsIn }, async (request) => {
    const { userId, sessionId } = await required(request);
    refuseWhereThereAreNone();
    await verified(request, request.body, userId);
    await accounts.sessions.prove(sessionId);
    return { location: ownPath(request.body.next, config) ?? basePath(config) + HOME };
  });

  app.post("/session/passkeys/options", { schema: schemas.registrationOptions, config: signsIn }, async (request) => {
    const { userId, email, name } = await required(request, true);
    refuseWhereThereAreNone();
    return { options: { ...(await passkeys.registrationOptions({ userId, email: email ?? userId, name })) } };
  });

  app.post("/session/passkeys", { schema: schemas.register, config: signsIn }, async (request, reply) => {
    const { userId } = await required(request, true);
    refuseWhereThereAreNone();
    const { id, clientDataJSON, attestationObject, name } = request.body;
    const response = { clientDataJSON, attestationObject };
    const made = await passkeys.register(userId, { ...credential(id), response }, nameOfPasskey(name));
    if (!made) throw new HttpError(409, "The passkey was not taken: it is here already, or it took too long");
    tellOfChange(request, deps, userId, "passkey-added");
    return reply.code(201).send(shown(made));
  });

  app.get("/session/passkeys", { schema: schemas.list }, async (request) => {
    const { userId } = await required(request);
    return { passkeys: (await passkeys.list(userId)).map(shown) };
  });

  app.patch("/session/passkeys/:id", { schema: schemas.rename }, async (request, reply) => {
    const { userId } = await required(request, true);
    if (!(await passkeys.rename(userId, request.params.id, nameOfPasskey(request.body.name)))) throw unknown();
    return nothing(reply);
  });

  app.delete("/session/passkeys/:id", { schema: schemas.remove }, async (request, reply) => {
    const { userId } = await required(request, true);
    const removed = await passkeys.remove(userId, request.params.id);
    if (removed === "unknown") throw unknown();
    if (removed === "last") throw new HttpError(409, "This is the last way in");
    tellOfChange(request, deps, userId, "passkey-removed");
    return nothing(reply);
  });

  /** @returns whose passkey has signed @throws AuthenticationError the same for whatever is wrong */
  async function verified(request: FastifyRequest, assertion: schemas.Assertion, userId?: string): Promise<string> {
    const { id, clientDataJSON, authenticatorData, signature, userHandle } = assertion;
    const response = { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) };
    const whose = await passkeys.verify({ ...credential(id), response }, userId);
    if (whose !== undefined) return whose;
    credentials.refused("passkey", "not-valid", request);
    throw new AuthenticationError("The passkey is not right, or it took too long");
  }
}

function credential(id: string) {
  return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} };
}

function shown({ id, name, createdAt, lastUsedAt }: Passkey) {
  return { id, name, createdAt: isoTime(createdAt), lastUsedAt: lastUsedAt === null ? null : isoTime(lastUsedAt) };
}

function unknown(): HttpError {
  return new HttpError(404, "There is no such passkey");
}

function nothing(reply: FastifyReply): FastifyReply {
  return reply.code(204).send(null);
}
