/** What happened at a door in words, why something was refused, and what to do about it. */
import type { ActivityItem, ActivityReasons } from "../api/types.ts";
import { defineTexts } from "../texts/texts.ts";

/** Why, and what helps; the second is empty where nothing does. */
type Why = readonly [why: string, next: string];
type Refused = Readonly<Record<ActivityReasons["refused"], Why>>;
type Failed = Readonly<Record<ActivityReasons["failed"], Why>>;
type Outcomes = Readonly<Record<NonNullable<ActivityItem["outcome"]>, string>>;
/** What begins an item that is no opening and no refusal. */
type Other = Exclude<
  ActivityItem["type"],
  | "LockOpenRequested"
  | "LockOpenSent"
  | "LockOpened"
  | "LockOpenFailed"
  | "TempKeyUseReleased"
  | "AdmissionRefused"
  | "PinRefused"
  | "ManualOperation"
>;
type Others = Readonly<Record<Other, string>>;

export const happened = defineTexts({
  en: {
    outcome: {
      requested: "Being opened",
      opened: "Opened",
      failed: "Did not open",
      expired: "Not opened: too late",
      unknown: "Unclear whether it opened",
      refused: "Not let in",
    } satisfies Outcomes as Outcomes,
    by: { key: "with the link", code: "with the PIN" },
    withoutKey: "without a key",
    manual: { locked: "Locked by hand", unlocked: "Unlocked by hand" },
    repeated: (count: string) => `and ${count} more times`,
    other: {
      LockCreated: "Door added",
      OwnerSet: "The door’s owner was set",
      OrganizationSet: "The door was given to an organisation",
      LockUuidChanged: "The door’s device was replaced",
      LockTimeZoneChanged: "The door’s time zone was changed",
      DeviceBound: "A device was connected to the door",
      DeviceUnbound: "The door’s device was disconnected",
      DeviceOffline: "The lock cannot be reached",
      DeviceOnline: "The lock can be reached again",
      BatteryLow: "The lock’s battery is low",
      DoorAjar: "The door was left open",
      DoorForced: "The door was forced open",
      LockJammed: "The bolt is stuck",
      TempKeyCreated: "Key made",
      TempKeyUpdated: "Key changed",
      TempKeyDeleted: "Key taken back",
      TempKeyPaused: "Key paused",
      TempKeyResumed: "Key resumed",
      TempKeyNoticeSent: "The guest was sent a message",
      TempKeyNoticeFailed: "The guest could not be reached",
      TempKeyUsed: "A use of the key was recorded",
    } satisfies Others as Others,
    refused: {
      "unknown-key": ["There is no such key.", ""],
      revoked: ["The key had been taken back.", "Make a new key if the guest may come in."],
      paused: ["The key was paused.", "Resume it if the guest may come in."],
      "not-yet-valid": ["The key had not begun yet.", "Let it begin earlier if the guest may come in."],
      expired: ["The key was over.", "Extend it if the guest may come in."],
      "user-required": ["The key is for people who sign in.", "The guest signs in on the key’s page."],
      "user-not-allowed": [
        "The key is not for whoever tried it.",
        "Add them to the key if they may come in, or take it back.",
      ],
      "unknown-door": ["The key is not for this door.", "Add the door to the key if the guest may come in."],
      "method-not-allowed": [
        "The key does not open the door this way.",
        "In the key you choose whether by link, PIN or both.",
      ],
      "used-up": ["The key was used up.", "Allow more uses if the guest may come in."],
      "not-bound": ["No device is connected to the door.", "Connect one on the door’s page."],
      offline: ["The lock could not be reached.", "Check its power and its hub. The guest needs another way in."],
      "unknown-pin": [
        "No key has this PIN at this door.",
        "Mostly a typing mistake. If it goes on, somebody may be guessing.",
      ],
      "unproven-pin": ["What is stored of this PIN was changed from outside.", "Tell whoever hosts it at once."],
    } satisfies Refused as Refused,
    failed: {
      expired: ["The command came too late.", "Try again. If it stays, check the hub."],
      offline: ["The lock could not be reached.", "Check its power and its hub."],
      timeout: ["The lock did not answer.", "Look at the door before you try again."],
      rejected: ["The lock refused the command.", "Its own app may say why."],
      jammed: ["The bolt is stuck.", "Look at the door."],
      auth: ["The hub refuses the token or password.", "Renew them under Hubs."],
      unsupported: ["The device cannot do this.", "Check which device the door is connected to."],
      indeterminate: ["The lock gave no clear answer.", "Look at the door."],
      internal: ["Something went wrong.", "Try again. If it stays, tell whoever hosts it."],
      revoked: ["The key was taken back or paused before.", ""],
    } satisfies Failed as Failed,
  },
  de: {
    outcome: {
      requested: "Wird geöffnet",
      opened: "Geöffnet",
      failed: "Nicht geöffnet",
      expired: "Nicht geöffnet: zu spät",
      unknown: "Unklar, ob geöffnet",
      refused: "Abgewiesen",
    } satisfies Outcomes as Outcomes,
    by: { key: "mit dem Link", code: "mit der PIN" },
    withoutKey: "ohne Schlüssel",
    manual: { locked: "Von Hand verriegelt", unlocked: "Von Hand entriegelt" },
    repeated: (count: string) => `und noch ${count}-mal`,
    other: {
      LockCreated: "Tür angelegt",
      OwnerSet: "Der Besitzer der Tür wurde festgelegt",
      OrganizationSet: "Die Tür wurde einer Organisation zugeordnet",
      LockUuidChanged: "Das Gerät der Tür wurde ausgetauscht",
      LockTimeZoneChanged: "Die Zeitzone der Tür wurde geändert",
      DeviceBound: "Ein Gerät wurde mit der Tür verbunden",
      DeviceUnbound: "Das Gerät wurde von der Tür getrennt",
      DeviceOffline: "Das Schloss ist nicht erreichbar",
      DeviceOnline: "Das Schloss ist wieder erreichbar",
      BatteryLow: "Die Batterie des Schlosses ist schwach",
      DoorAjar: "Die Tür blieb offen stehen",
      DoorForced: "Die Tür wurde aufgebrochen",
      LockJammed: "Der Riegel klemmt",
      TempKeyCreated: "Schlüssel angelegt",
      TempKeyUpdated: "Schlüssel geändert",
      TempKeyDeleted: "Schlüssel zurückgenommen",
      TempKeyPaused: "Schlüssel angehalten",
      TempKeyResumed: "Schlüssel wieder freigegeben",
      TempKeyNoticeSent: "Der Gast wurde benachrichtigt",
      TempKeyNoticeFailed: "Der Gast wurde nicht erreicht",
      TempKeyUsed: "Eine Nutzung des Schlüssels wurde vermerkt",
    } satisfies Others as Others,
    refused: {
      "unknown-key": ["Diesen Schlüssel gibt es nicht.", ""],
      revoked: [
        "Der Schlüssel war zurückgenommen.",
        "Legen Sie einen neuen Schlüssel an, wenn der Gast eintreten darf.",
      ],
      paused: ["Der Schlüssel war angehalten.", "Setzen Sie ihn fort, wenn der Gast eintreten darf."],
      "not-yet-valid": [
        "Der Schlüssel galt noch nicht.",
        "Lassen Sie ihn früher beginnen, wenn der Gast eintreten darf.",
      ],
      expired: ["Der Schlüssel war abgelaufen.", "Verlängern Sie ihn, wenn der Gast eintreten darf."],
      "user-required": [
        "Der Schlüssel gilt für Personen, die sich anmelden.",
        "Der Gast meldet sich auf der Seite des Schlüssels an.",
      ],
      "user-not-allowed": [
        "Der Schlüssel gilt nicht für den, der es versuchte.",
        "Nehmen Sie die Person in den Schlüssel auf, wenn sie eintreten darf, oder nehmen Sie ihn zurück.",
      ],
      "unknown-door": [
        "Der Schlüssel gilt nicht für diese Tür.",
        "Nehmen Sie die Tür in den Schlüssel auf, wenn der Gast eintreten darf.",
      ],
      "method-not-allowed": [
        "So öffnet dieser Schlüssel die Tür nicht.",
        "Im Schlüssel legen Sie fest, ob per Link, PIN oder beidem.",
      ],
      "used-up": ["Der Schlüssel war aufgebraucht.", "Erlauben Sie weitere Öffnungen, wenn der Gast eintreten darf."],
      "not-bound": ["Mit der Tür ist kein Gerät verbunden.", "Verbinden Sie eines auf der Seite der Tür."],
      offline: [
        "Das Schloss war nicht erreichbar.",
        "Prüfen Sie seine Stromversorgung und den Hub. Der Gast braucht einen anderen Weg hinein.",
      ],
      "unknown-pin": [
        "Kein Schlüssel hat an dieser Tür diese PIN.",
        "Meist ein Tippfehler. Kommt es öfter vor, rät vielleicht jemand.",
      ],
      "unproven-pin": [
        "Was zu dieser PIN gespeichert ist, wurde von außen verändert.",
        "Sagen Sie es sofort dem Betreiber.",
      ],
    } satisfies Refused as Refused,
    failed: {
      expired: ["Der Befehl kam zu spät.", "Versuchen Sie es noch einmal. Bleibt es so, prüfen Sie den Hub."],
      offline: ["Das Schloss war nicht erreichbar.", "Prüfen Sie seine Stromversorgung und den Hub."],
      timeout: ["Das Schloss hat nicht geantwortet.", "Sehen Sie nach der Tür, bevor Sie es noch einmal versuchen."],
      rejected: ["Das Schloss hat den Befehl abgelehnt.", "Den Grund nennt vielleicht seine App."],
      jammed: ["Der Riegel klemmt.", "Sehen Sie nach der Tür."],
      auth: ["Der Hub lehnt Token oder Passwort ab.", "Erneuern Sie sie unter „Hubs“."],
      unsupported: ["Das Gerät kann das nicht.", "Prüfen Sie, mit welchem Gerät die Tür verbunden ist."],
      indeterminate: ["Unklar, was das Schloss antwortete.", "Sehen Sie nach der Tür."],
      internal: [
        "Etwas ist schiefgegangen.",
        "Versuchen Sie es noch einmal. Bleibt es so, sagen Sie es dem Betreiber.",
      ],
      revoked: ["Der Schlüssel wurde vorher zurückgenommen oder angehalten.", ""],
    } satisfies Failed as Failed,
  },
});

/** What happened, in a few words. */
export function headlineOf({ type, outcome, reason }: ActivityItem): string {
  if (outcome !== null) return happened.outcome[outcome];
  if (type === "ManualOperation") return happened.manual[reason === "locked" ? "locked" : "unlocked"];
  return type in happened.other ? happened.other[type as Other] : type;
}

/** Why it was refused or did not open, and what to do about it; undefined where there is nothing to say. */
export function whyOf({ outcome, reason }: ActivityItem): Why | undefined {
  if (outcome === null || reason === null) return undefined;
  const { refused, failed }: { refused: Readonly<Record<string, Why>>; failed: Readonly<Record<string, Why>> } =
    happened;
  return outcome === "refused" ? refused[reason] : failed[reason];
}
