/** Port: a broker of the user's, to which the home is shown. Not the way between relay and cloud (relay/protocol). */

export type Qos = 0 | 1;

export interface BrokerLogin {
  /** tcp, mqtt, tls, ssl, mqtts. */
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** What is asked for is what is spoken: nobody falls back to an older protocol silently. */
  readonly protocol: "5" | "3.1.1";
  /** Published by the broker where this end falls silent. Retained, QoS 1. */
  readonly will: { readonly topic: string; readonly payload: string };
}

export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The broker had kept it: it is no news. */
  readonly retained: boolean;
}

export interface BrokerListener {
  message(message: BrokerMessage): void;
  /** The connection was lost, or is there again: subscriptions are gone then. Not called for the first connection. */
  connection(isUp: boolean): void;
}

export interface BrokerLink {
  isUp(): boolean;
  /** Resolves when the broker has it (QoS 1) or it is on its way (QoS 0). Rejects while the connection is down. */
  publish(topic: string, payload: string, options: { qos: Qos; retain: boolean }): Promise<void>;
  /** Rejects where the broker refuses one of the filters. */
  subscribe(filters: readonly string[], qos: Qos): Promise<void>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  /** While held, a lost connection is not made anew: another one with the same client id takes over. */
  hold(isHeld: boolean): void;
  /** In order: no last will. Never rejects. */
  close(): Promise<void>;
}

export interface UserBroker {
  /** Resolves when the broker has accepted; keeps the connection up from then on. Rejects where it does not, within ten seconds. */
  connect(login: BrokerLogin, listener: BrokerListener): Promise<BrokerLink>;
}
