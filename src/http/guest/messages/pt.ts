import type { Messages } from "./messages.ts";

const ASK = "Fale com quem lhe deu o link.";

export const pt: Messages = {
  language: "Português",
  languages: "Idioma",

  yourKey: "A sua chave",
  lends: (host) => `Chave emprestada por ${host}`,
  invited: "Um convite à sua espera",
  doors: { one: "{n} porta", many: "{n} de portas", other: "{n} portas" },
  when: "Quando",
  until: "até",
  uses: "Utilizações",
  usesLeft: { one: "{n} por usar", many: "{n} por usar", other: "{n} por usar" },
  note: "Nota",
  contact: "Contacto",
  privacy: "Privacidade",
  arrival: "Como entrar",
  pictureOf: (door) => `Imagem: ${door}`,
  timeIn: (place) => `hora de ${place}`,
  backToKey: "Voltar à chave",

  slideToOpen: "Deslize para abrir",
  slideHint: "Deslize a chave até ao fim.",
  open: "Abrir",
  openDoor: (door) => `Abrir: ${door}`,
  openWithoutSliding: "Abrir sem deslizar",
  openWithoutSlidingDoor: (door) => `Abrir sem deslizar: ${door}`,
  doorUsedUp: "Já não há utilizações.",
  opensWithPin: "Abre com o PIN.",

  pin: "PIN",
  enterPin: "Digite-o no teclado da entrada.",
  enterPinAt: (doors) => `Digite-o no teclado da entrada. Abre: ${doors}.`,
  copy: "Copiar",
  copied: "Copiado",

  refusals: {
    "unknown-key": {
      title: "Este link não abre nenhuma porta",
      next: `Talvez não tenha sido copiado por inteiro. ${ASK}`,
    },
    revoked: { title: "Esta chave foi cancelada", next: `A chave já não abre a porta. ${ASK}` },
    "not-yet-valid": { title: "Esta chave ainda não abre", next: "Volte quando chegar a hora." },
    expired: { title: "Esta chave expirou", next: `O prazo terminou. ${ASK}` },
    "user-required": {
      title: "Esta chave é só para certas pessoas",
      next: `Para a usar, é preciso iniciar sessão. ${ASK}`,
    },
    "user-not-allowed": { title: "Esta chave é para outra pessoa", next: `O seu nome não está na lista. ${ASK}` },
    "unknown-door": { title: "Esta chave não é dessa porta", next: "Volte à chave e escolha uma porta." },
    "method-not-allowed": { title: "Esta porta não abre a partir daqui", next: ASK },
    "used-up": { title: "Esta chave já não tem utilizações", next: `Já foram todas usadas. ${ASK}` },
    "not-bound": { title: "Esta porta ainda não tem uma fechadura ligada", next: `Não abre a partir daqui. ${ASK}` },
    offline: {
      title: "Neste momento, a fechadura não está acessível",
      next: "Nada foi contado. Tente de novo daqui a um minuto.",
    },
  },
  begins: (inHowLong, time) => `Vai abrir ${inHowLong}: ${time}.`,
  inAMoment: "dentro de instantes",

  queued: { title: "Um momento", next: "A fechadura está ocupada. A seguir é a sua vez." },
  sent: { title: "A abrir…", next: "O pedido foi enviado à fechadura." },
  opened: { title: "A porta está aberta", next: "Pode entrar." },
  accepted: {
    title: "A fechadura recebeu a ordem para abrir",
    next: "Experimente a porta. Se continuar trancada, volte atrás e tente de novo.",
  },
  locksAgain: "A porta volta a trancar sozinha.",
  notOpened: "A porta não abriu",
  failures: {
    offline: "Neste momento, a fechadura não está acessível.",
    jammed: "A fechadura está emperrada.",
    timeout: "A fechadura não respondeu a tempo.",
    expired: "A fechadura ficou pronta tarde demais.",
    rejected: "A fechadura recusou o pedido.",
    auth: "A fechadura recusou o pedido.",
    unsupported: "Esta fechadura não pode ser aberta a partir daqui.",
    internal: "Algo falhou no caminho até à fechadura.",
    indeterminate: "A fechadura não disse o que fez.",
    revoked: "A chave foi cancelada antes de o pedido chegar à fechadura.",
  },
  givenBack: "Esta tentativa não conta. Volte atrás e tente de novo.",
  unknown: {
    title: "Veja a porta",
    next: "A fechadura não respondeu, mas a porta pode estar aberta. Conta como uma utilização.",
  },
  nothing: { title: "Nenhuma abertura para mostrar", next: "Volte à chave para abrir a porta." },

  asking: "Pedido a caminho da fechadura…",
  lostConnection: "A ligação falhou. A verificar o que aconteceu…",
  noAnswer: "Não houve resposta. Veja a porta: se estiver fechada, tente de novo. Só conta uma vez.",
  noConnection: "Sem rede: nada foi enviado. Tente de novo quando houver rede.",
  offline: { title: "Sem rede", next: "A porta abre pela internet. Procure uma rede e tente de novo." },

  email: "O seu e-mail",
  anotherEmail: "Outro e-mail",
  sendLink: "Receber um link",
  signIn: "Iniciar sessão",
  signedInAs: (email) => `Sessão iniciada como ${email}`,
  signOut: "Terminar sessão",
  signInNext: "Indique o seu e-mail. Se estiver na lista, receberá um link.",
  signInAsAnotherNext: `O e-mail desta sessão não está na lista. Use outro. ${ASK}`,
  linkSent: {
    title: "Veja o seu e-mail",
    next: "Se o endereço estiver na lista, há um link a caminho. Abra-o neste telefone nos próximos 15 minutos.",
  },
  badAddress: {
    title: "Isso não é um endereço de e-mail",
    next: "Volte à chave e escreva-o de novo, por exemplo: maria@example.com.",
  },
  badLink: {
    title: "Este link já não funciona",
    next: "Funciona uma só vez, durante 15 minutos. Volte à chave e peça outro link.",
  },
  redeem: {
    title: "Iniciar sessão neste telefone",
    next: "A sessão fica aberta aqui durante 30 dias, ou até a terminar.",
  },
  signedIn: { title: "Sessão iniciada", next: "Agora abra o link da sua chave." },
  mail: {
    subject: (door) => `A sua chave: ${door}`,
    before: (door) => `Houve um pedido, provavelmente seu, para usar uma chave de «${door}».`,
    open: "Abra este link no telefone com que quer abrir a porta:",
    after: (minutes) =>
      `Funciona uma só vez, durante ${minutes} minutos. Se o pedido não foi seu, não precisa de fazer nada.`,
  },

  badRequest: { title: "Não funcionou", next: "Volte à chave e tente de novo." },
  signInAgain: { title: "Inicie sessão de novo", next: "A sua sessão já não é válida." },
  tooManyTries: { title: "Demasiadas tentativas", next: "Espere um minuto e tente de novo." },
  tooBusy: { title: "Um momento", next: "Há muitos pedidos neste momento. Tente de novo dentro de alguns segundos." },
  fault: { title: "Algo falhou", next: "A culpa não é sua. Tente de novo dentro de um minuto." },

  preview: { title: "Uma chave à sua espera", next: "Abra uma porta com o telefone. Sem app, sem conta." },
};
