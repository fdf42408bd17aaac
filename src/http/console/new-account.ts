/** What people say of themselves when they get an account: checked before anything is done. */
import type { FieldError } from "../../domain/refusals.ts";
import { PASSWORD_LENGTH } from "../../identity/accounts/accounts.ts";
import { canonicalEmail } from "../../identity/email.ts";
import { HttpError, INVALID_REQUEST } from "../answers/errors.ts";
import type { Problem } from "./messages/messages.ts";
import type { Field, Problems } from "./page/form.ts";
import type { View } from "./page/view.ts";

export const MAX_NAME = 120;
export const MAX_EMAIL = 254;

/** Whether a password is known from leaks. */
export type IsBreached = (password: string, words: readonly string[]) => Promise<boolean>;

/** What is wrong with a new password; undefined where nothing is. */
export async function problemOfPassword(
  password: string,
  words: readonly string[],
  isBreached: IsBreached,
): Promise<Problem | undefined> {
  const { length } = [...password];
  if (length === 0) return "required";
  if (length < PASSWORD_LENGTH.least) return "short";
  if (length > PASSWORD_LENGTH.most) return "long";
  return (await isBreached(password, words)) ? "breached" : undefined;
}

export function problemOfName(name: string): Problem | undefined {
  if (name === "") return "required";
  return name.length > MAX_NAME ? "long" : undefined;
}

export function problemOfEmail(email: string): Problem | undefined {
  if (email === "") return "required";
  return canonicalEmail(email) === undefined ? "email" : undefined;
}

/** Only those fields with which something is wrong. */
export function problemsOf(found: Readonly<Record<string, Problem | undefined>>): Problems | undefined {
  const wrong = Object.entries(found).flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const]));
  return wrong.length === 0 ? undefined : Object.fromEntries(wrong);
}

const TO_PROGRAMS: Readonly<Record<Problem, string>> = {
  required: "is required",
  email: "must be an e-mail address",
  short: `must have at least ${PASSWORD_LENGTH.least} characters`,
  long: "is too long",
  breached: "is known from leaks; choose another one",
  taken: "has an account already",
  known: "is not that of the account with this address",
  wrong: "is not right",
};

/** The same for programs. */
export function invalidFields(problems: Problems): HttpError {
  const details = Object.entries(problems).map(([field, problem]): FieldError => {
    return { field, message: TO_PROGRAMS[problem] };
  });
  return new HttpError(400, INVALID_REQUEST, details);
}

export function nameField({ m: { fields } }: View, value?: string): Field {
  return { name: "name", label: fields.name, type: "text", autocomplete: "name", maxlength: MAX_NAME, value };
}

export function emailField({ m: { fields } }: View, value?: string): Field {
  return { name: "email", label: fields.email, type: "email", autocomplete: "username", maxlength: MAX_EMAIL, value };
}

export function newPasswordField({ m: { fields } }: View): Field {
  return {
    name: "password",
    label: fields.newPassword,
    type: "password",
    autocomplete: "new-password",
    hint: fields.passwordHint,
    minlength: PASSWORD_LENGTH.least,
  };
}
