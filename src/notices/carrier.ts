/** Carries messages by what is configured. */
import { MailError, type Mailer } from "../mail/mailer.ts";
import { type Carrier, NotTakenError } from "./sending.ts";

/** @param domain of the Message-IDs of mails */
export function createCarrier(mailer: Mailer | undefined, domain: () => string): Carrier {
  return {
    canCarry: (channel) => channel === "email" && mailer !== undefined,
    async carry(message, id) {
      if (message.channel !== "email" || !mailer) throw new NotTakenError("Nothing sends such messages", false);
      try {
        await mailer.send({ ...message.mail, messageId: `${id}@${domain()}` });
      } catch (error) {
        if (error instanceof MailError) throw new NotTakenError(error.message, error.passing);
        throw error;
      }
    },
  };
}
