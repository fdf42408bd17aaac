import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Activity() {
  return <Screen title={shell.activity}>{null}</Screen>;
}
