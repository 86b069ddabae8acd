/** The network addresses of a CCU: its host name may have several, and it calls back from any of them. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Clock } from "../../handlers/ports/index.ts";
import { plainAddress } from "./rpc-server.ts";
import { within } from "./waiting.ts";

/** A name server that is silent must not keep an interface from connecting. */
export const LOOKUP_PATIENCE_MS = 2000;

export type Lookup = (name: string) => Promise<readonly { address: string }[]>;

export class HostAddresses {
  readonly #host: string;
  readonly #clock: Clock;
  readonly #lookup: Lookup;
  #known: readonly string[];

  /** `host`: address or name, an IPv6 address also in brackets. */
  constructor(host: string, clock: Clock, resolve: Lookup = (name) => lookup(name, { all: true })) {
    this.#host = plainAddress(host);
    this.#clock = clock;
    this.#lookup = resolve;
    this.#known = isIP(this.#host) ? [this.#host] : [];
  }

  /** As of the last `refresh`; what was found before stays where a look-up fails. */
  get known(): readonly string[] {
    return this.#known;
  }

  /** Looks the name up again. Never rejects, and takes no longer than `LOOKUP_PATIENCE_MS`. */
  async refresh(): Promise<void> {
    if (isIP(this.#host)) return;
    const found = this.#lookup(this.#host).then((all) => {
      if (all.length > 0) this.#known = all.map(({ address }) => plainAddress(address));
    });
    await within(this.#clock, LOOKUP_PATIENCE_MS, found);
  }
}
