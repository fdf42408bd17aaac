import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Timeline() {
  return <Screen title={shell.timeline}>{null}</Screen>;
}
