/**
 * How bodies have a key's terms. Keyed as the domain's own table (`domain/key-terms.ts`), so that a new term is named
 * here too; the schemas of bodies say `satisfies Record<Term, …>` where they have all of them.
 */
import { canonicalUserId, isoTime } from "../../../domain/ids.ts";
import { accessAsked, type KeyTerms, type Term, usersHeldTo } from "../../../domain/key-terms.ts";

type BodyTerms = { readonly [T in Term]: T extends "validFrom" | "validUntil" ? string : KeyTerms[T] };

const asItIs = <V>(value: V) => value;
const FROM_BODY: { readonly [T in Term]: (asked: BodyTerms[T]) => KeyTerms[T] } = {
  accessMode: asItIs,
  allowedUserIds: (ids) => ids.map(canonicalUserId),
  validFrom: Date.parse,
  validUntil: Date.parse,
  maxUses: asItIs,
  maxUsesPerDoor: asItIs,
};
const ALL = Object.keys(FROM_BODY) as Term[];

/** The terms that a body asks for, and none that it does not. It was checked against its schema. */
export function askedTerms(body: Partial<BodyTerms>): Partial<KeyTerms> {
  const asked: { -readonly [T in Term]?: KeyTerms[T] } = {};
  const take = <T extends Term>(term: T) => {
    const value = body[term];
    if (value !== undefined) asked[term] = FROM_BODY[term](value);
  };
  ALL.forEach(take);
  return { ...asked, ...accessAsked(asked) };
}

/** The same for a new key, with what it has where its body does not say. */
export function newTerms(body: Partial<BodyTerms> & Pick<BodyTerms, "validFrom" | "validUntil">): KeyTerms {
  const { accessMode = "public", allowedUserIds = [] } = accessAsked(body);
  const { validFrom, validUntil, maxUses = null, maxUsesPerDoor = null } = body;
  return {
    accessMode,
    allowedUserIds: FROM_BODY.allowedUserIds(allowedUserIds),
    validFrom: FROM_BODY.validFrom(validFrom),
    validUntil: FROM_BODY.validUntil(validUntil),
    maxUses,
    maxUsesPerDoor,
  };
}

/** The terms of a key as answers show them; whom a key for everybody names is not told, as nobody is held to it. */
export function shownTerms(key: KeyTerms) {
  const { accessMode, validFrom, validUntil, maxUses, maxUsesPerDoor } = key;
  return {
    accessMode,
    allowedUserIds: usersHeldTo(key) as string[], // only written from here on
    validFrom: isoTime(validFrom),
    validUntil: isoTime(validUntil),
    maxUses,
    maxUsesPerDoor,
  } satisfies BodyTerms;
}
