import { defineTexts } from "../texts/texts.ts";

export const palette = defineTexts({
  en: {
    title: "Go to or search",
    hint: "Screens, doors, keys and what you can do",
    nothing: "Nothing like that",
    found: (count: number) => (count === 1 ? "One result" : `${count} results`),
    door: "Door",
    key: "Key",
    help: "Keyboard shortcuts",
    palette: "Search everything",
    newKey: "New key",
    search: "Search on this screen, or everything",
    helpHere: "This list",
    off: "Those of a single letter are turned off.",
    letters: "Shortcuts of a single letter",
  },
  de: {
    title: "Gehe zu oder suche",
    hint: "Bereiche, Türen, Schlüssel und was Sie tun können",
    nothing: "Nichts dergleichen",
    found: (count: number) => (count === 1 ? "Ein Ergebnis" : `${count} Ergebnisse`),
    door: "Tür",
    key: "Schlüssel",
    help: "Tastenkürzel",
    palette: "Alles durchsuchen",
    newKey: "Neuer Schlüssel",
    search: "In diesem Bereich suchen, sonst überall",
    helpHere: "Diese Liste",
    off: "Kürzel aus einem einzelnen Buchstaben sind abgeschaltet.",
    letters: "Tastenkürzel aus einem einzelnen Buchstaben",
  },
});
