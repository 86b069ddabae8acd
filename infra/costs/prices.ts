/**
 * List prices of AWS in us-east-1, without taxes and without free tiers. Prices change: `read` says when each was read
 * and where. Frankfurt (eu-central-1) is 10 to 25 % dearer.
 */

export interface Price {
  /** USD for `per` units. */
  usd: number;
  per: number;
  unit: string;
  /** Month in which it was read. */
  read: string;
  /** `vendor`: stands on AWS' own page · `quoted`: others quote AWS' page · `verify`: from memory, look it up. */
  source: "vendor" | "quoted" | "verify";
}

const MILLION = 1_000_000;
const quoted = (usd: number, per: number, unit: string, read = "2026-11"): Price => ({
  usd,
  per,
  unit,
  read,
  source: "quoted",
});
const verify = (usd: number, per: number, unit: string): Price => ({
  usd,
  per,
  unit,
  read: "2026-11",
  source: "verify",
});

export const PRICES = {
  iotMessage: quoted(1, MILLION, "MQTT messages of 5 KB"),
  iotMinute: quoted(0.08, MILLION, "minutes of a relay's connection"),
  iotRule: verify(0.15, MILLION, "rules triggered"),
  iotAction: verify(0.15, MILLION, "actions of rules"),
  sqsFifo: verify(0.5, MILLION, "requests of a FIFO queue"),
  sqs: verify(0.4, MILLION, "requests of an ordinary queue"),
  lambdaCall: verify(0.2, MILLION, "calls of functions"),
  lambdaGbSecond: verify(13.3334, MILLION, "GB-seconds of functions (arm64)"),
  tableRead: quoted(0.125, MILLION, "read units of the table", "2025-07"),
  tableWrite: quoted(0.625, MILLION, "write units of the table", "2025-07"),
  tableStorage: verify(0.25, 1, "GB-months of the table"),
  tableBackup: verify(0.2, 1, "GB-months of its backup"),
  socketMessage: quoted(1, MILLION, "messages of sockets, 32 KB"),
  socketMinute: quoted(0.25, MILLION, "minutes of an open socket"),
  httpCall: quoted(1, MILLION, "requests of the HTTP API"),
  edgeRequest: verify(1, MILLION, "requests of CloudFront"),
  edgeTransfer: verify(0.085, 1, "GB to clients"),
  logs: verify(0.5, 1, "GB of logs"),
  secret: verify(0.4, 1, "secrets"),
  alarmMetric: verify(0.1, 1, "metrics in alarms"),
} as const satisfies Record<string, Price>;
export type PriceName = keyof typeof PRICES;
