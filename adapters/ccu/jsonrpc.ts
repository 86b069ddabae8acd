/**
 * JSON-RPC of the CCU's web server: one session for everything, one call at a time (protocol document, section 15). A
 * stock CCU has three sessions, and its owner needs one of them for the WebUI.
 */
import { CcuFault, type Clock, expiredFault, type Log } from "../../handlers/ports/index.ts";
import { decodeText, RpcFormatError } from "./codec/value.ts";
import { toCcuFault } from "./faults.ts";
import { outcomeOf } from "./observed-client.ts";
import type { Recorder } from "./recording/recorder.ts";
import {
  type CallOptions,
  checkStatus,
  createHttpClient,
  type Endpoint,
  type HttpAnswer,
  type HttpClient,
} from "./rpc-client.ts";

/** A CGI is started per call and scripts walk the whole model. */
const CALL_TIMEOUT_MS = 60_000;
/** Waiting calls; more is a client in a loop. */
const MAX_WAITING = 200;
/** After failed logins: 1, 2, 4 … seconds, then this; after ten failures only every five minutes (15.3). */
const LOGIN_PAUSE_MAX_MS = 60_000;
const LOGIN_FAILURES = 10;
const LOGIN_REST_MS = 300_000;
/** Access denied, which is also what an expired session gets. */
const DENIED = 400;

/** Control characters inside of names, and escapes that JSON does not know, as a CCU writes them (15.1). */
export function sanitiseJson(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is wrong
      .replace(/[\u0000-\u001f]/g, " ")
      .replace(/\\(u[0-9a-fA-F]{4}|["\\/bfnrt])|\\/g, (whole, known: string | undefined) => (known ? whole : "\\\\"))
  );
}

/** Throws `RpcFormatError` for what is no JSON even then. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(sanitiseJson(text));
    } catch {
      throw new RpcFormatError(`not JSON: ${text.slice(0, 40)}`, true);
    }
  }
}

/** A login at the WebUI, for its pages. */
export interface WebSession {
  id: string;
  endpoint: Endpoint;
}

export interface JsonRpcOptions {
  endpoint: Endpoint;
  username: string;
  password: string;
  clock: Clock;
  log: Log;
  recorder?: Recorder | undefined;
}

export class JsonRpcSession {
  readonly #options: JsonRpcOptions;
  /** As configured, or where the CCU has sent us. */
  #endpoint: Endpoint;
  #http: HttpClient;
  #session: string | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #failures = 0;
  #notBefore = 0;
  #refusal: CcuFault | undefined;
  #closed = false;
  /** A stock CCU passes bytes through: what goes out must be Latin-1 then, else UTF-8. */
  latin1 = false;

  constructor(options: JsonRpcOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.#http = createHttpClient(options.endpoint, options.clock);
  }

  /**
   * The `result`, with the session added to the parameters. Rejects with `CcuFault`; `deadline` (milliseconds since the
   * epoch): whose turn comes later is not sent.
   */
  call(method: string, params: Readonly<Record<string, unknown>> = {}, deadline?: number): Promise<unknown> {
    if (this.#closed) return Promise.reject(new CcuFault("transport", "the connection to the CCU is closed"));
    return this.#inTurn(() => this.#recorded(method, params, () => this.#withSession(method, params, deadline)));
  }

  /**
   * A session that the CCU has just accepted, for the pages of the WebUI, and where its web server answers. Renewing would
   * prove nothing: it succeeds without a session, too (15.3).
   */
  open(): Promise<WebSession> {
    if (this.#closed) return Promise.reject(new CcuFault("transport", "the connection to the CCU is closed"));
    return this.#inTurn(async () => {
      await this.#withSession("CCU.getVersion", {});
      if (this.#session === undefined) throw new CcuFault("transport", "the connection to the CCU is closed");
      return { id: this.#session, endpoint: this.#endpoint };
    });
  }

  /** A page said that the session is over: the next `open` logs in anew. */
  async refused(id: string): Promise<void> {
    if (this.#session !== id) return;
    this.#session = undefined;
    // it may be alive, and only the page denied: a second one beside it would fill the CCU's table
    await this.#send("Session.logout", { _session_id_: id }, { timeoutMs: 3000 }).catch(() => undefined);
  }

  /** Logs out; nothing is called afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) {
      await this.#send("Session.logout", { _session_id_: session }, { timeoutMs: 3000 }).catch(() => undefined);
    }
    this.#http.close();
  }

  /** Without the session. Scripts are written down by whoever runs them, by name. */
  async #recorded(
    method: string,
    params: Readonly<Record<string, unknown>>,
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    const { recorder } = this.#options;
    const isScript = method === "ReGa.runScript";
    const call = { interface: "WebUI", protocol: "jsonrpc", method, params: [params] } as const;
    const record = isScript ? undefined : recorder?.call(call);
    try {
      const result = await run();
      record?.({ result });
      return result;
    } catch (error) {
      record?.(outcomeOf(error));
      throw error;
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING) {
      return Promise.reject(new CcuFault("transport", `more than ${MAX_WAITING} calls wait for the CCU's web server`));
    }
    this.#waiting++;
    const run = this.#last.then(task).finally(() => {
      this.#waiting--;
    });
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #withSession(
    method: string,
    params: Readonly<Record<string, unknown>>,
    deadline = Number.POSITIVE_INFINITY,
  ): Promise<unknown> {
    const inTime = () => {
      if (this.#options.clock.now() > deadline) throw expiredFault();
    };
    const session = this.#session ?? (await this.#login());
    inTime();
    try {
      return await this.#send(method, { _session_id_: session, ...params }, { sendBy: deadline });
    } catch (error) {
      // Denied means not executed: repeating it under a new session cannot act twice.
      if (!(error instanceof CcuFault) || error.code !== DENIED || session !== this.#session) throw error;
      this.#session = undefined;
      // It may be alive, and only this method denied: a second one beside it would fill the CCU's table.
      await this.#send("Session.logout", { _session_id_: session }, { timeoutMs: 3000 }).catch(() => undefined);
      const renewed = await this.#login();
      inTime();
      return await this.#send(method, { _session_id_: renewed, ...params }, { sendBy: deadline });
    }
  }

  async #login(): Promise<string> {
    const { clock, username, password, log } = this.#options;
    if (this.#refusal && clock.now() < this.#notBefore) throw this.#refusal;
    try {
      const session = await this.#send("Session.login", { username, password });
      if (typeof session !== "string" || session === "") throw new CcuFault("auth", "the CCU gave no session");
      if (this.#closed) {
        await this.#send("Session.logout", { _session_id_: session }, { timeoutMs: 3000 }).catch(() => undefined);
        throw new CcuFault("transport", "the connection to the CCU is closed");
      }
      this.#session = session;
      this.#failures = 0;
      this.#refusal = undefined;
      return session;
    } catch (error) {
      const fault = toCcuFault(error, "Session.login");
      if (fault.class === "transport") throw fault;
      this.#failures++;
      const pause = Math.min(LOGIN_PAUSE_MAX_MS, 1000 * 2 ** (this.#failures - 1));
      this.#notBefore = clock.now() + (this.#failures >= LOGIN_FAILURES ? LOGIN_REST_MS : pause);
      this.#refusal = new CcuFault(
        "auth",
        "the CCU refuses the login: wrong credentials, or all its sessions are in use",
      );
      if (this.#failures === 1) log.warn(this.#refusal.message);
      throw this.#refusal;
    }
  }

  async #send(method: string, params: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<unknown> {
    const text = JSON.stringify({ method, params, id: 1, jsonrpc: "1.1" });
    const body = Buffer.from(text, this.latin1 ? "latin1" : "utf8");
    let answer: Record<string, unknown>;
    try {
      const http = await this.#post(body, { timeoutMs: CALL_TIMEOUT_MS, ...options });
      checkStatus(http);
      answer = parseJson(decodeText(http.body)) as Record<string, unknown>;
    } catch (error) {
      throw toCcuFault(error, method);
    }
    const error = answer?.error as { code?: unknown; message?: unknown } | null | undefined;
    if (error) throw jsonFault(method, Number(error.code), String(error.message ?? error));
    return answer?.result;
  }

  /** Follows the WebUI's redirection to HTTPS once and stays there. */
  async #post(body: Buffer, options: CallOptions): Promise<HttpAnswer> {
    const type = `application/json; charset=${this.latin1 ? "iso-8859-1" : "utf-8"}`;
    const answer = await this.#http.send("/api/homematic.cgi", body, type, options);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || !location?.startsWith("https:")) return answer;
    const { endpoint, clock } = this.#options;
    const port = Number(new URL(location).port) || 443;
    this.#http.close();
    this.#endpoint = { ...endpoint, port, tls: endpoint.tls ?? { verify: false } };
    this.#http = createHttpClient(this.#endpoint, clock);
    return await this.#http.send("/api/homematic.cgi", body, type, options);
  }
}

/** JSON-RPC's own codes: 5xx are XML-RPC faults in disguise (15.2). */
function jsonFault(method: string, code: number, message: string): CcuFault {
  const text = `${method}: ${message}`;
  if (code === DENIED) return new CcuFault("auth", text, code);
  if (code === 401 || code === 402) return new CcuFault("unsupported", text, code);
  if (code === 507) return new CcuFault("pending", text, code);
  if (/not available|503/i.test(message)) return new CcuFault("transport", text, code);
  return new CcuFault("permanent", text, code);
}
