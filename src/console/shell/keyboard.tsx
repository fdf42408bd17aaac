/** The keyboard's shortcuts, and the dialogs that they open: loaded when one of them is asked for. */
import { useSignal } from "@preact/signals";
import { ErrorBoundary, useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { screen } from "../api/paths.ts";
import { later } from "../later.ts";
import { listenForShortcuts } from "./shortcuts.ts";

const Palette = later("Palette");
const Shortcuts = later("Shortcuts");

export function Keyboard() {
  const { route } = useLocation();
  const open = useSignal<"palette" | "help" | undefined>(undefined);
  const close = () => (open.value = undefined);
  useEffect(
    () =>
      listenForShortcuts((shortcut) => {
        if (typeof shortcut === "object") return route(screen(shortcut.go));
        if (shortcut !== "search") return void (open.value = shortcut);
        const field = document.querySelector<HTMLInputElement>("main input[type=search]");
        if (field) field.focus();
        else open.value = "palette";
      }),
    [route],
  );
  return (
    <ErrorBoundary>
      {open.value === "palette" && <Palette onClose={close} />}
      {open.value === "help" && <Shortcuts onClose={close} />}
    </ErrorBoundary>
  );
}
