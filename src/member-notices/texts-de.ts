import type { Happened, Texts } from "./texts.ts";

const at = ({ door, doors }: Happened) => (doors === 1 ? `: ${door}` : ` an ${doors} Türen`);
const times = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export const de: Texts = {
  locale: "de-DE",
  subject: {
    opened: (of) => (of.times === 1 ? `Geöffnet: ${of.door}` : `${of.times} Öffnungen${at(of)}`),
    refused: (of) => (of.times === 1 ? `Nicht eingelassen: ${of.door}` : `${of.times}-mal nicht eingelassen${at(of)}`),
    "first-use": (of) =>
      of.times === 1 ? `Schlüssel erstmals benutzt: ${of.door}` : `${of.times} Schlüssel erstmals benutzt`,
    offline: (of) => (of.doors === 1 ? `Nicht erreichbar: ${of.door}` : `${of.doors} Schlösser sind nicht erreichbar`),
    "battery-low": (of) => (of.doors === 1 ? `Batterie schwach: ${of.door}` : `Schwache Batterien${at(of)}`),
    "door-ajar": (of) => (of.doors === 1 ? `Steht offen: ${of.door}` : `${of.doors} Türen stehen offen`),
    forced: (of) => (of.doors === 1 ? `Aufgebrochen: ${of.door}` : `${of.doors} Türen wurden aufgebrochen`),
    jammed: (of) => `Der Riegel klemmt${at(of)}`,
  },
  next: {
    opened: () => "",
    refused: () => "",
    "first-use": () => "",
    "key-ending": () => "Verlängern Sie den Schlüssel, falls jemand länger bleibt. Sonst ist nichts zu tun.",
    offline: () => "Bis zur nächsten Verbindung öffnet dort nichts. Prüfen Sie Strom und Hub.",
    "battery-low": (doors) =>
      `Tauschen Sie die ${doors === 1 ? "Batterie" : "Batterien"} bald: Ein Schloss ohne Strom öffnet niemandem.`,
    "door-ajar": () => "Bitte lassen Sie sie schließen.",
    forced: () => "Wenn Sie den Grund nicht kennen, sehen Sie nach oder rufen Sie jemanden an, der in der Nähe ist.",
    jammed: (doors) =>
      `Bis jemand nachgesehen hat, ${doors === 1 ? "öffnet die Tür" : "öffnen diese Türen"} niemandem.`,
    "webhook-failing": () =>
      "Was nicht zugestellt werden konnte, bleibt erhalten und kann noch einmal gesendet werden, sobald die Adresse antwortet.",
  },
  several: (kind, count, since) =>
    kind === "opened"
      ? `${count} Öffnungen seit ${since}`
      : kind === "refused"
        ? `${count}-mal nicht eingelassen seit ${since}`
        : kind === "first-use"
          ? `${count} Schlüssel seit ${since}`
          : `${count}-mal seit ${since}`,
  more: (count) => `und ${count} weitere`,
  moreDoors: (doors) => `und ${times(doors, "weitere Tür", "weitere Türen")}`,
  doors: (doors) => `${doors} Türen`,
  unnamedDoor: (lockId) => `Schloss ${lockId}`,
  withoutKey: "ohne Schlüssel",
  key: (note) => (note === undefined ? "Schlüssel ohne Notiz" : `Schlüssel „${note}“`),
  byPin: "per PIN",
  by: (name) => `durch ${name}`,
  reasons: {
    "unknown-key": "diesen Schlüssel gibt es nicht",
    revoked: "der Schlüssel wurde zurückgenommen",
    paused: "der Schlüssel ist angehalten",
    "not-yet-valid": "der Schlüssel galt noch nicht",
    expired: "es war zu spät",
    "user-required": "niemand war angemeldet",
    "user-not-allowed": "der Schlüssel ist für jemand anderen",
    "unknown-door": "der Schlüssel gilt nicht für diese Tür",
    "method-not-allowed": "der Schlüssel öffnet nicht auf diese Weise",
    "used-up": "der Schlüssel ist aufgebraucht",
    "not-bound": "kein Gerät ist verbunden",
    offline: "das Schloss war nicht erreichbar",
    "unknown-pin": "falsche PIN",
    "unproven-pin": "die gespeicherte PIN wurde von außen geändert",
    timeout: "das Schloss antwortete nicht rechtzeitig",
    rejected: "das Schloss lehnte den Befehl ab",
    jammed: "der Riegel klemmt",
    auth: "der Hub nahm den Server nicht an",
    unsupported: "das Gerät kann das nicht",
    indeterminate: "unklar, ob geöffnet",
    internal: "im Server oder Hub ging etwas schief",
  },
  battery: (percent) => `${percent} %`,
  offlineSince: (when) => `seit ${when}`,
  keysEnd: {
    subject: (keys, note) =>
      keys === 1
        ? note === undefined
          ? "Ein Schlüssel endet bald"
          : `„${note}“ endet bald`
        : `${keys} Schlüssel enden bald`,
    ends: (when) => `endet ${when}`,
    unnamed: "Schlüssel ohne Notiz",
  },
  webhook: {
    subject: "Ein Webhook schlägt seit einem Tag fehl",
    off: "Ein Webhook ist aus: Seine Adresse will nichts mehr",
    nextOff:
      "An ihn wird nichts gesendet, bis die Adresse noch einmal gefragt wurde und Ereignisse will. Was bis dahin geschieht, bleibt erhalten und kann dann gesendet werden.",
    since: (when) => `Seit ${when} wurde nichts angenommen`,
    label: "Adresse",
    said: (said) => `Letzte Antwort: ${said}`,
  },
  daily: {
    subject: (date) => `Ihre Türen am ${date}`,
    openings: (count) => times(count, "Öffnung", "Öffnungen"),
    failed: (count) => `${count}-mal nicht geöffnet`,
    refused: (count) => `${count}-mal nicht eingelassen`,
    other: (count) => times(count, "anderes Ereignis", "andere Ereignisse"),
    begin: "Schlüssel, die heute beginnen",
    end: "Schlüssel, die heute enden",
    begins: (when, door) => `ab ${when} · ${door}`,
    ends: (when, door) => `bis ${when} · ${door}`,
    attention: "Türen, um die Sie sich kümmern sollten",
    offline: "nicht erreichbar",
    batteryLow: (percent) => (percent === undefined ? "Batterie schwach" : `Batterie bei ${percent} %`),
    moreKeys: (keys) => `und ${times(keys, "weiterer Schlüssel", "weitere Schlüssel")}`,
  },
  look: "In Latchstring ansehen",
  because: {
    chosen: (of) => `Sie haben diese E-Mails über ${of ?? "Ihre Schlösser"} gewählt.`,
    owner: (of) => `Sie bekommen diese E-Mails als Inhaber ${of === undefined ? "dieser Schlösser" : `von ${of}`}.`,
  },
  localTime: "Alle Zeiten sind Ortszeit an der Tür.",
  stop: "Diese E-Mails beenden",
  choose: "Wählen, was Sie erfahren",
};
