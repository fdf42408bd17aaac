import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Brand() {
  return <Screen title={shell.brand}>{null}</Screen>;
}
