import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Keys() {
  return <Screen title={shell.keys}>{null}</Screen>;
}
