import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Welcome() {
  return <Screen title={shell.tonight}>{null}</Screen>;
}
