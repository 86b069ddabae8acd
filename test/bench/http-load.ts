/** Load over kept connections: each sends its next request when the reply to the last one is complete and right. */
import { connect, type Socket } from "node:net";

/** Enough that the server never waits for the load, few enough that replies do not queue for long. */
const CONNECTIONS = 32;

export interface Exchange {
  /** The whole request as bytes. */
  readonly request: Buffer;
  /** The body that a right answer has. */
  readonly body: Buffer;
}

export function get(path: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries({ host: "127.0.0.1", accept: "application/json", ...headers });
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.map(([n, v]) => `${n}: ${v}\r\n`).join("")}\r\n`);
}

export class HttpLoad implements Disposable {
  readonly #sockets: Socket[];

  private constructor(sockets: Socket[]) {
    this.#sockets = sockets;
  }

  static async open(port: number, connections: number = CONNECTIONS): Promise<HttpLoad> {
    const opened = Array.from({ length: connections }, () => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      return new Promise<Socket>((resolve, reject) => {
        socket.once("connect", () => resolve(socket));
        socket.once("error", reject);
      });
    });
    return new HttpLoad(await Promise.all(opened));
  }

  /** Sends for `ms` milliseconds. @returns replies and the milliseconds until the last one. Rejects at a wrong reply. */
  async run(ms: number, exchange: Exchange): Promise<{ count: number; ms: number }> {
    const start = performance.now();
    const counts = await Promise.all(this.#sockets.map((socket) => converse(socket, exchange, start + ms)));
    return { count: counts.reduce((sum, count) => sum + count, 0), ms: performance.now() - start };
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

const HEAD_END = Buffer.from("\r\n\r\n");

/** Bytes of the head where it is complete and announces a 200 with `length` bytes. */
function headLength(bytes: Buffer, length: number): number | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const announced = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
  if (!head.startsWith("HTTP/1.1 200 ") || announced !== length)
    throw new Error(`wrong reply: ${head.slice(0, 200)} instead of 200 with ${length} bytes`);
  return end + HEAD_END.length;
}

function converse(socket: Socket, { request, body }: Exchange, until: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let count = 0;
  /** Bytes of the body that have come and were right; -1 before the end of the head. */
  let received = -1;
  let head: Buffer | undefined;
  const end = (settle: () => void): void => {
    socket.off("data", take).off("error", fail).off("close", closed);
    settle();
  };
  const fail = (error: Error): void => end(() => reject(error));
  const closed = (): void => fail(new Error("the server closed a kept connection"));
  const take = (chunk: Buffer): void => {
    let at = 0;
    if (received < 0) {
      const bytes: Buffer = head ? Buffer.concat([head, chunk]) : chunk;
      try {
        const length = headLength(bytes, body.length);
        if (length === undefined) {
          head = bytes;
          return;
        }
        at = length - (bytes.length - chunk.length);
      } catch (error) {
        fail(error as Error);
        return;
      }
      head = undefined;
      received = 0;
    }
    const size = chunk.length - at;
    if (received + size > body.length || chunk.compare(body, received, received + size, at) !== 0) {
      fail(new Error("the reply's body is not the expected one"));
      return;
    }
    received += size;
    if (received < body.length) return;
    received = -1;
    count += 1;
    if (performance.now() < until) socket.write(request);
    else end(() => resolve(count));
  };
  socket.on("data", take).on("error", fail).on("close", closed);
  socket.write(request);
  return promise;
}
