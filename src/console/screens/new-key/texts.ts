import { defineTexts } from "../../texts/texts.ts";

export const newKey = defineTexts({
  en: {
    make: "Make the key",
    made: "The key is made",
    another: "Another key",
    look: "See the key",
    noDoors: "First add a door",
    noDoorsNext: "A key opens doors: add one first.",
    toDoors: "Go to doors",
    readOnly: "Your role may look at keys, and make none",
    overlapsOne: "Another key overlaps at these doors:",
    overlaps: (n: number) => `${n} other keys overlap at these doors:`,
    andMore: (n: number) => `and ${n} more`,
    noFreePin: "No PIN is free for these doors and this time. Try again, or leave it out.",
  },
  de: {
    make: "Schlüssel ausstellen",
    made: "Der Schlüssel ist fertig",
    another: "Noch ein Schlüssel",
    look: "Schlüssel ansehen",
    noDoors: "Legen Sie zuerst eine Tür an",
    noDoorsNext: "Ein Schlüssel öffnet Türen: Legen Sie zuerst eine an.",
    toDoors: "Zu den Türen",
    readOnly: "Ihre Rolle darf keine Schlüssel anlegen",
    overlapsOne: "An diesen Türen gilt dann auch ein anderer Schlüssel:",
    overlaps: (n) => `An diesen Türen gelten dann auch ${n} andere Schlüssel:`,
    andMore: (n) => `und ${n} weitere`,
    noFreePin:
      "Für diese Türen und diese Zeit ist keine PIN frei. Versuchen Sie es noch einmal, oder lassen Sie sie weg.",
  },
});
