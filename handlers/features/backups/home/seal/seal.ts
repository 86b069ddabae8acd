/** Seals a backup as it passes by: a chunk at a time. */
import { createCipheriv, randomBytes } from "node:crypto";
import { parseManifest } from "../../kept-backups.ts";
import type { Manifest } from "../../names.ts";
import {
  CHUNK_BYTES,
  CHUNKS_LIMIT,
  fileKey,
  HEADER_BYTES,
  nonceOf,
  SCRYPT,
  type SealKey,
  TAG_BYTES,
  writeHeader,
} from "./format.ts";

const manifestBytes = (manifest: Manifest): Buffer => {
  // what is in front can be read again, whatever else it has
  const json = Buffer.from(JSON.stringify(parseManifest(JSON.stringify(manifest))));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]);
};

/** Bytes of the sealed form. */
export function sealedBytes(manifest: Manifest): number {
  const plain = manifestBytes(manifest).length + manifest.bytes;
  return HEADER_BYTES + plain + TAG_BYTES * Math.max(1, Math.ceil(plain / CHUNK_BYTES));
}

/** `content` has to have as many bytes as the manifest says. @throws RangeError where it has not */
export async function* seal(
  content: AsyncIterable<Uint8Array>,
  manifest: Manifest,
  key: SealKey,
): AsyncGenerator<Uint8Array> {
  const isPassphrase = "passphrase" in key;
  const cost = isPassphrase ? SCRYPT : { logN: 0, r: 0, p: 0 };
  const about = { isPassphrase, ...cost, salt: randomBytes(16), prefix: randomBytes(7) };
  const header = writeHeader(about);
  const secret = await fileKey(key, about);
  let number = 0;
  const sealed = (plain: Uint8Array, isLast: boolean): Buffer => {
    if (number > CHUNKS_LIMIT) throw new RangeError("it is too large to be sealed");
    const cipher = createCipheriv("aes-256-gcm", secret, nonceOf(about.prefix, number++, isLast));
    cipher.setAAD(header);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  yield header;
  let held: Buffer = manifestBytes(manifest);
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    held = Buffer.concat([held, piece]);
    // the last chunk is one, also where it is full: it must be known as the last
    let at = 0;
    for (; held.length - at > CHUNK_BYTES; at += CHUNK_BYTES) yield sealed(held.subarray(at, at + CHUNK_BYTES), false);
    held = held.subarray(at);
  }
  if (bytes !== manifest.bytes) throw new RangeError(`${bytes} bytes instead of ${manifest.bytes}`);
  yield sealed(held, true);
}
