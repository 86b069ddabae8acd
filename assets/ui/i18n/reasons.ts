/** Why the server did not take a member of what was sent: its own words, in German where they are known. */
import { language } from "./index.ts";

const GERMAN: readonly (readonly [RegExp, string])[] = [
  [/^must be given again: .*$/, "muss noch einmal eingegeben werden: es ginge an eine andere Adresse als vorher"],
  [/^must be true or false$/, "muss ja oder nein sein"],
  [/^must be a whole number$/, "muss eine ganze Zahl sein"],
  [/^must be at least (.+)$/, "muss mindestens $1 sein"],
  [/^must be at most (.+)$/, "darf höchstens $1 sein"],
  [/^must be one of (.+)$/, "muss eines davon sein: $1"],
  [/^must be a text$/, "muss ein Text sein"],
  [/^must be a list(?: of texts)?$/, "muss eine Liste sein"],
  [/^must have at most (\d+) characters$/, "darf höchstens $1 Zeichen haben"],
  [/^must have at most (\d+) members$/, "darf höchstens $1 Einträge haben"],
  [/^must be (\d+) s to (\d+) s, in nanoseconds$/, "muss zwischen $1 s und $2 s liegen"],
  [/^must not be empty$/, "darf nicht leer sein"],
  [/^is missing(?:: .*)?$/, "fehlt"],
  [/^is set in the file or the environment only$/, "wird nur in der Datei oder der Umgebung gesetzt"],
  [/^may have at most (\d+) bytes in UTF-8$/, "darf höchstens $1 Bytes lang sein (UTF-8)"],
  [/^must have at least (\d+) .*$/, "muss mindestens $1 Zeichen haben"],
];

/** @param reason as the server has it */
export function reasonOf(reason: string): string {
  if (language.value !== "de") return reason;
  const found = GERMAN.find(([pattern]) => pattern.test(reason));
  return found ? reason.replace(found[0], found[1]) : reason;
}
