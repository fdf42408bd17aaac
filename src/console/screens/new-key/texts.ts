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
    sendTo: "Send the link to the guest",
    address: {
      email: "Their email address",
      phone: "Their number, with the country",
      either: "Their email address or number",
    },
    addressHint: "They are also told when times or doors change, and when you pause the key or take it back.",
    addressWrong: {
      email: "That is not an email address.",
      phone: "Write it with the country, such as +306912345678.",
    },
    by: "By",
    byPhone: { sms: "SMS", whatsapp: "WhatsApp" },
    sendWhen: "When",
    whens: { now: "At once", hours: "2 hours before it begins", day: "The day before" },
    inLanguage: "Language",
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
    sendTo: "Dem Gast den Link senden",
    address: {
      email: "E-Mail-Adresse des Gastes",
      phone: "Nummer des Gastes, mit Land",
      either: "E-Mail-Adresse oder Nummer des Gastes",
    },
    addressHint:
      "Der Gast erfährt auch, wenn sich Zeiten oder Türen ändern und wenn Sie den Schlüssel anhalten oder zurücknehmen.",
    addressWrong: {
      email: "Das ist keine E-Mail-Adresse.",
      phone: "Schreiben Sie sie mit dem Land, etwa +306912345678.",
    },
    by: "Über",
    byPhone: { sms: "SMS", whatsapp: "WhatsApp" },
    sendWhen: "Wann",
    whens: { now: "Sofort", hours: "2 Stunden vor Beginn", day: "Am Tag davor" },
    inLanguage: "Sprache",
  },
});
