/** HTTP as WebDAV needs it: other methods, bodies whose length is told in front, answers that are read as they come. */
import type { IncomingMessage } from "node:http";
import { FileStoreError } from "../../handlers/ports/index.ts";

/** Milliseconds without a byte after which the server counts as gone: some shares wake a disk first. */
const IDLE_MS = 120_000;
/** Bytes of an answer that is read as text: a list of a thousand files has some hundred KB. */
const TEXT_LIMIT = 16 * 1024 * 1024;

export interface DavRequest {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  body?: string | AsyncIterable<Uint8Array>;
  /** Of a body that comes in pieces. Without it some servers keep nothing, and say that all is well. */
  bytes?: number;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses the connection",
  ENOTFOUND: "has an unknown name",
  EAI_AGAIN: "has a name that cannot be resolved now",
  ECONNRESET: "closed the connection",
  ETIMEDOUT: "does not answer",
  EHOSTUNREACH: "cannot be reached",
};

export function davFault(url: URL, what: string, error?: unknown): FileStoreError {
  return new FileStoreError(`${url.host} ${what}`, error);
}

const networkFault = (url: URL, error: unknown): FileStoreError => {
  const code = String((error as NodeJS.ErrnoException | null)?.code ?? "");
  return davFault(url, REASONS[code] ?? `cannot be used (${code || (error as Error).message})`, error);
};

/** What `body` throws is thrown on. Rejects with `FileStoreError` otherwise. */
export async function send(asked: DavRequest, authorization: string | undefined): Promise<IncomingMessage> {
  const { request: open } = asked.url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const { method, url, headers = {}, body } = asked;
  const length = typeof body === "string" ? Buffer.byteLength(body) : asked.bytes;
  return new Promise((resolve, reject) => {
    let own: { error: unknown } | undefined;
    const request = open(url, {
      method,
      headers: {
        ...headers,
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined || length === undefined ? {} : { "content-length": String(length) }),
      },
    });
    request.setTimeout(IDLE_MS, () => request.destroy(davFault(url, "does not answer")));
    request.on("error", (error) => {
      if (own) reject(own.error);
      else reject(error instanceof FileStoreError ? error : networkFault(url, error));
    });
    request.on("response", resolve);
    if (body === undefined || typeof body === "string") request.end(body);
    else
      pump(request, body).catch((error: unknown) => {
        own = { error };
        request.destroy(new Error("the content failed"));
        reject(error);
      });
  });
}

async function pump(request: import("node:http").ClientRequest, body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of body) {
    if (request.destroyed) return;
    if (!request.write(piece))
      await new Promise<void>((resolve) => {
        request.once("drain", resolve).once("close", resolve);
      });
  }
  request.end();
}

/** Reads it to its end, and gives nothing away where it is too long. */
export async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > TEXT_LIMIT) {
      response.destroy();
      throw new FileStoreError("a WebDAV server answered without end");
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
