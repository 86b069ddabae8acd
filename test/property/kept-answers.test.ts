/**
 * An answer that was kept is the one that would be made now, whatever has happened in the home in between: two CCUs with
 * their engines, which share an address, and a dispatcher that keeps nothing to compare with.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { operations } from "../../handlers/api.ts";
import { type CentralEngine, createCentralEngine } from "../../handlers/home/central.ts";
import { type ApiReply, createDispatcher } from "../../handlers/kernel/dispatch.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import type { Site } from "../../handlers/kernel/site.ts";
import { type HubSnapshot, siteId } from "../../handlers/ports/index.ts";
import { fakeCcu, START, settle, watchingSink } from "../home/support.ts";
import { testAuthenticator } from "../kernel/support.ts";
import { bundle, type DeviceShape, EVENT, LEVEL, maintenance, parameter, READ, WRITE } from "../support/devices.ts";

const CENTRALS = ["one", "two"] as const;
/** Both CCUs have the first; each of the others belongs to one. */
const ADDRESSES = ["INT0000001", "0001AAAA000001", "0002BBBB000002"] as const;
const cacheable = operations.filter(({ spec }) => spec.cacheable);

const QUERIES = ["", "central=one", "central=two", "central=none"];
const ofDevices = ADDRESSES.flatMap((address) => [address, `${address}/channels`, `${address}/channels/1`]);
const PATHS = [
  ...ofDevices.flatMap((path) => QUERIES.map((query) => [`/devices/${path}`, query] as const)),
  ...[...QUERIES, "per_page=1", "page=2&per_page=1", "name=a", "model=xdt", "interface=rf", "address=1"].map(
    (query) => ["/devices", query] as const,
  ),
  ...["/sysvars", "/programs", "/rooms", "/functions", "/inbox", "/visibility/unignore/candidates"].flatMap((path) =>
    [...QUERIES, "page=1&per_page=1", "include_internal=true", "include_master=true"].map(
      (query) => [path, query] as const,
    ),
  ),
];

const KEY = { type: "KEY_TRANSCEIVER", values: { PRESS_SHORT: parameter("ACTION", EVENT) } };

function shapeOf(address: string, firmware: string, wide: boolean): DeviceShape {
  const channels: DeviceShape["channels"] = {
    0: { type: "MAINTENANCE", values: maintenance },
    1: {
      type: "DIMMER_VIRTUAL_RECEIVER",
      values: { LEVEL, STATE: parameter("BOOL", READ | WRITE | EVENT), RAMP_TIME: parameter("FLOAT", READ | EVENT) },
      master: { DIM_MIN: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1 }) },
    },
  };
  if (wide) channels[2] = KEY;
  return {
    ...{ address, channels, model: "HmIP-XDT" },
    master: { LOCAL_RESET_DISABLED: parameter("BOOL", READ | WRITE) },
    description: { FIRMWARE: firmware, AVAILABLE_FIRMWARE: "2.0.0" },
  };
}

function world() {
  const clock = createManualClock(START);
  const home = createMemoryHome();
  const store = createMemoryStore({ clock }).site(siteId("s"));
  const { sink } = watchingSink(clock);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const engines = new Map<string, CentralEngine>();
  const start = async (name: string) => {
    const config = { name, host: `${name}.lan`, interfaces: ["HmIP-RF"] };
    const engine = createCentralEngine({ ccu: fakeCcu(name).ccu, home, store, events: sink, clock, log, config });
    engines.set(name, engine);
    await engine.start();
  };
  // nothing else than the home, so that an answer made of anything else fails
  const settings = { locale: "en", centrals: [], corsOrigins: [], rateLimit: false };
  const site = { id: siteId("s"), home, clock, log, settings } as unknown as Site;
  let made = 0;
  const counted = cacheable.map((operation): Operation => {
    const handle: Operation["handle"] = (scope) => {
      made += 1;
      return operation.handle(scope);
    };
    return { ...operation, handle };
  });
  const dispatcher = (shared: boolean) =>
    createDispatcher({
      operations: shared ? cacheable : counted,
      home: () => ({ site, authenticator: testAuthenticator }),
      clock,
      shared,
    });
  const [keeping, fresh] = [dispatcher(false), dispatcher(true)];
  const ask = async (dispatch: typeof keeping, [path, query]: readonly [string, string], language: string) => {
    const reply: ApiReply = await dispatch({
      method: "GET",
      path: `/api/v1${path}`,
      query,
      headers: { "x-test-user": "anna viewer", "x-request-id": "1", "accept-language": language },
      remote: "192.0.2.1",
      secure: false,
      body: async () => new Uint8Array(),
    });
    const { status, headers, body } = reply;
    return { status, headers: { ...headers }, body: Buffer.from(body as string | Uint8Array).toString() };
  };
  return {
    ...{ clock, home, store, engines, start },
    made: () => made,
    ask: (asked: readonly [string, string], language = "en") => ask(keeping, asked, language),
    async compare(asked: readonly [string, string], language = "en"): Promise<void> {
      const kept = await ask(keeping, asked, language);
      const expected = await ask(fresh, asked, language);
      assert.notEqual(expected.status, 500, expected.body);
      assert.deepEqual(kept, expected, asked.join("?"));
    },
  };
}
type World = ReturnType<typeof world>;
/** What happens in the home. The part before the first turn of the event loop may fall into a request. */
type Change = (world: World) => unknown;

const central = fc.constantFrom(...CENTRALS);
const address = fc.constantFrom(...ADDRESSES);
const listener = ({ engines }: World, name: string) => engines.get(name)?.listener;

const value: fc.Arbitrary<Change> = fc
  .tuple(
    ...[central, address],
    fc.constantFrom(
      ...["1 LEVEL 0.5", "1 LEVEL 0.7", "1 STATE true", "0 UNREACH true", "0 UNREACH false"],
      ...["0 STICKY_UNREACH true", "0 LOW_BAT true", "0 RSSI_DEVICE -70", "0 CONFIG_PENDING true"],
    ),
  )
  .map(([name, device, text]) => {
    const [channel, parameter_ = "", said = ""] = text.split(" ");
    const batch = [{ address: `${device}:${channel}`, parameter: parameter_, value: JSON.parse(said) as unknown }];
    return (home) => listener(home, name)?.events("HmIP-RF", batch);
  });
const devices: fc.Arbitrary<Change> = fc
  .tuple(central, fc.constantFrom(0, 1, 2), fc.constantFrom("1.0.0", "2.0.0"), fc.boolean())
  .map(
    ([name, at, firmware, wide]) =>
      (home) =>
        listener(home, name)?.devices([bundle(shapeOf(ADDRESSES[at as 0], firmware, wide))], false),
  );
const removed: fc.Arbitrary<Change> = fc.tuple(central, address).map(
  ([name, device]) =>
    (home) =>
      listener(home, name)?.removed("HmIP-RF", [device]),
);
const connected: fc.Arbitrary<Change> = fc.tuple(central, fc.boolean()).map(
  ([name, up]) =>
    (home) =>
      listener(home, name)?.interfaces([{ name: "HmIP-RF", connected: up, loaded: up }]),
);
const flags: fc.Arbitrary<Change> = fc
  .tuple(central, address, fc.boolean(), fc.boolean())
  .map(([name, device, hidden, locked]) => async (home) => {
    await home.store.put("flags", `${name}/${device}:1`, { hidden, locked });
    await home.engines.get(name)?.recordsChanged("flags");
  });
const unIgnored: fc.Arbitrary<Change> = fc
  .tuple(central, fc.constantFrom([], ["RAMP_TIME"], ["RSSI_DEVICE"]))
  .map(([name, patterns]) => async (home) => {
    await home.store.put("unignore", name, { patterns: patterns.map((pattern) => ({ pattern })) });
    await home.engines.get(name)?.recordsChanged("unignore");
  });
const text = fc.constantFrom("Lamp", "Alpha", "Küche");
const hub: fc.Arbitrary<Change> = fc
  .tuple(central, address, text, fc.constantFrom("names", "rooms", "functions", "sysvars", "programs", "inbox"))
  .map(([name, device, said, list]) => {
    const group = [{ id: 1, name: said, channels: [`${device}:1`] }];
    const flags_ = { internal: said === "Alpha", visible: true };
    const snapshot: Record<string, HubSnapshot> = {
      names: { names: { [device]: { name: said, id: 7 }, [`${device}:1`]: { name: `${said}:1`, id: 8 } } },
      rooms: { rooms: group },
      functions: { functions: group },
      sysvars: {
        sysvars: [
          { id: 3, name: said, description: "", type: "STRING", value: said, logged: false, ...flags_ } as never,
        ],
      },
      programs: { programs: [{ id: 4, name: said, description: "", active: true, ...flags_ }] },
      inbox: { inbox: [{ address: device, name: said, model: "HmIP-XDT", interface: "HmIP-RF" }] },
    };
    return (home) => listener(home, name)?.hub(snapshot[list] as HubSnapshot);
  });
const restarted: fc.Arbitrary<Change> = central.map((name) => async (home) => {
  const engine = home.engines.get(name);
  home.engines.delete(name);
  if (engine === undefined) await home.start(name);
  else {
    await engine.stop();
    await engine.forget();
  }
});
const later: fc.Arbitrary<Change> = fc.constantFrom(1, 1_000, 60_000).map((ms) => (home) => home.clock.advance(ms));

const change = fc.oneof(
  { weight: 6, arbitrary: value },
  { weight: 3, arbitrary: devices },
  { weight: 4, arbitrary: hub },
  { weight: 3, arbitrary: connected },
  ...[removed, flags, unIgnored, restarted, later].map((arbitrary) => ({ weight: 1, arbitrary })),
);
const read = fc.record({ asked: fc.constantFrom(...PATHS), language: fc.constantFrom("en", "de") });
const step = fc.record({
  change,
  /** Asked when the change happens: it falls into the making of the answer. */
  during: read,
  after: fc.array(read, { maxLength: 8 }),
});

test("every cacheable operation is asked for", () => {
  for (const { spec } of cacheable) {
    const pattern = new RegExp(`^${spec.path.replace(/\{\w+\}/g, "[^/]+")}$`);
    assert.ok(
      PATHS.some(([path]) => pattern.test(path)),
      spec.path,
    );
  }
});

test("what was kept is what would be made now, whatever happened", async () => {
  let [asked, made] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      const home = world();
      for (const name of CENTRALS) {
        await home.start(name);
        listener(home, name)?.interfaces([{ name: "HmIP-RF", connected: true, loaded: true }]);
        const own = ADDRESSES.filter((_, at) => at !== (name === "one" ? 1 : 2));
        listener(home, name)?.devices(
          own.map((a) => bundle(shapeOf(a, "1.0.0", false))),
          true,
        );
      }
      for (const one of steps) {
        const answer = home.ask(one.during.asked, one.during.language);
        await Promise.all([one.change(home), answer]);
        await settle();
        await home.compare(one.during.asked, one.during.language);
        await home.compare(["/devices", ""]);
        for (const { asked: path, language } of one.after) {
          asked += 1;
          await home.compare(path, language);
        }
      }
      for (const path of PATHS) {
        asked += 2;
        await home.compare(path);
        await home.compare(path);
      }
      made += home.made();
    }),
    { numRuns: 60 },
  );
  assert.ok(made < asked, `${made} of ${asked} were made: nothing was kept`);
});
