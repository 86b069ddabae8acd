/** Calls of JSON-RPC over HTTP: bodies, faults and the way to where the CCU's web server answers (protocol document, 15). */
import { CcuFault, type Clock } from "../../handlers/ports/index.ts";
import { decodeText, RpcFormatError } from "./codec/value.ts";
import { toCcuFault } from "./faults.ts";
import {
  type CallOptions,
  checkStatus,
  createHttpClient,
  type Endpoint,
  type HttpAnswer,
  type HttpClient,
  isRedirection,
  redirected,
} from "./rpc-client.ts";

/** A CGI is started per call and scripts walk the whole model. */
const CALL_TIMEOUT_MS = 60_000;
/** Access denied, which is also what an expired session gets. */
export const DENIED = 400;

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

export class JsonWire {
  readonly #clock: Clock;
  readonly #given: Endpoint;
  /** As configured, or where the CCU has sent us. */
  endpoint: Endpoint;
  #http: HttpClient;
  /** A stock CCU passes bytes through: what goes out must be Latin-1 then, else UTF-8. */
  latin1 = false;

  constructor(endpoint: Endpoint, clock: Clock) {
    this.#clock = clock;
    this.#given = endpoint;
    this.endpoint = endpoint;
    this.#http = createHttpClient(endpoint, clock);
  }

  /** The `result`. Rejects with `CcuFault`. */
  async send(method: string, params: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<unknown> {
    const text = JSON.stringify({ method, params, id: 1, jsonrpc: "1.1" });
    const body = this.latin1 ? Buffer.from(text, "latin1") : Buffer.from(text);
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
    const elsewhere = isRedirection(answer.status) ? redirected(this.#given, answer.headers) : undefined;
    if (!elsewhere) return answer;
    this.#http.close();
    this.endpoint = elsewhere;
    this.#http = createHttpClient(this.endpoint, this.#clock);
    return await this.#http.send("/api/homematic.cgi", body, type, options);
  }

  close(): void {
    this.#http.close();
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
