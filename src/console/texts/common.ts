/** Texts that several screens share. */
import { defineTexts } from "./texts.ts";

export const common = defineTexts({
  en: {
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    undo: "Undo",
    copy: "Copy",
    copied: "Copied",
    tryAgain: "Try again",
    loading: "Loading",
    search: "Search",
    yourTime: (time: string) => `${time} your time`,
    unnamedLock: (id: string) => `Lock ${id}`,
    key: "Key",
    standing: {
      upcoming: "Begins later",
      active: "Opens",
      paused: "Paused",
      "used-up": "Used up",
      ended: "Over",
      revoked: "Taken back",
    },
    errors: {
      offline: "The server cannot be reached. Nothing was changed; try again when the connection is back.",
      unsure:
        "The server did not answer in time. It is not known whether this was done; trying again does it once only.",
      busy: "The server is busy. Nothing was changed; try again in a moment.",
      signedOut: "You are signed out. Sign in again, and go on where you were.",
      forbidden: "Your role does not allow this.",
      gone: "This is not there any more, or not yours.",
      fault: "Something went wrong on the server. Try again; if it stays, tell whoever hosts it.",
      reference: (id: string) => `Reference: ${id}`,
    },
  },
  de: {
    save: "Speichern",
    cancel: "Abbrechen",
    close: "Schließen",
    undo: "Rückgängig",
    copy: "Kopieren",
    copied: "Kopiert",
    tryAgain: "Noch einmal versuchen",
    loading: "Wird geladen",
    search: "Suchen",
    yourTime: (time: string) => `${time} Ihrer Zeit`,
    unnamedLock: (id: string) => `Schloss ${id}`,
    key: "Schlüssel",
    standing: {
      upcoming: "Beginnt später",
      active: "Öffnet",
      paused: "Angehalten",
      "used-up": "Aufgebraucht",
      ended: "Vorbei",
      revoked: "Zurückgenommen",
    },
    errors: {
      offline:
        "Der Server ist nicht erreichbar. Es wurde nichts geändert; versuchen Sie es wieder, sobald die Verbindung da ist.",
      unsure:
        "Der Server hat nicht rechtzeitig geantwortet. Ob es geschehen ist, ist offen; ein neuer Versuch führt es nur einmal aus.",
      busy: "Der Server ist überlastet. Es wurde nichts geändert; versuchen Sie es gleich noch einmal.",
      signedOut: "Sie sind abgemeldet. Melden Sie sich wieder an und machen Sie weiter, wo Sie waren.",
      forbidden: "Ihre Rolle erlaubt das nicht.",
      gone: "Das gibt es nicht mehr, oder es gehört Ihnen nicht.",
      fault:
        "Auf dem Server ist etwas schiefgegangen. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es dem Betreiber.",
      reference: (id: string) => `Kennung: ${id}`,
    },
  },
});
