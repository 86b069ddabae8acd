/** What parameters, values and groups of a form are called. Made of words (vocabulary.ts), never empty. */
import { knownParameterLabel, knownValueLabel, type Locale } from "../labels.ts";
import { titleCase } from "../names.ts";
import { choiceText } from "./choices.ts";
import { PARTS, type Words } from "./vocabulary.ts";
import { WORDS } from "./vocabulary-words.ts";

/** Tokens of the longest entry. */
const LONGEST = Math.max(...[...PARTS.keys()].map((key) => key.split("_").length));

/** Effects of lights number themselves at the front: `01_EFFECT_03_COLOR_LEVEL`. */
const EFFECT = /^0*(\d+)_EFFECT_(?:0*(\d+)_COLOR_)?(.+)$/;
const PRESSES: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  SHORT: { de: "Kurzer Druck:", en: "Short press:" },
  LONG: { de: "Langer Druck:", en: "Long press:" },
};

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Part {
  text: string;
  known: boolean;
}

function match(tokens: readonly string[], at: number, list: Words, longest: number, locale: Locale) {
  for (let count = Math.min(longest, tokens.length - at); count > 0; count--) {
    const name = tokens.slice(at, at + count).join("_");
    const found = list.get(name)?.[locale] ?? (count > 1 ? knownParameterLabel(name, "", locale) : undefined);
    if (found !== undefined) return { text: found, count };
  }
  return undefined;
}

/** `POS_A`, `LEVEL_2`, `TEXT1`: letters and numbers that tell things of a kind apart stay as they are. */
const isMark = (token: string): boolean => /^([A-Z]|\d+)$/.test(token);

/** A word that is a parameter of its own elsewhere. */
function ofItsOwn(token: string, locale: Locale) {
  const text = knownParameterLabel(token, "", locale);
  return text === undefined ? undefined : { text, count: 1 };
}

function read(tokens: readonly string[], locale: Locale): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at]!;
    // one word alone never stands in front of or behind anything
    const whole = at === 0 && tokens.length === 1 ? WORDS.get(token) : undefined;
    const found = whole
      ? { text: whole[locale], count: 1 }
      : (match(tokens, at, PARTS, LONGEST, locale) ?? match(tokens, at, WORDS, 1, locale) ?? ofItsOwn(token, locale));
    parts.push({ text: found?.text ?? (isMark(token) ? token : titleCase(token)), known: !!found || isMark(token) });
    at += found?.count ?? 1;
  }
  return parts;
}

/** `DISPLAY_MODE` → `DISPLAY`, `MODE`; `TEXT12` → `TEXT`, `12`; `HumidityOffset` → `HUMIDITY`, `OFFSET`. */
const tokensOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/([A-Za-z])(\d+)$/g, "$1_$2")
    .toUpperCase()
    .split(/[_\s]+/)
    .filter((token) => token !== "");

function compose(parts: readonly Part[]): string {
  const suffixes = parts.filter(({ text }) => text.startsWith("(")).map(({ text }) => text);
  const rest = parts.filter(({ text }) => !text.startsWith("(")).map(({ text }) => text);
  // what has nothing to explain explains itself
  if (rest.length === 0) return upperFirst(suffixes.join(" ").replace(/[()]/g, ""));
  return upperFirst([...rest, ...suffixes].join(" ").replace(/:$/, ""));
}

/** The label, and whether every word of it was known (to measure the vocabulary). */
export function describedLabel(
  parameter: string,
  channelType: string,
  locale: Locale,
): { text: string; known: boolean } {
  const own = knownParameterLabel(parameter, channelType, locale);
  if (own !== undefined) return { text: own, known: true };
  const effect = EFFECT.exec(parameter);
  if (effect) {
    const word = { de: ["Effekt", "Farbe"], en: ["Effect", "colour"] }[locale];
    const head = `${word[0]} ${effect[1]}${effect[2] ? `, ${word[1]} ${effect[2]}` : ""}:`;
    const rest = describedLabel(effect[3]!, channelType, locale);
    return { text: `${head} ${rest.text}`, known: rest.known };
  }
  const parts = read(tokensOf(parameter), locale);
  return { text: compose(parts) || parameter.trim() || "?", known: parts.every(({ known }) => known) };
}

/** Label of a parameter of VALUES or MASTER, in a form. */
export const formLabel = (parameter: string, channelType: string, locale: Locale): string =>
  describedLabel(parameter, channelType, locale).text;

/** Label of a parameter of a link: which press it is about stands in front. */
export function linkLabel(parameter: string, channelType: string, locale: Locale): string {
  const [, press, rest] = /^(SHORT|LONG)_(.+)$/.exec(parameter) ?? [];
  if (press === undefined || rest === undefined) return formLabel(parameter, channelType, locale);
  return `${PRESSES[press]?.[locale]} ${formLabel(rest, channelType, locale)}`;
}

/** Label of an entry of a value list; never empty. */
export function choiceLabel(raw: string, locale: Locale): string {
  const name = raw.replace(/^PROFILE_ACTION_TYPE_(?=.)/, "");
  return (
    knownValueLabel(name, locale) ??
    choiceText(name, locale) ??
    (upperFirst(titleCase(name).toLowerCase().trim()) || "–")
  );
}
