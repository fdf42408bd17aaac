import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";

export function MySignIn() {
  return <Screen title={shell.signIn}>{null}</Screen>;
}
