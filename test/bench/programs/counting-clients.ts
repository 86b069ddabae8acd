/** WebSocket clients that count the bytes of frames and look at none: many of them cost little beside a server. */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { program } from "../child.ts";

export interface OpenOptions {
  /** Names these clients in later questions. */
  group: string;
  port: number;
  path: string;
  count: number;
  /** A text frame that each sends first, and that the server answers with one short frame. */
  hello?: string;
}

class Client {
  /** Bytes since the last round. */
  received = 0;
  readonly #socket: Socket;
  #onBytes: (chunk: Buffer) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#onBytes(chunk));
  }

  static async open({ port, path, hello }: OpenOptions): Promise<Client> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const client = new Client(socket);
    const upgraded = client.#until((bytes) => bytes.includes("\r\n\r\n"));
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
    );
    const answer = await upgraded;
    if (!answer.startsWith("HTTP/1.1 101 ")) throw new Error(`no upgrade: ${answer.slice(0, 100)}`);
    if (hello !== undefined) {
      const answered = client.#until((bytes) => bytes.length >= 2 && bytes.length >= 2 + bytes[1]!);
      client.send(hello);
      await answered;
    }
    return client;
  }

  /** What was received when `enough` says so. */
  #until(enough: (bytes: Buffer) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      let bytes = Buffer.alloc(0);
      this.#socket.once("error", reject);
      this.#onBytes = (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (!enough(bytes)) return;
        this.#socket.off("error", reject);
        resolve(bytes.toString("latin1"));
      };
    });
  }

  /** A masked text frame of less than 126 bytes; a mask of zeros is one, too. */
  send(text: string): void {
    const payload = Buffer.from(text);
    if (payload.length > 125) throw new RangeError("a short frame only");
    this.#socket.write(Buffer.concat([Buffer.of(0x81, 0x80 | payload.length, 0, 0, 0, 0), payload]));
  }

  count(onBytes: (size: number) => void): void {
    this.#onBytes = (chunk) => {
      this.received += chunk.length;
      onBytes(chunk.length);
    };
  }
}

class Group {
  readonly #clients: readonly Client[];
  #total = 0;
  #expected: { total: number; done: () => void } | undefined;

  constructor(clients: readonly Client[]) {
    this.#clients = clients;
    for (const client of clients)
      client.count((size) => {
        this.#total += size;
        this.#check();
      });
  }

  send(text: string): void {
    for (const client of this.#clients) client.send(text);
  }

  /** Resolves when each has got `bytes` since the last time; rejects where one has got another number. */
  async got(bytes: number): Promise<void> {
    await new Promise<void>((done) => {
      this.#expected = { total: bytes * this.#clients.length, done };
      this.#check();
    });
    const wrong = this.#clients.find((client) => client.received !== bytes);
    if (wrong) throw new Error(`a client got ${wrong.received} bytes instead of ${bytes}`);
    for (const client of this.#clients) client.received = 0;
    this.#total = 0;
  }

  #check(): void {
    if (this.#expected === undefined || this.#total < this.#expected.total) return;
    this.#expected.done();
    this.#expected = undefined;
  }
}

/** Handshakes at a time: the server limits those that wait. */
const AT_ONCE = 100;
const groups = new Map<string, Group>();
const groupOf = (name: string): Group => {
  const group = groups.get(name);
  if (!group) throw new Error(`no clients ${name}`);
  return group;
};

program({
  start: () => {},
  async open(options: OpenOptions): Promise<void> {
    const clients: Client[] = [];
    while (clients.length < options.count) {
      const size = Math.min(AT_ONCE, options.count - clients.length);
      clients.push(...(await Promise.all(Array.from({ length: size }, () => Client.open(options)))));
    }
    groups.set(options.group, new Group(clients));
  },
  got: ({ group, bytes }: { group: string; bytes: number }) => groupOf(group).got(bytes),
  /** Sends a text and waits for the bytes that answer it, one after the other. */
  async repeat({ group, text, bytes, times }: { group: string; text: string; bytes: number; times: number }) {
    const clients = groupOf(group);
    for (let i = 0; i < times; i++) {
      clients.send(text);
      await clients.got(bytes);
    }
  },
});
