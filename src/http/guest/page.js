// The page works without this. With it, the control slides, and a second tap does nothing.
for (const form of document.querySelectorAll("[data-slide]")) slideToOpen(form);
// Coming back by the browser's own button finds a page that was left: ask for a fresh one.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

function slideToOpen(form) {
  const track = form.querySelector(".track");
  const thumb = form.querySelector(".thumb");
  const plain = form.querySelector(".plain");
  const status = form.querySelector(".status");
  let start = null;
  let sliding = 0;
  let sent = false;

  form.classList.add("slides");
  plain.hidden = false;

  const room = () => track.clientWidth - thumb.offsetWidth - 2 * thumb.offsetLeft;
  const move = (x) => form.style.setProperty("--slide", `${(sliding = Math.max(0, Math.min(x, room())))}px`);
  const rest = () => {
    start = null;
    form.classList.remove("held");
    move(0);
  };

  thumb.addEventListener("pointerdown", (event) => {
    if (sent || event.button !== 0) return;
    start = event.clientX;
    thumb.setPointerCapture(event.pointerId);
    form.classList.add("held");
  });
  thumb.addEventListener("pointermove", (event) => {
    if (start !== null) move(event.clientX - start);
  });
  thumb.addEventListener("pointerup", () => {
    if (start === null) return;
    if (sliding >= room() * 0.85) {
      start = null;
      form.classList.remove("held");
      move(room());
      form.requestSubmit(plain);
    } else {
      if (sliding < 8) status.textContent = "Slide the key to the right.";
      rest();
    }
  });
  thumb.addEventListener("pointercancel", rest);
  // A tap must not open by accident; a key press, a switch or a screen reader's click has no pointer behind it.
  thumb.addEventListener("click", (event) => {
    if (event.detail !== 0) event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.classList.add("sent");
    status.textContent = "Opening…";
    navigator.vibrate?.(30);
  });
}
