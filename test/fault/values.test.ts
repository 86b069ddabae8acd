/**
 * Stored values through dying functions: they follow the log only when somebody reads, so whoever catchUps must make good
 * whatever those before him left, however they ended: between log and values, between two values, before the queue knew.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createDynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import type { DynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { createIngest, type IngestKind } from "../../handlers/relay/cloud/ingest.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { AckMessage } from "../../handlers/relay/protocol/downlink-messages.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { randomOf, silent } from "../relay/network.ts";
import { idAt } from "../support/device-ids.ts";
import { openTable } from "../support/dynamodb.ts";

const MESSAGES = 400;
const DEVICES = ["VCU0000001", "VCU0000002", "VCU0000003", "VCU0000004"];
/** Chance of a call of the table to be the last one of its function. */
const DIES = 0.06;
/** Times that a queue gives a message before it puts it aside. */
const ATTEMPTS = 2;
const NOW = Date.UTC(2026, 0, 1);

/** Ends before or after any call. */
function mortal(table: DynamoTable, random: () => number, isQuiet: () => boolean): DynamoTable {
  return new Proxy(table, {
    get: (target, name) => {
      const call = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        const fate = isQuiet() ? 1 : random();
        if (fate < DIES / 2) throw new Error("died before");
        const result = await call.apply(target, args);
        if (fate < DIES) throw new Error("died after");
        return result;
      };
    },
  });
}

test(`values after ${MESSAGES} messages through functions that die anywhere`, async (t) => {
  const random = randomOf(31);
  const site = siteId("values");
  const clock = createManualClock(NOW);
  const plain = await openTable();
  const count = { deaths: 0, putAside: 0, instances: 0, catchUps: 0, again: 0, quiet: 0 };
  let isQuiet = false;
  let acknowledged = 0;

  /** Some functions stay warm after an error, with all that they remember; others are new. */
  function instance() {
    count.instances += 1;
    const table = mortal(plain, random, () => isQuiet);
    return createIngest({
      topics: topics(site),
      home: createDynamoHomeWriter({ table, site }),
      eventLog: createDynamoEventLog({ table, clock, site }),
      store: createDynamoStore({ table, clock }).site(site),
      clock,
      log: silent,
      async send(_, payload) {
        const ack = decodeMessage(AckMessage, payload);
        if (ack?.to !== undefined && (isQuiet || random() > 0.2)) {
          if (ack.again) count.again += 1;
          acknowledged = ack.again ? Math.min(acknowledged, ack.to) : Math.max(acknowledged, ack.to);
        }
      },
    });
  }
  let ingest = instance();
  async function give(kind: IngestKind, message: object): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (random() < 0.3) ingest = instance();
      try {
        await ingest(kind, encodeMessage(message));
        return true;
      } catch {
        count.deaths += 1;
      }
    }
    count.putAside += 1;
    return false;
  }

  /** What each event said, by position from 1. */
  const told: { device: string; value: number }[] = [];
  const eventOf = ({ device, value }: { device: string; value: number }) => ({
    topic: `device.${device}.1.LEVEL`,
    tail: `"type":"datapoint.value_changed","payload":${JSON.stringify({
      central: "ccu-main",
      device_address: device,
      channel: 1,
      parameter: "LEVEL",
      paramset_key: "VALUES",
      value,
      modified_at: new Date(NOW + value * 1_000).toISOString(),
    })}}`,
  });
  let sent = 0;
  const sendNext = async (flags: { catchUp?: true; quiet?: true }): Promise<boolean> => {
    const from = sent + 1;
    const events = told.slice(sent, from + 8).map(eventOf);
    sent += events.length;
    return events.length === 0 || give("events", { epoch: 1, log: "o", at: 0, from, to: sent, events, ...flags });
  };
  const plainLog = () => createDynamoEventLog({ table: plain, clock, site });
  const writer = createDynamoHomeWriter({ table: plain, site });
  async function areCurrent(what: string): Promise<void> {
    const { newest } = await plainLog().bounds();
    const values = await writer.readValues(DEVICES.map((device) => idAt(device)));
    for (const device of DEVICES) {
      const last = told.slice(0, newest).findLast((one) => one.device === device);
      assert.equal(values.get(idAt(device))?.get("1/VALUES/LEVEL")?.value, last?.value, `${what}: ${device}`);
    }
  }

  for (let n = 0; n < MESSAGES; n += 1) {
    for (let i = Math.ceil(random() * 4); i > 0; i -= 1)
      told.push({ device: DEVICES[Math.floor(random() * DEVICES.length)] as string, value: told.length + 1 });
    const catchUp = random() < 0.25;
    const quiet = !catchUp && random() < 0.8;
    if (quiet) count.quiet += 1;
    const before = acknowledged;
    const isDone = await sendNext({ ...(catchUp ? { catchUp: true } : {}), ...(quiet ? { quiet: true } : {}) });
    if (catchUp && isDone && acknowledged > before && acknowledged === sent) {
      count.catchUps += 1;
      await areCurrent(`message ${n}`);
    }
    // what is not acknowledged is sent again, from there
    if (!quiet || random() < 0.1) sent = acknowledged;
    if (random() < 0.05) {
      const online = random() < 0.5;
      if ((await give("state", { epoch: 1, online, at: 0, centrals: [] })) && !online) {
        count.catchUps += 1;
        await areCurrent(`gone after message ${n}`);
      }
    }
  }
  isQuiet = true;
  sent = acknowledged;
  while (acknowledged < told.length) await sendNext({});
  assert.ok(await give("doc", { epoch: 1, at: 0, n: 1, mark: "begin", docs: [], catchUp: true }));
  await areCurrent("at the end");
  const events = await plainLog().read(0, 10_000);
  assert.deepEqual(
    events.map(({ tail }) => tail),
    told.map((one) => eventOf(one).tail),
  );
  assert.ok(count.deaths > 20 && count.putAside > 2 && count.catchUps > 20 && count.quiet > 100, JSON.stringify(count));
  t.diagnostic(`${told.length} events: ${JSON.stringify(count)}`);
});
