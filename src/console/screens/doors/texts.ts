import { defineTexts } from "../../texts/texts.ts";

export const doors = defineTexts({
  en: { open: "Open now", rename: "Rename", name: "Name", nameHint: "As guests read it on their page" },
  de: { open: "Jetzt öffnen", rename: "Umbenennen", name: "Name", nameHint: "So lesen ihn Gäste auf ihrer Seite" },
});
