import type { Messages } from "./messages.ts";

const ASK = "Fragen Sie die Person, von der Sie den Link haben.";

export const de: Messages = {
  avoids: ["zurückgezogen", "Zeit ist um", "geht .* los"],
  languages: "Sprache",
  colon: ": ",

  yourKey: "Ihr Schlüssel",
  lends: (host) => `Ein Schlüssel von ${host}`,
  invited: "Sie sind eingeladen",
  doors: { one: "{n} Tür", other: "{n} Türen" },
  door: "Tür",
  when: "Wann",
  until: "bis",
  uses: "Öffnungen",
  usesLeft: { one: "noch {n} Öffnung", other: "noch {n} Öffnungen" },
  note: "Hinweis",
  contact: "Kontakt",
  privacy: "Datenschutz",
  arrival: "So kommen Sie hinein",
  pictureOf: (door) => `Bild: ${door}`,
  localTime: "Ortszeit an der Tür",
  next: (door) => `Weiter: ${door}`,
  findDoor: "Tür suchen",
  backToKey: "Zurück zum Schlüssel",

  slideToOpen: "Zum Öffnen schieben",
  slideHint: "Schieben Sie den Schlüssel ganz bis zum Ende.",
  open: "Öffnen",
  openDoor: (door) => `Öffnen: ${door}`,
  openWithoutSliding: "Ohne Schieben öffnen",
  doorUsedUp: "Keine Öffnungen mehr übrig.",
  opensWithPin: "Lässt sich mit der PIN öffnen.",

  pin: "PIN",
  enterPin: "Bitte am Tastenfeld eingeben.",
  enterPinAt: (doors) => `Bitte am Tastenfeld eingeben. Öffnet: ${doors}.`,
  copy: "Kopieren",
  copied: "Kopiert",

  ask: ASK,
  refusals: {
    "unknown-key": { title: "Dieser Link öffnet keine Tür", next: `Vielleicht wurde er nicht ganz kopiert. ${ASK}` },
    revoked: {
      title: "Dieser Schlüssel wurde gesperrt",
      next: `Der Schlüssel öffnet die Tür nicht mehr. ${ASK}`,
    },
    paused: {
      title: "Dieser Schlüssel ist vorübergehend gesperrt",
      next: `Der Schlüssel öffnet die Tür im Moment nicht. ${ASK}`,
    },
    "not-yet-valid": { title: "Dieser Schlüssel gilt noch nicht", next: "Kommen Sie wieder, wenn es so weit ist." },
    expired: { title: "Dieser Schlüssel ist abgelaufen", next: ASK },
    "user-required": {
      title: "Dieser Schlüssel ist nur für bestimmte Personen",
      next: `Um ihn zu benutzen, müssen Sie angemeldet sein. ${ASK}`,
    },
    "user-not-allowed": {
      title: "Dieser Schlüssel ist für jemand anderen",
      next: `Sie stehen nicht auf der Liste. ${ASK}`,
    },
    "unknown-door": {
      title: "Diese Tür gehört nicht zu diesem Schlüssel",
      next: "Gehen Sie zurück zum Schlüssel und wählen Sie eine Tür.",
    },
    "method-not-allowed": { title: "Diese Tür lässt sich von hier aus nicht öffnen", next: ASK },
    "used-up": { title: "Dieser Schlüssel ist aufgebraucht", next: `Es sind keine Öffnungen mehr übrig. ${ASK}` },
    "not-bound": {
      title: "Mit dieser Tür ist noch kein Schloss verbunden",
      next: `Von hier aus öffnet sie sich nicht. ${ASK}`,
    },
    offline: {
      title: "Das Schloss ist gerade nicht erreichbar",
      next: "Versuchen Sie es in einer Minute noch einmal.",
    },
  },
  begins: (inHowLong, time, zone) => `Er wird ${inHowLong} gültig: ${time}, ${zone}.`,
  inAMoment: "gleich",

  queued: { title: "Einen Moment", next: "Das Schloss ist beschäftigt. Sie sind gleich dran." },
  sent: { title: "Wird geöffnet\u00a0…", next: "Die Anfrage ist unterwegs zum Schloss." },
  opened: { title: "Die Tür ist entriegelt" },
  locksAgain: "Die Tür verriegelt sich von selbst wieder.",
  notOpened: "Die Tür ging nicht auf",
  failures: {
    offline: "Das Schloss ist gerade nicht erreichbar.",
    jammed: "Das Schloss klemmt.",
    timeout: "Das Schloss hat nicht rechtzeitig geantwortet.",
    expired: "Das Schloss hat zu lange gebraucht.",
    rejected: "Das Schloss hat die Anfrage abgelehnt.",
    auth: "Das Schloss hat die Anfrage abgelehnt.",
    unsupported: "Dieses Schloss lässt sich von hier aus nicht öffnen.",
    internal: "Auf dem Weg zum Schloss ist etwas schiefgegangen.",
    indeterminate: "Das Schloss hat nicht gemeldet, was es getan hat.",
    revoked: "Der Schlüssel wurde gesperrt, bevor die Anfrage beim Schloss war.",
  },
  unknown: {
    title: "Sehen Sie an der Tür nach",
    next: "Das Schloss hat nicht geantwortet, aber vielleicht ist die Tür entriegelt. Wenn nicht, versuchen Sie es noch einmal.",
  },
  nothing: {
    title: "Hier wurde keine Tür geöffnet",
    next: "Gehen Sie zurück zum Schlüssel, um die Tür zu öffnen.",
  },

  asking: "Anfrage ans Schloss\u00a0…",
  lostConnection: "Die Verbindung ist abgebrochen. Es wird geprüft, was passiert ist\u00a0…",
  noAnswer:
    "Es kam keine Antwort. Sehen Sie an der Tür nach: Ist sie zu, versuchen Sie es noch einmal. Es zählt nur einmal.",
  noConnection:
    "Keine Verbindung: Es wurde nichts gesendet. Versuchen Sie es noch einmal, sobald Sie wieder Netz haben.",
  offline: {
    title: "Keine Verbindung",
    next: "Die Tür öffnet sich über das Internet. Suchen Sie eine Verbindung und versuchen Sie es noch einmal.",
  },

  email: "Ihre E-Mail-Adresse",
  anotherEmail: "Eine andere E-Mail-Adresse",
  sendLink: "Link schicken",
  signIn: "Anmelden",
  signedInAs: (email) => `Angemeldet als ${email}`,
  signOut: "Abmelden",
  signInNext: "Geben Sie Ihre E-Mail-Adresse ein. Wenn sie auf der Liste steht, bekommen Sie einen Link.",
  signInAsAnotherNext: `Sie sind angemeldet, aber nicht mit einer Adresse von der Liste. Nehmen Sie eine andere. ${ASK}`,
  linkSent: {
    title: "Prüfen Sie Ihr Postfach",
    next: (minutes) =>
      `Wenn die Adresse auf der Liste steht, ist ein Link unterwegs. Öffnen Sie ihn innerhalb von ${minutes} Minuten auf diesem Handy.`,
  },
  badAddress: {
    title: "Das ist keine E-Mail-Adresse",
    next: "Gehen Sie zurück zum Schlüssel und geben Sie die Adresse noch einmal ein, zum Beispiel maria@example.com.",
  },
  badLink: {
    title: "Dieser Link gilt nicht mehr",
    next: (minutes) =>
      `Er gilt nur einmal und nur ${minutes} Minuten lang. Gehen Sie zurück zum Schlüssel und fordern Sie einen neuen Link an.`,
  },
  redeem: {
    title: "Auf diesem Handy anmelden",
    next: (days) => `Sie bleiben hier ${days} Tage lang angemeldet oder bis Sie sich abmelden.`,
  },
  signedIn: { title: "Sie sind angemeldet", next: "Öffnen Sie jetzt den Link zu Ihrem Schlüssel." },
  mail: {
    subject: (door) => `Ihr Schlüssel: ${door}`,
    before: (door) => `Jemand, vermutlich Sie, möchte einen Schlüssel für „${door}“ benutzen.`,
    open: "Öffnen Sie diesen Link auf dem Handy, mit dem Sie die Tür öffnen möchten:",
    after: (minutes) =>
      `Er gilt nur einmal und ${minutes} Minuten lang. Wenn Sie es nicht waren, brauchen Sie nichts zu tun.`,
  },

  notices: {
    changed: "Ihr Schlüssel hat sich geändert",
    resumed: "Ihr Schlüssel gilt wieder",
    showKey: "Schlüssel anzeigen",
    openLink: "Öffnen Sie den Link an der Tür:",
    atTheDoor: "Öffnen Sie diesen Link auf Ihrem Handy, wenn Sie vor der Tür stehen.",
    keepToYourself: "Geben Sie den Link nicht weiter: Er öffnet die Tür.",
    why: "Sie erhalten diese Nachricht, weil Ihre Adresse für diesen Schlüssel angegeben wurde. Ist sie nicht für Sie bestimmt, können Sie sie ignorieren.",
  },

  hands: {
    push: "Drücken Sie gegen die Tür.",
    pull: "Ziehen Sie die Tür zu sich.",
    turn: "Drücken Sie die Klinke hinunter.",
    unknown: "Drücken Sie gegen die Tür oder ziehen Sie daran.",
  },
  doorOpen: { title: "Die Tür ist offen", next: "Kommen Sie herein." },
  toldToOpen: {
    title: "Probieren Sie die Tür",
    next: "Das Schloss hat den Befehl zum Öffnen erhalten und meldet nichts zurück.",
  },
  unlockedNow: "Gerade ist sie entriegelt.",
  unlockedAt: (time) => `Entriegelt um ${time}`,
  lockedAgain: "Inzwischen ist sie wieder verriegelt.",
  locksIn: (inHowLong) => `Sie verriegelt sich ${inHowLong} wieder.`,
  jams: {
    push: "Der Riegel klemmt. Drücken Sie die Tür fest gegen den Rahmen, halten Sie sie so und versuchen Sie es noch einmal.",
    pull: "Der Riegel klemmt. Ziehen Sie die Tür zu sich, halten Sie sie so und versuchen Sie es noch einmal.",
  },
  offlineSince: (time) => `Das Schloss hat seit ${time} keine Verbindung.`,
  lastOpening: (door, time, outcome) => `Letzte Öffnung: ${door}, ${time}, ${outcome}`,
  outcomes: {
    unlocked: "entriegelt",
    accepted: "Befehl erteilt",
    called: "gerufen",
    notOpened: "nicht geöffnet",
    unknown: "Ausgang unbekannt",
  },
  gateMoving: { title: "Das Tor bewegt sich", next: "Halten Sie Abstand, bis es stillsteht." },
  gateTakes: (seconds) => `Das dauert etwa ${seconds}.`,
  gateTold: {
    title: "Das Tor hat den Befehl zum Öffnen erhalten",
    next: "Sehen Sie nach, ob es offen ist, bevor Sie hindurchgehen.",
  },
  gateOpen: "Das Tor ist offen",
  lift: { title: "Der Aufzug ist gerufen", next: "Steigen Sie ein, wenn er da ist." },
  liftFloor: (floor) => `Drücken Sie in der Kabine ${floor}.`,
  callLift: "Aufzug rufen",
  slideToCall: "Schieben, um den Aufzug zu rufen",
  lastUse: "Das ist die letzte Öffnung.",

  tryAgain: "Noch einmal versuchen",
  tryAnyway: "Trotzdem versuchen",
  usePin: (pin) => `Nutzen Sie die PIN ${pin} am Tastenfeld.`,
  orUsePin: (pin) => `Oder nutzen Sie die PIN ${pin} am Tastenfeld.`,
  call: (who) => `Anrufen: ${who}`,
  write: (who) => `Schreiben an ${who}`,
  nothingCounted: "Es wurde nichts gezählt.",
  countsAsOne: "Das zählt als eine Öffnung.",
  againIn: (inHowLong) => `Sie können es ${inHowLong} noch einmal versuchen.`,
  endedAt: (time, zone) => `Er ist abgelaufen: ${time}, ${zone}.`,

  badRequest: {
    title: "Das hat nicht geklappt",
    next: "Gehen Sie zurück zum Schlüssel und versuchen Sie es noch einmal.",
  },
  signInAgain: { title: "Melden Sie sich neu an", next: "Ihre Anmeldung gilt nicht mehr." },
  tooManyTries: { title: "Zu viele Versuche", next: "Warten Sie eine Minute und versuchen Sie es dann noch einmal." },
  tooBusy: {
    title: "Einen Moment",
    next: "Gerade ist sehr viel los. Versuchen Sie es in ein paar Sekunden noch einmal.",
  },
  fault: {
    title: "Etwas ist schiefgegangen",
    next: "Es liegt nicht an Ihnen. Versuchen Sie es in einer Minute noch einmal.",
  },

  preview: { title: "Ein Schlüssel für Sie", next: "Öffnen Sie eine Tür mit dem Handy. Ohne App, ohne Konto." },
};
