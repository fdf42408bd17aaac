import { defineTexts } from "../../texts/texts.ts";

export const newKey = defineTexts({
  en: { from: "Begins", until: "Ends", people: "For these people", make: "Make the key" },
  de: { from: "Beginnt", until: "Endet", people: "Für diese Personen", make: "Schlüssel ausstellen" },
});
