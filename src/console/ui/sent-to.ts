/** Whom the link of a key is sent to, before the server knows of it. */

/** How the server sends messages. */
export type Channel = "email" | "sms" | "whatsapp";

/** Whom the link is sent to, as somebody fills it in. It is not kept in the browser. */
export interface SendTo {
  readonly isAsked: boolean;
  readonly address: string;
  readonly by: "sms" | "whatsapp";
  readonly when: "now" | "hours" | "day";
  readonly language: string;
}

const BEFORE_MS = { now: Infinity, hours: 2 * 3_600_000, day: 24 * 3_600_000 } as const;

/** What is wrong with the address; undefined where nothing is. */
export function problemOfAddress(
  { isAsked, address }: SendTo,
  channels: readonly Channel[],
): "email" | "phone" | undefined {
  if (!isAsked) return undefined;
  if (isPhone(address, channels)) return /^\+[1-9][\d\s().-]{6,30}$/.test(address.trim()) ? undefined : "phone";
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address.trim()) ? undefined : "email";
}

/** As the server takes it. @param from when the key begins, in milliseconds since the epoch */
export function notifyOf({ address, by, when, language }: SendTo, channels: readonly Channel[], from: number) {
  const to = address.trim();
  const at = when === "now" ? {} : { at: new Date(from - BEFORE_MS[when]).toISOString() };
  if (!isPhone(address, channels)) return { email: to, language, ...at };
  return { phone: to, channel: channels.includes(by) ? by : phonesOf(channels)[0], language, ...at };
}

/** Those of them that reach a phone. */
export const phonesOf = (channels: readonly Channel[]) =>
  channels.filter((one): one is "sms" | "whatsapp" => one !== "email");

/** Whether what was typed is a number. */
export function isPhone(address: string, channels: readonly Channel[]): boolean {
  return (
    phonesOf(channels).length > 0 &&
    (!channels.includes("email") || /^\s*[+\d]/.test(address)) &&
    !address.includes("@")
  );
}
