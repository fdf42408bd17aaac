// A list of many doors: what becomes of an opening is told in the row of its door, and doors are found by their name.
for (const field of document.querySelectorAll("[data-filter]"))
  if (field instanceof HTMLInputElement) field.addEventListener("input", () => filter(field));

/**
 * In the row of the door; the others stay as they are, and where they are.
 * @param {HTMLElement} next
 * @param {Element} row
 */
export function putInRow(next, row) {
  const fresh = next.querySelector(`#${row.id}`);
  if (fresh) {
    row.replaceWith(fresh);
    return fresh;
  }
  const box = row.querySelector("div.outcome") ?? document.createElement("div");
  const control = row.querySelector("details > form");
  if (control instanceof HTMLElement && box instanceof HTMLElement) {
    box.className = "outcome";
    box.style.minHeight = `${control.offsetHeight}px`;
    control.replaceWith(box);
  }
  for (const one of next.querySelectorAll("header, .back, .next")) one.remove();
  for (const title of next.querySelectorAll("h1")) {
    const smaller = document.createElement("h3");
    smaller.append(...title.childNodes);
    title.replaceWith(smaller);
  }
  box.replaceChildren(...next.childNodes);
  return box;
}

/**
 * How it stands with the key and with this door now; what became of the opening stays to be read.
 * @param {Element} row
 * @param {() => Promise<{ main: HTMLElement } | undefined>} ask for the key's page
 * @param {(heading: HTMLElement) => void} focusOn
 */
export async function renewRow(row, ask, focusOn) {
  const page = await ask();
  const fresh = page?.main.querySelector(`#${row.id}`);
  const box = row.querySelector("div.outcome");
  if (!page || !fresh || !(box instanceof HTMLElement)) return;
  box.style.minHeight = "";
  const list = page.main.querySelector("dl");
  if (list) document.querySelector("dl")?.replaceWith(list);
  const hadFocus = box.contains(document.activeElement);
  const details = fresh.querySelector("details");
  (details?.firstElementChild ?? fresh.firstElementChild)?.after(box);
  if (details) details.open = true;
  if (box.querySelector("form")) fresh.querySelector("details > form")?.remove();
  const state = fresh.querySelector(".state");
  const [title, time] = [box.querySelector("h3"), box.querySelector("time")];
  if (state && time) state.textContent = `${box.querySelector(".good") ? "✓ " : ""}${time.textContent}`;
  row.replaceWith(fresh);
  if (title && hadFocus) focusOn(title);
}

/**
 * The doors whose name has what is typed, however it is written.
 * @param {HTMLInputElement} field
 */
function filter(field) {
  const wanted = plain(field.value.trim());
  const rows = [...document.querySelectorAll(".rows > li")];
  const shown = new Set(rows.filter((row) => plain(row.querySelector("h2")?.textContent ?? "").includes(wanted)));
  for (const row of rows) row.toggleAttribute("hidden", !shown.has(row));
  const announcements = document.getElementById("announcements");
  if (announcements) announcements.textContent = `${shown.size} / ${rows.length}`;
}

/** @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
