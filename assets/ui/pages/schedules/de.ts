import type { en } from "./en.ts";

export const de: Readonly<Record<keyof typeof en, string>> = {
  title: "Wochenprogramme",
  none: "Keine Wochenprogramme",
  "none.text": "Kein Gerät tut hier von sich aus etwas nach der Uhr.",
};
