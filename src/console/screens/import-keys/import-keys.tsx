import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function ImportKeys() {
  return <Screen title={shell.importKeys}>{null}</Screen>;
}
