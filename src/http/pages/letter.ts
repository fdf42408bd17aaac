/**
 * How e-mail looks: the same in text and in HTML, which is plain enough for every mail program. Nothing of it is fetched
 * from anywhere, so that nobody learns when it is read.
 */
import type { Mail } from "../../mail/mailer.ts";
import { DAY, NIGHT, palette } from "../../presentation/colours.ts";
import { Html, html } from "./html.ts";

/** A letter, in the order in which it is read. */
export interface Letter {
  readonly language: string;
  readonly dir?: "ltr" | "rtl";
  /** Whose letter it is, above its title. */
  readonly from?: string | undefined;
  /** Only HTML has one: in text the subject is enough. */
  readonly title: string;
  readonly before?: readonly string[];
  /** What is to be looked up: a label and its lines, or one line by itself. */
  readonly facts?: readonly (readonly [label: string, ...lines: string[]])[];
  /** A link; the text beside it is what its button says. */
  readonly action?: { readonly label: string; readonly url: string };
  readonly after?: readonly string[];
  /** Small, below the rest; without an address it is not linked. */
  readonly footer?: readonly (string | { readonly label: string; readonly url: string })[];
  /** Of the button: `#rrggbb`, which can be read on white. */
  readonly accent?: string | null;
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = "#22201c";
const LINE = "#ddd4c4";
const ACCENT = "#1d5c4d";

/** By night, where the mail program asks. */
const NIGHT_STYLE = (accent: string, onAccent: string) =>
  `@media (prefers-color-scheme:dark){body,.ground{background:${NIGHT.ground}!important}.paper{background:${NIGHT.paper}!important;border-color:#3b372f!important}.ink{color:#f3eee4!important}.soft{color:#b5ac9d!important}.rule{border-color:#3b372f!important}.button{background:${accent}!important;color:${onAccent}!important}.link{color:${accent}!important}}`;

/** @param to an address, as `canonicalEmail` gives it */
export function mailOf(to: string, subject: string, letter: Letter): Mail {
  return { to, subject, text: textOf(letter), html: htmlOf(letter) };
}

function textOf({ from, before = [], facts = [], action, after = [], footer = [] }: Letter): string {
  const looked = facts.map(([label, ...lines]) =>
    lines.length === 0 ? label : `${label}:\n${lines.map((line) => `  ${line}`).join("\n")}`,
  );
  const small = footer.map((one) => (typeof one === "string" ? one : `${one.label}: ${one.url}`));
  const parts = [from, ...before, ...looked, action?.url, ...after, small.length > 0 && `-- \n${small.join("\n")}`];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function htmlOf(letter: Letter): string {
  const { language, dir = "ltr", from, title, before = [], facts = [], action, after = [], footer = [] } = letter;
  const { day, night } = palette({ accent: letter.accent ?? ACCENT, background: null });
  const [accent, bright] = [day?.accent ?? ACCENT, night.accent ?? ACCENT];
  const paragraph = (text: string) =>
    html`<p class="ink" style="margin:0 0 16px;color:${INK};font-size:17px;line-height:1.5">${text}</p>`;
  const main = html`<!doctype html>
    <html lang="${language}" dir="${dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(NIGHT_STYLE(bright, night["on-accent"] ?? "#ffffff"))}
        </style>
      </head>
      <body style="margin:0;padding:0;background:${DAY.ground};${FONT}">
        <table
          role="presentation"
          class="ground"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          style="background:${DAY.ground}"
        >
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                class="paper"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border="0"
                dir="${dir}"
                style="max-width:480px;background:${DAY.paper};border:1px solid ${LINE};border-radius:16px"
              >
                <tr>
                  <td style="padding:28px 24px;text-align:start;overflow-wrap:anywhere;word-break:break-word;${FONT}">
                    ${from !== undefined && html`<p class="soft" style="margin:0 0 8px;color:${DAY.soft};font-size:15px;line-height:1.4">${from}</p>`}
                    <h1
                      class="ink"
                      style="margin:0 0 20px;color:${INK};font-size:26px;line-height:1.25;font-weight:600"
                    >
                      ${title}
                    </h1>
                    ${before.map(paragraph)} ${facts.length > 0 && factsOf(facts)} ${action && buttonOf(action, accent)}
                    ${after.map(paragraph)} ${footer.length > 0 && footerOf(footer)}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`;
  return main.text;
}

function factsOf(facts: NonNullable<Letter["facts"]>): Html {
  const cell = "padding:8px 0;vertical-align:top;font-size:17px;line-height:1.45";
  return html`<table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="margin:0 0 20px"
  >
    ${facts.map(
      ([label, ...lines]) =>
        html`<tr>
          <td class="ink rule" style="${cell};border-top:1px solid ${LINE};color:${INK}">
            ${lines.length === 0 ? label : html`<div class="soft" style="color:${DAY.soft};font-size:14px">${label}</div>`}
            ${lines.map((line) => html`<div style="padding-bottom:3px">${line}</div>`)}
          </td>
        </tr>`,
    )}
  </table>`;
}

/** The address is there too: some programs show no button, and some people trust none. */
function buttonOf({ label, url }: NonNullable<Letter["action"]>, accent: string): Html {
  return html`<p style="margin:0 0 12px">
      <a
        class="button"
        href="${url}"
        style="display:block;padding:14px 20px;border-radius:12px;background:${accent};color:#ffffff;font-size:18px;font-weight:600;line-height:1.3;text-align:center;text-decoration:none"
        >${label}</a
      >
    </p>
    <p dir="ltr" style="margin:0 0 20px;font-size:13px;line-height:1.4;word-break:break-all;text-align:left">
      <a class="link" href="${url}" style="color:${accent}">${url}</a>
    </p>`;
}

function footerOf(footer: NonNullable<Letter["footer"]>): Html {
  return html`<p
    class="soft rule"
    style="margin:4px 0 0;padding-top:16px;border-top:1px solid ${LINE};color:${DAY.soft};font-size:14px;line-height:1.5"
  >
    ${footer.map((one, i) => {
      const line =
        typeof one === "string"
          ? html`${one}`
          : html`<a class="soft" href="${one.url}" style="color:${DAY.soft}">${one.label}</a>`;
      return html`${i > 0 && new Html("<br>")}${line}`;
    })}
  </p>`;
}
