/**
 * JSON-RPC of the CCU's web server: one session for everything, one call at a time (protocol document, section 15). A
 * stock CCU has three sessions, and its owner needs one of them for the WebUI.
 */
import { CcuFault, type Clock, expiredFault, type Log } from "../../handlers/ports/index.ts";
import { DENIED, JsonWire } from "./json-wire.ts";
import { outcomeOf } from "./observed-client.ts";
import type { Recorder } from "./recording/recorder.ts";
import type { Endpoint } from "./rpc-client.ts";

/** Waiting calls; more is a client in a loop. */
const MAX_WAITING = 200;
/** After failed logins: 1, 2, 4 … seconds, then this; after ten failures only every five minutes (15.3). */
const LOGIN_PAUSE_MAX_MS = 60_000;
const LOGIN_FAILURES = 10;
const LOGIN_REST_MS = 300_000;
/** To log out is a courtesy: never waited for longer. */
const LOGOUT_MS = 3000;

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
  readonly #wire: JsonWire;
  #session: string | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #failures = 0;
  /** The last login that was refused, and until when none is tried. */
  #refused: { fault: CcuFault; until: number } | undefined;
  #closed = false;

  constructor(options: JsonRpcOptions) {
    this.#options = options;
    this.#wire = new JsonWire(options.endpoint, options.clock);
  }

  /** A stock CCU passes bytes through: what goes out must be Latin-1 then, else UTF-8. */
  set latin1(isLatin1: boolean) {
    this.#wire.latin1 = isLatin1;
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
      return { id: this.#session, endpoint: this.#wire.endpoint };
    });
  }

  /** A page said that the session is over: the next `open` logs in anew. */
  async refused(id: string): Promise<void> {
    if (this.#session !== id) return;
    this.#session = undefined;
    // it may be alive, and only the page denied: a second one beside it would fill the CCU's table
    await this.#logout(id);
  }

  /** Logs out; nothing is called afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined) await this.#logout(session);
    this.#wire.close();
  }

  async #logout(session: string): Promise<void> {
    const options = { timeoutMs: LOGOUT_MS };
    await this.#wire.send("Session.logout", { _session_id_: session }, options).catch(() => undefined);
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
      return await this.#wire.send(method, { _session_id_: session, ...params }, { sendBy: deadline });
    } catch (error) {
      // Denied means not executed: repeating it under a new session cannot act twice.
      if (!(error instanceof CcuFault) || error.code !== DENIED || session !== this.#session) throw error;
      this.#session = undefined;
      // It may be alive, and only this method denied: a second one beside it would fill the CCU's table.
      await this.#logout(session);
      const renewed = await this.#login();
      inTime();
      return await this.#wire.send(method, { _session_id_: renewed, ...params }, { sendBy: deadline });
    }
  }

  async #login(): Promise<string> {
    const { clock, username, password, log } = this.#options;
    if (this.#refused && clock.now() < this.#refused.until) throw this.#refused.fault;
    try {
      const session = await this.#wire.send("Session.login", { username, password });
      if (typeof session !== "string" || session === "") throw new CcuFault("auth", "the CCU gave no session");
      if (this.#closed) {
        await this.#logout(session);
        throw new CcuFault("transport", "the connection to the CCU is closed");
      }
      this.#session = session;
      this.#failures = 0;
      return session;
    } catch (error) {
      if ((error as CcuFault).class === "transport") throw error;
      this.#failures++;
      const pause = Math.min(LOGIN_PAUSE_MAX_MS, 1000 * 2 ** (this.#failures - 1));
      const until = clock.now() + (this.#failures >= LOGIN_FAILURES ? LOGIN_REST_MS : pause);
      const fault = new CcuFault(
        "auth",
        "the CCU refuses the login: wrong credentials, or all its sessions are in use",
      );
      this.#refused = { fault, until };
      if (this.#failures === 1) log.warn(fault.message);
      throw fault;
    }
  }
}
