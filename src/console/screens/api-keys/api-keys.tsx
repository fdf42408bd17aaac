import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function ApiKeys() {
  return <Screen title={shell.apiKeys}>{null}</Screen>;
}
