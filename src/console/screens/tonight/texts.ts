import { defineTexts } from "../../texts/texts.ts";

export const tonight = defineTexts({
  en: { arriving: "Next to begin", nobody: "No key begins until tomorrow" },
  de: { arriving: "Beginnt als Nächstes", nobody: "Bis morgen beginnt kein Schlüssel" },
});
