import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function Doors() {
  return <Screen title={shell.doors}>{null}</Screen>;
}
