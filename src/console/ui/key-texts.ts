import { defineTexts } from "../texts/texts.ts";

/** What is done with a key wherever it stands. */
export const keyActions = defineTexts({
  en: {
    pause: "Pause",
    resume: "Resume",
    takeBack: "Take back",
    of: (action: string, key: string) => `${action}: ${key}`,
    paused: "Paused. It opens nothing until you resume it.",
    resumed: "It opens again",
    takingBack: "It opens nothing now, and is taken back",
    inSeconds: (n: number) => `in ${n} s`,
    at: (time: string) => `on ${time}`,
    shortly: "in a few seconds",
    undone: "Not taken back: it is as it was",
    undoing: "Undoing. Until then it opens nothing.",
    tooLate: "It is taken back: the undo came too late.",
  },
  de: {
    pause: "Anhalten",
    resume: "Fortsetzen",
    takeBack: "Zurücknehmen",
    of: (action, key) => `${key}: ${action}`,
    paused: "Angehalten. Der Schlüssel öffnet nichts, bis Sie ihn fortsetzen.",
    resumed: "Der Schlüssel öffnet wieder",
    takingBack: "Der Schlüssel öffnet nichts mehr und wird zurückgenommen:",
    inSeconds: (n) => `in ${n} s`,
    at: (time) => `am ${time}`,
    shortly: "in wenigen Sekunden",
    undone: "Nicht zurückgenommen: alles ist wie zuvor",
    undoing: "Wird rückgängig gemacht. Bis dahin öffnet der Schlüssel nichts.",
    tooLate: "Der Schlüssel ist zurückgenommen: Rückgängig kam zu spät.",
  },
});
