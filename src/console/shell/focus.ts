/** What had the focus last; by hand, what is to have it once it is enabled. */
export const focused: { last?: HTMLElement | undefined } = {};

/** What is disabled while it waits loses the focus by that; it has it again afterwards, unless something else has it. */
export function keepFocus(): void {
  addEventListener("focusin", ({ target }) => (focused.last = target as HTMLElement));
  addEventListener("submit", ({ target }) => leadToProblem(target as HTMLFormElement));
  new MutationObserver((seen) => {
    if (document.activeElement === document.body && seen.some(({ target }) => target === focused.last))
      focused.last?.focus({ preventScroll: true });
  }).observe(document, { subtree: true, attributeFilter: ["disabled"] });
}

/** To the first thing in a form that is wrong, once the form says so. */
export function leadToProblem(form: HTMLFormElement | null | undefined): void {
  requestAnimationFrame(() => {
    const wrong = form?.querySelector<HTMLElement>("[aria-invalid=true], .problem");
    wrong?.closest("details")?.setAttribute("open", "");
    wrong?.scrollIntoView({ block: "center" });
    wrong?.focus();
  });
}
