import type { State } from "../state.ts";

export const states: readonly State[] = [
  { name: "sign-in", path: "/console/sign-in" },
  { name: "sign-in-busy", path: "/console/sign-in", answers: { "**/session/ways": 503 } },
  { name: "welcome", path: "/console/welcome" },
  { name: "welcome-nothing-yet", path: "/console/welcome", as: "newcomer" },
];
