/** How somebody signs in, for programs in a browser: JSON, with the console's cookie. */
import { isoTime } from "../../domain/ids.ts";
import { invalidField } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { takeNoBody } from "../requests/at-once.ts";
import { tellOfChange } from "./change-letters.ts";
import { sessionOfProgram } from "./console.ts";
import * as account from "./new-account.ts";
import * as schemas from "./ways-answer-schemas.ts";

const signsIn = { counts: "sign-in" } as const;

export function waysAnswerRoutes(app: App, deps: RouteDeps): void {
  const { ways, accounts, guessing, credentials, config } = deps;

  app.get("/session/ways", { schema: schemas.show }, async (request) => {
    const { userId } = await sessionOfProgram(request, deps);
    const linked = new Set(await ways.providerAccounts.linked(userId));
    return {
      password: await accounts.passwords.has(userId),
      passkeys: (await ways.passkeys.list(userId)).length,
      passkeysOffered: ways.passkeys.offered(),
      recoveryCodes: await ways.codes.left(userId),
      providers: config.providers.filter(({ issuer }) => linked.has(issuer)).map(({ name }) => name),
    };
  });

  app.post("/session/proof/password", { schema: schemas.prove, config: signsIn }, async (request) => {
    const session = await sessionOfProgram(request, deps);
    const whose = session.email ?? session.userId;
    const guess = await guessing.guess("password", whose, request.client, session.sessionId);
    if (!(await accounts.passwords.checkOf(session.userId, request.body.password))) {
      credentials.refused("password", "not-valid", request);
      throw invalidField("password", "is not right");
    }
    await guess.passed();
    await accounts.sessions.prove(session.sessionId);
    return { provedAt: isoTime(deps.clock.now()) };
  });

  app.put("/session/password", { schema: schemas.change, config: signsIn }, async (request) => {
    const session = await sessionOfProgram(request, deps, { fresh: true });
    const { password } = request.body;
    const known = [session.email, session.name].filter((one) => one !== null);
    const problem = await account.problemOfPassword(password, known, ways.isBreached);
    if (problem !== undefined) throw account.invalidFields({ password: problem });
    await accounts.passwords.set(session.userId, password);
    await ways.links.endOf(session.userId);
    const ended = await accounts.sessions.endAll(session.userId, session.sessionId);
    tellOfChange(request, deps, session.userId, "password");
    return { ended };
  });

  const makesCodes = { schema: schemas.makeCodes, config: signsIn, preValidation: takeNoBody };
  app.post("/session/recovery-codes", makesCodes, async (request) => {
    const { userId } = await sessionOfProgram(request, deps, { fresh: true });
    const codes = await ways.codes.replace(userId);
    tellOfChange(request, deps, userId, "codes-made");
    return { codes: [...codes] };
  });
}
