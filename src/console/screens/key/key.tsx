import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Key() {
  return <Screen title={shell.keys}>{null}</Screen>;
}
