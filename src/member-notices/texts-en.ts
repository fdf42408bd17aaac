import type { Happened, Texts } from "./texts.ts";

const at = ({ door, doors }: Happened) => (doors === 1 ? `at ${door}` : `at ${doors} doors`);
const times = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export const en: Texts = {
  locale: "en-GB",
  subject: {
    opened: (of) => (of.times === 1 ? `${of.door} was opened` : `${of.times} openings ${at(of)}`),
    refused: (of) => (of.times === 1 ? `Not let in at ${of.door}` : `Not let in ${of.times} times ${at(of)}`),
    "first-use": (of) =>
      of.times === 1 ? `First use of a key at ${of.door}` : `${of.times} keys were used for the first time`,
    offline: (of) => (of.doors === 1 ? `${of.door} cannot be reached` : `${of.doors} locks cannot be reached`),
    "battery-low": (of) => (of.doors === 1 ? `Low battery at ${of.door}` : `Low batteries ${at(of)}`),
    "door-ajar": (of) => (of.doors === 1 ? `${of.door} is standing open` : `${of.doors} doors are standing open`),
    forced: (of) => (of.doors === 1 ? `${of.door} was forced open` : `${of.doors} doors were forced open`),
    jammed: (of) => (of.doors === 1 ? `The bolt is stuck at ${of.door}` : `The bolt is stuck ${at(of)}`),
  },
  next: {
    opened: () => "",
    refused: () => "",
    "first-use": () => "",
    "key-ending": () => "Extend a key if somebody stays longer. Otherwise there is nothing to do.",
    offline: () => "Nothing opens there until the connection is back. Check the power and the hub.",
    "battery-low": (doors) =>
      `Change the ${doors === 1 ? "battery" : "batteries"} soon: a lock without power opens for nobody.`,
    "door-ajar": (doors) => `Please have somebody close ${doors === 1 ? "it" : "them"}.`,
    forced: () => "If you do not know why, go and look, or call somebody who is near.",
    jammed: (doors) =>
      doors === 1
        ? "The door opens for nobody until somebody has looked at it."
        : "These doors open for nobody until somebody has looked at them.",
    "webhook-failing": () => "What could not be delivered is kept and can be sent again once the address answers.",
  },
  several: (kind, count, since) =>
    kind === "opened"
      ? `${count} openings since ${since}`
      : kind === "refused"
        ? `not let in ${count} times since ${since}`
        : kind === "first-use"
          ? `${count} keys since ${since}`
          : `${count} times since ${since}`,
  more: (count) => `and ${count} more`,
  moreDoors: (doors) => `and ${times(doors, "more door", "more doors")}`,
  doors: (doors) => `${doors} doors`,
  unnamedDoor: (lockId) => `Lock ${lockId}`,
  withoutKey: "without a key",
  key: (note) => (note === undefined ? "key without a note" : `key “${note}”`),
  byPin: "by PIN",
  by: (name) => `by ${name}`,
  reasons: {
    "unknown-key": "there is no such key",
    revoked: "the key was taken back",
    paused: "the key is paused",
    "not-yet-valid": "the key had not begun yet",
    expired: "it was too late",
    "user-required": "nobody had signed in",
    "user-not-allowed": "the key is for somebody else",
    "unknown-door": "the key is not for this door",
    "method-not-allowed": "the key does not open this way",
    "used-up": "all uses were taken",
    "not-bound": "no device is connected",
    offline: "the lock could not be reached",
    "unknown-pin": "wrong PIN",
    "unproven-pin": "the stored PIN was changed from outside",
    timeout: "the lock did not answer in time",
    rejected: "the lock refused the command",
    jammed: "the bolt is stuck",
    auth: "the hub did not accept the server",
    unsupported: "the device cannot do this",
    indeterminate: "it is unclear whether it opened",
    internal: "something went wrong in the server or the hub",
  },
  battery: (percent) => `${percent}%`,
  offlineSince: (when) => `since ${when}`,
  keysEnd: {
    subject: (keys, note) =>
      keys === 1
        ? note === undefined
          ? "A key is about to end"
          : `“${note}” is about to end`
        : `${keys} keys are about to end`,
    ends: (when) => `ends ${when}`,
    unnamed: "Key without a note",
  },
  webhook: {
    subject: "A webhook has been failing for a day",
    off: "A webhook is off: its address wants nothing more",
    nextOff:
      "It is sent nothing until it is asked again and wants events. What happens meanwhile is kept, and can be sent from there on.",
    since: (when) => `Nothing has been accepted since ${when}`,
    label: "Address",
    said: (said) => `Last answer: ${said}`,
  },
  daily: {
    subject: (date) => `Your doors on ${date}`,
    openings: (count) => times(count, "opening", "openings"),
    failed: (count) => times(count, "failed opening", "failed openings"),
    refused: (count) => times(count, "refusal", "refusals"),
    other: (count) => times(count, "other event", "other events"),
    begin: "Keys that begin today",
    end: "Keys that end today",
    begins: (when, door) => `from ${when} · ${door}`,
    ends: (when, door) => `until ${when} · ${door}`,
    attention: "Doors that need you",
    offline: "cannot be reached",
    batteryLow: (percent) => (percent === undefined ? "battery low" : `battery at ${percent}%`),
    moreKeys: (keys) => `and ${times(keys, "more key", "more keys")}`,
  },
  look: "Show in Latchstring",
  because: {
    chosen: (of) => `You chose to get these emails about ${of ?? "your locks"}.`,
    owner: (of) => `You get these emails as ${of === undefined ? "the owner of these locks" : `an owner of ${of}`}.`,
  },
  localTime: "All times are local time at the door.",
  stop: "Stop these emails",
  choose: "Choose what you are told",
};
