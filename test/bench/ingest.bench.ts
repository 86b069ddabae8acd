/**
 * From the bytes of a CCU's event batch to the frame at a subscriber's socket: decoder, engine of the central, event sink,
 * SQLite log, hub. Against parsing alone, with the library that was the choice (docs/adr/0010) and with our own decoder.
 */
import assert from "node:assert/strict";
import Deserializer from "homematic-xmlrpc/lib/deserializer.js";
import { Double, decodeCall, encodeCall, type RpcCall, type RpcValue } from "../../adapters/ccu/codec/xmlrpc.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { createCentralEngine } from "../../handlers/home/central.ts";
import { createEventSink } from "../../handlers/home/event-sink.ts";
import { type CcuEvent, type CcuListener, siteId } from "../../handlers/ports/index.ts";
import { fakeCcu } from "../home/support.ts";
import { scratch } from "../ports/scratch.ts";
import { anna, FakeSocket, silent } from "../stream/fakes.ts";
import { CENTRAL, inventBundle } from "./home.ts";
import { compareRates, type Figure } from "./measure.ts";
import { createQuietHub } from "./streams.ts";

/** Events of one batch, as a busy CCU sends them. */
const EVENTS = 10;
/** Batches of one round. */
const BATCHES = 300;
/** Batches at once when a CCU empties its queue, after it was busy or away. */
const BURST = 20;
/** Different batches: every event of a batch changes a value. */
const BODIES = 50;
const ROUNDS = { rounds: 9, warmup: 3 };
const INTERFACE = "HmIP-RF";

/** The value of event `place` in batch `turn`: mostly levels, as in a home. */
function reading(place: number, turn: number): { parameter: string; value: RpcValue } {
  if (place % 5 === 3) return { parameter: "STATE", value: turn % 2 === 0 };
  if (place % 5 === 4) return { parameter: "COUNT", value: turn % 10 };
  return { parameter: "LEVEL", value: new Double((turn % BODIES) / BODIES) };
}
const body = (addresses: readonly string[], turn: number): Buffer =>
  encodeCall("system.multicall", [
    Array.from({ length: EVENTS }, (_, place) => {
      const { parameter, value } = reading(place, turn);
      return { methodName: "event", params: [`${CENTRAL}-${INTERFACE}`, `${addresses[place]}:1`, parameter, value] };
    }),
  ]);

/** What the callback server makes of a multicall. */
function eventsOf({ params: [calls] }: RpcCall): CcuEvent[] {
  return (calls as { params: RpcValue[] }[]).map(({ params: [, address, parameter, value] }) => ({
    address: String(address),
    parameter: String(parameter),
    value,
  }));
}

/** The library without the stream that it usually reads from: nothing but its parser. */
function parseWithLibrary(bytes: Buffer): unknown[] {
  let result: unknown[] = [];
  const source = {
    setEncoding: () => {},
    on: () => {},
    pipe: (parser: { write(text: string): boolean; end(): void }) => {
      parser.write(bytes.toString("latin1"));
      parser.end();
    },
  };
  new Deserializer("latin1").deserializeMethodCall(source, (error, _method, params) => {
    if (error) throw error;
    result = params;
  });
  return result;
}

/** One subscriber of everything, one central with invented devices. */
async function startHome(file: string) {
  const id = siteId("bench");
  const database = openSqlite(file, { clock: systemClock });
  const eventLog = database.eventLog(id);
  const hub = await createQuietHub(eventLog);
  const events = createEventSink({
    log: eventLog,
    clock: systemClock,
    deliver: (logged) => hub.deliver(logged),
    logger: silent,
  });
  const { ccu } = fakeCcu(CENTRAL);
  const engine = createCentralEngine({
    ccu,
    home: createMemoryHome(),
    store: database.store.site(id),
    events,
    clock: systemClock,
    log: silent,
    config: { name: CENTRAL, host: "ccu.lan", interfaces: [INTERFACE] },
  });
  await engine.start();
  const bundles = Array.from({ length: EVENTS }, (_, index) => inventBundle(index));
  const { listener } = engine;
  listener.interfaces([{ name: INTERFACE, connected: true, loaded: false }]);
  listener.devices(bundles, true);
  listener.interfaces([{ name: INTERFACE, connected: true, loaded: true }]);
  await events.flushed();
  const socket = new FakeSocket();
  hub.connect(socket, anna).message(JSON.stringify({ op: "subscribe", topics: ["*"] }));
  const addresses = bundles.map(({ descriptions }) => descriptions[0]!.ADDRESS);
  const stop = async () => {
    await engine.stop();
    hub.close();
    database.close();
  };
  return { listener: listener as CcuListener, events, socket, addresses, stop };
}

function rate(count: number, start: number): number {
  return (count * EVENTS * 1000) / (performance.now() - start);
}

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  const { listener, events, socket, addresses, stop } = await startHome(folder.file("bench.sqlite"));
  const bodies = Array.from({ length: BODIES }, (_, turn) => body(addresses, turn));
  let turn = 0;
  const next = () => bodies[turn++ % BODIES]!;

  /** `together` batches arrive before the log has taken the first of them. */
  const ours = (together: number) => async (): Promise<number> => {
    socket.texts.length = 0;
    const start = performance.now();
    for (let i = 0; i < BATCHES; i += together) {
      for (let j = 0; j < together; j++) listener.events(INTERFACE, eventsOf(decodeCall(next())));
      await events.flushed();
    }
    const result = rate(BATCHES, start);
    assert.equal(socket.texts.length, BATCHES * EVENTS, "every event reached the subscriber");
    return result;
  };
  const alone = (parse: (bytes: Buffer) => unknown) => async (): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < BATCHES; i++) parse(next());
    return rate(BATCHES, start);
  };
  assert.deepEqual(parseWithLibrary(bodies[1]!), decodeCall(bodies[1]!).params, "both parsers read the same");

  const name = `event batch of ${EVENTS} (${bodies[1]!.length} bytes) to frame`;
  const library = await compareRates(ours(1), alone(parseWithLibrary), ROUNDS);
  const own = await compareRates(ours(1), alone(decodeCall), ROUNDS);
  const burst = await compareRates(ours(BURST), alone(decodeCall), ROUNDS);
  await stop();
  const unit = "events/s";
  return [
    { name: `${name}, against homematic-xmlrpc alone`, unit, ...library, target: { at: "least", value: 0.7 } },
    { name: `${name}, against our own decoder alone`, unit, ...own, note: "one commit of SQLite per batch" },
    { name: `${name}, against our own decoder alone, ${BURST} batches at once`, unit, ...burst, note: "one commit" },
  ];
}
