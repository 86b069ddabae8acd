/** Opens a sealed backup as it comes. Nothing of a chunk is given away before it was found to be authentic. */
import { createDecipheriv } from "node:crypto";
import { parseManifest } from "../../kept-backups.ts";
import type { Manifest } from "../../names.ts";
import {
  CHUNK_BYTES,
  CHUNKS_LIMIT,
  fileKey,
  HEADER_BYTES,
  MANIFEST_BYTES_LIMIT,
  nonceOf,
  readHeader,
  SealBroken,
  type SealKey,
  TAG_BYTES,
} from "./format.ts";

const SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES;

/** The plain text, chunk by chunk. @throws SealBroken */
async function* chunks(sealed: AsyncIterable<Uint8Array>, key: SealKey): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  let opener: ((chunk: Buffer, isLast: boolean) => Buffer) | undefined;
  for await (const piece of sealed) {
    held = Buffer.concat([held, piece]);
    if (!opener && held.length >= HEADER_BYTES) {
      opener = await chunkOpener(Buffer.from(held.subarray(0, HEADER_BYTES)), key);
      held = held.subarray(HEADER_BYTES);
    }
    // what is held may be the last one, which is opened as such
    let at = 0;
    for (; opener && held.length - at > SEALED_CHUNK; at += SEALED_CHUNK)
      yield opener(held.subarray(at, at + SEALED_CHUNK), false);
    held = held.subarray(at);
  }
  if (!opener) throw new SealBroken(held.length === 0 ? "it is empty" : "it is no sealed backup");
  yield opener(held, true);
}

async function chunkOpener(header: Buffer, key: SealKey) {
  const about = readHeader(header);
  const secret = await fileKey(key, about);
  let number = 0;
  return (chunk: Buffer, isLast: boolean): Buffer => {
    const first = number === 0;
    if (chunk.length < TAG_BYTES || number > CHUNKS_LIMIT) throw new SealBroken("it ends too early");
    const decipher = createDecipheriv("aes-256-gcm", secret, nonceOf(about.prefix, number++, isLast));
    decipher.setAAD(header);
    decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SealBroken(first ? "the key is wrong, or it was altered" : "it was altered, or it ends too early");
    }
  };
}

/**
 * What was sealed. The content has to be read to its end before it may be believed: only then it is known to be whole.
 * @throws SealBroken, from `content` as well
 */
export async function open(
  sealed: AsyncIterable<Uint8Array>,
  key: SealKey,
): Promise<{ manifest: Manifest; content: AsyncIterable<Uint8Array> }> {
  const plain = chunks(sealed, key);
  let head = Buffer.alloc(0);
  const have = async (bytes: number): Promise<void> => {
    while (head.length < bytes) {
      const { done, value } = await plain.next();
      if (done) throw new SealBroken("it ends too early");
      head = Buffer.concat([head, value]);
    }
  };
  await have(4);
  const length = head.readUInt32BE(0);
  if (length > MANIFEST_BYTES_LIMIT) throw new SealBroken("it tells nothing about itself");
  await have(4 + length);
  const manifest = parseManifest(head.toString("utf8", 4, 4 + length));
  if (!manifest) throw new SealBroken("what it tells about itself cannot be understood");
  async function* content(): AsyncGenerator<Uint8Array> {
    const rest = head.subarray(4 + length);
    if (rest.length > 0) yield rest;
    yield* plain;
  }
  return { manifest, content: content() };
}
