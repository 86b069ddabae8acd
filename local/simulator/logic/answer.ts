/** The shape of a script and its answer. */
export type Args = Readonly<Record<string, unknown>>;
export type Answer = Record<string, unknown>;

/** WriteURL: Latin-1 bytes in percent form; what Latin-1 lacks is lost. */
export function toUrl(text: string): string {
  let out = "";
  for (const byte of Buffer.from(text.normalize("NFC"), "latin1")) {
    const character = String.fromCharCode(byte);
    out += /[A-Za-z0-9_.-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}
