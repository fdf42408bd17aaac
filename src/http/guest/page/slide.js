// The control's gesture, within every page: a finger is answered before the page's script has come. A form that is sent
// by then goes the way of a page without a script.
{
  /** How far a finger goes before it is known whether it slides or scrolls, in CSS pixels. */
  const SLOP = 8;
  /** Which part of the way opens. */
  const ENOUGH = 0.85;
  /** After how many tries that were too short the plain button is the one that is seen first. */
  const TRIES = 2;

  /**
   * @typedef {object} Held
   * @property {HTMLFormElement} form
   * @property {number} x where it was taken
   * @property {number} y
   * @property {number} room from one end to the other, towards the right; below 0 where texts run to the left
   * @property {number} part of the way, from 0 to 1
   * @property {boolean} slides
   */
  /** @type {Held | undefined} */
  let held;

  addEventListener("pointerdown", ({ target, button, isPrimary, pointerId, clientX: x, clientY: y }) => {
    const track = target instanceof Element && target.closest(".track");
    const form = track && track.closest("form");
    const thumb = track && track.querySelector(".thumb");
    if (!form || !thumb || button !== 0 || !isPrimary || form.matches(".sent")) return;
    track.setPointerCapture(pointerId);
    const room = (track.clientWidth - thumb.clientWidth - 12) * (document.dir === "rtl" ? -1 : 1);
    held = { form, x, y, room, part: 0, slides: false };
  });

  addEventListener("pointermove", ({ isPrimary, clientX, clientY }) => {
    if (!held || !isPrimary) return;
    const [x, y] = [clientX - held.x, clientY - held.y];
    if (!held.slides) {
      if (Math.max(Math.abs(x), Math.abs(y)) < SLOP) return;
      if (Math.abs(y) > Math.abs(x)) held = undefined;
      else held.slides = true;
    }
    if (held) move(held, x / held.room);
  });

  addEventListener("pointerup", ({ isPrimary }) => {
    if (!held || !isPrimary) return;
    const { form, part } = held;
    if (part >= ENOUGH) form.requestSubmit();
    else fellShort(form);
    letGo();
  });

  addEventListener("pointercancel", ({ isPrimary }) => {
    if (!held || !isPrimary) return;
    if (held.slides) fellShort(held.form);
    letGo();
  });

  // The page's script comes before, if it is there, and keeps the form from being sent so.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("[data-slide]")) return;
    if (form.matches(".sent")) event.preventDefault();
    else say(form, form.dataset.asking);
    form.classList.add("sent");
  });

  /**
   * @param {Held} one
   * @param {number} part
   */
  function move(one, part) {
    one.part = Math.max(0, Math.min(part, 1));
    one.form.classList.toggle("held", one.slides);
    one.form.style.setProperty("--slide", `${one.part * one.room}px`);
    one.form.style.setProperty("--part", `${one.part}`);
  }

  function letGo() {
    if (!held) return;
    held.slides = false;
    move(held, 0);
    held = undefined;
  }

  /** @param {HTMLFormElement} form */
  function fellShort(form) {
    const tries = Number(form.dataset.tries ?? 0) + 1;
    form.dataset.tries = `${tries}`;
    form.classList.toggle("tried", tries >= TRIES);
    say(form, form.dataset.hint);
  }

  /**
   * To those who look, and to those who listen.
   * @param {HTMLFormElement} form
   * @param {string | undefined} text
   */
  function say(form, text = "") {
    for (const place of [form.querySelector(".status"), document.getElementById("announcements")])
      if (place) place.textContent = text;
  }
}
