/** What whoever manages a key passes on with its link, in the guest's language: as many as the guest's page has. */

/** The words that stand around what a key opens and when; none of them bends with what is put in. */
interface LinkWords {
  readonly key: string;
  readonly how: string;
  readonly pin: string;
}

/** By the language's tag. */
export const LINK_WORDS: Readonly<Record<string, LinkWords>> = {
  ar: { key: "مفتاحك", how: "افتح الرابط عند الباب:", pin: "الرقم السري" },
  cs: { key: "Váš klíč", how: "Otevřete odkaz u dveří:", pin: "PIN" },
  da: { key: "Din nøgle", how: "Åbn linket ved døren:", pin: "Pinkode" },
  de: { key: "Ihr Schlüssel", how: "Öffnen Sie den Link an der Tür:", pin: "PIN" },
  el: { key: "Το κλειδί σας", how: "Ανοίξτε τον σύνδεσμο μπροστά στην πόρτα:", pin: "PIN" },
  en: { key: "Your key", how: "Open the link at the door:", pin: "PIN" },
  es: { key: "Su llave", how: "Abra el enlace delante de la puerta:", pin: "PIN" },
  fi: { key: "Avaimesi", how: "Avaa linkki ovella:", pin: "PIN-koodi" },
  fr: { key: "Votre clé", how: "Ouvrez le lien devant la porte :", pin: "Code PIN" },
  he: { key: "המפתח שלך", how: "יש לפתוח את הקישור ליד הדלת:", pin: "קוד" },
  hi: { key: "आपकी चाबी", how: "दरवाज़े पर यह लिंक खोलें:", pin: "PIN" },
  hu: { key: "Az Ön kulcsa", how: "Az ajtónál nyissa meg a hivatkozást:", pin: "PIN-kód" },
  it: { key: "La sua chiave", how: "Apra il link davanti alla porta:", pin: "PIN" },
  ja: { key: "お客様の鍵", how: "ドアの前でこのリンクを開いてください：", pin: "暗証番号" },
  ko: { key: "고객님의 열쇠", how: "문 앞에서 링크를 열어 주세요:", pin: "비밀번호" },
  nb: { key: "Nøkkelen din", how: "Åpne lenken ved døren:", pin: "PIN-kode" },
  nl: { key: "Uw sleutel", how: "Open de link bij de deur:", pin: "Pincode" },
  pl: { key: "Twój klucz", how: "Otwórz link przy drzwiach:", pin: "PIN" },
  pt: { key: "A sua chave", how: "Abra a ligação junto à porta:", pin: "PIN" },
  "pt-BR": { key: "Sua chave", how: "Abra o link em frente à porta:", pin: "PIN" },
  ro: { key: "Cheia dumneavoastră", how: "Deschideți linkul la ușă:", pin: "Cod PIN" },
  ru: { key: "Ваш ключ", how: "Откройте ссылку у двери:", pin: "PIN-код" },
  sv: { key: "Din nyckel", how: "Öppna länken vid dörren:", pin: "PIN-kod" },
  th: { key: "กุญแจของคุณ", how: "เปิดลิงก์นี้ที่หน้าประตู:", pin: "รหัส PIN" },
  tr: { key: "Anahtarınız", how: "Bağlantıyı kapının önünde açın:", pin: "PIN" },
  uk: { key: "Ваш ключ", how: "Відкрийте посилання біля дверей:", pin: "PIN-код" },
  vi: { key: "Chìa khóa của bạn", how: "Mở liên kết này khi đứng trước cửa:", pin: "Mã PIN" },
  "zh-Hans": { key: "您的钥匙", how: "请在门前打开此链接：", pin: "密码" },
  "zh-Hant": { key: "您的鑰匙", how: "請在門前開啟此連結：", pin: "密碼" },
};

/** A key's link, as it is passed on. */
export interface PassedOn {
  readonly link: string;
  /** Their names, as a list. */
  readonly doors: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Of the doors. */
  readonly zone: string;
}

/** Ready to be sent: the doors, the time there, and the link; of a PIN, which is not known here, what it is called. */
export function wordsOfLink(language: string, { link, doors, from, until, zone }: PassedOn) {
  const { key, how, pin } = LINK_WORDS[language]!;
  const tag = language === "en" ? "en-GB" : language;
  const format = new Intl.DateTimeFormat(tag, { timeZone: zone, dateStyle: "medium", timeStyle: "short" });
  const subject = `${key}: ${doors}`;
  return { subject, text: [subject, format.formatRange(from, until), "", how, link].join("\n"), pin };
}
