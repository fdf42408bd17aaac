/** What the caller is told by e-mail, of the organisation that they act for or of the locks that they own. */
import Type, { type Static } from "typebox";
import { scopeName } from "../../../activity/activity.ts";
import { type Actor, isEntitled } from "../../../domain/actor.ts";
import { timeZoneOf } from "../../../domain/time-zone.ts";
import {
  type Choices,
  defaultChoices,
  inOrder,
  NOTICE_KINDS,
  NOTICE_LANGUAGES,
  type NoticeKind,
} from "../../../member-notices/choices.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { LockIdText } from "../schemas.ts";

const MAX_LOCKS = 1_000;

const Kind = Type.Enum([...NOTICE_KINDS], {
  title: "NoticeKind",
  type: "string",
  description:
    "opened: a door was opened; refused: somebody was not let in, or a door did not open; first-use: a key opened for the first time; key-ending: a key ends within a day; offline: a lock could not be reached for 10 minutes; battery-low, door-ajar, forced, jammed: as devices say; webhook-failing: a webhook took nothing for a day, or is off because its address wants nothing more, for owners of an organisation",
  examples: ["battery-low"],
});
const given = {
  atOnce: Type.Array(Kind, {
    maxItems: NOTICE_KINDS.length,
    uniqueItems: true,
    description: "What is told when it happens: at most one mail of each kind in 15 minutes",
    examples: [["offline", "battery-low"]],
  }),
  dailyAt: orNull(Type.Integer({ minimum: 0, maximum: 23 }), {
    description: "The hour of a daily summary by the clock of timeZone; null for none",
    examples: [7],
  }),
  lockIds: {
    ...Type.Unsafe<string[] | null>({
      type: ["array", "null"],
      items: LockIdText,
      maxItems: MAX_LOCKS,
      uniqueItems: true,
    }),
    description: "Only of these locks; null for all, those that come later too",
    examples: [null],
  },
  timeZone: Type.String({ format: "time-zone", description: "IANA name", examples: ["Europe/Berlin"] }),
  language: Type.Enum([...NOTICE_LANGUAGES], { type: "string", description: "Of the mails", examples: ["de"] }),
};
export const NoticeChoicesBody = objectWithExample(
  {
    ...given,
    chosen: Type.Boolean({ description: "False while it is what the server chose", examples: [true] }),
    email: orNull(Type.String(), {
      description: "Where it is sent; null where no address is known that counts, and then nothing is sent",
      examples: ["kai@example.org"],
    }),
    canSend: Type.Boolean({ description: "Whether this server sends mail", examples: [true] }),
  },
  { title: "NoticeChoices", description: "What the caller is told by e-mail" },
);

const tags = ["Notices"];
const get = {
  operationId: "getNoticeChoices",
  summary: "What I am told by e-mail",
  description:
    "Of the organisation that the caller acts for, or of the locks that they own where they act for none. Whoever chose nothing is told what harms if nobody sees it, where they are an owner, and nothing otherwise.",
  tags,
  response: { 200: NoticeChoicesBody, ...errorAnswers() },
};
const choose = {
  operationId: "chooseNotices",
  summary: "Choose what I am told by e-mail",
  description:
    "In place of what was chosen before. A lock that was chosen then may stay, also where it was given away since. Nothing is told of what the caller may not read when the mail is sent.",
  tags,
  body: bodyWith(given),
  response: { 200: NoticeChoicesBody, ...bodyErrorAnswers() },
};

export function noticeChoicesRoutes(app: App, deps: RouteDeps): void {
  const { noticeChoices, directory, ledger, letters, config, clock } = deps;

  async function bodyOf(userId: string, choices: Choices, chosen: boolean) {
    const { atOnce, lockIds, ...rest } = choices;
    const email = (await directory.user(userId))?.email ?? null;
    return {
      ...rest,
      atOnce: [...atOnce],
      lockIds: lockIds && lockIds.map(String),
      chosen,
      email,
      canSend: letters.canSend,
    };
  }

  app.get("/notice-choices", { schema: get }, async ({ actor }) => {
    const { userId, scope, role } = chooserOf(actor);
    const chosen = await noticeChoices.of(userId, scope);
    const choices = chosen ?? defaultChoices(role, config.noticeLanguage);
    return bodyOf(userId, choices, chosen !== undefined);
  });

  app.put("/notice-choices", { schema: choose }, async ({ actor, body }) => {
    const { userId, scope } = chooserOf(actor);
    const before = await noticeChoices.of(userId, scope);
    const choices = {
      ...body,
      atOnce: inOrder(body.atOnce as readonly NoticeKind[]),
      lockIds: await locksOf(actor, body, before?.lockIds ?? []),
      timeZone: timeZoneOf(body.timeZone)!,
    };
    await noticeChoices.put(userId, scope, choices, clock.now());
    return bodyOf(userId, choices, true);
  });

  /** @throws HttpError 400 for a lock that is not the caller's; one that was theirs when they chose it stays */
  async function locksOf(
    actor: Actor,
    { lockIds }: Static<typeof choose.body>,
    before: readonly number[],
  ): Promise<readonly number[] | null> {
    if (lockIds === null) return null;
    const numbers = lockIds.map(Number);
    if (!numbers.every((one) => Number.isSafeInteger(one) && one > 0)) throw invalidField("lockIds", "names no lock");
    const there = numbers.length > 0 ? await ledger.read.locks(numbers) : new Map<number, never>();
    for (const lockId of numbers) {
      if (before.includes(lockId)) continue;
      const lock = there.get(lockId);
      if (!lock || !isEntitled(actor, lock.state)) throw invalidField("lockIds", `${lockId} is no lock of yours`);
    }
    return numbers;
  }
}

/** @throws HttpError 403 for whoever is no person */
function chooserOf(actor: Actor) {
  if (actor.kind === "member")
    return { userId: actor.userId, scope: scopeName({ orgId: actor.orgId }), role: actor.role };
  if (actor.kind === "user")
    return { userId: actor.userId, scope: scopeName({ ownerId: actor.userId }), role: undefined };
  throw new HttpError(403, "Only a person is told by e-mail: use a token");
}
