import { defineTexts } from "../../texts/texts.ts";

export const newKey = defineTexts({
  en: {
    make: "Make the key",
    made: "The key is made",
    another: "Another key",
    look: "See the key",
    noDoors: "First add a door",
    noDoorsNext: "A key opens doors. Once there is one, a guest’s key takes ten seconds.",
    toDoors: "Go to doors",
    readOnly: "Your role may look at keys, and make none",
    overlapsOne: "Another key has a part of this time at these doors:",
    overlaps: (n: number) => `${n} other keys have a part of this time at these doors:`,
    andMore: (n: number) => `and ${n} more`,
    noFreePin: "No free PIN was found for these doors and this time. Try again, or leave the PIN out.",
  },
  de: {
    make: "Schlüssel ausstellen",
    made: "Der Schlüssel ist fertig",
    another: "Noch ein Schlüssel",
    look: "Schlüssel ansehen",
    noDoors: "Legen Sie zuerst eine Tür an",
    noDoorsNext:
      "Ein Schlüssel öffnet Türen. Sobald es eine gibt, ist der Schlüssel eines Gastes in zehn Sekunden ausgestellt.",
    toDoors: "Zu den Türen",
    readOnly: "Mit Ihrer Rolle können Sie Schlüssel ansehen, aber keine ausstellen",
    overlapsOne: "Ein anderer Schlüssel gilt an diesen Türen in einem Teil dieser Zeit:",
    overlaps: (n) => `${n} andere Schlüssel gelten an diesen Türen in einem Teil dieser Zeit:`,
    andMore: (n) => `und ${n} weitere`,
    noFreePin:
      "Für diese Türen und diese Zeit fand sich keine freie PIN. Versuchen Sie es noch einmal, oder lassen Sie die PIN weg.",
  },
});
