/**
 * The format of sealed backups, version 1 (docs/adr/0021-sealed-backups.md, docs/backups.md): AES-256-GCM in chunks, each
 * bound to its place, the last one to its being the last.
 *
 *   header   48 bytes  "CCUASEAL" · version · kdf · log2 N · r · p · 000 · salt (16) · nonce prefix (7) · 0 · chunk size (u32 BE) · 0000
 *   chunk    up to 65,536 bytes of plain text, encrypted, and a tag of 16; nonce = prefix ‖ number (u32 BE) ‖ 1 in the last, else 0;
 *            additional data = the header
 *   key      HKDF-SHA256(key, salt, "ccu-anywhere sealed backup"); the key is given, or scrypt(passphrase, salt, N, r, p)
 *   plain    length of the manifest (u32 BE) · manifest (JSON) · content
 */
import { hkdf, scrypt } from "node:crypto";
import { promisify } from "node:util";

export const MAGIC = Buffer.from("CCUASEAL", "latin1");
export const VERSION = 1;
export const HEADER_BYTES = 48;
export const CHUNK_BYTES = 65_536;
export const TAG_BYTES = 16;
export const KEY_BYTES = 32;
/** A chunk's number has four bytes: 256 TB. */
export const CHUNKS_LIMIT = 2 ** 32 - 1;
/** Bytes of a manifest: far more than one has. */
export const MANIFEST_BYTES_LIMIT = 65_536;
const INFO = "ccu-anywhere sealed backup";

/** Cost of a guess at a passphrase: 32 MB of memory, half a second on a small machine (OWASP, scrypt). */
export const SCRYPT = { logN: 15, r: 8, p: 3 } as const;
/** What a header may ask of whoever opens it: 1 GB, and minutes. */
const SCRYPT_MOST = { logN: 20, r: 16, p: 16 } as const;

const scryptAsync = promisify<string, Uint8Array, number, object, Buffer>(scrypt as never);
const hkdfAsync = promisify(hkdf);

/** Of the user: a passphrase, or 32 bytes. */
export type SealKey = { readonly passphrase: string } | { readonly key: Uint8Array };

/** It cannot be opened: wrong key, altered, cut off, or no sealed backup. The message is for people. */
export class SealBroken extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SealBroken";
  }
}

export interface SealHeader {
  isPassphrase: boolean;
  logN: number;
  r: number;
  p: number;
  salt: Uint8Array;
  prefix: Uint8Array;
}

export function writeHeader({ isPassphrase, logN, r, p, salt, prefix }: SealHeader): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.set([VERSION, isPassphrase ? 1 : 0, logN, r, p], 8);
  header.set(salt, 16);
  header.set(prefix, 32);
  header.writeUInt32BE(CHUNK_BYTES, 40);
  return header;
}

/** @throws SealBroken */
export function readHeader(header: Buffer): SealHeader {
  if (header.length < HEADER_BYTES || !header.subarray(0, 8).equals(MAGIC))
    throw new SealBroken("it is no sealed backup");
  const [version = 0, kdf = 0, logN = 0, r = 0, p = 0] = header.subarray(8, 13);
  if (version !== VERSION || kdf > 1 || header.readUInt32BE(40) !== CHUNK_BYTES)
    throw new SealBroken(`it was sealed by another version (${version})`);
  const isPassphrase = kdf === 1;
  const costly = logN < 1 || logN > SCRYPT_MOST.logN || r < 1 || r > SCRYPT_MOST.r || p < 1 || p > SCRYPT_MOST.p;
  if (isPassphrase && costly) throw new SealBroken("its header asks for too much work");
  return { isPassphrase, logN, r, p, salt: header.subarray(16, 32), prefix: header.subarray(32, 39) };
}

/** The key of one file. @throws SealBroken where it was sealed with the other kind of key */
export async function fileKey(key: SealKey, { isPassphrase, logN, r, p, salt }: SealHeader): Promise<Uint8Array> {
  if (isPassphrase !== "passphrase" in key)
    throw new SealBroken(`it was sealed with a ${isPassphrase ? "passphrase" : "key of 32 bytes"}`);
  const N = 2 ** logN;
  const secret =
    "passphrase" in key
      ? await scryptAsync(key.passphrase.normalize("NFC"), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r })
      : key.key;
  return new Uint8Array(await hkdfAsync("sha256", secret, salt, INFO, KEY_BYTES));
}

export function nonceOf(prefix: Uint8Array, number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.set(prefix);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
