/** Lengths of the frames on a client's line: `ws` reports whole messages, the gateway judges frames. */
import { FRAME_LIMIT } from "./limits.ts";

/** Bytes of the longest header: 2, 8 of length, 4 of mask. */
const HEADER_MOST = 14;

/** Feed it every byte that the client sends; it says whether a frame is longer than the gateway takes. */
export function createFrameWatch(): (bytes: Uint8Array) => boolean {
  let header = Buffer.alloc(0);
  /** Bytes of payload that are still to come. */
  let skip = 0;

  return (bytes) => {
    let at = 0;
    for (;;) {
      const skipped = Math.min(skip, bytes.length - at);
      skip -= skipped;
      at += skipped;
      if (at >= bytes.length) return false;
      const before = header.length;
      header = Buffer.concat([header, bytes.subarray(at, at + HEADER_MOST - before)]);
      const size = headerSize(header);
      if (size === undefined || header.length < size) return false;
      const length = payloadLength(header);
      if (length > FRAME_LIMIT) return true;
      at += size - before;
      header = Buffer.alloc(0);
      skip = length;
    }
  };
}

function headerSize(header: Buffer): number | undefined {
  if (header.length < 2) return undefined;
  const [, second = 0] = header;
  const short = second & 0x7f;
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

function payloadLength(header: Buffer): number {
  const short = (header[1] ?? 0) & 0x7f;
  if (short === 126) return header.readUInt16BE(2);
  return short === 127 ? Number(header.readBigUInt64BE(2)) : short;
}
