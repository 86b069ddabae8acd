/**
 * Pages of the CCU's web server that only its own WebUI was made for: backups, heating groups (protocol document, 17, 18).
 * They know nobody but a session, and say that it is over with a page for people.
 */
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { CcuFault, type Clock } from "../../handlers/ports/index.ts";
import { decodeText, RpcFormatError } from "./codec/value.ts";
import { silentFault, toCcuFault } from "./faults.ts";
import type { JsonRpcSession, WebSession } from "./jsonrpc.ts";
import { checkStatus, type Endpoint, isRedirection, redirected } from "./rpc-client.ts";
import { plainAddress } from "./rpc-server.ts";

const { request: httpRequest } = process.getBuiltinModule("node:http");

/** Bytes of a page that is read as text: the largest, with all devices of a large home in it, has some hundred KB. */
export const PAGE_LIMIT = 8 * 1024 * 1024;
/** Milliseconds for the beginning of an answer where nothing else is said. */
export const PAGE_TIMEOUT_MS = 60_000;

/** With a body it is a POST, else a GET. */
export interface PageRequest {
  /** Without the session. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Bytes of a body that comes in pieces. */
  length?: number;
  type?: string;
  /** Milliseconds without a byte after which the CCU counts as silent, before the answer and between its pieces. */
  idleMs?: number;
}

export interface Page {
  status: number;
  type: string;
  /** Rejects with `CcuFault` where it ends too early. */
  body: AsyncIterable<Uint8Array>;
  /** Ends it unread. */
  drop(): void;
}

export class WebPages {
  readonly #session: JsonRpcSession;
  readonly #clock: Clock;

  constructor(session: JsonRpcSession, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  /** A session that has just been used with success. */
  open(): Promise<WebSession> {
    return this.#session.open();
  }

  /** What the page of a session answers. Rejects with `CcuFault`. A redirection to HTTPS is followed. */
  async page(session: WebSession, asked: PageRequest): Promise<Page> {
    const query = new URLSearchParams({ sid: "", ...asked.query }).toString().replace("sid=", `sid=@${session.id}@`);
    const path = `${asked.path}?${query}`;
    const answer = await this.#send(session.endpoint, path, asked);
    const status = answer.statusCode as number;
    if (!isRedirection(status)) return this.#pageOf(answer, asked);
    answer.destroy();
    const elsewhere = redirected(session.endpoint, answer.headers);
    if (!elsewhere || asked.body) throw sentElsewhere(asked.path);
    session.endpoint = elsewhere;
    return this.#pageOf(await this.#send(session.endpoint, path, asked), asked);
  }

  /** The whole page as text, UTF-8 where it is that, else Latin-1. Rejects with `CcuFault`. */
  async text(session: WebSession, asked: PageRequest): Promise<string> {
    const page = await this.page(session, asked);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of page.body) {
      size += piece.length;
      if (size > PAGE_LIMIT) throw new CcuFault("transport", `${asked.path}: a page beyond ${PAGE_LIMIT} bytes`);
      pieces.push(piece);
    }
    const body = Buffer.concat(pieces);
    checkStatus({ status: page.status, headers: {}, body });
    return decodeText(body);
  }

  /**
   * Does something in a session; where that turns out to be over, once more in a new one. Only for what may be begun twice.
   * @param over whether what `act` threw says that the session is over
   */
  async withSession<T>(act: (session: WebSession) => Promise<T>): Promise<T> {
    const session = await this.#session.open();
    try {
      return await act(session);
    } catch (error) {
      if (!(error instanceof SessionOver)) throw error;
    }
    await this.#session.refused(session.id);
    try {
      return await act(await this.#session.open());
    } catch (error) {
      if (error instanceof SessionOver) throw error.fault;
      throw error;
    }
  }

  #send(endpoint: Endpoint, path: string, asked: PageRequest): Promise<IncomingMessage> {
    const { body, idleMs = PAGE_TIMEOUT_MS, type } = asked;
    const { tls } = endpoint;
    const length = body instanceof Uint8Array ? body.length : asked.length;
    const options = {
      host: plainAddress(endpoint.host),
      port: endpoint.port,
      path,
      ...(body === undefined ? {} : { method: "POST" }),
      agent: false as const,
      ...(tls ? { rejectUnauthorized: tls.verify } : {}),
      headers: {
        ...(type ? { "Content-Type": type } : {}),
        ...(length === undefined ? {} : { "Content-Length": length }),
      },
    };
    return new Promise((resolve, reject) => {
      const request = (tls ? httpsRequest : httpRequest)(options);
      let cancel = this.#clock.after(idleMs, () => request.destroy(silentFault(idleMs)));
      const alive = () => {
        cancel();
        cancel = this.#clock.after(idleMs, () => request.destroy(silentFault(idleMs)));
      };
      const fail = (error: unknown) => {
        cancel();
        reject(toCcuFault(error, asked.path));
      };
      request.on("error", fail);
      request.on("response", (response) => {
        cancel();
        resolve(response);
      });
      if (body === undefined || body instanceof Uint8Array) request.end(body);
      else
        sendPieces(request, body, alive).catch((error: unknown) => {
          request.destroy();
          fail(error);
        });
    });
  }

  #pageOf(response: IncomingMessage, { path, idleMs = PAGE_TIMEOUT_MS }: PageRequest): Page {
    const clock = this.#clock;
    async function* read(): AsyncGenerator<Uint8Array> {
      let cancel = () => {};
      const wait = () => {
        cancel = clock.after(idleMs, () => response.destroy(silentFault(idleMs)));
      };
      try {
        wait();
        for await (const piece of response as AsyncIterable<Buffer>) {
          cancel();
          yield piece;
          wait();
        }
        if (!response.complete) throw new CcuFault("transport", `${path}: the answer was cut off`);
      } catch (error) {
        throw toCcuFault(error, path);
      } finally {
        cancel();
        response.destroy();
      }
    }
    return {
      status: response.statusCode as number,
      type: response.headers["content-type"] ?? "",
      body: read(),
      drop: () => response.destroy(),
    };
  }
}

async function sendPieces(
  request: ReturnType<typeof httpRequest>,
  body: AsyncIterable<Uint8Array>,
  alive: () => void,
): Promise<void> {
  let go = () => {};
  const on = () => go();
  request.on("drain", on).on("close", on);
  for await (const piece of body) {
    if (request.destroyed) return;
    const isFull = !request.write(piece);
    if (isFull)
      await new Promise<void>((resolve) => {
        go = resolve;
      });
    alive();
  }
  request.end();
}

/** The page shows that nobody is logged in any more. */
export class SessionOver extends Error {
  readonly fault: CcuFault;
  constructor(what: string) {
    super(what);
    this.fault = new CcuFault("auth", what);
  }
}

const sentElsewhere = (path: string): CcuFault =>
  new CcuFault("transport", `${path}: the CCU sends us elsewhere`, undefined, {
    cause: new RpcFormatError("redirected"),
  });
