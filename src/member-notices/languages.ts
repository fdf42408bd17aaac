/** The languages of notices to members. */
import type { NoticeLanguage } from "./choices.ts";
import { de } from "./texts-de.ts";
import { en } from "./texts-en.ts";
import type { Texts } from "./texts.ts";

const ALL: Readonly<Record<NoticeLanguage, Texts>> = { en, de };

/** All that is said in it. */
export function textsIn(language: NoticeLanguage): Texts {
  return ALL[language];
}
