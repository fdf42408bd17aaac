/** What had the focus last; by hand, what is to have it once it is enabled. */
export const focused: { last: Element | null } = { last: null };

/** What is disabled while it waits loses the focus by that; it has it again afterwards, unless something else has it. */
export function keepFocus(): void {
  addEventListener("focusin", ({ target }) => (focused.last = target as Element));
  new MutationObserver((seen) => {
    const { last } = focused;
    if (document.activeElement === document.body && seen.some(({ target }) => target === last))
      (last as HTMLElement).focus({ preventScroll: true });
  }).observe(document, { subtree: true, attributeFilter: ["disabled"] });
}
