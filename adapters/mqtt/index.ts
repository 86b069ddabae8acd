/** `ccu-anywhere/mqtt`: the way between a relay and the cloud. */
export { type BrokerConnection, type BrokerConnectionOptions, connectBroker, loginOf } from "./connection.ts";
export { createKeyPair, createSigningRequest, type KeyPair } from "./key-pair.ts";
