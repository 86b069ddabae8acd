/** Words of the pairing wizard. */
import { wordsOf } from "../../i18n/index.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const t = wordsOf({ en, de });
