import type { Messages } from "./messages.ts";

const ASK = "Voyez avec la personne qui vous a donné le lien.";

export const fr: Messages = {
  avoids: ["retirée", "Connexion réussie", "^Note$", "sans glisser", "[Cc]onnectez-vous de nouveau", "^Glissez"],
  languages: "Langue",
  colon: "\u00a0: ",

  yourKey: "Votre clé",
  lends: (host) => `Une clé prêtée par ${host}`,
  invited: "Une invitation pour vous",
  doors: { one: "{n} porte", many: "{n} de portes", other: "{n} portes" },
  door: "Porte",
  when: "Quand",
  until: "jusqu’au",
  uses: "Ouvertures",
  usesLeft: { one: "{n} ouverture restante", many: "{n} d’ouvertures restantes", other: "{n} ouvertures restantes" },
  note: "À savoir",
  contact: "Contact",
  privacy: "Confidentialité",
  arrival: "Comment entrer",
  pictureOf: (door) => `Image\u00a0: ${door}`,
  localTime: "heure locale de la porte",
  next: (door) => `Ensuite\u00a0: ${door}`,
  findDoor: "Chercher une porte",
  backToKey: "Retour à la clé",

  slideToOpen: "Faites glisser pour ouvrir",
  slideHint: "Faites glisser la clé jusqu’au bout.",
  open: "Ouvrir",
  openDoor: (door) => `Ouvrir\u00a0: ${door}`,
  openWithoutSliding: "Ouvrir sans faire glisser",
  doorUsedUp: "Il ne reste plus d’ouvertures.",
  opensWithPin: "S’ouvre avec le code PIN.",

  pin: "Code PIN",
  enterPin: "Tapez-le sur le clavier à l’entrée.",
  enterPinAt: (doors) => `Tapez-le sur le clavier à l’entrée. Il ouvre\u00a0: ${doors}.`,
  copy: "Copier",
  copied: "Copié",

  ask: ASK,
  refusals: {
    "unknown-key": {
      title: "Ce lien n’ouvre aucune porte",
      next: `Il n’a peut-être pas été copié en entier. ${ASK}`,
    },
    revoked: { title: "Cette clé a été annulée", next: `La clé n’ouvre plus la porte. ${ASK}` },
    paused: { title: "Cette clé est suspendue", next: `La clé n’ouvre pas la porte pour l’instant. ${ASK}` },
    "not-yet-valid": { title: "Cette clé ne fonctionne pas encore", next: "Revenez à l’heure prévue." },
    expired: { title: "Cette clé a expiré", next: ASK },
    "user-required": {
      title: "Cette clé est réservée à certaines personnes",
      next: `Pour l’utiliser, il faut confirmer votre adresse e-mail. ${ASK}`,
    },
    "user-not-allowed": {
      title: "Cette clé est pour quelqu’un d’autre",
      next: `Vous n’êtes pas sur la liste. ${ASK}`,
    },
    "unknown-door": {
      title: "Cette clé n’est pas pour cette porte",
      next: "Revenez à la clé et choisissez une porte.",
    },
    "method-not-allowed": { title: "Cette porte ne s’ouvre pas d’ici", next: ASK },
    "used-up": { title: "Il ne reste plus d’ouvertures", next: ASK },
    "not-bound": {
      title: "Aucune serrure n’est encore reliée à cette porte",
      next: `Elle ne s’ouvre pas d’ici. ${ASK}`,
    },
    offline: {
      title: "La serrure est injoignable pour le moment",
      next: "Réessayez dans une minute.",
    },
  },
  begins: (inHowLong, time, zone) => `Elle fonctionnera ${inHowLong}\u00a0: ${time}, ${zone}.`,
  inAMoment: "dans un instant",

  queued: { title: "Un instant", next: "La serrure est occupée, c’est bientôt votre tour." },
  sent: { title: "Ouverture…", next: "La demande est partie vers la serrure." },
  opened: { title: "La porte est déverrouillée" },
  locksAgain: "Elle se reverrouille toute seule.",
  notOpened: "La porte ne s’est pas ouverte",
  failures: {
    offline: "La serrure est injoignable pour le moment.",
    jammed: "La serrure est coincée.",
    timeout: "La serrure n’a pas répondu à temps.",
    expired: "La serrure a mis trop de temps.",
    rejected: "La serrure a refusé la demande.",
    auth: "La serrure a refusé la demande.",
    unsupported: "Cette serrure ne peut pas être ouverte d’ici.",
    internal: "Un problème est survenu avant que la demande n’arrive à la serrure.",
    indeterminate: "La serrure n’a pas dit ce qu’elle a fait.",
    revoked: "La clé a été annulée avant que la demande n’arrive à la serrure.",
  },
  unknown: {
    title: "Regardez la porte",
    next: "La serrure n’a pas répondu, mais la porte est peut-être déverrouillée. Sinon, réessayez.",
  },
  nothing: { title: "Aucune ouverture à afficher", next: "Revenez à la clé pour ouvrir la porte." },

  asking: "Envoi de la demande à la serrure…",
  lostConnection: "Connexion perdue. Vérification en cours…",
  noAnswer:
    "Pas de réponse. Regardez la porte\u00a0: si elle est fermée, réessayez. Cela ne comptera qu’une seule fois.",
  noConnection: "Pas de réseau\u00a0: rien n’a été envoyé. Réessayez quand vous en aurez.",
  offline: { title: "Pas de réseau", next: "La porte s’ouvre par Internet. Trouvez du réseau et réessayez." },

  email: "Votre adresse e-mail",
  anotherEmail: "Une autre adresse e-mail",
  sendLink: "Recevoir un lien",
  signIn: "Confirmer l’adresse",
  signedInAs: (email) => `Session ouverte\u00a0: ${email}`,
  signOut: "Fermer la session",
  signInNext: "Indiquez votre adresse e-mail. Si elle est sur la liste, vous recevrez un lien.",
  signInAsAnotherNext: `L’adresse de votre session n’est pas sur la liste. Utilisez-en une autre. ${ASK}`,
  linkSent: {
    title: "Consultez vos e-mails",
    next: (minutes) =>
      `Si l’adresse est sur la liste, un lien est en route. Ouvrez-le sur ce téléphone dans les ${minutes} minutes.`,
  },
  badAddress: {
    title: "Ce n’est pas une adresse e-mail",
    next: "Revenez à la clé et retapez l’adresse, par exemple maria@example.com.",
  },
  badLink: {
    title: "Ce lien ne fonctionne plus",
    next: (minutes) =>
      `Il ne fonctionne qu’une fois, dans les ${minutes} minutes. Revenez à la clé et demandez un autre lien.`,
  },
  redeem: {
    title: "Confirmez votre adresse sur ce téléphone",
    next: (days) => `La session reste ouverte ici ${days} jours, ou jusqu’à ce que vous la fermiez.`,
  },
  signedIn: { title: "Adresse confirmée", next: "Ouvrez maintenant le lien de votre clé." },
  mail: {
    subject: (door) => `Votre clé\u00a0: ${door}`,
    before: (door) => `Quelqu’un, sans doute vous, veut utiliser une clé pour «\u00a0${door}\u00a0».`,
    open: "Ouvrez ce lien sur le téléphone avec lequel vous voulez ouvrir la porte\u00a0:",
    after: (minutes) =>
      `Il ne fonctionne qu’une fois, dans les ${minutes} minutes. Si ce n’était pas vous, vous n’avez rien à faire.`,
  },

  notices: {
    changed: "Votre clé a été modifiée",
    resumed: "Votre clé fonctionne à nouveau",
    showKey: "Afficher la clé",
    openLink: "Ouvrez le lien devant la porte\u00a0:",
    atTheDoor: "Une fois devant la porte, ouvrez ce lien sur votre téléphone.",
    keepToYourself: "Gardez ce lien pour vous : il ouvre la porte.",
    why: "Vous recevez ce message car votre adresse a été indiquée pour cette clé. S’il ne vous est pas destiné, ignorez-le.",
  },

  hands: {
    push: "Poussez la porte.",
    pull: "Tirez la porte vers vous.",
    turn: "Abaissez la poignée.",
    unknown: "Poussez ou tirez la porte.",
  },
  doorOpen: { title: "La porte est ouverte", next: "Entrez." },
  toldToOpen: { title: "Essayez la porte", next: "La serrure a reçu l’ordre d’ouvrir et ne confirme rien." },
  unlockedNow: "Elle est déverrouillée en ce moment.",
  unlockedAt: (time) => `Déverrouillée à ${time}`,
  lockedAgain: "Elle est de nouveau verrouillée.",
  locksIn: (inHowLong) => `Elle se reverrouille ${inHowLong}.`,
  jams: {
    push: "Le pêne est coincé. Poussez fermement la porte contre le cadre, maintenez-la, puis réessayez.",
    pull: "Le pêne est coincé. Tirez la porte vers vous, maintenez-la, puis réessayez.",
  },
  offlineSince: (time) => `La serrure n’a plus de connexion depuis ${time}.`,
  lastOpening: (door, time, outcome) => `Dernière ouverture\u00a0: ${door}, ${time}, ${outcome}`,
  outcomes: {
    unlocked: "déverrouillée",
    accepted: "ordre transmis",
    called: "appelé",
    notOpened: "non ouverte",
    unknown: "résultat inconnu",
  },
  gateMoving: { title: "Le portail bouge", next: "Restez à distance jusqu’à ce qu’il s’arrête." },
  gateTakes: (seconds) => `Cela prend environ ${seconds}.`,
  gateTold: { title: "Le portail a reçu l’ordre d’ouvrir", next: "Vérifiez qu’il est ouvert avant de passer." },
  gateOpen: "Le portail est ouvert",
  lift: { title: "L’ascenseur est appelé", next: "Montez quand il est là." },
  liftFloor: (floor) => `Dans la cabine, appuyez sur ${floor}.`,
  callLift: "Appeler l’ascenseur",
  slideToCall: "Faites glisser pour appeler l’ascenseur",
  lastUse: "C’est la dernière ouverture.",

  tryAgain: "Réessayer",
  tryAnyway: "Essayer quand même",
  usePin: (pin) => `Utilisez le code PIN ${pin} sur le clavier.`,
  orUsePin: (pin) => `Ou utilisez le code PIN ${pin} sur le clavier.`,
  call: (who) => `Appeler ${who}`,
  write: (who) => `Écrire à ${who}`,
  nothingCounted: "Rien n’a été compté.",
  countsAsOne: "Cela compte comme une ouverture.",
  againIn: (inHowLong) => `Vous pourrez réessayer ${inHowLong}.`,
  endedAt: (time, zone) => `Elle a expiré\u00a0: ${time}, ${zone}.`,

  badRequest: { title: "Cela n’a pas fonctionné", next: "Revenez à la clé et réessayez." },
  signInAgain: { title: "Confirmez de nouveau votre adresse", next: "Votre session n’est plus valable." },
  tooManyTries: { title: "Trop d’essais", next: "Attendez une minute, puis réessayez." },
  tooBusy: {
    title: "Un instant",
    next: "Il y a beaucoup de demandes en ce moment. Réessayez dans quelques secondes.",
  },
  fault: { title: "Un problème est survenu", next: "Vous n’y êtes pour rien. Réessayez dans une minute." },

  preview: {
    title: "Une clé pour vous",
    next: "Ouvrez une porte avec votre téléphone. Sans application, sans compte.",
  },
};
