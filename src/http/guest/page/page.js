// The page works without this. With it, a second tap does nothing, and what becomes of an opening is seen on the page
// that asked for it. Words come from the server, in the guest's language; so do all times.
/** What a screen reader is told without moving there. */
const announcements = required(document, "#announcements", HTMLElement);
/** Our pages have this header: whatever else answers on the way to us has not. */
const MARK = "latchstring-page";
/** How long an opening is asked for when no answer comes, and one answer is waited for, in milliseconds. */
const PATIENCE_MS = 20_000;
const ANSWER_MS = 8_000;
/** After how long an opening is asked for again, first and at last, in milliseconds. */
const AGAIN_MS = 500;
const LAST_AGAIN_MS = 4_000;
/** How soon what became of an opening is asked for again, and at last where no answer comes, in milliseconds. */
const POLL_MS = 1_500;
const LAST_POLL_MS = 5_000;
const MAX_POLLS = 100;
/** After how long two thirds of the progress are drawn, in milliseconds. */
const EXPECTED_MS = 3_000;
const PROGRESS_MS = 500;
/** How long the server may tell nothing before it is asked, in milliseconds. */
const QUIET_MS = 5_000;

/** What this page is called before it says anything. */
const base = document.title;
/** Only where there are many doors. */
const rows = document.querySelector(".rows") && (await import("./rows.js"));

ready();
live(null, stand(location.href));
// Coming back by the browser's own button finds a page that was left: ask for a fresh one.
addEventListener("pageshow", (event) => event.persisted && location.reload());
// Only whoever put the page on the home screen is shown a page without a connection.
if (matchMedia("(display-mode: standalone)").matches || ("standalone" in navigator && navigator.standalone)) {
  const { worker = "", scope = "" } = required(document, "[data-worker]", HTMLElement).dataset;
  navigator.serviceWorker?.register(worker, { scope });
}

/**
 * The first element of that kind that the selector finds. A fault where there is none: the server writes it.
 * @template {Element} T
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => T} kind
 */
function required(within, selector, kind) {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new TypeError(selector);
  return found;
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 */
function every(selector, kind) {
  return [...document.querySelectorAll(selector)].flatMap((found) => (found instanceof kind ? [found] : []));
}

function ready() {
  for (const button of every("[data-copy]", HTMLElement)) copyOnClick(button);
  for (const time of every("[data-countdown]", HTMLElement)) countDown(time);
  for (const bar of every("[data-moves]", HTMLProgressElement)) moveOn(bar);
  for (const timer of every("[data-changes-in]", HTMLElement)) renewLater(timer);
  for (const line of every("[data-gone-in]", HTMLElement))
    setTimeout(() => (line.textContent = "\u00a0"), Number(line.dataset.goneIn));
  const [heading, door] = [document.querySelector("h1"), document.querySelector(".where bdi")];
  document.title = `${heading?.textContent.trim()} – ${door?.textContent ?? base}`;
  // Previews of the link do not see it there.
  const home = document.querySelector('[name="apple-mobile-web-app-title"]');
  if (home && heading?.closest("header")) home.setAttribute("content", heading.textContent.trim());
}

/** @param {string} text */
function announce(text) {
  if (announcements.textContent !== text) announcements.textContent = text;
}

// ---- the control

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-asking]")) return;
  event.preventDefault();
  if (!isSent(form)) void open(form);
});

/** @param {HTMLFormElement} form */
function isSent(form) {
  return form.classList.contains("sent");
}

/**
 * @param {HTMLFormElement} form
 * @param {string | undefined} text
 */
function tell(form, text = "") {
  required(form, ".status", HTMLElement).textContent = text;
  announce(text);
}

// ---- opening

/**
 * The form carries a one-time id, so that asking again after a lost answer is the same opening.
 * @param {HTMLFormElement} form
 */
async function open(form) {
  const { asking, lost, unheard, offline } = form.dataset;
  if (!navigator.onLine) {
    tell(form, offline);
    addEventListener("online", () => tell(form), { once: true });
    return;
  }
  const row = rows && form.closest(".rows > li");
  form.classList.add("sent");
  tell(form, asking);
  progress();
  navigator.vibrate?.(30);
  const end = performance.now() + PATIENCE_MS;
  const left = () => end - performance.now();
  const fields = () => [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  for (let again = AGAIN_MS; left() > 0; again = Math.min(again * 2, LAST_AGAIN_MS)) {
    const page = await ask(form.action, Math.min(ANSWER_MS, left()), {
      method: "POST",
      body: new URLSearchParams(fields()),
    });
    if (page?.wait) return void armAfter(form, page.wait);
    if (page) {
      live(row, show(page, row));
      return;
    }
    tell(form, lost);
    if (await backWithin(Math.min(again, left()))) again = AGAIN_MS;
  }
  form.classList.remove("sent");
  tell(form, unheard);
}

/**
 * Too much was asked for: nothing was sent to the lock, and the control comes back by itself.
 * @param {HTMLFormElement} form
 * @param {number} seconds
 */
function armAfter(form, seconds) {
  const { again = "", ready = "" } = form.dataset;
  const end = performance.now() + seconds * 1_000;
  form.classList.add("waits");
  const draw = () => {
    const left = Math.ceil((end - performance.now()) / 1_000);
    if (left > 0) {
      required(form, ".status", HTMLElement).textContent = again.replace("{}", inHowLong(left, "second"));
      return;
    }
    clearInterval(timer);
    form.classList.remove("sent", "waits");
    tell(form, ready);
  };
  const timer = setInterval(draw, 1_000);
  draw();
  announce(required(form, ".status", HTMLElement).textContent);
}

/** What is drawn goes on until there is an outcome; it never comes to its end by itself. */
function progress() {
  const start = performance.now();
  const draw = () => {
    const part = 1 - Math.exp(-(performance.now() - start + PROGRESS_MS) / EXPECTED_MS);
    document.documentElement.style.setProperty("--done", `${part}`);
    if (!isWorking(null) && !document.querySelector(".sent")) clearInterval(timer);
  };
  const timer = setInterval(draw, PROGRESS_MS);
  // Once the place for it is there.
  requestAnimationFrame(draw);
}

/**
 * A page of ours that came whole; undefined for all else. A proxy's error, a portal's page, half a page and what the
 * server could not do just now are no answer.
 * @param {string} url
 * @param {number} patience in milliseconds
 * @param {RequestInit} [options]
 */
async function ask(url, patience, options) {
  const control = new AbortController();
  const stop = () => control.abort();
  const timer = setTimeout(stop, patience);
  // What was asked on the connection before this one may never be answered.
  addEventListener("online", stop);
  try {
    const answer = await fetch(url, {
      ...options,
      mode: "same-origin",
      headers: { accept: "text/html", prefer: "respond-async" },
      signal: control.signal,
    });
    const text = (await answer.text()).trimEnd();
    if (!answer.headers.has(MARK) || answer.status >= 500 || !text.endsWith("</html>")) return undefined;
    // This page has its style already, and the other's has another nonce.
    const next = new DOMParser().parseFromString(text.replace(/<style[^]*?<\/style>/, ""), "text/html");
    const main = next.querySelector("main");
    const footer = next.querySelector("footer");
    const wait = answer.status === 429 ? Number(answer.headers.get("retry-after")) : 0;
    return main && footer ? { main, footer, wait, moved: answer.redirected && answer.url } : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    removeEventListener("online", stop);
  }
}

/**
 * Wait, but no longer than until the phone is online again or is looked at. Whether that came first.
 * @param {number} ms
 * @returns {Promise<boolean>}
 */
function backWithin(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(false), ms);
    const back = () => end(true);
    const seen = () => document.visibilityState === "visible" && end(true);
    addEventListener("online", back);
    document.addEventListener("visibilitychange", seen);
    /** @param {boolean} isBack */
    function end(isBack) {
      clearTimeout(timer);
      removeEventListener("online", back);
      document.removeEventListener("visibilitychange", seen);
      resolve(isBack);
    }
  });
}

/**
 * Show another page in the place of this one, or of one row where there are many.
 * @param {{ main: HTMLElement, footer: HTMLElement, moved: string | false }} page
 * @param {Element | null} row
 * @param {boolean} [isAnswer] to what the guest did: it is gone to
 * @returns {string} where it comes from
 */
function show({ main, footer, moved }, row, isAnswer = true) {
  if (!row) required(document, "footer", HTMLElement).replaceWith(footer);
  put(main, row, isAnswer);
  return row ? moved || location.href : stand(moved || location.href);
}

/**
 * @param {HTMLElement} next what there is to say
 * @param {Element | null} row
 * @param {boolean} [isAnswer]
 */
function put(next, row, isAnswer = true) {
  // Parsed where no script runs, what is in them would be done.
  for (const one of next.querySelectorAll("noscript")) one.remove();
  // Nobody is called back to what they have read.
  const [said, says] = [row ?? document, next].map((one) => one.querySelector(".message :is(h1, h3)")?.textContent);
  isAnswer &&= said !== says;
  const goes = isAnswer || document.activeElement?.matches("main *");
  const place = row && rows ? rows.putInRow(next, row) : putInMain(next);
  const message = place.querySelector(".message");
  const [title, ...texts] = message
    ? [...message.children].map(({ textContent }) => textContent.trim()).filter(Boolean)
    : [];
  announce(title ? [/[.!?…。]$/.test(title) ? title : `${title}.`, ...texts].join(" ") : "");
  if (isAnswer && place.querySelector(".message.good")) navigator.vibrate?.([40, 60, 40]);
  ready();
  const heading = required(place, "h1, h2, h3", HTMLElement);
  if (goes) focusOn(heading);
  if (isAnswer) heading.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} heading */
function focusOn(heading) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/**
 * What becomes of an opening comes where its control was: below the head of the page, which stays.
 * @param {HTMLElement} next
 */
function putInMain(next) {
  const main = required(document, "main", HTMLElement);
  const head = main.querySelector("header");
  main.style.minHeight = `${Math.min(main.offsetHeight, innerHeight)}px`;
  if (head && !next.querySelector("header")) {
    const was = required(head, "h1, .title", HTMLElement);
    const name = document.createElement("p");
    name.className = "title";
    name.append(...(next.querySelector(".where bdi") ?? was).cloneNode(true).childNodes);
    was.replaceWith(name);
    next.prepend(head);
  }
  main.replaceChildren(...next.childNodes);
  return main;
}

/**
 * A reload while the lock is at it asks for that again; a link that is passed on is the key's.
 * @param {string} url where the page comes from
 */
function stand(url) {
  const { pathname, searchParams } = new URL(url);
  const [key] = /^.*?temp-keys\/[^/]+/.exec(pathname) ?? [];
  const language = searchParams.get("lang");
  if (isWorking(null)) history.replaceState(null, "", url);
  else if (key && (searchParams.has("order") || location.href !== url))
    history.replaceState(null, "", language ? `${key}?lang=${language}` : key);
  return url;
}

/**
 * While the lock is at it: told by the server, or else asked for again and again.
 * @param {Element | null} row
 * @param {string} from where what is shown comes from
 */
function live(row, from) {
  if (!isWorking(row)) return settled(row);
  if (!window.EventSource) return void poll(row, from);
  const source = new EventSource(from);
  let quiet = setTimeout(pollInstead, QUIET_MS);
  source.addEventListener("error", pollInstead);
  source.addEventListener("message", ({ data }) => {
    const stage = stageIn(data);
    if (stage === undefined) return pollInstead();
    clearTimeout(quiet);
    put(stage, row);
    if (isWorking(row)) {
      quiet = setTimeout(pollInstead, QUIET_MS);
      return;
    }
    source.close();
    if (!row) stand(from);
    settled(row);
  });
  function pollInstead() {
    clearTimeout(quiet);
    source.close();
    void poll(row, from);
  }
}

/**
 * A stage of an opening as our server tells it; undefined for what is not.
 * @param {string} data
 */
function stageIn(data) {
  try {
    /** @type {unknown} */
    const text = JSON.parse(data);
    if (typeof text !== "string") return undefined;
    const { body } = new DOMParser().parseFromString(text, "text/html");
    return body.querySelector(":scope > .message > h1") && body.querySelector(":scope > .where") ? body : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Element | null} row
 * @param {string} from
 */
async function poll(row, from) {
  for (let polls = 0, again = POLL_MS; polls < MAX_POLLS && isWorking(row); polls++) {
    await backWithin(again);
    again = Math.min(again * 1.5, LAST_POLL_MS);
    const page = await ask(from, ANSWER_MS);
    if (page) {
      show(page, row);
      again = POLL_MS;
    } else {
      const status = required(row ?? document, "[data-live]", HTMLElement);
      const { live: lost = "" } = status.dataset;
      status.textContent = lost;
      announce(lost);
    }
  }
  settled(row);
}

/**
 * A page whose key begins or ends asks for itself, but not under a finger, nor while it is about an opening.
 * @param {HTMLElement} timer
 */
async function renew(timer) {
  const isStill = () => timer.isConnected && !document.querySelector(".sent, .held");
  for (let asked = 0; asked < MAX_POLLS && timer.isConnected; asked++) {
    const page = isStill() && (await ask(timer.dataset.from ?? location.href, ANSWER_MS));
    if (page && isStill()) {
      const row = rows && timer.closest(".rows > li");
      const next = page.main.querySelector("[data-changes-in]");
      const isSame = said(page.main) === said(row ?? required(document, "main", HTMLElement));
      // Nobody is told again, nor anything taken from under a hand, for what is still so.
      if (!isSame || !(next instanceof HTMLElement)) return void show(page, row, false);
      timer.dataset.changesIn = next.dataset.changesIn;
      return renewLater(timer);
    }
    await backWithin(LAST_POLL_MS);
  }
}

/** @param {HTMLElement} timer */
function renewLater(timer) {
  setTimeout(() => void renew(timer), Math.min(Number(timer.dataset.changesIn), 2 ** 31 - 1));
}

/** @param {Element} place */
function said(place) {
  return [...place.querySelectorAll(".message :is(h1, h2, h3)")].map(({ textContent }) => textContent.trim()).join();
}

/** @param {Element | null} row */
function settled(row) {
  if (row) void rows?.renewRow(row, () => ask(location.href, ANSWER_MS), focusOn);
}

/** @param {Element | null} row */
function isWorking(row) {
  return (row ?? document).querySelector("[data-live]") !== null;
}

// ---- small things

/** @param {HTMLElement} button */
function copyOnClick(button) {
  if (!navigator.clipboard) return;
  const { copy = "", copied = "" } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy);
    button.textContent = copied;
    announce(copied);
  });
}

/**
 * "in 5 seconds", as the server says it too.
 * @param {number} n
 * @param {Intl.RelativeTimeFormatUnit} unit
 */
function inHowLong(n, unit) {
  const { lang, dataset } = document.documentElement;
  const { wrong = "", right = "" } = dataset;
  return new Intl.RelativeTimeFormat(lang).format(n, unit).replace(new RegExp(wrong), right);
}

/**
 * From how long it was when the page was sent; what the phone takes for the time does not matter.
 * @param {HTMLElement} time
 */
function countDown(time) {
  const end = performance.now() + Number(time.dataset.countdown);
  const { soon } = time.dataset;
  /** @type {[Intl.RelativeTimeFormatUnit, number][]} */
  const units = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ];
  const timer = setInterval(() => {
    const left = end - performance.now();
    if (left <= 0 || !time.isConnected) return clearInterval(timer);
    const [unit, length] = units.find(([, length]) => left >= length) ?? [];
    time.textContent =
      unit && length
        ? inHowLong(Math.floor(left / length), unit)
        : (soon ?? inHowLong(Math.ceil(left / 1_000), "second"));
  }, 1_000);
}

/**
 * Nobody reports how far it is, so it comes close to its end and no further.
 * @param {HTMLProgressElement} bar
 */
function moveOn(bar) {
  const start = performance.now() - bar.value;
  const timer = setInterval(() => {
    bar.value = Math.min(performance.now() - start, bar.max * 0.95);
    if (!bar.isConnected) clearInterval(timer);
  }, 250);
}
