import type { ApiKey } from "../../api/types.ts";
import { defineTexts } from "../../texts/texts.ts";

type Scopes = Readonly<Record<ApiKey["scopes"][number], readonly [name: string, may: string]>>;

export const apiKeys = defineTexts({
  en: {
    scopes: {
      read: ["Read", "Sees doors, keys and the activity; the links of open keys are among it."],
      keys: ["Keys", "Reads, and makes, changes and takes back keys. Enough for a booking system."],
      locks: ["Doors", "Reads, opens doors, and manages locks, hubs, sites and directions."],
      admin: ["Everything", "All of the organisation: members, API keys, hubs and the brand too."],
    } satisfies Scopes as Scopes,
    none: "API keys belong to an organisation",
    nothing: "No program acts for you yet",
    nothingNext: "With an API key a program makes keys and opens doors: a booking system, a script, a home automation.",
    make: "New API key",
    name: "Name",
    nameHint: "So that you know it again: which program has it",
    scope: "What it may do",
    scopeProblem: "Choose at least one.",
    reach: "Which doors",
    all: "All doors, later ones too",
    some: "Only some",
    someHint: "All others are to it as if they were not there.",
    reachProblem: "Choose a door or a site.",
    sites: "Sites",
    end: "Until when",
    ends: { never: "Until it is revoked", month: "30 days", quarter: "90 days", year: "A year" },
    save: "Make the key",
    full: "There are as many API keys as there may be. Revoke one first.",
    made: (name: string) => `API key “${name}”`,
    secret: "The API key",
    firstCall: "The first call",
    firstCallHint: "In a terminal. It lists the doors that the key reaches.",
    copyCall: "Copy these lines",
    unnamed: "Without a name",
    lastUsed: (day: string) => `Last used ${day}`,
    neverUsed: "Never used",
    until: "Until",
    expired: "Over",
    limited: (doors: number, sites: number) =>
      [
        doors > 0 ? `${doors} ${doors === 1 ? "door" : "doors"}` : "",
        sites > 0 ? `${sites} ${sites === 1 ? "site" : "sites"}` : "",
      ]
        .filter(Boolean)
        .join(", "),
    rotate: "Rotate",
    rotateTitle: (name: string) => `Another key in the place of “${name}”`,
    rotateHint: "With the same name, doors and end. Give the new one to the program within the time below.",
    overlap: "The old key goes on working",
    overlaps: { now: "Not at all: it ends at once", hour: "For an hour", day: "For a day", week: "For 7 days" },
    revoke: "Revoke",
    revokeTitle: (name: string) => `Revoke “${name}”`,
    revokeHint:
      "Whatever uses it stops working within a second, for good. Temporary keys that it made go on opening their doors.",
    revoked: (name: string) => `“${name}” was revoked`,
  },
  de: {
    scopes: {
      read: ["Lesen", "Sieht Türen, Schlüssel und den Verlauf, auch die Links offener Schlüssel."],
      keys: ["Schlüssel", "Liest, legt Schlüssel an, ändert sie und nimmt sie zurück. Genug für ein Buchungssystem."],
      locks: ["Türen", "Liest, öffnet Türen und verwaltet Schlösser, Hubs, Standorte und Wegbeschreibungen."],
      admin: ["Alles", "Alles in der Organisation: auch Mitglieder, API-Schlüssel, Hubs und der Auftritt."],
    } satisfies Scopes as Scopes,
    none: "API-Schlüssel gehören zu einer Organisation",
    nothing: "Noch handelt kein Programm für Sie",
    nothingNext:
      "Mit einem API-Schlüssel legt ein Programm Schlüssel an und öffnet Türen: ein Buchungssystem, ein Skript, eine Haussteuerung.",
    make: "Neuer API-Schlüssel",
    name: "Name",
    nameHint: "Damit Sie ihn wiedererkennen: welches Programm ihn hat",
    scope: "Was er darf",
    scopeProblem: "Wählen Sie mindestens eines.",
    reach: "Für welche Türen",
    all: "Alle Türen, auch spätere",
    some: "Nur manche",
    someHint: "Alle anderen gibt es für ihn nicht.",
    reachProblem: "Wählen Sie eine Tür oder einen Standort.",
    sites: "Standorte",
    end: "Bis wann",
    ends: { never: "Bis er widerrufen wird", month: "30 Tage", quarter: "90 Tage", year: "Ein Jahr" },
    save: "Schlüssel anlegen",
    full: "Es gibt so viele API-Schlüssel wie möglich. Widerrufen Sie zuerst einen.",
    made: (name: string) => `API-Schlüssel „${name}“`,
    secret: "Der API-Schlüssel",
    firstCall: "Der erste Aufruf",
    firstCallHint: "In einem Terminal. Er listet die Türen auf, die der Schlüssel erreicht.",
    copyCall: "Diese Zeilen kopieren",
    unnamed: "Ohne Namen",
    lastUsed: (day: string) => `Zuletzt benutzt: ${day}`,
    neverUsed: "Nie benutzt",
    until: "Bis",
    expired: "Abgelaufen",
    limited: (doors: number, sites: number) =>
      [
        doors > 0 ? `${doors} ${doors === 1 ? "Tür" : "Türen"}` : "",
        sites > 0 ? `${sites} ${sites === 1 ? "Standort" : "Standorte"}` : "",
      ]
        .filter(Boolean)
        .join(", "),
    rotate: "Erneuern",
    rotateTitle: (name: string) => `Ein anderer Schlüssel anstelle von „${name}“`,
    rotateHint:
      "Mit demselben Namen, denselben Türen und demselben Ende. Geben Sie dem Programm den neuen in der unten gewählten Zeit.",
    overlap: "Der alte Schlüssel gilt weiter",
    overlaps: { now: "Gar nicht: Er endet sofort", hour: "Eine Stunde", day: "Einen Tag", week: "7 Tage" },
    revoke: "Widerrufen",
    revokeTitle: (name: string) => `„${name}“ widerrufen`,
    revokeHint:
      "Was ihn benutzt, funktioniert innerhalb einer Sekunde und für immer nicht mehr. Die Schlüssel, die er angelegt hat, öffnen ihre Türen weiter.",
    revoked: (name: string) => `„${name}“ wurde widerrufen`,
  },
});
