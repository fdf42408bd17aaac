import type { Messages } from "./messages.ts";
import { waysDe } from "./ways-de.ts";

export const de: Messages = {
  language: "Deutsch",
  wrong: "Bitte sehen Sie das noch einmal an",
  problems: {
    required: "Bitte füllen Sie das aus.",
    email: "Bitte geben Sie eine E-Mail-Adresse an, etwa anna@example.com.",
    short: "Ein Passwort hat mindestens 12 Zeichen.",
    long: "Das ist zu lang.",
    breached: "Dieses Passwort ist aus Datenlecks bekannt, andere werden es versuchen. Bitte wählen Sie ein anderes.",
    taken: "Diese Adresse hat schon ein Konto. Melden Sie sich damit an, oder wählen Sie eine andere.",
    known: "Diese Adresse hat schon ein Konto: Geben Sie hier dessen Passwort ein, oder melden Sie sich an.",
    wrong: "Das stimmt nicht.",
  },
  wrongSignIn: "Die E-Mail-Adresse oder das Passwort stimmt nicht.",
  wrongPassword: "Das Passwort stimmt nicht.",
  fields: {
    name: "Ihr Name",
    email: "E-Mail-Adresse",
    password: "Passwort",
    newPassword: "Neues Passwort",
    passwordHint: "Mindestens 12 Zeichen. Ein paar Wörter, die niemand errät, sind gut.",
    organization: "Name Ihrer Organisation",
    organizationHint: "Ein Haushalt, ein Haus, eine Firma: wem die Türen gehören.",
  },
  setUp: {
    title: "Latchstring einrichten",
    next: "Legen Sie das Konto an, mit dem dieser Server betrieben wird. Diese Seite gilt ein einziges Mal.",
    submit: "Konto anlegen",
  },
  wayIn: {
    title: "Neues Passwort setzen",
    next: (email) => `Für ${email}. Überall sonst werden Sie abgemeldet.`,
    submit: "Passwort setzen",
  },
  badLink: {
    title: "Dieser Link gilt nicht mehr",
    next: "Er wurde schon benutzt oder ist zu alt. Wer den Server betreibt, kann einen neuen ausstellen.",
  },
  invitation: {
    title: (organization) => `${organization} beitreten`,
    next: (email) => `Sie sind als ${email} eingeladen.`,
    roles: {
      owner: "Mit allen Rechten: Sie entscheiden über Menschen, Schlüssel und Türen.",
      manager: "Als Verwaltung verleihen Sie Schlüssel und öffnen Türen.",
      viewer: "Zum Ansehen: Sie sehen alles und ändern nichts.",
    },
    submit: "Konto anlegen und beitreten",
    accept: "Beitreten",
    signIn: "Ich habe ein Konto: anmelden",
    otherUser: (email, who) =>
      `Diese Einladung ist für ${email}, und Sie sind als ${who} angemeldet. Melden Sie sich zuerst ab.`,
    full: "Diese Organisation hat so viele Mitglieder, wie sie haben kann.",
    unnamed: "Einer Organisation",
  },
  signIn: { title: "Anmelden", submit: "Anmelden" },
  prove: {
    title: "Sind Sie es?",
    next: "Was jetzt kommt, kann ändern, wer hineinkommt. Bitte zeigen Sie noch einmal, dass Sie es sind.",
    submit: "Weiter",
  },
  sessions: {
    title: "Wo Sie angemeldet sind",
    next: (who) => `Als ${who}`,
    here: "Dieser Browser",
    lastSeen: (when) => `Zuletzt gesehen ${when}`,
    now: "gerade eben",
    end: "Abmelden",
    endOne: (device) => `Abmelden: ${device}`,
    endOthers: "Überall sonst abmelden",
    signOut: "Hier abmelden",
  },
  device: {
    both: (browser, system) => `${browser} auf ${system}`,
    someBrowser: "Ein Browser",
    program: "Ein Programm",
  },
  faults: {
    notFound: { title: "Hier ist nichts", next: "Vielleicht ist die Adresse vertippt." },
    otherSite: {
      title: "Das kam von einer anderen Seite",
      next: "Bitte öffnen Sie die Seite neu und versuchen Sie es dort noch einmal.",
    },
    tooMany: { title: "Zu viele Versuche", next: "Bitte warten Sie ein wenig, bevor Sie es wieder versuchen." },
    busy: {
      title: "Einen Moment",
      next: "Gerade ist zu viel los. Bitte versuchen Sie es in ein paar Sekunden wieder.",
    },
    bad: {
      title: "Das wurde nicht verstanden",
      next: "Bitte öffnen Sie die Seite neu und versuchen Sie es noch einmal.",
    },
    fault: {
      title: "Hier ist etwas schiefgegangen",
      next: "Es wurde festgehalten. Bitte versuchen Sie es später wieder.",
    },
    againIn: (when) => `Sie können es ${when} wieder versuchen.`,
  },
  backToSignIn: "Zur Anmeldung",
  ways: waysDe,
};
