/** The keyboard's shortcuts, and the dialogs that they open: loaded when one of them is asked for. */
import { useEffect } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { screen } from "../api/paths.ts";
import { part } from "../later.ts";
import { useLocation } from "./location.ts";
import { listenForShortcuts } from "./shortcuts.ts";

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
  const Opened = open.value && part(open.value === "help" ? "Shortcuts" : "Palette");
  return Opened ? <Opened onClose={close} /> : null;
}
