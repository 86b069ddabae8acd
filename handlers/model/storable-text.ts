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
  const code = (found.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return `contains U+${code}, which the CCU cannot store: it knows ISO-8859-1 only`;
}

/** As {@link textFault}, of a text that is shown as a name or description. */
export function nameFault(name: string): string | undefined {
  const [key] = TRANSLATION_KEY.exec(name) ?? [];
  return key === undefined ? textFault(name) : `contains ${key}, which the CCU shows as another text`;
}
