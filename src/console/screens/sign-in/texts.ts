import { defineTexts } from "../../texts/texts.ts";

export const signIn = defineTexts({
  en: {
    language: "Language",
    appearance: "Appearance",
    here: "In this browser",
    appearances: { system: "As the system is", light: "Light", dark: "Dark" },
  },
  de: {
    language: "Sprache",
    appearance: "Darstellung",
    here: "In diesem Browser",
    appearances: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  },
});
