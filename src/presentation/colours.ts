/**
 * An organisation's colours on the guest's page. Text has a contrast of at least 4.5:1, as WCAG 2.2 asks for at level
 * AA (success criterion 1.4.3): two colours that cannot have it are refused, the others are derived so that they do.
 */
import type { FieldError } from "../domain/refusals.ts";
import type { Brand } from "./presentation.ts";

/** Contrast of text at level AA. */
export const AA = 4.5;
/** What the page has already, by day and by night (`http/pages/frame.css`). */
export const DAY = { paper: "#fffdf9", ground: "#f4efe6", soft: "#645d52" } as const;
export const NIGHT = { paper: "#211f1c", ground: "#171614", ink: "#10100e" } as const;
/** How much of the accent is in what lies below it, at the most. */
const TINT = 0.14;
const STEPS = 50;

type Colours = Pick<Brand, "accent" | "background">;

/** What is wrong with two colours, by field; each is `#rrggbb`. */
export function colourErrors({ accent, background }: Colours): FieldError[] {
  const ground = background ?? DAY.ground;
  const pairs: readonly (readonly [field: string, colour: string, what: string, other: string])[] = [
    ...(accent === null
      ? []
      : ([
          ["accent", accent, `the page (${DAY.paper})`, DAY.paper],
          ["accent", accent, `the background (${ground})`, ground],
        ] as const)),
    ...(background === null ? [] : ([["background", background, `small text (${DAY.soft})`, DAY.soft]] as const)),
  ];
  return pairs.flatMap(([field, a, what, b]) => {
    const ratio = contrast(a, b);
    if (ratio >= AA) return [];
    const found = (Math.floor(ratio * 100) / 100).toFixed(2);
    return [{ field, message: `has a contrast of ${found}:1 with ${what}; text needs ${AA}:1 (WCAG 2.2, AA)` }];
  });
}

/** What an organisation's colour is read against, by day: each with what it is. */
export function readAgainst(field: keyof Colours, { background }: Colours): readonly string[] {
  return field === "background" ? [DAY.soft] : [DAY.paper, background ?? DAY.ground];
}

/** The nearest shade of a colour that can be read against all of these; itself where it can be already. */
export function nearestReadable(colour: string, others: readonly string[], towards: "#000000" | "#ffffff"): string {
  for (let step = 0; step < STEPS; step++) {
    const shade = mix(towards, colour, step / STEPS);
    if (others.every((other) => contrast(shade, other) >= AA)) return shade;
  }
  return towards;
}

/** Values of the page's variables for colours without errors, by day and by night; none where there are no colours. */
export function palette({ accent, background }: Colours): { day?: Palette; night: Palette } {
  if (accent === null && background === null) return { night: {} };
  const bright = accent && lighten(accent);
  return {
    day: {
      ...(background !== null && { ground: background }),
      ...(accent !== null && { accent, "on-accent": "#ffffff", track: tint(accent, DAY.paper) }),
    },
    night: {
      ground: NIGHT.ground,
      ...(bright !== null && { accent: bright, "on-accent": NIGHT.ink, track: tint(bright, NIGHT.paper) }),
    },
  };
}

/** The page's colours as custom properties of CSS, by name; those left out keep their default. */
export type Palette = Partial<Record<"ground" | "accent" | "on-accent" | "track", string>>;

/** Towards white, until it is read on the night's page. */
function lighten(accent: string): string {
  for (let step = 0; step < STEPS; step++) {
    const lighter = mix("#ffffff", accent, step / STEPS);
    if (contrast(lighter, NIGHT.paper) >= AA + 1.5 && contrast(lighter, NIGHT.ink) >= AA) return lighter;
  }
  return "#ffffff";
}

/** What lies below text of that colour: as much of it in the paper as leaves it readable. */
function tint(accent: string, paper: string): string {
  for (let step = STEPS; step > 0; step--) {
    const below = mix(accent, paper, (TINT * step) / STEPS);
    if (contrast(accent, below) >= AA) return below;
  }
  return paper;
}

/** From 1 to 21; https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(over: string, under: string, share: number): string {
  const below = channels(under);
  const mixed = channels(over).map((value, i) => Math.round(value * share + below[i]! * (1 - share)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
