/** The languages that a guest may read, in the order of the switch. */
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { nl } from "./nl.ts";
import { pl } from "./pl.ts";
import { pseudoEnglish } from "./pseudo.ts";
import { pt } from "./pt.ts";

export const CATALOGUES = { en, de, fr, es, it, pt, nl, pl, "en-XA": pseudoEnglish } as const;

export type Language = keyof typeof CATALOGUES;
