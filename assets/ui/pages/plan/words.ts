import { wordsOf } from "../../i18n/index.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** The words of the floor plan. */
export const w = wordsOf({ en, de });
