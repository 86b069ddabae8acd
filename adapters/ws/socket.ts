/** A socket of the `ws` package as the port `Socket`. */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Socket } from "../../handlers/ports.ts";

/** Bytes of a frame that is kept framed for the next socket: larger ones are answers, which only one client gets. */
const REUSED_FRAME_LIMIT = 64 * 1024;
/** Milliseconds from closing until the TCP connection is cut, whatever the client does. */
export const CLOSE_TIMEOUT_MS = 1000;
/** Bytes of a close reason (RFC 6455: 125 with the code). */
const REASON_LIMIT = 123;
/** First byte of an unfragmented text frame: FIN and opcode 1 (RFC 6455, 5.2). */
const FIN_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** The bytes of a text frame from a server (unmasked). */
export function frameText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(header + length);
  bytes[0] = FIN_TEXT;
  if (header === 2) bytes[1] = length;
  else if (header === 4) {
    bytes[1] = LENGTH_16;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = LENGTH_64;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, header);
  return bytes;
}

/**
 * Framed bytes of the last two texts, for all sockets of a server: an event goes to every subscriber as one of two
 * texts (plain and classified), so that it is encoded and framed at most twice and then only written.
 */
export function createFramer(): (text: string) => Buffer {
  let newer: { text: string; bytes: Buffer } | undefined;
  let older: { text: string; bytes: Buffer } | undefined;
  return (text) => {
    if (newer?.text === text) return newer.bytes;
    if (older?.text === text) return older.bytes;
    const bytes = frameText(text);
    if (bytes.length <= REUSED_FRAME_LIMIT) {
      older = newer;
      newer = { text, bytes };
    }
    return bytes;
  };
}

/**
 * Writes whole frames to the stream that the upgrade handed out. Control frames are written by `ws` itself, which
 * writes whole frames at once too as long as nothing is compressed and no Blob is sent: neither is done here.
 */
export class WsSocket implements Socket {
  readonly id: string;
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #frame: (text: string) => Buffer;

  constructor(id: string, ws: WebSocket, stream: Duplex, frame: (text: string) => Buffer) {
    this.id = id;
    this.#ws = ws;
    this.#stream = stream;
    this.#frame = frame;
  }

  send(frame: string): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#stream.write(this.#frame(frame));
  }

  buffered(): number {
    return this.#stream.writableLength;
  }

  close(code?: number, reason = ""): void {
    if (code === undefined) this.#stream.end();
    else this.#ws.close(code, Buffer.from(reason).subarray(0, REASON_LIMIT).toString());
    const cut = setTimeout(() => this.#ws.terminate(), CLOSE_TIMEOUT_MS);
    this.#ws.once("close", () => clearTimeout(cut));
  }
}
