import { defineTexts } from "../texts/texts.ts";

export const sending = defineTexts({
  en: {
    sendTo: "Send the link to the guest",
    address: {
      email: "Their email address",
      phone: "Their number, with the country",
      either: "Their email address or number",
    },
    addressHint: "They are also told when it changes, is paused or taken back.",
    addressWrong: {
      email: "That is not an email address.",
      phone: "With the country, such as +306912345678.",
    },
    by: "By",
    byPhone: { sms: "SMS", whatsapp: "WhatsApp" },
    sendWhen: "When",
    whens: { now: "At once", hours: "2 hours before it begins", day: "The day before" },
    inLanguage: "Language",
    send: "Send",
    sent: "The link is on its way",
  },
  de: {
    sendTo: "Dem Gast den Link senden",
    address: {
      email: "E-Mail-Adresse des Gastes",
      phone: "Nummer des Gastes, mit Land",
      either: "E-Mail-Adresse oder Nummer des Gastes",
    },
    addressHint: "Der Gast erfährt auch, wenn er sich ändert, angehalten oder zurückgenommen wird.",
    addressWrong: {
      email: "Das ist keine E-Mail-Adresse.",
      phone: "Mit dem Land, etwa +306912345678.",
    },
    by: "Über",
    byPhone: { sms: "SMS", whatsapp: "WhatsApp" },
    sendWhen: "Wann",
    whens: { now: "Sofort", hours: "2 Stunden vor Beginn", day: "Am Tag davor" },
    inLanguage: "Sprache",
    send: "Senden",
    sent: "Der Link ist unterwegs",
  },
});
