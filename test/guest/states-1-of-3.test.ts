import { statesInLanguages } from "./states-suite.ts";

statesInLanguages(0);
