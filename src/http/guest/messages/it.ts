import type { Messages } from "./messages.ts";

const ASK = "Chieda a chi le ha dato il link.";

export const it: Messages = {
  language: "Italiano",
  languages: "Lingua",

  yourKey: "La sua chiave",
  lends: (host) => `Chiave prestata da ${host}`,
  invited: "Ha ricevuto un invito",
  doors: { one: "{n} porta", many: "{n} di porte", other: "{n} porte" },
  when: "Quando",
  until: "fino a",
  uses: "Aperture",
  usesLeft: { one: "ne resta {n}", many: "ne restano {n}", other: "ne restano {n}" },
  note: "Nota",
  contact: "Contatti",
  privacy: "Privacy",
  arrival: "Come entrare",
  pictureOf: (door) => `Immagine: ${door}`,
  timeIn: (place) => `ora di ${place}`,
  backToKey: "Torna alla chiave",

  slideToOpen: "Scorra per aprire",
  slideHint: "Faccia scorrere la chiave fino in fondo.",
  open: "Apri",
  openDoor: (door) => `Apri: ${door}`,
  openWithoutSliding: "Apri senza scorrere",
  openWithoutSlidingDoor: (door) => `Apri senza scorrere: ${door}`,
  doorUsedUp: "Aperture esaurite.",
  opensWithPin: "Si apre con il PIN.",

  pin: "PIN",
  enterPin: "Lo digiti sul tastierino all’ingresso.",
  enterPinAt: (doors) => `Lo digiti sul tastierino all’ingresso. Apre: ${doors}.`,
  copy: "Copia",
  copied: "Copiato",

  refusals: {
    "unknown-key": {
      title: "Questo link non apre nessuna porta",
      next: `Forse non è stato copiato per intero. ${ASK}`,
    },
    revoked: { title: "Questa chiave è stata ritirata", next: `La chiave non apre più la porta. ${ASK}` },
    "not-yet-valid": { title: "Questa chiave non apre ancora", next: "Torni quando sarà il momento." },
    expired: { title: "Questa chiave è scaduta", next: `Il tempo previsto è finito. ${ASK}` },
    "user-required": {
      title: "Questa chiave è riservata ad alcune persone",
      next: `Per usarla bisogna accedere. ${ASK}`,
    },
    "user-not-allowed": { title: "Questa chiave è per un’altra persona", next: `Lei non è in elenco. ${ASK}` },
    "unknown-door": {
      title: "Questa chiave non è per quella porta",
      next: "Torni alla chiave e scelga una porta.",
    },
    "method-not-allowed": { title: "Questa porta non si apre da qui", next: ASK },
    "used-up": { title: "Le aperture di questa chiave sono finite", next: `Sono state usate tutte. ${ASK}` },
    "not-bound": { title: "A questa porta non è ancora collegata una serratura", next: `Da qui non si apre. ${ASK}` },
    offline: {
      title: "La serratura non è raggiungibile in questo momento",
      next: "Non è stato contato nulla. Riprovi tra un minuto.",
    },
  },
  begins: (inHowLong, time) => `Aprirà ${inHowLong}: ${time}.`,
  inAMoment: "tra un attimo",

  queued: { title: "Un attimo", next: "La serratura è occupata. Tra poco è il suo turno." },
  sent: { title: "Apertura in corso…", next: "La richiesta è partita verso la serratura." },
  opened: { title: "La porta è aperta", next: "Entri pure." },
  accepted: {
    title: "La serratura ha ricevuto il comando di apertura",
    next: "Provi la porta. Se resta chiusa, torni indietro e riprovi.",
  },
  locksAgain: "Si richiude a chiave da sola.",
  notOpened: "La porta non si è aperta",
  failures: {
    offline: "La serratura non è raggiungibile in questo momento.",
    jammed: "La serratura è inceppata.",
    timeout: "La serratura non ha risposto in tempo.",
    expired: "La serratura era pronta troppo tardi.",
    rejected: "La serratura ha rifiutato.",
    auth: "La serratura ha rifiutato.",
    unsupported: "Questa serratura non si può aprire da qui.",
    internal: "Qualcosa è andato storto prima di arrivare alla serratura.",
    indeterminate: "La serratura non ha detto che cosa ha fatto.",
    revoked: "La chiave è stata ritirata prima che la richiesta arrivasse alla serratura.",
  },
  givenBack: "Questo tentativo non conta. Torni indietro e riprovi.",
  unknown: {
    title: "Guardi la porta",
    next: "La serratura non ha risposto, ma la porta potrebbe essere aperta. Conta come un’apertura.",
  },
  nothing: { title: "Nessuna apertura da mostrare", next: "Torni alla chiave per aprire la porta." },

  asking: "Richiesta alla serratura…",
  lostConnection: "Connessione persa. Verifica in corso…",
  noAnswer: "Nessuna risposta. Guardi la porta: se è chiusa, riprovi. Conterà una volta sola.",
  noConnection: "Nessuna connessione: non è stato inviato nulla. Riprovi quando torna la rete.",
  offline: {
    title: "Nessuna connessione",
    next: "La porta si apre tramite internet. Cerchi una connessione e riprovi.",
  },

  email: "Il suo indirizzo e-mail",
  anotherEmail: "Un altro indirizzo e-mail",
  sendLink: "Ricevi un link",
  signIn: "Accedi",
  signedInAs: (email) => `Accesso come ${email}`,
  signOut: "Disconnetti",
  signInNext: "Indichi il suo indirizzo e-mail. Se è in elenco, riceverà un link.",
  signInAsAnotherNext: `L’indirizzo con cui ha fatto l’accesso non è in elenco. Ne usi un altro. ${ASK}`,
  linkSent: {
    title: "Controlli la posta",
    next: "Se l’indirizzo è in elenco, il link è in arrivo. Lo apra su questo telefono entro 15 minuti.",
  },
  badAddress: {
    title: "Questo non è un indirizzo e-mail",
    next: "Torni alla chiave e lo scriva di nuovo, per esempio maria@example.com.",
  },
  badLink: {
    title: "Questo link non funziona più",
    next: "Funziona una volta sola, per 15 minuti. Torni alla chiave e chieda un altro link.",
  },
  redeem: {
    title: "Accesso su questo telefono",
    next: "L’accesso resta attivo qui per 30 giorni, o finché non si disconnette.",
  },
  signedIn: { title: "Accesso effettuato", next: "Ora apra il link della sua chiave." },
  mail: {
    subject: (door) => `La sua chiave: ${door}`,
    before: (door) => `Qualcuno, probabilmente lei, vuole usare una chiave per «${door}».`,
    open: "Apra questo link sul telefono con cui vuole aprire la porta:",
    after: (minutes) =>
      `Funziona una volta sola, per ${minutes} minuti. Se la richiesta non è sua, non deve fare nulla.`,
  },

  badRequest: { title: "Non ha funzionato", next: "Torni alla chiave e riprovi." },
  signInAgain: { title: "Acceda di nuovo", next: "Il suo accesso non è più valido." },
  tooManyTries: { title: "Troppi tentativi", next: "Aspetti un minuto e riprovi." },
  tooBusy: {
    title: "Un attimo",
    next: "Ci sono troppe richieste in questo momento. Riprovi tra qualche secondo.",
  },
  fault: { title: "Qualcosa è andato storto", next: "Non dipende da lei. Riprovi tra un minuto." },

  preview: { title: "Ha ricevuto una chiave", next: "Apra una porta con il telefono. Senza app, senza account." },
};
