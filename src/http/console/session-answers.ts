/** What programs in a browser ask of a session of the console: who it is of, and tokens for the API. */
import Type, { type Static } from "typebox";
import type { FastifyRequest } from "fastify";
import { NOTICE_CHANNELS } from "../../domain/guest-notice-facts.ts";
import { isoTime } from "../../domain/ids.ts";
import type { ConsoleSession } from "../../identity/accounts/accounts.ts";
import { bodyErrorAnswers, errorAnswers } from "../answers/error-answers.ts";
import { HttpError } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { takeNoBody } from "../requests/at-once.ts";
import { bodyWith, objectWithExample, orNull, Role } from "../schemas.ts";
import { sessionOfProgram } from "./console.ts";
import { namesIn } from "./device.ts";

const Time = (description: string) =>
  Type.String({ format: "date-time", description, examples: ["2026-12-25T10:00:00.000Z"] });
const Id = (description: string) => Type.String({ description, examples: ["3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"] });
const OrganizationId = Type.String({
  minLength: 1,
  maxLength: 255,
  description: "The organisation",
  examples: ["acme"],
});

const Membership = objectWithExample(
  {
    organizationId: OrganizationId,
    name: orNull(Type.String({ examples: ["Acme Homes"] })),
    role: Role,
    paused: Type.Boolean({ description: "May not act until that is taken back", examples: [false] }),
  },
  { title: "Membership" },
);

export const OpenSession = objectWithExample(
  {
    sessionId: Id("The session"),
    current: Type.Boolean({ description: "Whether it is the one that asks", examples: [true] }),
    userAgent: Type.String({ description: "As the browser named itself", examples: ["Mozilla/5.0 …"] }),
    browser: orNull(Type.String({ description: "In a word, where it is known", examples: ["Firefox"] })),
    system: orNull(Type.String({ description: "In a word, where it is known", examples: ["Windows"] })),
    createdAt: Time("When somebody signed in"),
    lastSeenAt: Time("To the minute"),
    expiresAt: Time("When it ends by itself"),
  },
  { title: "Session", description: "One browser in which somebody is signed in" },
);

export const SignedIn = objectWithExample(
  {
    userId: Id("The person"),
    email: orNull(Type.String({ examples: ["anna@example.com"] })),
    name: orNull(Type.String({ examples: ["Anna Kowalska"] })),
    operator: Type.Boolean({ description: "Hosts the server, and may make organisations", examples: [false] }),
    sessionId: Id("The session"),
    provedAt: Time("When the person last proved who they are; what can change who gets in takes ten minutes at most"),
    expiresAt: Time("When the session ends by itself"),
    organizations: Type.Array(Membership),
    notifies: Type.Array(Type.Enum([...NOTICE_CHANNELS], { type: "string" }), {
      description: "How this server sends guests their keys",
      examples: [["email"]],
    }),
  },
  { title: "SignedIn", description: "Who is signed in" },
);

const Token = objectWithExample(
  {
    token: Type.String({ description: "For the Authorization header: Bearer …", examples: ["eyJhbGciOiJIUzI1NiIs…"] }),
    expiresAt: Time("At most five minutes from now; ask for another one before"),
  },
  { title: "SessionToken" },
);

const shared = { tags: ["Accounts"], security: [{ ConsoleCookie: [] }] };
const OTHERS = "With the console's cookie. What another site or another port sends is refused.";

const schemas = {
  token: {
    ...shared,
    operationId: "createSessionToken",
    summary: "Get a short token for the API",
    description: `A bearer token of the person, or of them as a member of an organisation. It ends with the session, within half a second. ${OTHERS}`,
    "x-optional-body": true,
    body: bodyWith({ organizationId: Type.Optional(OrganizationId) }),
    response: { 200: { ...Token, description: "The token" }, ...bodyErrorAnswers(403) },
  },
  show: {
    ...shared,
    operationId: "getSession",
    summary: "Who is signed in",
    description: OTHERS,
    response: { 200: { ...SignedIn, description: "Who is signed in" }, ...errorAnswers(403) },
  },
  list: {
    ...shared,
    operationId: "listSessions",
    summary: "Where the person is signed in",
    description: `The one that was seen last first; at most 200. ${OTHERS}`,
    response: {
      200: objectWithExample({ sessions: Type.Array(OpenSession) }, { title: "Sessions", description: "The sessions" }),
      ...errorAnswers(403),
    },
  },
  end: {
    ...shared,
    operationId: "endSession",
    summary: "End one session",
    description: OTHERS,
    params: Type.Object({ id: Id("The session") }),
    response: { 204: Type.Null({ description: "It is over" }), ...errorAnswers(403) },
  },
  endAll: {
    ...shared,
    operationId: "endSessions",
    summary: "End all sessions of the person",
    description: `With keepCurrent, all but the one that asks. ${OTHERS}`,
    querystring: Type.Object({
      keepCurrent: Type.Optional(
        Type.Enum(["true", "false"], { type: "string", description: "Stay signed in here", examples: ["true"] }),
      ),
    }),
    response: {
      200: objectWithExample(
        { ended: Type.Integer({ description: "How many there were", examples: [3] }) },
        { title: "EndedSessions", description: "They are over" },
      ),
      ...errorAnswers(403),
    },
  },
};

/** Who a session is of, as programs read it. */
export async function signedIn(
  { userId, email, name, isOperator, sessionId, provedAt, expiresAt }: ConsoleSession,
  { organizations, recipients }: Pick<RouteDeps, "organizations" | "recipients">,
): Promise<Static<typeof SignedIn>> {
  const memberships = await organizations.members.of(userId);
  return {
    userId,
    email,
    name,
    operator: isOperator,
    sessionId,
    provedAt: isoTime(provedAt),
    expiresAt: isoTime(expiresAt),
    organizations: memberships.map(({ orgId, name: organization, role, paused }) => {
      return { organizationId: orgId, name: organization, role, paused };
    }),
    notifies: NOTICE_CHANNELS.filter((channel) => recipients.canReach(channel)),
  };
}

export function sessionAnswerRoutes(app: App, deps: RouteDeps): void {
  const { accounts, organizations, clock } = deps;

  const required = (request: FastifyRequest) => sessionOfProgram(request, deps);

  app.post("/session/token", { schema: schemas.token, preValidation: takeNoBody }, async (request) => {
    const session = await required(request);
    const organizationId = request.body.organizationId;
    if (organizationId !== undefined) {
      const member = await organizations.members.roleOf(organizationId, session.userId, clock.now());
      if (!member || member.paused) throw new HttpError(403, "You may not act for this organisation");
    }
    const { token, expiresAt } = await accounts.tokens.sign(session, organizationId);
    return { token, expiresAt: isoTime(expiresAt) };
  });

  app.get("/session", { schema: schemas.show }, async (request) => {
    return signedIn(await required(request), deps);
  });

  app.get("/session/sessions", { schema: schemas.list }, async (request) => {
    const { userId, sessionId: own } = await required(request);
    const sessions = (await accounts.sessions.list(userId)).map((one) => {
      const { browser = null, system = null } = namesIn(one.userAgent);
      return {
        sessionId: one.sessionId,
        current: one.sessionId === own,
        userAgent: one.userAgent,
        browser,
        system,
        createdAt: isoTime(one.createdAt),
        lastSeenAt: isoTime(one.lastSeenAt),
        expiresAt: isoTime(one.expiresAt),
      };
    });
    return { sessions };
  });

  app.delete("/session/sessions/:id", { schema: schemas.end }, async (request, reply) => {
    const { userId } = await required(request);
    if (!(await accounts.sessions.end(userId, request.params.id))) throw new HttpError(404, "There is no such session");
    return reply.code(204).send(null);
  });

  app.delete("/session/sessions", { schema: schemas.endAll }, async (request) => {
    const { userId, sessionId } = await required(request);
    const except = request.query.keepCurrent === "true" ? sessionId : undefined;
    return { ended: await accounts.sessions.endAll(userId, except) };
  });
}
