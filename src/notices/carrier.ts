/** Carries messages by what is configured. */
import { MailError, type Mailer } from "../mail/mailer.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { sendByGateway } from "./gateway.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { type Carrier, NotTakenError } from "./sending.ts";

/** What is configured. */
export interface CarrierOptions {
  readonly mailer: Mailer | undefined;
  readonly gateways: Readonly<Record<"sms" | "whatsapp", GatewaySettings | undefined>>;
  readonly outbound: Pick<Outbound, "request">;
  /** Of the Message-IDs of mails. */
  readonly domain: () => string;
}

/** @returns what carries messages, each by one call of another server */
export function createCarrier({ mailer, gateways, outbound, domain }: CarrierOptions): Carrier {
  const canCarry: Carrier["canCarry"] = (channel) => (channel === "email" ? mailer : gateways[channel]) !== undefined;
  return {
    canCarry,
    async carry(message, id) {
      if (message.channel !== "email") {
        const gateway = gateways[message.channel];
        if (gateway) return sendByGateway(gateway, message.phone, id, outbound);
      } else if (mailer) {
        return mailer.send({ ...message.mail, messageId: `${id}@${domain()}` }).catch((error: unknown) => {
          throw error instanceof MailError ? new NotTakenError(error.message, error.passing) : error;
        });
      }
      throw new NotTakenError("Nothing sends such messages", false);
    },
  };
}
