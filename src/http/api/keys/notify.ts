/** Whom a key is for: what bodies say of it, checked, and as a command brings it. */
import Type, { type Static } from "typebox";
import { NOTICE_CHANNELS } from "../../../domain/guest-notice-facts.ts";
import type { FieldError } from "../../../domain/refusals.ts";
import { canonicalEmail } from "../../../identity/email.ts";
import type { Recipient, Recipients } from "../../../notices/recipients.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { RouteDeps } from "../../app.ts";
import { bodyWith } from "../../schemas.ts";

/** Whom a key is for. */
export const GivenRecipient = {
  ...bodyWith({
    email: Type.Optional(
      Type.String({ maxLength: 254, description: "The guest's address", examples: ["maria@example.com"] }),
    ),
    phone: Type.Optional(
      Type.String({ maxLength: 40, description: "Their number, with the country", examples: ["+306912345678"] }),
    ),
    channel: Type.Optional(
      Type.Enum([...NOTICE_CHANNELS], {
        type: "string",
        description:
          "What it is sent by; email or sms where only one of the two can be, and needed where both are given",
        examples: ["email"],
      }),
    ),
    language: Type.String({
      minLength: 2,
      maxLength: 35,
      description: "Of the message: a language of the guest's page, as a tag (BCP 47)",
      examples: ["en"],
    }),
    at: Type.Optional(
      Type.String({
        format: "date-time",
        description: "The link is held until then, at validFrom at the latest; sent at once if left out, or past",
        examples: ["2026-12-24T12:00:00Z"],
      }),
    ),
  }),
  title: "Notify",
  description:
    "Send the guest the link, and tell them when times or doors change, or the key is paused or taken back. Kept encrypted, told to nobody, erased with the key's texts. A repeat of the call sends nothing again",
};
export const Notify = Type.Optional(GivenRecipient);
type Asked = Static<typeof GivenRecipient>;

/** An international number (ITU-T E.164), however it is grouped. */
const PHONE = /^\+[1-9]\d{6,14}$/;

/**
 * @returns undefined where nobody is to be told
 * @throws HttpError 400 that names what is wrong, also that this server sends no such messages; StoreUnavailableError
 */
export async function recipientOf(
  { notify, validFrom }: { readonly notify?: Asked; readonly validFrom: string },
  tempKeyUuid: string,
  { recipients }: Pick<RouteDeps, "recipients">,
): Promise<string | undefined> {
  if (notify === undefined) return undefined;
  const recipient = readRecipient(notify, Date.parse(validFrom), recipients);
  if ("errors" in recipient) throw new HttpError(400, INVALID_REQUEST, [...recipient.errors]);
  return recipients.seal(tempKeyUuid, recipient);
}

/** @param validFrom of the key, in milliseconds since the epoch @returns all that is wrong, also that this server sends no such messages */
export function readRecipient(
  notify: Asked,
  validFrom: number,
  recipients: Pick<Recipients, "canReach" | "languageOf">,
): Recipient | { readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string) => void errors.push({ field: `notify.${field}`, message });
  const email = notify.email === undefined ? undefined : canonicalEmail(notify.email);
  if (notify.email !== undefined && email === undefined) wrong("email", "must be an e-mail address");
  const number = notify.phone?.replaceAll(/[\s().-]/g, "");
  const phone = number !== undefined && PHONE.test(number) ? number : undefined;
  if (notify.phone !== undefined && phone === undefined)
    wrong("phone", "must be a number with its country, such as +306912345678");
  const channel = channelOf(notify, wrong);
  if (channel && !recipients.canReach(channel)) wrong("channel", `cannot be ${channel}: ${UNSENT[channel]}`);
  const language = recipients.languageOf(notify.language);
  if (language === undefined) wrong("language", "must be a language of the guest's page, such as en, de or pt-BR");
  const at = notify.at === undefined ? undefined : Date.parse(notify.at);
  if (at !== undefined && at > validFrom) wrong("at", "must not be after validFrom");
  if (errors.length > 0) return { errors };
  const to = channel === "email" ? email! : phone!;
  return { channel: channel!, to, language: language!, ...(at !== undefined && { at }) };
}

const UNSENT = {
  email: "this server sends no mail (SMTP_URL)",
  sms: "this server sends no SMS (SMS_GATEWAY)",
  whatsapp: "this server sends nothing by WhatsApp (WHATSAPP_GATEWAY)",
} as const;

function channelOf(
  { email, phone, channel }: Asked,
  wrong: (field: string, message: string) => void,
): Recipient["channel"] | undefined {
  if (email === undefined && phone === undefined) {
    wrong("email", "or a phone is needed");
    return undefined;
  }
  if (channel === undefined) {
    if (email !== undefined && phone !== undefined) {
      wrong("channel", "is needed where both an email and a phone are given");
      return undefined;
    }
    return email === undefined ? "sms" : "email";
  }
  const needs = channel === "email" ? "email" : "phone";
  if ((needs === "email" ? email : phone) !== undefined) return channel;
  wrong(needs, `is needed for ${channel}`);
  return undefined;
}
