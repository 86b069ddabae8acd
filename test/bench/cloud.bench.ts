/**
 * What the cloud does, counted and not timed: calls and capacity units of DynamoDB (its own figures), messages and bytes
 * of each hop, and the monthly bill that infra/costs makes of its counts. One home with a relay beside a CCU in memory.
 */

import { encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { homeLines, total } from "../../infra/costs/bill.ts";
import { valuesOf } from "../../infra/costs/counts.ts";
import { TARGETS } from "../../infra/costs/document.ts";
import { PRICES } from "../../infra/costs/prices.ts";
import { ingestFunction } from "../../infra/functions/ingest-function.ts";
import { DIMMER } from "../conformance/household.ts";
import { context } from "../lambda/events.ts";
import { B, startTwoHomes } from "../security/two-homes.ts";
import { callMeter } from "../support/call-meter.ts";
import { bearer } from "../support/client.ts";
import type { Figure } from "./measure.ts";

/** Events of one message of a relay (the plan's figure is for so many). */
const EVENTS = 20;
const LEVEL = `/api/v1/devices/${DIMMER}/channels/1/data-points/LEVEL`;

interface Asked {
  name: string;
  method: string;
  path: string;
  body?: string;
  most: number;
  /** With an `Idempotency-Key`. */
  once?: boolean;
}
/** Targets: reads at most 2 calls, writes of a value at most 3. */
const ASKED: readonly Asked[] = [
  { name: "GET /devices", method: "GET", path: "/api/v1/devices", most: 2 },
  { name: "GET one device", method: "GET", path: `/api/v1/devices/${DIMMER}`, most: 2 },
  { name: "GET one value", method: "GET", path: LEVEL, most: 2 },
  { name: "GET /rooms", method: "GET", path: "/api/v1/rooms", most: 2 },
  { name: "PUT one value", method: "PUT", path: `${LEVEL}/value`, body: '{"value":0.4}', most: 3 },
  { name: "PUT one value, once", method: "PUT", path: `${LEVEL}/value`, body: '{"value":0.5}', most: 3, once: true },
];

const eventOf = (n: number) => ({
  topic: `device.${DIMMER}.1.LEVEL`,
  tail: `"kind":"change","topic":"device.${DIMMER}.1.LEVEL","type":"datapoint.value_changed","ts":"2026-01-01T12:00:00.000Z","payload":${JSON.stringify(
    {
      central: "ccu-main",
      interface: "HmIP-RF",
      device_address: DIMMER,
      channel: 1,
      parameter: "LEVEL",
      paramset_key: "VALUES",
      value: n / 1000,
      modified_at: new Date(Date.UTC(2026, 0, 1, 12, 0, n)).toISOString(),
    },
  )}}`,
});

export async function run(): Promise<Figure[]> {
  const meter = callMeter();
  const homes = await startTwoHomes(meter.onCall);
  const figures: Figure[] = [];
  /** Calls, with the units beside them. */
  const calls = (name: string, most?: number): void => {
    const { calls: ours, readUnits, writeUnits, byOperation } = meter.take();
    const each = Object.entries(byOperation).map(([operation, n]) => `${n} ${operation}`);
    const note = [`${readUnits} read units, ${writeUnits} write units`, ...each].join(", ");
    figures.push({
      name,
      ours,
      unit: "calls",
      note,
      ...(most === undefined ? {} : { target: { at: "most", value: most } }),
    });
  };
  const figure = (name: string, ours: number, unit: string, target?: number, note?: string): void => {
    figures.push({
      name,
      ours,
      unit,
      ...(target === undefined ? {} : { target: { at: "most", value: target } }),
      ...(note ? { note } : {}),
    });
  };
  const headers = bearer(homes.people.bob.token);
  try {
    for (const round of ["first", "again"] as const)
      for (const { name, method, path, body, most, once } of ASKED) {
        homes.relays.b.asked.length = 0;
        meter.take();
        const type: Record<string, string> = {
          ...(body ? { "content-type": "application/json" } : {}),
          ...(once ? { "idempotency-key": `bench ${round}` } : {}),
        };
        const answer = await homes.ask({ method, path, headers: { ...headers, ...type }, ...(body ? { body } : {}) });
        if (answer.status >= 300) throw new Error(`${name}: ${answer.status} ${answer.text}`);
        // the first time the credential is looked up; a function that was asked before remembers it for a while
        if (round === "first") continue;
        calls(name, most);
        const [request] = homes.relays.b.asked;
        if (request) figure(`${name}: bytes of the request on its way to the relay`, request.length, "bytes");
      }

    let position = 1;
    const ingest = ingestFunction(homes.cloud);
    const deliver = async (): Promise<number> => {
      const events = Array.from({ length: EVENTS }, (_, i) => eventOf(position + i));
      const payload = encodeMessage({
        epoch: 1,
        log: "bench",
        at: 0,
        from: position,
        to: position + EVENTS - 1,
        events,
      });
      position += EVENTS;
      const message = { topic: topics(B).events, payload: Buffer.from(payload).toString("base64") };
      meter.take();
      await ingest({ Records: [{ messageId: "1", body: JSON.stringify(message) }] }, context());
      return payload.length;
    };
    await deliver();
    const bytes = await deliver();
    const alone = meter.take();
    figure(
      `write units per event, ${EVENTS} of one device in a message, nobody listens`,
      alone.writeUnits / EVENTS,
      "units",
      1,
    );
    figure("read units per event, the same", alone.readUnits / EVENTS, "units");
    figure("bytes per event from the relay", bytes / EVENTS, "bytes", undefined, `${bytes} in one message`);
    figure(
      "MQTT publishes per event from the relay",
      1 / EVENTS,
      "messages",
      undefined,
      "and an acknowledgement for one message in eight",
    );

    meter.take();
    const say = await homes.connect("bench", headers);
    calls("connect (authorizer and $connect)", 2);
    if (!say) throw new Error("no socket");
    await say({ op: "subscribe", topics: ["*"] });
    calls("first subscription", 4);
    await say({ op: "call", id: "1", command: "devices.get", args: { address: DIMMER } });
    calls("command on a socket (devices.get)");
    const before = homes.frames.get("bench")?.length ?? 0;
    await deliver();
    const listening = meter.take();
    const frames = homes.frames.get("bench")?.slice(before) ?? [];
    figure(`write units per event, one client listens`, listening.writeUnits / EVENTS, "units", 1);
    figure("read units per event, the same", listening.readUnits / EVENTS, "units");
    figure("gateway messages per event and client", frames.length / EVENTS, "frames");
    const frameBytes = frames.reduce((sum: number, frame) => sum + JSON.stringify(frame).length, 0) / frames.length;
    figure("bytes per frame to the client", frameBytes, "bytes");
  } finally {
    await homes.stop();
  }

  const counts = valuesOf();
  for (const [name, client, most] of [
    ["a client always connected", true, TARGETS.client],
    ["no client", false, TARGETS.alone],
  ] as const)
    figure(`monthly bill of a home, ${name}`, total(homeLines(counts, { client }), PRICES), "USD", most, "infra/costs");
  return figures;
}
