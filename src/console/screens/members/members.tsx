import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Members() {
  return <Screen title={shell.members}>{null}</Screen>;
}
