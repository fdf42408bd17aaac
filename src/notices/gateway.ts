/** Messages to phones by a gateway: one HTTP request each, as the operator wrote it. */
import { fillingOf, inHeader, inUrl } from "../outbound/fill.ts";
import { OutboundError } from "../outbound/outbound-error.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { contentTypeOf, type GatewaySettings } from "./gateway-settings.ts";
import type { PhoneText } from "./notices.ts";
import { NotTakenError } from "./sending.ts";

/** How long a gateway may take, in milliseconds. */
const ANSWER_MS = 15_000;
/** Refusals that are the operator's to mend, or pass by themselves. */
const PASSING = new Set([401, 402, 403, 407, 408, 425, 429]);

/**
 * @param id the same where the same is sent again: gateways that know it send it once
 * @throws NotTakenError whose message has nothing of the answer, which may have the number in it
 */
export async function sendByGateway(
  { url, method, headers, body, token, contains }: GatewaySettings,
  { to, text, parts }: PhoneText,
  id: string,
  outbound: Pick<Outbound, "request">,
): Promise<void> {
  const values = {
    title: "",
    host: "",
    doors: "",
    from: "",
    until: "",
    link: "",
    language: "",
    ...parts,
    to,
    text,
    id,
    token,
  };
  const filled = Object.entries(headers).map(([name, value]) => [name, inHeader(value, values)] as const);
  const answer = await outbound
    .request({
      url: inUrl(url, values),
      method,
      headers: Object.fromEntries(filled),
      ...(body !== undefined && { body: fillingOf(contentTypeOf(headers))(body, values) }),
      isPrivate: true,
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    .catch((error: unknown) => {
      if (error instanceof OutboundError) throw new NotTakenError(`gateway: ${error.message}`, true);
      throw error;
    });
  const { status } = answer;
  if (status >= 200 && status < 300) {
    if (contains === undefined || answer.body.includes(contains)) return;
    throw new NotTakenError(`gateway: answered ${status}, and not that it took the message`, true);
  }
  throw new NotTakenError(`gateway: answered ${status}`, status >= 500 || PASSING.has(status));
}
