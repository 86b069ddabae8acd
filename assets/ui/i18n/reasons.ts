/** Why the server did not take a member of what was sent: its own words, in German where they are known. */
import type { Problem } from "../../../adapters/client/index.ts";
import { language } from "./index.ts";

const UNITS: Readonly<Record<string, string>> = { character: "Zeichen", member: "Einträge", byte: "Bytes" };
/** "1 member" and "5 members", as the server counts. */
const count = (number: string, unit: string): string => `${number} ${UNITS[unit.replace(/s$/, "")] ?? unit}`;

type German = string | ((...parts: string[]) => string);
/** Every reason that a form of these pages can be told, from the server's schemas and from its use cases. */
const GERMAN: readonly (readonly [RegExp, German])[] = [
  [/^must be given again: .*$/, "muss noch einmal eingegeben werden: es ginge an eine andere Adresse als vorher"],
  [/^must be true or false$/, "muss ja oder nein sein"],
  [/^must be a whole number$/, "muss eine ganze Zahl sein"],
  [/^must be a number$/, "muss eine Zahl sein"],
  [/^must be at least (\S+)$/, "muss mindestens $1 sein"],
  [/^must be at most (\S+)$/, "darf höchstens $1 sein"],
  [/^must be more than (\S+)$/, "muss größer als $1 sein"],
  [/^must be less than (\S+)$/, "muss kleiner als $1 sein"],
  [/^must be a multiple of (\S+)$/, "muss ein Vielfaches von $1 sein"],
  [/^must be one of (.+)$/, "muss eines davon sein: $1"],
  [/^must be a text$/, "muss ein Text sein"],
  [/^must be a list(?: of texts)?$/, "muss eine Liste sein"],
  [/^(?:must|may) have at most (\d+) (\w+)$/, (number, unit) => `darf höchstens ${count(number, unit)} haben`],
  [/^must have at least (\d+) (members?|bytes?)$/, (number, unit) => `muss mindestens ${count(number, unit)} haben`],
  [/^must be (\d+) s to (\d+) s, in nanoseconds$/, "muss zwischen $1 s und $2 s liegen"],
  [/^(?:must not be|is) empty$/, "darf nicht leer sein"],
  [/^is missing(?:: .*)?$/, "fehlt"],
  [/^is set in the file or the environment only$/, "wird nur in der Datei oder der Umgebung gesetzt"],
  [/^may have at most (\d+) bytes in UTF-8$/, "darf höchstens $1 Bytes lang sein (UTF-8)"],
  [/^must have at least (\d+) .*$/, "muss mindestens $1 Zeichen haben"],
  [/^must be of another form$/, "hat nicht die richtige Form"],
  [/^has control characters$/, "enthält Steuerzeichen"],
  [/^must not contain (.+)$/, "darf kein $1 enthalten"],
  [/^occurs twice$/, "kommt zweimal vor"],
  [/^is taken(?: by another variable)?$/, "ist schon vergeben"],
  [/^is above max$/, "liegt über dem größten Wert"],
  [/^is out of range$/, "liegt außerhalb der Grenzen"],
  [/^is not in the list$/, "steht nicht in der Werteliste"],
  [/^must be (?:an index or a label of the list|a whole index)$/, "muss ein Eintrag der Werteliste sein"],
  [/^only a number has limits$/, "nur eine Zahl hat Grenzen"],
  [/^only a list has labels$/, "nur eine Werteliste hat Einträge"],
  [/^a list needs labels$/, "eine Werteliste braucht mindestens einen Eintrag"],
  [
    /^only a LOGIC or ALARM variable names its two states$/,
    "nur ein Logikwert oder ein Alarm benennt seine zwei Zustände",
  ],
  [/^no channel (\S+) on (.+)$/, "$2 hat keinen Kanal $1"],
  [/^is no device of this CCU$/, "ist kein Gerät dieser CCU"],
];

/** What the server says about a problem as a whole, where no member is to blame. */
const GERMAN_DETAILS: readonly (readonly [RegExp, German])[] = [
  [/^name at least one member to change$/, "Es ist nichts geändert."],
  [/^no CCU is known yet$/, "Noch ist keine CCU bekannt."],
  [/^(.+) is not connected here$/, "$1 ist nicht verbunden."],
  [
    /^(?:service|alarm) message \S+ clears itself when its cause is gone$/,
    "Die Meldung endet von selbst mit ihrer Ursache.",
  ],
  [/^service message \S+ belongs to no channel of a known device$/, "Die Meldung gehört zu keinem bekannten Gerät."],
  [/^no (?:service|alarm) message \S+$/, "Die Meldung gibt es nicht mehr."],
  [/^no system variable (.+)$/, "Die Variable $1 gibt es nicht mehr."],
  [/^no program \S+$/, "Das Programm gibt es nicht mehr."],
  [/^no group \S+ on (.+)$/, "Die Gruppe gibt es auf $1 nicht mehr."],
  [
    /^the members of group \S+ \((.+)\) cannot all be read: .*$/,
    "Die CCU nennt nicht alle Mitglieder von $1: bitte wählen, welche die Gruppe haben soll.",
  ],
  [/^group \d+ \((.+)\): (.+)$/, (name, parts) => `${name}: ${parts.split("; ").map(partOfGroup).join("; ")}`],
  [/^a room called (.+) already exists$/, "Einen Raum namens $1 gibt es schon."],
  [/^a function called (.+) already exists$/, "Ein Gewerk namens $1 gibt es schon."],
];
const partOfGroup = (part: string): string =>
  part
    .replace(/^the CCU left out (.+)$/, "die CCU hat $1 nicht aufgenommen")
    .replace(/^the CCU kept (.+)$/, "die CCU hat $1 behalten");

function translated(text: string, table: typeof GERMAN): string | undefined {
  for (const [pattern, german] of table) {
    const found = pattern.exec(text);
    if (found) return typeof german === "string" ? text.replace(pattern, german) : german(...found.slice(1));
  }
  return undefined;
}

/** @param reason as the server has it */
export const reasonOf = (reason: string): string =>
  (language.value === "de" ? translated(reason, GERMAN) : undefined) ?? reason;

type Told = Pick<Problem, "detail" | "errors">;

/** Why, for people: the server's own words, in German where they are known. */
export function detailOf({ detail, errors = [] }: Told): string | undefined {
  if (language.value !== "de" || detail === undefined) return detail;
  const whole = translated(detail, GERMAN_DETAILS);
  if (whole !== undefined) return whole;
  const reasons = errors.map(({ reason }) => reason && translated(reason, GERMAN));
  // half of it in another language says less than the whole of it in one
  return reasons.length > 0 && reasons.every(Boolean) ? [...new Set(reasons)].join("; ") : detail;
}
