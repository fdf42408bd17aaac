import { statesInLanguages, statesOfAll } from "./states-suite.ts";

statesInLanguages(0);
statesOfAll();
