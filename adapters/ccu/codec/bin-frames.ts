/** Frames of BIN-RPC in a byte stream (protocol document, section 4). */
import { MAX_MESSAGE_BYTES, RpcFormatError } from "./value.ts";

/** `Bin`, one byte of type, four of length. */
export const HEADER_BYTES = 8;
export const MAGIC = 0x42696e;
const FAULT = 0xff;
/** Homegear marks messages that carry request headers with this bit; no CCU does. */
const HAS_HEADERS = 0x40;

/**
 * Cuts a byte stream into frames, wherever TCP split it. `push` returns the frames that are complete and throws
 * `RpcFormatError` for a stream that is not BIN-RPC or a frame beyond the limit: the connection is lost then.
 */
export class FrameReader {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes of the frame that is being collected, header included; 0 while the header is incomplete. */
  #wanted = 0;

  constructor(limit = MAX_MESSAGE_BYTES) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): Buffer[] {
    this.#chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#held += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      if (this.#wanted === 0) {
        this.#checkMagic();
        if (this.#held < HEADER_BYTES) return frames;
        this.#wanted = HEADER_BYTES + this.#joined().readUInt32BE(4);
        if (this.#wanted > this.#limit)
          throw new RpcFormatError(`frame of ${this.#wanted} bytes, limit ${this.#limit}`);
      }
      if (this.#held < this.#wanted) return frames;
      const all = this.#joined();
      frames.push(all.subarray(0, this.#wanted));
      this.#held -= this.#wanted;
      this.#chunks = this.#held === 0 ? [] : [all.subarray(this.#wanted)];
      this.#wanted = 0;
    }
  }

  /** Bytes of an unfinished frame. */
  get pending(): number {
    return this.#held;
  }

  #joined(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Buffer;
  }

  #checkMagic(): void {
    if (this.#held === 0) return;
    const head = this.#joined();
    for (let i = 0; i < Math.min(3, head.length); i++) {
      if (head[i] !== ((MAGIC >> (16 - 8 * i)) & 0xff)) throw new RpcFormatError("not BIN-RPC");
    }
    const type = head[3];
    if (type !== undefined && type & HAS_HEADERS && type !== FAULT) {
      throw new RpcFormatError("BIN-RPC request headers are not supported");
    }
  }
}
