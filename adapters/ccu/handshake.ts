/** From nothing to a registration: probe, url, self-test, orderly deregistration, `init` (protocol document, sections 5, 7.3). */
import { CcuFault, type Clock, type Log, type SiteStore } from "../../handlers/ports/index.ts";
import type { CallbackServer } from "./callback-server.ts";
import { plainText } from "./normalise.ts";
import type { Wire } from "./wire.ts";

export const PROBE_TIMEOUT_MS = 10_000;
/** rfd calls back before it answers; HmIP takes seconds, VirtualDevices on a small machine minutes. */
const INIT_TIMEOUT_MS = 60_000;
const SLOW_INIT_TIMEOUT_MS = 300_000;
/** Deregistration is a courtesy towards the CCU: never waited for longer. */
export const DEINIT_TIMEOUT_MS = 3000;

interface StoredRegistration {
  url: string;
  id: string;
}

/** Asks until an answer is a proper one. Rejects with `CcuFault`: not reachable, not ready, credentials. */
export async function probe(wire: Wire): Promise<void> {
  try {
    await wire.direct("system.listMethods", [], PROBE_TIMEOUT_MS);
  } catch (error) {
    if (!(error instanceof CcuFault) || error.class !== "unsupported") throw error;
  }
  try {
    wire.version = plainText(await wire.direct("getVersion", [], PROBE_TIMEOUT_MS));
  } catch (error) {
    if (!(error instanceof CcuFault) || ["transport", "auth"].includes(error.class)) throw error;
  }
}

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
  readonly id: string;
  /** What the CCU was told, "" while it was told nothing. */
  url = "";
  /** When `init` was called last; any callback after it shows that the way back works. */
  at = 0;

  constructor(
    parts: { wire: Wire; server: CallbackServer; store: SiteStore; clock: Clock; log: Log },
    central: string,
    id: string,
  ) {
    this.#wire = parts.wire;
    this.#server = parts.server;
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#key = `registrations/${central}/${parts.wire.name}`;
    this.id = id;
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
    const record: StoredRegistration = { url, id: this.id };
    await this.#store.put("description", this.#key, record).catch(() => this.#log.warn("registration not stored"));
    this.at = this.#clock.now();
    const timeout = this.#wire.family === "virtual" ? SLOW_INIT_TIMEOUT_MS : INIT_TIMEOUT_MS;
    try {
      await this.#wire.direct("init", [url, this.id], timeout);
    } catch (error) {
      const fault = error as CcuFault;
      if (fault.class !== "transport" || !fault.message.includes("no answer") || !heard(this.at)) throw fault;
    }
    this.url = url;
    this.#log.info("registered at the CCU", { interface: this.#wire.name, url, id: this.id });
  }

  /** Deregisters. Best effort, bounded. */
  async end(): Promise<void> {
    const url = this.url;
    this.url = "";
    if (url === "") return;
    if (await this.#deinit(url)) await this.#store.delete("description", this.#key).catch(() => false);
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
