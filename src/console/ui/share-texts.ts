import { defineTexts } from "../texts/texts.ts";

export const sharing = defineTexts({
  en: {
    link: "Link",
    onlyHere: "A phone reaches this server only by an address of its own: see PUBLIC_URL in the documentation.",
    copyLink: "Copy link",
    pin: "PIN",
    pinOnce: "Shown this once; the guest finds it on the key’s page.",
    message: "Message to the guest",
    messageLanguage: "Language of the message",
    copyMessage: "Copy message",
    send: "Share …",
    mail: "E-mail",
    sms: "SMS",
    whatsApp: "WhatsApp",
  },
  de: {
    link: "Link",
    onlyHere:
      "Ein Telefon erreicht diesen Server nur unter einer eigenen Adresse: siehe PUBLIC_URL in der Dokumentation.",
    copyLink: "Link kopieren",
    pin: "PIN",
    pinOnce: "Nur dieses eine Mal; der Gast findet sie auf der Seite des Schlüssels.",
    message: "Nachricht an den Gast",
    messageLanguage: "Sprache der Nachricht",
    copyMessage: "Nachricht kopieren",
    send: "Teilen …",
    mail: "E-Mail",
    sms: "SMS",
    whatsApp: "WhatsApp",
  },
});
