import type { WaysMessages } from "./ways-messages.ts";

const NOT_YOU = "Waren Sie das nicht, so ist nichts geschehen, und Sie müssen nichts tun.";

export const waysDe: WaysMessages = {
  or: "oder",
  withPasskey: "Passkey verwenden",
  passkeyFailed:
    "Dieser Passkey hat nicht funktioniert. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.",
  withProvider: (name) => `Weiter mit ${name}`,
  providerAway: (name) => `${name} ist gerade nicht erreichbar`,
  byMail: "Link per E-Mail bekommen",
  forgotten: "Passwort vergessen?",
  byCode: "Wiederherstellungscode verwenden",
  to: {
    going: (name) => ({
      title: `Weiter zu ${name}`,
      next: `Melden Sie sich dort an; danach kommen Sie hierher zurück.`,
    }),
    goOn: "Weiter",
  },
  from: {
    away: (name) => ({
      title: `${name} ist nicht erreichbar`,
      next: "Versuchen Sie es in ein paar Minuten wieder, oder melden Sie sich anders an.",
    }),
    failed: {
      title: "Das hat nicht geklappt",
      next: "Es hat zu lange gedauert oder wurde in einem anderen Fenster begonnen. Bitte beginnen Sie noch einmal.",
    },
    noAccount: (name) => ({
      title: "Sie haben hier kein Konto",
      next: `${name} kennt Sie, aber hier hat Ihnen niemand ein Konto angelegt. Bitten Sie die Verwaltung der Türen um eine Einladung.`,
    }),
    taken: (name) => ({
      title: "Das gehört zu einem anderen Konto",
      next: `Wer Sie bei ${name} sind, ist hier mit einem anderen Konto verknüpft.`,
    }),
  },
  noMail: {
    title: "Dieser Server verschickt keine E-Mail",
    next: "Melden Sie sich mit einem Passkey oder einem Wiederherstellungscode an. Ohne beides kann Ihnen, wer den Server betreibt, einen Link ausstellen: user setup-link --user mit Ihrer Adresse.",
  },
  badLink: {
    title: "Dieser Link gilt nicht mehr",
    next: "Er wurde schon benutzt oder ist zu alt. Sie können einen neuen anfordern.",
  },
  sent: (minutes) => ({
    title: "Sehen Sie in Ihrem Postfach nach",
    next: `Gibt es ein Konto mit dieser Adresse, so ist eine Nachricht mit einem Link unterwegs. Er gilt einmal, ${minutes} Minuten lang.`,
  }),
  reset: {
    title: "Passwort vergessen?",
    next: "Geben Sie Ihre E-Mail-Adresse ein, dann schicken wir Ihnen einen Link, mit dem Sie ein neues setzen.",
    submit: "Link schicken",
  },
  newPassword: (email) => ({
    title: "Neues Passwort setzen",
    next: `Für ${email}. Überall sonst werden Sie abgemeldet.`,
    submit: "Passwort setzen",
  }),
  mailLink: {
    title: "Link per E-Mail bekommen",
    next: "Geben Sie Ihre E-Mail-Adresse ein, dann schicken wir Ihnen einen Link, der Sie anmeldet.",
    submit: "Link schicken",
  },
  useLink: (email) => ({ title: "Anmelden", next: `Als ${email}, in diesem Browser.`, submit: "Anmelden" }),
  address: (current) => ({
    title: "Adresse ändern",
    next: `Jetzt ist es ${current}. An die neue geht ein Link; die Änderung gilt, sobald er benutzt ist.`,
    submit: "Link schicken",
  }),
  useAddress: (email) => ({
    title: "Neue Adresse bestätigen",
    next: `Von nun an melden Sie sich mit ${email} an. Die bisherige Adresse erfährt davon.`,
    submit: "Bestätigen",
  }),
  addressTaken: { title: "Diese Adresse ist vergeben", next: "Jemand anderes hier hat sie schon." },
  addressChanged: { title: "Ihre Adresse ist geändert", next: "Von nun an melden Sie sich mit der neuen an." },
  recovery: {
    title: "Wiederherstellungscode verwenden",
    next: "Sie haben zehn davon bekommen. Jeder gilt einmal.",
    submit: "Anmelden",
    code: "Wiederherstellungscode",
    codeHint: "16 Buchstaben und Ziffern. Groß oder klein und Striche sind gleich.",
    wrong: "Die Adresse oder der Code stimmt nicht.",
  },
  codes: {
    title: "Ihre Wiederherstellungscodes",
    next: "Jeder meldet Sie einmal an, wenn alles andere verloren ist. Sie werden nur dieses eine Mal gezeigt: Drucken Sie sie aus, oder schreiben Sie sie auf.",
    kept: "Ich habe sie gespeichert",
  },
  page: {
    title: "Wie Sie sich anmelden",
    sessions: "Wo Sie angemeldet sind",
    passkeys: "Passkeys",
    passkeysNext:
      "Melden Sie sich mit Telefon, Computer oder Sicherheitsschlüssel an, wie sonst entsperrt. Nichts zu merken, nichts zu stehlen.",
    noPasskeys: "Sie haben noch keinen.",
    passkeyName: "Name des Passkeys",
    addPasskey: "Passkey hinzufügen",
    needsScript: "Passkeys brauchen JavaScript und einen Browser, der sie kennt.",
    needsName: "Passkeys brauchen einen Server mit eigenem Namen (PUBLIC_URL).",
    used: (when) => `Zuletzt verwendet ${when}`,
    neverUsed: "Noch nicht verwendet",
    rename: "Umbenennen",
    remove: "Entfernen",
    removeOne: (name) => `${name} entfernen`,
    lastWayIn: "Das ist Ihre einzige Möglichkeit, sich anzumelden. Fügen Sie zuerst eine andere hinzu.",
    tooMany: "Sie haben 20 Passkeys, mehr gehen nicht. Entfernen Sie zuerst einen.",
    password: "Passwort",
    hasPassword: "Sie haben ein Passwort.",
    noPassword: "Sie haben kein Passwort.",
    changePassword: "Passwort ändern",
    setPassword: "Passwort setzen",
    providers: "Mit anderen Konten anmelden",
    linked: (name) => `Mit ${name} verknüpft.`,
    link: (name) => `${name} verknüpfen`,
    unlink: "Trennen",
    codes: "Wiederherstellungscodes",
    codesLeft: (count) =>
      count === 0 ? "Sie haben keine." : count === 1 ? "Einer ist übrig." : `${count} sind übrig.`,
    makeCodes: "Neue Codes erstellen",
    address: "E-Mail-Adresse",
    changeAddress: "Adresse ändern",
  },
  letters: {
    reset: {
      subject: "Neues Passwort setzen",
      before: "Jemand möchte für Ihr Latchstring-Konto ein neues Passwort setzen. Dieser Link führt dorthin:",
      after: (minutes) => `Er gilt einmal, ${minutes} Minuten lang. ${NOT_YOU}`,
    },
    mailLink: {
      subject: "Ihr Link zur Anmeldung",
      before: "Dieser Link meldet Sie bei Ihrem Latchstring-Konto an:",
      after: (minutes) => `Er gilt einmal, ${minutes} Minuten lang. ${NOT_YOU}`,
    },
    address: {
      subject: "Bestätigen Sie Ihre neue Adresse",
      before: "Jemand möchte diese Adresse für sein Latchstring-Konto verwenden. Dieser Link bestätigt sie:",
      after: (minutes) => `Er gilt einmal, ${minutes} Minuten lang. ${NOT_YOU}`,
    },
    addressChanged: {
      subject: "Ihre Adresse wurde geändert",
      text: (masked) =>
        `Die Adresse Ihres Latchstring-Kontos wurde in ${masked} geändert. Diese hier meldet Sie nicht mehr an.\n\nWaren Sie das nicht, so sagen Sie es sofort denen, die den Server betreiben.`,
    },
    changed: {
      subject: "Ihre Anmeldung wurde geändert",
      text: (what) => `${what}\n\nWaren Sie das nicht, so sagen Sie es sofort denen, die den Server betreiben.`,
    },
    changes: {
      password: "Das Passwort Ihres Latchstring-Kontos wurde geändert, und überall sonst wurden Sie abgemeldet.",
      "passkey-added": "Zu Ihrem Latchstring-Konto kam ein Passkey hinzu.",
      "passkey-removed": "Von Ihrem Latchstring-Konto wurde ein Passkey entfernt.",
      "provider-linked": "Mit Ihrem Latchstring-Konto wurde eine andere Anmeldung verknüpft.",
      "provider-unlinked": "Von Ihrem Latchstring-Konto wurde eine andere Anmeldung getrennt.",
      "codes-made": "Für Ihr Latchstring-Konto gibt es neue Wiederherstellungscodes; die bisherigen gelten nicht mehr.",
      "code-used": "Bei Ihrem Latchstring-Konto hat sich jemand mit einem Wiederherstellungscode angemeldet.",
    },
  },
};
