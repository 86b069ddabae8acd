/** `node infra/costs/document.ts` writes docs/cloud-costs.md from the counts and the prices. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  asBuilt,
  batches,
  costOf,
  type Design,
  deploymentLines,
  homeLines,
  type Line,
  MONTH_S,
  total,
} from "./bill.ts";
import { COUNTS, valuesOf } from "./counts.ts";
import { PRICES, type PriceName } from "./prices.ts";

export const DOCUMENT = join(import.meta.dirname, "..", "..", "docs", "cloud-costs.md");
/** USD a month (issue 3). */
export const TARGETS = { client: 0.5, alone: 0.05 };
/** What infra/stack.ts has; a test counts. */
export const QUEUES_ASKED = 2;
export const METRICS_IN_ALARMS = 8;

const counts = valuesOf();
const usd = (amount: number): string => (amount < 0.0005 ? "0.000" : amount.toFixed(3));
const whole = (amount: number): string =>
  amount >= 100 ? Math.round(amount).toLocaleString("en-US") : String(Number(amount.toPrecision(3)));
const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: string[], rows: string[][]): string =>
  [
    row(...head),
    row(...head.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows.map((cells) => row(...cells)),
  ].join("\n");

const groups = (lines: readonly Line[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(line.for, (sums.get(line.for) ?? 0) + costOf(line, PRICES));
  return sums;
};

function homeTable(): string {
  const [client, alone] = [homeLines(counts, { client: true }), homeLines(counts, { client: false })];
  const [withClient, without] = [groups(client), groups(alone)];
  const rows = [...withClient.keys()].map((name) => [
    name,
    usd(withClient.get(name) ?? 0),
    without.has(name) ? usd(without.get(name) ?? 0) : "–",
  ]);
  return table(
    ["USD a month", "one client always connected", "no client"],
    [
      ...rows,
      ["**one home**", `**${usd(total(client, PRICES))}**`, `**${usd(total(alone, PRICES))}**`],
      ["target", `${TARGETS.client}`, `${TARGETS.alone}`],
    ],
  );
}

function unitTable(): string {
  const sums = (lines: readonly Line[]) => {
    const amounts = new Map<PriceName, number>();
    for (const { price, amount } of lines) amounts.set(price, (amounts.get(price) ?? 0) + amount);
    return amounts;
  };
  const [client, alone] = [sums(homeLines(counts, { client: true })), sums(homeLines(counts, { client: false }))];
  return table(
    ["units a month", "with the client", "without"],
    [...client.keys()].map((name) => [PRICES[name].unit, whole(client.get(name) ?? 0), whole(alone.get(name) ?? 0)]),
  );
}

/** Changes of the design, one on top of the other. */
export function steps(): { name: string; design: Design }[] {
  let design = asBuilt(counts);
  const step = (name: string, change: Partial<Design>) => {
    design = { ...design, ...change };
    return { name, design };
  };
  return [
    step("as built", {}),
    step("the rule calls ingest: no queue", { queue: false }),
    step("events past the broker (Basic Ingest)", { basicIngest: true }),
    step("the client subscribes to a quarter of the events", { subscribed: 0.25 }),
  ];
}

const stepTable = (): string =>
  table(
    ["USD a month, each on top of those before", "with the client", "no client"],
    steps().map(({ name, design }) => [
      name,
      usd(total(homeLines(counts, { client: true }, design), PRICES)),
      usd(total(homeLines(counts, { client: false }, design), PRICES)),
    ]),
  );

const deploymentTable = (): string => {
  const lines = deploymentLines(counts, { queues: QUEUES_ASKED, metrics: METRICS_IN_ALARMS });
  return table(
    ["once per deployment", "USD a month"],
    [
      ...[...groups(lines)].map(([name, sum]) => [name, usd(sum)]),
      ["**sum, without the free tiers**", `**${usd(total(lines, PRICES))}**`],
    ],
  );
};

/** Devices, at most, that report within so many seconds. */
const reportsWithin = (seconds: number): number =>
  Math.min(counts.devices, (counts.eventsPerDay / counts.eventsPerReport / 86_400) * seconds);

function verdict(): string {
  const [client, alone] = [true, false].map((is) => total(homeLines(counts, { client: is }), PRICES)) as [
    number,
    number,
  ];
  const missed = [client > TARGETS.client ? "with a client" : "", alone > TARGETS.alone ? "without one" : ""].filter(
    Boolean,
  );
  return missed.length === 0 ? "Both targets are met." : `**The target is missed ${missed.join(" and ")}.**`;
}

export function costDocument(): string {
  const pings = ((2 * MONTH_S) / counts.pingPeriod / 1e6) * PRICES.socketMessage.usd;
  const floor =
    pings +
    ((counts.eventsPerDay * 365) / 12 / 1e6) * PRICES.socketMessage.usd +
    ((MONTH_S / 60) * PRICES.socketMinute.usd) / 1e6;
  const reading =
    (MONTH_S / 600 / 1e6) *
    (counts.barrierMessages * PRICES.iotMessage.usd +
      (counts.barrierWrites + reportsWithin(600) * counts.catchUpUnits) * PRICES.tableWrite.usd);
  const [listening, idle] = [batches(counts, counts.windowListening), batches(counts, counts.windowIdle)];
  const prices = Object.values(PRICES).map(({ usd: price, per, unit, read, source }) => [
    unit,
    `${price}`,
    per === 1 ? "1" : "million",
    read,
    source,
  ]);
  const inputs = Object.values(COUNTS).map(({ value, unit, basis, note }) => [
    `${note}`,
    `${Number(value.toPrecision(6))} ${unit}`,
    basis,
  ]);
  return `# What the cloud costs

Computed by \`node infra/costs/document.ts\` from the counts (infra/costs/counts.ts) and list prices (infra/costs/prices.ts); a test keeps
this page in step. Nothing here was billed by AWS: the counts come from the whole cloud on one machine, what could not be counted is marked.

## One home
${counts.devices} devices, ${whole(counts.eventsPerDay)} events and ${counts.commandsPerDay} commands a day. us-east-1, list prices, no free tiers.

${homeTable()}

The relay sends ${whole(listening.messages)} messages a month while somebody listens and ${whole(idle.messages)} while nobody does (${whole(idle.events)} events each).
${verdict()} What would still change it:

${stepTable()}

- A frame carries one event, and API Gateway takes 1 USD for a million: ${whole(counts.eventsPerDay)} events a day to one client that wants all of them are
  ${usd(((counts.eventsPerDay * 365) / 12 / 1e6) * PRICES.socketMessage.usd)} USD alone. Dashboards should subscribe to what they show.
- The contract wants a ping every ${counts.pingPeriod} s, and its answer is a message too: ${usd(pings)} USD for a socket that is always open.
- These two and the minutes of the open socket alone are ${usd(floor)} USD: no design that keeps to the contract comes below it with a client that
  wants everything, so the target of ${TARGETS.client} USD needs a client that subscribes to what it shows.
- While nobody looks, the events wait at home for up to ${counts.windowIdle / 60} minutes, and the values in the table stay behind the log. Whoever reads
  asks the relay first (docs/adr/0007-read-barrier.md): one reading costs ${counts.barrierMessages} messages and the values of the devices that changed.
  A home that is read every ten minutes, day and night, pays ${usd(reading)} USD more.

## Units

${unitTable()}

## Once per deployment

${deploymentTable()}

AWS' permanent free tiers (ten alarms, a million calls and 400,000 GB-seconds of Lambda, a million requests of SQS, 5 GB of logs, ten
million requests and 1 TB of CloudFront; to be verified) cover most of this and the functions of a home or two; the key is not covered.

## Prices
\`quoted\`: others quote AWS' page. \`verify\`: to be looked up before anybody relies on it.

${table(["unit", "USD", "per", "read", "source"], prices)}

## Counts
\`given\`: the home of the target. \`code\`: a constant of the program. \`counted\`: on the whole cloud on one machine with DynamoDB Local.
\`estimated\`: not known before it runs on AWS, or different in each home.

${table(["what", "figure", "basis"], inputs)}
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(DOCUMENT, costDocument());
