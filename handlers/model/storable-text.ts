/**
 * What the logic layer of a CCU can hold as text: ISO-8859-1, and of the control characters those for which its script
 * language has an escape (protocol document, 16.2 and 16.4). Anything else would be stored as something else.
 */

/** Line break, carriage return and tab have escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CANNOT_BE_HELD = /[^\u0000-\u00ff]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u;

/** The CCU's key of a translated text: who reads the name sees its translation instead (protocol document, 15.4). */
const TRANSLATION_KEY = /\$\\?\{\w+\}/;

/** A letter with a separate accent is the same letter composed, which the CCU may have. */
export const composed = (text: string): string => (CANNOT_BE_HELD.test(text) ? text.normalize("NFC") : text);

/** Why a CCU cannot hold the text as it is, in words that follow the name of a field; `undefined` where it can. */
export function textFault(text: string): string | undefined {
  const [found] = CANNOT_BE_HELD.exec(composed(text)) ?? [];
  if (found === undefined) return undefined;
  return faultOf(found);
}

function faultOf(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return `contains U+${code}, which the CCU cannot store: it knows ISO-8859-1 only`;
}

/** As {@link textFault}, of a text that is shown as a name or description. */
export function nameFault(name: string): string | undefined {
  const [key] = TRANSLATION_KEY.exec(name) ?? [];
  return key === undefined ? textFault(name) : `contains ${key}, which the CCU shows as another text`;
}

/** Characters that people type in names and that Latin-1 lacks, by their nearest spelling. */
const SPELLING: Readonly<Record<string, string>> = {
  "\u20ac": "EUR",
  "\u201a": "'",
  "\u2018": "'",
  "\u2019": "'",
  "\u201b": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u2039": "<",
  "\u203a": ">",
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2212": "-",
  "\u2022": "*",
  "\u2026": "...",
  "\u202f": " ",
  "\u2009": " ",
  "\u0131": "i",
  "\u0141": "L",
  "\u0142": "l",
  "\u0152": "OE",
  "\u0153": "oe",
  "\u1e9e": "SS",
  "\u2122": "TM",
  "\u03a9": "Ohm",
  "\u2126": "Ohm",
  "\u03bc": "\u00b5",
  "\u0110": "D",
  "\u0111": "d",
};

function spell(character: string): string {
  const known = SPELLING[character];
  if (known !== undefined) return known;
  const base = character.normalize("NFKD").replace(/\p{M}+/gu, "");
  return base !== "" && [...base].every((c) => c.codePointAt(0)! <= 0xff) ? base : "?";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what lies outside of Latin-1 is the point
const OUTSIDE_LATIN1 = /[^\u0000-\u00ff]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: same
const EACH_OUTSIDE_LATIN1 = /[^\u0000-\u00ff]/gu;

/** `text` in characters that ISO-8859-1 has: composed first (u + umlaut), then spelled out, then `?`. */
export function spelled(text: string): string {
  return OUTSIDE_LATIN1.test(text) ? text.normalize("NFC").replace(EACH_OUTSIDE_LATIN1, spell) : text;
}

/**
 * Why an interface process cannot hold the text, not even in its plain spelling, in words that follow the name of a field;
 * `undefined` where it can. Its texts go to displays and into links: `5 €` as `5 EUR` is what was meant, `??` is not.
 */
export function spellingFault(text: string): string | undefined {
  const lost = (text.normalize("NFC").match(EACH_OUTSIDE_LATIN1) ?? []).find((character) => spell(character) === "?");
  return lost === undefined ? undefined : faultOf(lost);
}
