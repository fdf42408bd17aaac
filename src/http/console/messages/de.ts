import type { Messages } from "./messages.ts";
import { waysDe } from "./ways-de.ts";

export const de: Messages = {
  language: "Deutsch",
  wrong: "Bitte prüfen Sie Ihre Angaben",
  problems: {
    required: "Bitte füllen Sie dieses Feld aus.",
    email: "Bitte geben Sie eine E-Mail-Adresse ein, etwa anna@example.com.",
    short: "Das Passwort braucht mindestens 12 Zeichen.",
    long: "Das ist zu lang.",
    breached: "Dieses Passwort stand in einem Datenleck, andere werden es ausprobieren. Bitte wählen Sie ein anderes.",
    taken: "Zu dieser Adresse gibt es schon ein Konto. Melden Sie sich an, oder nehmen Sie eine andere Adresse.",
    known: "Zu dieser Adresse gibt es schon ein Konto. Geben Sie hier dessen Passwort ein, oder melden Sie sich an.",
    wrong: "Das ist nicht richtig.",
  },
  wrongSignIn: "Die E-Mail-Adresse oder das Passwort stimmt nicht.",
  wrongPassword: "Das Passwort stimmt nicht.",
  fields: {
    name: "Ihr Name",
    email: "E-Mail-Adresse",
    password: "Passwort",
    newPassword: "Neues Passwort",
    passwordHint: "Mindestens 12 Zeichen. Gut sind ein paar Wörter, die nichts miteinander zu tun haben.",
    organization: "Name Ihrer Organisation",
    organizationHint: "Ihr Haushalt, Haus oder Betrieb: wem die Türen gehören.",
  },
  setUp: {
    title: "Latchstring einrichten",
    next: "Erstellen Sie das Konto, mit dem Sie diesen Server verwalten. Der Link funktioniert nur einmal.",
    submit: "Konto erstellen",
  },
  wayIn: {
    title: "Neues Passwort festlegen",
    next: (email) => `Für ${email}. Überall sonst werden Sie damit abgemeldet.`,
    submit: "Passwort festlegen",
  },
  needsScript: "Diese Seite braucht JavaScript: Erlauben Sie es für diese Adresse und laden Sie die Seite neu.",
  badLink: {
    title: "Dieser Link funktioniert nicht mehr",
    next: "Er wurde schon benutzt oder ist abgelaufen. Wer ihn geschickt hat, kann einen neuen schicken.",
  },
  invitation: {
    title: (organization) => `${organization} beitreten`,
    next: (email) => `Sie wurden als ${email} eingeladen.`,
    roles: {
      owner: "In der Rolle „Inhaber“ verwalten Sie Personen, Schlüssel und Türen.",
      manager: "In der Rolle „Verwalter“ erstellen Sie Schlüssel und öffnen Türen.",
      viewer: "In der Rolle „Betrachter“ sehen Sie alles, ändern aber nichts.",
    },
    submit: "Konto erstellen und beitreten",
    accept: "Beitreten",
    signIn: "Ich habe schon ein Konto",
    otherUser: (email, who) =>
      `Diese Einladung ist für ${email}, und Sie sind als ${who} angemeldet. Melden Sie sich zuerst ab.`,
    full: "Diese Organisation kann keine weiteren Mitglieder aufnehmen.",
    unnamed: "Einer Organisation",
  },
  signIn: { title: "Anmelden", submit: "Anmelden" },
  prove: {
    title: "Bitte bestätigen Sie, dass Sie es sind",
    next: "Der nächste Schritt kann ändern, wer hineinkommt.",
    submit: "Weiter",
  },
  sessions: {
    title: "Wo Sie angemeldet sind",
    next: (who) => `Angemeldet als ${who}`,
    here: "Dieser Browser",
    lastSeen: (when) => `Zuletzt aktiv ${when}`,
    now: "gerade eben",
    end: "Abmelden",
    endOne: (device) => `Abmelden: ${device}`,
    endOthers: "Überall sonst abmelden",
    signOut: "Hier abmelden",
  },
  device: {
    both: (browser, system) => `${browser} auf ${system}`,
    someBrowser: "Ein Browser",
    program: "Unbekanntes Gerät",
  },
  faults: {
    notFound: { title: "Seite nicht gefunden", next: "Bitte prüfen Sie die Adresse." },
    otherSite: {
      title: "Diese Anfrage kam von einer anderen Website",
      next: "Bitte öffnen Sie die Seite neu und versuchen Sie es noch einmal.",
    },
    tooMany: { title: "Zu viele Versuche", next: "Bitte warten Sie ein wenig, bevor Sie es erneut versuchen." },
    busy: {
      title: "Einen Moment bitte",
      next: "Der Server ist ausgelastet. Bitte versuchen Sie es in ein paar Sekunden erneut.",
    },
    bad: {
      title: "Das hat nicht geklappt",
      next: "Bitte öffnen Sie die Seite neu und versuchen Sie es noch einmal.",
    },
    fault: {
      title: "Etwas ist schiefgegangen",
      next: "Der Fehler wurde protokolliert. Bitte versuchen Sie es später erneut.",
    },
    againIn: (when) => `Sie können es ${when} erneut versuchen.`,
  },
  backToSignIn: "Zur Anmeldung",
  ways: waysDe,
};
