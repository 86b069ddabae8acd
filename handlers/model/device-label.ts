/** Serial and key as printed on a HomematicIP device's label. Pure. */

const SEPARATORS = /[\s:-]/g;
/** 96 bits. */
const SGTIN = /^[0-9A-F]{24}$/;
/** 128 bits. */
const KEY_HEX = /^[0-9A-F]{32}$/;
const KEY_BITS = 128;
/**
 * Digits of the label's Base32, by value: the letters that look like others (D, I, O, V) are left out. Derived from a
 * label and its QR code that were published together (homematic-forum.de, topic 65434).
 */
const LABEL_DIGITS = "0123456789ABCEFGHJKLMNPQRSTUWXYZ";
/** 26 digits of 5 bits hold 128 bits with two to spare: the first digit has three. */
const LABEL_LENGTH = 26;

/** 24 hexadecimal digits in upper case, or `undefined`. Blanks, hyphens and colons between them do not matter. */
export function parseSgtin(text: string): string | undefined {
  const plain = text.replace(SEPARATORS, "").toUpperCase();
  return SGTIN.test(plain) ? plain : undefined;
}

/** The key as 32 hexadecimal digits in upper case, from those or from the 26 characters of the label; else `undefined`. */
export function parseDeviceKey(text: string): string | undefined {
  const plain = text.replace(SEPARATORS, "").toUpperCase();
  if (KEY_HEX.test(plain)) return plain;
  if (plain.length !== LABEL_LENGTH) return undefined;
  let bits = 0n;
  for (const character of plain) {
    const digit = LABEL_DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    bits = (bits << 5n) | BigInt(digit);
  }
  if (bits >> BigInt(KEY_BITS) !== 0n) return undefined;
  return bits
    .toString(16)
    .padStart(KEY_BITS / 4, "0")
    .toUpperCase();
}
