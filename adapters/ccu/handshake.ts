/** From nothing to a registration: probe, url, self-test, orderly deregistration, `init` (protocol document, sections 5, 7.3). */
import { randomBytes } from "node:crypto";
import { CcuFault, type Clock, type Log, type SiteStore } from "../../handlers/ports/index.ts";
import type { CallbackServer } from "./callback-server.ts";
import { isSilent } from "./faults.ts";
import type { Wire } from "./wire.ts";

/** rfd calls back before it answers; HmIP takes seconds, VirtualDevices on a small machine minutes. */
const INIT_TIMEOUT_MS = 60_000;
const SLOW_INIT_TIMEOUT_MS = 300_000;
/** Deregistration is a courtesy towards the CCU: never waited for longer. */
const DEINIT_TIMEOUT_MS = 3000;

/** Hexadecimal digits of the part of an id that nobody can guess: callbacks bear no other credential. */
const SECRET_DIGITS = 24;

interface StoredRegistration {
  url: string;
  id: string;
}

const random = (): string => randomBytes(SECRET_DIGITS / 2).toString("hex");

/** Addresses that only this machine, or only its containers, can reach (Docker's default bridge). */
function whyNotCallable(local: string, remote: string | undefined): string | undefined {
  if (remote === undefined || remote === local) return undefined;
  if (local.startsWith("127.") && !remote.startsWith("127.")) return "a loopback address";
  if (local.startsWith("172.17.") && !remote.startsWith("172.17.")) return "an address of Docker's own bridge";
  return local.includes(":") ? "an IPv6 address, which CCUs cannot call" : undefined;
}

export class Registration {
  readonly #wire: Wire;
  readonly #server: CallbackServer;
  readonly #store: SiteStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #key: string;
  readonly #idKey: string;
  readonly #prefix: string;
  readonly #identified: (id: string) => void;
  /**
   * What callbacks bear. Made once for an interface and kept: rfd goes on using the id that it was told first (5.1), so
   * that a new one after a deregistration that failed would never be heard of. "" until `establish`.
   */
  id = "";
  /** What pings bear. Not the id: rfd tells each PONG to all its clients (7.1). */
  readonly pingName = random();
  /** What the CCU was told, "" while it was told nothing. */
  url = "";
  /** When `init` was called last; any callback after it shows that the way back works. */
  at = 0;

  /**
   * `identified` is told the id before the CCU is. `prefix`: what people see of the id in the CCU's own list.
   */
  constructor(
    parts: { wire: Wire; server: CallbackServer; store: SiteStore; clock: Clock; log: Log },
    central: string,
    prefix: string,
    identified: (id: string) => void,
  ) {
    this.#wire = parts.wire;
    this.#server = parts.server;
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#key = `registrations/${central}/${parts.wire.name}`;
    this.#idKey = `registration-ids/${central}/${parts.wire.name}`;
    this.#prefix = prefix;
    this.#identified = identified;
  }

  /** The url that the CCU should call now. Throws `CcuFault` where it could not. */
  wantedUrl(): string {
    const local = this.#wire.client.localAddress() ?? "";
    const reason = this.#server.overridden ? undefined : whyNotCallable(local, this.#wire.client.remoteAddress());
    if (reason) {
      throw new CcuFault("transport", `the CCU cannot call ${local}: it is ${reason}. Set the callback host.`);
    }
    return this.#server.url(this.#wire.protocol, local);
  }

  /**
   * Registers at `wantedUrl`, and first ends every registration that this installation may still have. `heard` tells
   * whether a callback has come since a moment: VirtualDevices may answer `init` too late and be registered all the same.
   */
  async establish(heard: (since: number) => boolean): Promise<void> {
    // Nobody to register with: it does not call back.
    if (this.#wire.polled) {
      this.at = this.#clock.now();
      return;
    }
    const url = this.wantedUrl();
    // rfd with a url that swallows connections stops serving everybody: never without this test (5.2).
    const failure = await this.#server.selfTest(url);
    if (failure) throw new CcuFault("transport", `the callback address ${url} does not work: ${failure}`);
    await this.#endFormer();
    await this.#identify();
    const record: StoredRegistration = { url, id: this.id };
    await this.#store.put("description", this.#key, record).catch(() => this.#log.warn("registration not stored"));
    this.at = this.#clock.now();
    const timeout = this.#wire.family === "virtual" ? SLOW_INIT_TIMEOUT_MS : INIT_TIMEOUT_MS;
    try {
      await this.#wire.direct("init", [url, this.id], timeout);
    } catch (error) {
      const fault = error as CcuFault;
      if (!isSilent(fault) || !heard(this.at)) throw fault;
    }
    this.url = url;
    this.#log.info("registered at the CCU", { interface: this.#wire.name, url, id: this.id });
  }

  async #identify(): Promise<void> {
    if (this.id !== "") return;
    // CUxD knows one literal id and ignores all others (5.1); its address and protocol tell who it is.
    this.id = this.#wire.family === "cuxd" ? "CUxD" : `${this.#prefix}-${await this.#secret()}`;
    this.#identified(this.id);
  }

  async #secret(): Promise<string> {
    try {
      const kept = await this.#store.get<string>("description", this.#idKey);
      if (kept) return kept.value;
      const made = random();
      await this.#store.put("description", this.#idKey, made);
      return made;
    } catch (error) {
      this.#log.warn("the registration's id is not kept", { error: (error as Error).message });
      return random();
    }
  }

  /** Deregisters. Best effort, bounded. */
  async end(): Promise<void> {
    const url = this.url;
    this.url = "";
    if (url === "") return;
    if (await this.#deinit(url)) await this.#store.delete("description", this.#key).catch(() => undefined);
  }

  async #endFormer(): Promise<void> {
    const stored = await this.#store.get<StoredRegistration>("description", this.#key).catch(() => undefined);
    if (stored) await this.#deinit(stored.value.url);
  }

  async #deinit(url: string): Promise<boolean> {
    try {
      await this.#wire.direct("init", [url, ""], DEINIT_TIMEOUT_MS);
      return true;
    } catch (error) {
      this.#log.debug("deregistration failed", { interface: this.#wire.name, url, error: (error as Error).message });
      return false;
    }
  }
}
