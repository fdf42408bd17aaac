import type { Messages } from "./messages.ts";

const ASK = "Vraag het aan degene van wie u de link hebt.";

export const nl: Messages = {
  language: "Nederlands",
  languages: "Taal",

  yourKey: "Uw sleutel",
  lends: (host) => `Een sleutel van ${host}`,
  invited: "U bent uitgenodigd",
  doors: { one: "{n} deur", other: "{n} deuren" },
  when: "Wanneer",
  until: "tot",
  uses: "Openen",
  usesLeft: { one: "nog {n} keer", other: "nog {n} keer" },
  note: "Opmerking",
  contact: "Contact",
  privacy: "Privacy",
  arrival: "Zo komt u binnen",
  pictureOf: (door) => `Afbeelding: ${door}`,
  timeIn: (place) => `tijd in ${place}`,
  backToKey: "Terug naar de sleutel",

  slideToOpen: "Schuif om te openen",
  slideHint: "Schuif de sleutel helemaal tot het eind.",
  open: "Openen",
  openDoor: (door) => `Openen: ${door}`,
  openWithoutSliding: "Openen zonder schuiven",
  openWithoutSlidingDoor: (door) => `Openen zonder schuiven: ${door}`,
  doorUsedUp: "Deze deur kan niet vaker open.",
  opensWithPin: "Gaat open met de pincode.",

  pin: "Pincode",
  enterPin: "Toets hem in op het cijferpaneel.",
  enterPinAt: (doors) => `Toets hem in op het cijferpaneel. Opent: ${doors}.`,
  copy: "Kopiëren",
  copied: "Gekopieerd",

  refusals: {
    "unknown-key": { title: "Deze link opent geen deur", next: `Misschien is hij niet helemaal gekopieerd. ${ASK}` },
    revoked: { title: "Deze sleutel is ingetrokken", next: `De sleutel opent de deur niet meer. ${ASK}` },
    "not-yet-valid": { title: "Deze sleutel werkt nog niet", next: "Kom terug als het zover is." },
    expired: { title: "Deze sleutel is verlopen", next: `De tijd is om. ${ASK}` },
    "user-required": {
      title: "Deze sleutel is alleen voor bepaalde mensen",
      next: `Om hem te gebruiken moet u ingelogd zijn. ${ASK}`,
    },
    "user-not-allowed": { title: "Deze sleutel is voor iemand anders", next: `U staat niet op de lijst. ${ASK}` },
    "unknown-door": {
      title: "Deze deur hoort niet bij deze sleutel",
      next: "Ga terug naar de sleutel en kies een deur.",
    },
    "method-not-allowed": { title: "Deze deur gaat hiervandaan niet open", next: ASK },
    "used-up": { title: "Deze sleutel is opgebruikt", next: `Vaker openen kan niet. ${ASK}` },
    "not-bound": {
      title: "Aan deze deur is nog geen slot gekoppeld",
      next: `Hiervandaan gaat de deur niet open. ${ASK}`,
    },
    offline: {
      title: "Het slot is nu niet bereikbaar",
      next: "Er is niets geteld. Probeer het over een minuut opnieuw.",
    },
  },
  begins: (inHowLong, time) => `Het is ${inHowLong} zover: ${time}.`,
  inAMoment: "zo meteen",

  queued: { title: "Een ogenblik", next: "Het slot is nog bezig. U bent zo aan de beurt." },
  sent: { title: "Bezig met openen…", next: "Het verzoek is onderweg naar het slot." },
  opened: { title: "De deur is open", next: "Kom binnen." },
  accepted: {
    title: "Het slot kreeg de opdracht om te openen",
    next: "Probeer de deur. Blijft die op slot, ga dan terug en probeer het opnieuw.",
  },
  locksAgain: "De deur gaat vanzelf weer op slot.",
  notOpened: "De deur ging niet open",
  failures: {
    offline: "Het slot is nu niet bereikbaar.",
    jammed: "Het slot zit vast.",
    timeout: "Het slot gaf niet op tijd antwoord.",
    expired: "Het slot was te laat klaar.",
    rejected: "Het slot weigerde.",
    auth: "Het slot weigerde.",
    unsupported: "Dit slot gaat hiervandaan niet open.",
    internal: "Er ging iets mis op weg naar het slot.",
    indeterminate: "Het slot heeft niet gemeld wat het deed.",
    revoked: "De sleutel is ingetrokken voordat het verzoek bij het slot was.",
  },
  givenBack: "Deze poging telt niet. Ga terug en probeer het opnieuw.",
  unknown: {
    title: "Kijk of de deur open is",
    next: "Het slot gaf geen antwoord, maar misschien is de deur toch open. Dit telt als één keer openen.",
  },
  nothing: { title: "Hier is geen deur geopend", next: "Ga terug naar de sleutel om de deur te openen." },

  asking: "Verzoek naar het slot…",
  lostConnection: "De verbinding viel weg. Even kijken wat er is gebeurd…",
  noAnswer: "Er kwam geen antwoord. Kijk naar de deur: is die dicht, probeer het dan opnieuw. Het telt maar één keer.",
  noConnection: "Geen verbinding: er is niets verstuurd. Probeer het opnieuw zodra u weer verbinding hebt.",
  offline: {
    title: "Geen verbinding",
    next: "De deur gaat open via internet. Zoek een verbinding en probeer het opnieuw.",
  },

  email: "Uw e-mailadres",
  anotherEmail: "Een ander e-mailadres",
  sendLink: "Stuur mij een link",
  signIn: "Inloggen",
  signedInAs: (email) => `Ingelogd als ${email}`,
  signOut: "Uitloggen",
  signInNext: "Vul uw e-mailadres in. Staat het op de lijst, dan krijgt u een link.",
  signInAsAnotherNext: `U bent ingelogd, maar niet met een adres op de lijst. Gebruik een ander adres. ${ASK}`,
  linkSent: {
    title: "Kijk in uw e-mail",
    next: "Als het adres op de lijst staat, is er een link onderweg. Open die binnen 15 minuten op deze telefoon.",
  },
  badAddress: {
    title: "Dat is geen e-mailadres",
    next: "Ga terug naar de sleutel en vul het opnieuw in, bijvoorbeeld maria@example.com.",
  },
  badLink: {
    title: "Deze link werkt niet meer",
    next: "Hij werkt één keer, binnen 15 minuten. Ga terug naar de sleutel en vraag een nieuwe link aan.",
  },
  redeem: { title: "Inloggen op deze telefoon", next: "U blijft hier 30 dagen ingelogd, of tot u uitlogt." },
  signedIn: { title: "U bent ingelogd", next: "Open nu de link van uw sleutel." },
  mail: {
    subject: (door) => `Uw sleutel: ${door}`,
    before: (door) => `Iemand, waarschijnlijk uzelf, wil een sleutel gebruiken voor ‘${door}’.`,
    open: "Open deze link op de telefoon waarmee u de deur wilt openen:",
    after: (minutes) => `Hij werkt één keer, binnen ${minutes} minuten. Was u het niet, dan hoeft u niets te doen.`,
  },

  badRequest: { title: "Dat lukte niet", next: "Ga terug naar de sleutel en probeer het opnieuw." },
  signInAgain: { title: "Log opnieuw in", next: "U bent niet meer ingelogd." },
  tooManyTries: { title: "Te veel pogingen", next: "Wacht een minuut en probeer het dan opnieuw." },
  tooBusy: { title: "Een ogenblik", next: "Het is nu erg druk. Probeer het over een paar seconden opnieuw." },
  fault: { title: "Er ging iets mis", next: "Het ligt niet aan u. Probeer het over een minuut opnieuw." },

  preview: { title: "Een sleutel voor u", next: "Open een deur met uw telefoon. Zonder app, zonder account." },
};
