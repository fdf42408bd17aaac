import type { Messages } from "./messages.ts";

const ASK = "Pregunte a quien le dio el enlace.";

export const es: Messages = {
  language: "Español",
  languages: "Idioma",

  yourKey: "Su llave",
  lends: (host) => `Llave prestada por ${host}`,
  invited: "Tiene una invitación",
  doors: { one: "{n} puerta", many: "{n} de puertas", other: "{n} puertas" },
  when: "Cuándo",
  until: "hasta el",
  uses: "Aperturas",
  usesLeft: { one: "queda {n}", many: "quedan {n}", other: "quedan {n}" },
  note: "Nota",
  contact: "Contacto",
  privacy: "Privacidad",
  arrival: "Cómo entrar",
  pictureOf: (door) => `Imagen: ${door}`,
  timeIn: (place) => `hora de ${place}`,
  backToKey: "Volver a la llave",

  slideToOpen: "Deslice para abrir",
  slideHint: "Deslice la llave hasta el final.",
  open: "Abrir",
  openDoor: (door) => `Abrir: ${door}`,
  openWithoutSliding: "Abrir sin deslizar",
  openWithoutSlidingDoor: (door) => `Abrir sin deslizar: ${door}`,
  doorUsedUp: "Ya no quedan aperturas.",
  opensWithPin: "Se abre con el PIN.",

  pin: "PIN",
  enterPin: "Márquelo en el teclado de la entrada.",
  enterPinAt: (doors) => `Márquelo en el teclado de la entrada. Abre: ${doors}.`,
  copy: "Copiar",
  copied: "Copiado",

  refusals: {
    "unknown-key": { title: "Este enlace no abre ninguna puerta", next: `Quizá no se copió completo. ${ASK}` },
    revoked: { title: "Esta llave fue retirada", next: `La llave ya no abre la puerta. ${ASK}` },
    "not-yet-valid": { title: "Esta llave aún no abre", next: "Vuelva cuando llegue la hora." },
    expired: { title: "Esta llave ha caducado", next: `El plazo ha terminado. ${ASK}` },
    "user-required": {
      title: "Esta llave es solo para ciertas personas",
      next: `Para usarla hay que iniciar sesión. ${ASK}`,
    },
    "user-not-allowed": { title: "Esta llave es para otra persona", next: `Usted no está en la lista. ${ASK}` },
    "unknown-door": { title: "Esta llave no es de esa puerta", next: "Vuelva a la llave y elija una puerta." },
    "method-not-allowed": { title: "Esta puerta no se abre desde aquí", next: ASK },
    "used-up": { title: "Esta llave ya no tiene aperturas", next: `Ya se usaron todas. ${ASK}` },
    "not-bound": { title: "Esta puerta aún no tiene una cerradura conectada", next: `No se abre desde aquí. ${ASK}` },
    offline: {
      title: "Ahora mismo no hay conexión con la cerradura",
      next: "No se contó nada. Inténtelo de nuevo en un minuto.",
    },
  },
  begins: (inHowLong, time) => `Abrirá ${inHowLong}: ${time}.`,
  inAMoment: "en un momento",

  queued: { title: "Un momento", next: "La cerradura está ocupada. Enseguida le toca." },
  sent: { title: "Abriendo…", next: "Ya se envió el aviso a la cerradura." },
  opened: { title: "La puerta está abierta", next: "Adelante." },
  accepted: {
    title: "La cerradura recibió la orden de abrir",
    next: "Pruebe la puerta. Si sigue cerrada, vuelva atrás e inténtelo de nuevo.",
  },
  locksAgain: "La cerradura vuelve a cerrarse sola.",
  notOpened: "La puerta no se abrió",
  failures: {
    offline: "Ahora mismo no hay conexión con la cerradura.",
    jammed: "La cerradura está atascada.",
    timeout: "La cerradura no respondió a tiempo.",
    expired: "La cerradura estuvo lista demasiado tarde.",
    rejected: "La cerradura no lo permitió.",
    auth: "La cerradura no lo permitió.",
    unsupported: "Esta cerradura no se puede abrir desde aquí.",
    internal: "Algo falló de camino a la cerradura.",
    indeterminate: "La cerradura no dijo qué hizo.",
    revoked: "La llave fue retirada antes de avisar a la cerradura.",
  },
  givenBack: "Este intento no cuenta. Vuelva atrás e inténtelo de nuevo.",
  unknown: {
    title: "Mire la puerta",
    next: "La cerradura no respondió, pero puede que la puerta esté abierta. Esto cuenta como una apertura.",
  },
  nothing: { title: "Ninguna apertura que mostrar", next: "Vuelva a la llave para abrir la puerta." },

  asking: "Avisando a la cerradura…",
  lostConnection: "Se perdió la conexión. Comprobando qué pasó…",
  noAnswer: "No hubo respuesta. Mire la puerta: si está cerrada, inténtelo de nuevo. Solo contará una vez.",
  noConnection: "Sin conexión: no se envió nada. Inténtelo de nuevo cuando la tenga.",
  offline: {
    title: "Sin conexión",
    next: "La puerta se abre por internet. Busque una conexión e inténtelo de nuevo.",
  },

  email: "Su correo electrónico",
  anotherEmail: "Otro correo electrónico",
  sendLink: "Recibir un enlace",
  signIn: "Iniciar sesión",
  signedInAs: (email) => `Sesión de ${email}`,
  signOut: "Cerrar sesión",
  signInNext: "Indique su correo electrónico. Si está en la lista, recibirá un enlace.",
  signInAsAnotherNext: `El correo de esta sesión no está en la lista. Use otro. ${ASK}`,
  linkSent: {
    title: "Revise su correo",
    next: "Si la dirección está en la lista, hay un enlace en camino. Ábralo en este teléfono en los próximos 15 minutos.",
  },
  badAddress: {
    title: "Eso no es un correo electrónico",
    next: "Vuelva a la llave y escríbalo otra vez, por ejemplo: maria@example.com.",
  },
  badLink: {
    title: "Este enlace ya no funciona",
    next: "Funciona una sola vez, durante 15 minutos. Vuelva a la llave y pida otro enlace.",
  },
  redeem: {
    title: "Iniciar sesión en este teléfono",
    next: "La sesión seguirá abierta aquí 30 días, o hasta que la cierre.",
  },
  signedIn: { title: "Sesión iniciada", next: "Ahora abra el enlace de su llave." },
  mail: {
    subject: (door) => `Su llave: ${door}`,
    before: (door) => `Alguien, seguramente usted, quiere usar una llave de «${door}».`,
    open: "Abra este enlace en el teléfono con el que quiere abrir la puerta:",
    after: (minutes) => `Funciona una sola vez, durante ${minutes} minutos. Si no fue usted, no tiene que hacer nada.`,
  },

  badRequest: { title: "No funcionó", next: "Vuelva a la llave e inténtelo de nuevo." },
  signInAgain: { title: "Inicie sesión de nuevo", next: "Su sesión ya no es válida." },
  tooManyTries: { title: "Demasiados intentos", next: "Espere un minuto e inténtelo de nuevo." },
  tooBusy: {
    title: "Un momento",
    next: "Hay demasiadas solicitudes ahora mismo. Inténtelo de nuevo en unos segundos.",
  },
  fault: { title: "Algo salió mal", next: "No es culpa suya. Inténtelo de nuevo en un minuto." },

  preview: { title: "Una llave para usted", next: "Abra una puerta con el teléfono. Sin aplicación ni cuenta." },
};
