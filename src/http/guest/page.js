// The page works without this. With it, the control slides, a second tap does nothing, and what becomes of an opening
// is seen on the page that asked for it. Words come from the server, in the guest's language; so do all times.
const said = document.getElementById("said");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** How long an opening is asked for again when no answer comes, in milliseconds. */
const PATIENCE_MS = 20_000;
/** How soon what became of an opening is asked for again, and at last where no answer comes, in milliseconds. */
const POLL_MS = 1_500;
const LAST_POLL_MS = 5_000;
const MAX_POLLS = 100;

ready();
live();
// Coming back by the browser's own button finds a page that was left: ask for a fresh one.
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("popstate", () => location.reload());
// Only whoever put the page on the home screen is shown a page without a connection.
if (matchMedia("(display-mode: standalone)").matches || navigator.standalone) {
  const { worker, scope } = document.querySelector("[data-worker]")?.dataset ?? {};
  if (worker) navigator.serviceWorker?.register(worker, { scope });
}

function ready() {
  for (const form of document.querySelectorAll("[data-slide]")) slideToOpen(form);
  for (const button of document.querySelectorAll("[data-copy]")) copies(button);
  for (const time of document.querySelectorAll("[data-countdown]")) countDown(time);
  for (const { dataset } of document.querySelectorAll("[data-changes-in]"))
    setTimeout(() => document.querySelector(".sent") ?? location.reload(), Math.min(dataset.changesIn, 2 ** 31 - 1));
}

function say(text) {
  if (said.textContent !== text) said.textContent = text;
}

// ---- the control

function slideToOpen(form) {
  const track = form.querySelector(".track");
  const thumb = form.querySelector(".thumb");
  const plain = form.querySelector(".plain");
  const rtl = document.dir === "rtl" ? -1 : 1;
  let start = null;
  let sliding = 0;

  form.classList.add("slides");
  plain.hidden = false;

  const room = () => track.clientWidth - thumb.offsetWidth - 12;
  const move = (by) => {
    sliding = Math.max(0, Math.min(by, room()));
    form.style.setProperty("--slide", `${sliding * rtl}px`);
  };
  const rest = () => {
    start = null;
    form.classList.remove("held");
    move(0);
  };

  thumb.addEventListener("pointerdown", (event) => {
    if (isSent(form) || event.button !== 0) return;
    start = event.clientX;
    thumb.setPointerCapture(event.pointerId);
    form.classList.add("held");
  });
  thumb.addEventListener("pointermove", (event) => {
    if (start !== null) move((event.clientX - start) * rtl);
  });
  thumb.addEventListener("pointerup", () => {
    if (start === null) return;
    if (sliding >= room() * 0.85) {
      start = null;
      form.classList.remove("held");
      move(room());
      form.requestSubmit(plain);
    } else {
      if (sliding < 8) tell(form, form.dataset.hint);
      rest();
    }
  });
  thumb.addEventListener("pointercancel", rest);
  // A tap must not open by accident; a key press, a switch or a screen reader's click has no pointer behind it.
  thumb.addEventListener("click", (event) => {
    if (event.detail !== 0) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isSent(form)) void open(form).finally(rest);
  });
}

function isSent(form) {
  return form.classList.contains("sent");
}

function tell(form, text) {
  form.querySelector(".status").textContent = text;
  say(text);
}

// ---- opening

/** The form carries a one-time id, so that asking again after a lost answer is the same opening. */
async function open(form) {
  const { asking, lost, unheard, offline } = form.dataset;
  if (!navigator.onLine) {
    tell(form, offline);
    return;
  }
  form.classList.add("sent");
  tell(form, asking);
  navigator.vibrate?.(30);
  const end = performance.now() + PATIENCE_MS;
  for (let again = 1_000; performance.now() < end; again *= 2) {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { accept: "text/html", prefer: "respond-async" },
        signal: AbortSignal.timeout?.(8_000),
      });
      show(await answer.text(), answer.redirected && answer.url);
      live();
      return;
    } catch {
      tell(form, lost);
      await pause(again);
    }
  }
  form.classList.remove("sent");
  tell(form, unheard);
}

/** Put another page in the place of this one. */
function show(text, url) {
  // This page has its style already, and the other's has another nonce.
  const next = new DOMParser().parseFromString(text.replace(/<style[^]*?<\/style>/, ""), "text/html");
  if (url) history.pushState(null, "", url);
  document.querySelector("footer").replaceWith(next.querySelector("footer"));
  replaceMain(next.querySelector("main").innerHTML);
}

function replaceMain(text) {
  const main = document.querySelector("main");
  main.innerHTML = text;
  say(main.querySelector(".message")?.textContent.trim() ?? "");
  if (main.querySelector(".message.good")) navigator.vibrate?.([40, 60, 40]);
  scrollTo(0, 0);
  ready();
}

/** While the lock is at it: told by the server, or else asked for again and again. */
function live() {
  if (!isWorking()) return;
  if (!window.EventSource) return void poll();
  const source = new EventSource(location.href);
  source.addEventListener("message", ({ data }) => {
    replaceMain(JSON.parse(data));
    if (!isWorking()) source.close();
  });
  source.addEventListener("error", () => {
    source.close();
    void poll();
  });
}

async function poll() {
  for (let polls = 0, again = POLL_MS; polls < MAX_POLLS && isWorking(); polls++) {
    await pause(again);
    again = Math.min(again * 1.5, LAST_POLL_MS);
    try {
      const headers = { accept: "text/html", prefer: "respond-async" };
      const answer = await fetch(location.href, { headers, signal: AbortSignal.timeout?.(8_000) });
      if (!answer.ok) continue;
      show(await answer.text());
      again = POLL_MS;
    } catch {
      const place = document.querySelector("[data-live]");
      place.textContent = place.dataset.live;
      say(place.dataset.live);
    }
  }
}

function isWorking() {
  return document.querySelector("[data-live]") !== null;
}

// ---- small things

function copies(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    say(button.dataset.copied);
  });
}

/** From how long it was when the page was sent; what the phone takes for the time does not matter. */
function countDown(time) {
  const end = performance.now() + Number(time.dataset.countdown);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang);
  const units = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1_000],
  ];
  const timer = setInterval(() => {
    const left = end - performance.now();
    if (left <= 0 || !time.isConnected) return clearInterval(timer);
    const [unit, length] = units.find(([, length]) => left >= length) ?? units[3];
    time.textContent = words.format(Math.max(1, Math.floor(left / length)), unit);
  }, 1_000);
}
