import { defineTexts } from "../texts/texts.ts";

export const proof = defineTexts({
  en: {
    prove: "Confirm that it is you",
    proveNext: "This can change who gets in. It is done once you have confirmed.",
    ended: "You are signed out",
    endedNext: "What you have written is still here. Sign in again, and go on.",
    password: "Password",
    wrongPassword: "The password is not right.",
    wrongPasskey: "That did not work. Try again, or take another way.",
    tooOften: (seconds: number) => `Too many tries. Try again in ${seconds} seconds.`,
    byPassword: "Confirm",
    signIn: "Sign in",
    byPasskey: "Use a passkey",
    inNewTab: "Another way, in a new tab",
    notNow: "Not now",
  },
  de: {
    prove: "Bestätigen Sie, dass Sie es sind",
    proveNext: "Damit kann sich ändern, wer hineinkommt. Es geschieht, sobald Sie bestätigt haben.",
    ended: "Sie sind abgemeldet",
    endedNext: "Was Sie geschrieben haben, ist noch da. Melden Sie sich wieder an.",
    password: "Passwort",
    wrongPassword: "Das Passwort stimmt nicht.",
    wrongPasskey: "Das hat nicht geklappt. Versuchen Sie es noch einmal oder auf einem anderen Weg.",
    tooOften: (seconds: number) => `Zu viele Versuche. Versuchen Sie es in ${seconds} Sekunden wieder.`,
    byPassword: "Bestätigen",
    signIn: "Anmelden",
    byPasskey: "Passkey verwenden",
    inNewTab: "Auf einem anderen Weg, in einem neuen Tab",
    notNow: "Nicht jetzt",
  },
});
