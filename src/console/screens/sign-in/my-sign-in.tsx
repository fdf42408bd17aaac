import { shell } from "../../shell/texts.ts";
import { Screen } from "../../ui/screen.tsx";
import { Here } from "./here.tsx";

export function MySignIn() {
  return (
    <Screen title={shell.signIn}>
      <Here />
    </Screen>
  );
}
