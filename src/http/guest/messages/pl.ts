import type { Messages } from "./messages.ts";

const ASK = "Zapytaj osobę, od której masz link.";

export const pl: Messages = {
  language: "Polski",
  languages: "Język",

  yourKey: "Twój klucz",
  lends: (host) => `Zaprasza: ${host}`,
  invited: "Masz zaproszenie",
  doors: { one: "{n} drzwi", few: "{n} drzwi", many: "{n} drzwi", other: "{n} drzwi" },
  when: "Kiedy",
  until: "do",
  uses: "Otwarcia",
  usesLeft: { one: "pozostało {n}", few: "pozostały {n}", many: "pozostało {n}", other: "pozostało {n}" },
  note: "Informacja",
  contact: "Kontakt",
  privacy: "Prywatność",
  arrival: "Jak wejść",
  pictureOf: (door) => `Zdjęcie: ${door}`,
  timeIn: (place) => `czas lokalny (${place})`,
  backToKey: "Wróć do klucza",

  slideToOpen: "Przesuń, aby otworzyć",
  slideHint: "Przesuń klucz do samego końca.",
  open: "Otwórz",
  openDoor: (door) => `Otwórz: ${door}`,
  openWithoutSliding: "Otwórz bez przesuwania",
  openWithoutSlidingDoor: (door) => `Otwórz bez przesuwania: ${door}`,
  doorUsedUp: "Limit otwarć wyczerpany.",
  opensWithPin: "Te drzwi otwiera PIN.",

  pin: "PIN",
  enterPin: "Wpisz go na klawiaturze przy wejściu.",
  enterPinAt: (doors) => `Wpisz go na klawiaturze przy wejściu. Otwiera: ${doors}.`,
  copy: "Kopiuj",
  copied: "Skopiowano",

  refusals: {
    "unknown-key": {
      title: "Ten link nie otwiera żadnych drzwi",
      next: `Być może nie został skopiowany w całości. ${ASK}`,
    },
    revoked: { title: "Ten klucz został wycofany", next: `Klucz nie otwiera już drzwi. ${ASK}` },
    "not-yet-valid": { title: "Ten klucz jeszcze nie działa", next: "Wróć, gdy nadejdzie jego czas." },
    expired: { title: "Ten klucz wygasł", next: `Jego czas minął. ${ASK}` },
    "user-required": {
      title: "Ten klucz jest tylko dla wybranych osób",
      next: `Aby go użyć, trzeba się zalogować. ${ASK}`,
    },
    "user-not-allowed": { title: "Ten klucz jest dla kogoś innego", next: `Nie ma Cię na liście. ${ASK}` },
    "unknown-door": { title: "Ten klucz nie jest do tych drzwi", next: "Wróć do klucza i wybierz drzwi." },
    "method-not-allowed": { title: "Tych drzwi nie można stąd otworzyć", next: ASK },
    "used-up": { title: "Ten klucz został już wykorzystany", next: `Limit otwarć jest wyczerpany. ${ASK}` },
    "not-bound": { title: "Do tych drzwi nie podłączono jeszcze zamka", next: `Nie otworzą się stąd. ${ASK}` },
    offline: {
      title: "Nie ma teraz połączenia z zamkiem",
      next: "Nic nie zostało policzone. Spróbuj ponownie za minutę.",
    },
  },
  begins: (inHowLong, time) => `Zacznie działać ${inHowLong}: ${time}.`,
  inAMoment: "za chwilę",

  queued: { title: "Chwileczkę", next: "Zamek jest zajęty. Zaraz Twoja kolej." },
  sent: { title: "Otwieranie…", next: "Polecenie jest w drodze do zamka." },
  opened: { title: "Drzwi są otwarte", next: "Zapraszamy." },
  accepted: {
    title: "Zamek dostał polecenie otwarcia",
    next: "Sprawdź drzwi. Jeśli są nadal zamknięte, wróć i spróbuj ponownie.",
  },
  locksAgain: "Zamek sam się potem zamknie.",
  notOpened: "Drzwi się nie otworzyły",
  failures: {
    offline: "Nie ma teraz połączenia z zamkiem.",
    jammed: "Zamek się zaciął.",
    timeout: "Zamek nie odpowiedział na czas.",
    expired: "Zamek był gotowy zbyt późno.",
    rejected: "Zamek odmówił.",
    auth: "Zamek odmówił.",
    unsupported: "Tego zamka nie można stąd otworzyć.",
    internal: "Coś poszło nie tak, zanim polecenie dotarło do zamka.",
    indeterminate: "Zamek nie podał, co zrobił.",
    revoked: "Klucz został wycofany, zanim polecenie dotarło do zamka.",
  },
  givenBack: "Ta próba się nie liczy. Wróć i spróbuj ponownie.",
  unknown: {
    title: "Sprawdź drzwi",
    next: "Zamek nie odpowiedział, ale drzwi mogą być otwarte. Liczy się to jako jedno otwarcie.",
  },
  nothing: { title: "Brak informacji o otwarciu", next: "Wróć do klucza, aby otworzyć drzwi." },

  asking: "Wysyłanie polecenia do zamka…",
  lostConnection: "Połączenie zostało przerwane. Trwa sprawdzanie, co się stało…",
  noAnswer: "Nie ma odpowiedzi. Sprawdź drzwi: jeśli są zamknięte, spróbuj ponownie. Policzy się to tylko raz.",
  noConnection: "Brak połączenia: nic nie wysłano. Spróbuj ponownie, gdy wróci zasięg.",
  offline: {
    title: "Brak połączenia",
    next: "Drzwi otwierają się przez internet. Znajdź połączenie i spróbuj ponownie.",
  },

  email: "Twój adres e-mail",
  anotherEmail: "Inny adres e-mail",
  sendLink: "Wyślij mi link",
  signIn: "Zaloguj się",
  signedInAs: (email) => `Zalogowano jako ${email}`,
  signOut: "Wyloguj się",
  signInNext: "Podaj swój adres e-mail. Jeśli jest na liście, dostaniesz link.",
  signInAsAnotherNext: `Adresu, którego używasz, nie ma na liście. Podaj inny. ${ASK}`,
  linkSent: {
    title: "Sprawdź pocztę",
    next: "Jeśli adres jest na liście, link jest już w drodze. Otwórz go na tym telefonie w ciągu 15 minut.",
  },
  badAddress: {
    title: "To nie jest adres e-mail",
    next: "Wróć do klucza i wpisz adres jeszcze raz, na przykład maria@example.com.",
  },
  badLink: {
    title: "Ten link już nie działa",
    next: "Działa tylko raz, przez 15 minut. Wróć do klucza i poproś o nowy link.",
  },
  redeem: {
    title: "Zaloguj się na tym telefonie",
    next: "Logowanie będzie tu ważne przez 30 dni albo do wylogowania.",
  },
  signedIn: { title: "Zalogowano", next: "Teraz otwórz link do swojego klucza." },
  mail: {
    subject: (door) => `Twój klucz: ${door}`,
    before: (door) => `Ktoś, najpewniej Ty, chce użyć klucza do drzwi „${door}”.`,
    open: "Otwórz ten link na telefonie, którym chcesz otworzyć drzwi:",
    after: (minutes) => `Działa tylko raz, przez ${minutes} minut. Jeśli to nie Ty, nie musisz nic robić.`,
  },

  badRequest: { title: "Nie udało się", next: "Wróć do klucza i spróbuj ponownie." },
  signInAgain: { title: "Zaloguj się ponownie", next: "Poprzednie logowanie straciło ważność." },
  tooManyTries: { title: "Zbyt wiele prób", next: "Odczekaj minutę i spróbuj ponownie." },
  tooBusy: { title: "Chwileczkę", next: "Dużo się teraz dzieje. Spróbuj ponownie za kilka sekund." },
  fault: { title: "Coś poszło nie tak", next: "To nie Twoja wina. Spróbuj ponownie za minutę." },

  preview: { title: "Klucz dla Ciebie", next: "Otwórz drzwi telefonem. Bez aplikacji, bez konta." },
};
