/** A broker without sockets for tests: retained messages, wills, lost connections, and a memory that it can lose. */
import { matcher } from "../../adapters/mqtt/subscriptions.ts";
import type { BrokerLink, BrokerListener, BrokerLogin, Qos, UserBroker } from "../../handlers/ports/user-broker.ts";

interface Client {
  login: BrokerLogin;
  listener: BrokerListener;
  filters: Map<string, (topic: string) => boolean>;
  isUp: boolean;
}
export interface Seen {
  topic: string;
  payload: string;
  qos: Qos;
  retain: boolean;
}

export class MemoryBroker implements UserBroker {
  readonly retained = new Map<string, string>();
  /** Everything that clients published. */
  readonly seen: Seen[] = [];
  readonly logins: BrokerLogin[] = [];
  /** Refuses new connections. */
  refuses: string | undefined;
  /** Refuses subscriptions. */
  refusesSubscriptions = false;
  /** Takes messages and never says so. */
  isSilent = false;
  #clients = new Set<Client>();
  #watchers = new Set<(topic: string, payload: string) => void>();

  async connect(login: BrokerLogin, listener: BrokerListener): Promise<BrokerLink> {
    this.logins.push(login);
    if (this.refuses !== undefined) throw new Error(this.refuses);
    for (const other of [...this.#clients]) if (other.login.clientId === login.clientId) this.#lose(other);
    const client: Client = { login, listener, filters: new Map(), isUp: true };
    this.#clients.add(client);
    return {
      isUp: () => client.isUp,
      publish: async (topic, payload, { qos, retain }) => {
        if (!client.isUp) throw new Error("not connected");
        if (this.isSilent) return new Promise(() => {});
        this.seen.push({ topic, payload, qos, retain });
        this.#deliver(topic, payload, retain);
      },
      subscribe: async (filters) => {
        if (this.refusesSubscriptions) throw new Error("not allowed");
        for (const filter of filters) {
          const matches = matcher(filter);
          client.filters.set(filter, matches);
          for (const [topic, payload] of this.retained)
            if (matches(topic)) listener.message({ topic, payload: Buffer.from(payload), retained: true });
        }
      },
      unsubscribe: async (filters) => {
        for (const filter of filters) client.filters.delete(filter);
      },
      hold: () => {},
      close: async () => {
        client.isUp = false;
        this.#clients.delete(client);
      },
    };
  }

  #deliver(topic: string, payload: string, retain: boolean): void {
    if (retain && payload === "") this.retained.delete(topic);
    else if (retain) this.retained.set(topic, payload);
    for (const watcher of this.#watchers) watcher(topic, payload);
    // as the worst of brokers: once for each subscription
    for (const { filters, listener, isUp } of [...this.#clients])
      for (const matches of isUp ? filters.values() : [])
        if (matches(topic)) listener.message({ topic, payload: Buffer.from(payload), retained: false });
  }

  #lose(client: Client): void {
    client.isUp = false;
    client.filters.clear();
    this.#deliver(client.login.will.topic, client.login.will.payload, true);
    client.listener.connection(false);
  }

  /** What another client publishes. */
  publish(topic: string, payload: string, retain = false): void {
    this.#deliver(topic, payload, retain);
  }
  /** Another client that hears everything: what is retained, then what comes. */
  watch(watcher: (topic: string, payload: string) => void): void {
    for (const [topic, payload] of [...this.retained]) watcher(topic, payload);
    this.#watchers.add(watcher);
  }
  /** Every connection is lost, and is there again. @param forgets a broker without a disk */
  restart({ forgets }: { forgets: boolean }): void {
    const clients = [...this.#clients];
    for (const client of clients) this.#lose(client);
    if (forgets) this.retained.clear();
    for (const client of clients) {
      client.isUp = true;
      client.listener.connection(true);
    }
  }
  get connected(): number {
    return [...this.#clients].filter(({ isUp }) => isUp).length;
  }
}
