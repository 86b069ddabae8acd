/** Texts that controllers see: at most 32 bytes, whole characters, something to read in each. */

/** Bytes (Core 11.1, 9.13). */
const TEXT_BYTES = 32;
/** Bytes of its end that a long name keeps: there it differs from those of the same device or room. */
const END_BYTES = 12;
const LEFT_OUT = "…";

/** What somebody sees as a character may be many: flags, families, accents. */
let segmenter: Intl.Segmenter | undefined;
function charactersOf(text: string): string[] {
  // made when the first name is: its tables take several milliseconds, and most homes have no controller
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}
const bytesOf = (text: string): number => Buffer.byteLength(text);

/** As many of the characters as there is room for. */
function fitting(characters: Iterable<string>, bytes: number): string[] {
  const found: string[] = [];
  let left = bytes;
  for (const character of characters) {
    left -= bytesOf(character);
    if (left < 0) break;
    found.push(character);
  }
  return found;
}

/** Control characters and ends of lines, of which apps show boxes. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const READABLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

const plain = (text: string): string => text.toWellFormed().replace(UNPRINTABLE, " ").trim();

/** Of a model, an address: its beginning. */
export const shortened = (text: string): string =>
  fitting(charactersOf(plain(text)), TEXT_BYTES)
    .join("")
    .trim();

/** Its beginning and its end. */
export function shortName(name: string): string {
  const whole = plain(name);
  if (bytesOf(whole) <= TEXT_BYTES) return whole;
  const characters = charactersOf(whole);
  const end = fitting(characters.toReversed(), END_BYTES).reverse().join("").trimStart();
  const beginning = fitting(characters, TEXT_BYTES - bytesOf(LEFT_OUT) - bytesOf(end)).join("");
  return beginning.trimEnd() + LEFT_OUT + end;
}

/** The first of these names in which there is something to read. */
export const endpointName = (...names: readonly (string | undefined)[]): string =>
  shortName(names.find((name) => name !== undefined && READABLE.test(name)) ?? "");
