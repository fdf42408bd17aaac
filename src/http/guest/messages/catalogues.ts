/** The languages that a guest may read, in the order of the switch. */
import { ar } from "./ar.ts";
import { cs } from "./cs.ts";
import { de } from "./de.ts";
import { el } from "./el.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { nl } from "./nl.ts";
import { pl } from "./pl.ts";
import { pseudoEnglish } from "./pseudo.ts";
import { pt } from "./pt.ts";
import { tr } from "./tr.ts";
import { uk } from "./uk.ts";

export const CATALOGUES = { en, de, fr, es, it, pt, nl, pl, el, cs, uk, tr, ar, ja, "en-XA": pseudoEnglish } as const;

export type Language = keyof typeof CATALOGUES;
