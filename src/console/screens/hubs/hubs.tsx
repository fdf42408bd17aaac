import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Hubs() {
  return <Screen title={shell.hubs}>{null}</Screen>;
}
