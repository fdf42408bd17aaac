import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function NewKey() {
  return <Screen title={shell.newKey}>{null}</Screen>;
}
