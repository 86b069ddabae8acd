/** The user's key, as it stands in the settings or on a command line. */
import { KEY_BYTES, type SealKey } from "./format.ts";

/** Characters: what people remember and machines do not guess in a year has about so many. */
export const PASSPHRASE_LEAST = 12;

/** 32 bytes in base64 or hexadecimal; `undefined` where it is none. */
export function parseKey(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, "hex");
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined;
  const key = Buffer.from(trimmed, "base64");
  return key.length === KEY_BYTES ? key : undefined;
}

/** `undefined` where neither is there, or the key is none. */
export function sealKey({ passphrase, key }: { passphrase: string; key: string }): SealKey | undefined {
  if (key !== "") {
    const bytes = parseKey(key);
    return bytes && { key: bytes };
  }
  return passphrase === "" ? undefined : { passphrase };
}
