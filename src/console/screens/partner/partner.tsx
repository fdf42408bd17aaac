import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Partner() {
  return <Screen title={shell.partner}>{null}</Screen>;
}
