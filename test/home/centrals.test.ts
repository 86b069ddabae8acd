/** Centrals come, change and go while the program runs; whoever lives with them hears of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { createCentrals } from "../../handlers/home/centrals.ts";
import { KEEP_INTERVAL_MS } from "../../handlers/home/persisted-values.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { blind } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { fakeCcu, START, settle, watchingSink } from "./support.ts";

const BLIND = blind().descriptions[0]!.ADDRESS;
const CONFIG = { host: "ccu.lan", interfaces: ["HmIP-RF"] };

function bench() {
  const clock = createManualClock(START);
  const home = createMemoryHome();
  const store = createMemoryStore({ clock }).site(siteId("s"));
  const { sink, seen } = watchingSink(clock);
  const errors: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
  const living = createCentrals({ home, store, events: sink, clock, log });
  const heard: string[] = [];
  const observer = {
    added: (central: string) => void heard.push(`+${central}`),
    changed: (central: string) => void heard.push(`~${central}`),
    removed: (central: string) => void heard.push(`-${central}`),
  };
  /** A central with one blind at 30 %. */
  async function add(name: string) {
    const fake = fakeCcu(name);
    await living.add(fake.ccu, { name, ...CONFIG });
    fake.listener().interfaces([{ name: "HmIP-RF", connected: true, loaded: false }]);
    fake.listener().devices([blind()], true);
    fake.listener().values("HmIP-RF", [{ address: `${BLIND}:4`, parameter: "LEVEL", value: 0.3 }]);
    fake.listener().interfaces([{ name: "HmIP-RF", connected: true, loaded: true }]);
    await settle();
    return fake;
  }
  const methods = ({ calls }: ReturnType<typeof fakeCcu>) => calls.map(({ method }) => method);
  const level = async (central: string) => (await home.values(idAt(BLIND, central))).get("4/VALUES/LEVEL")?.value;
  const kept = async () => (await store.list("value")).items.map(({ key }) => key);
  return { clock, home, store, seen, errors, living, heard, observer, add, methods, level, kept };
}

test("a central that is removed takes its devices, values and records with it; the other one stays", async () => {
  const { clock, home, living, heard, observer, add, methods, level, kept, seen } = bench();
  living.centrals.observe(observer);
  const [attic] = [await add("attic"), await add("main")];
  clock.advance(KEEP_INTERVAL_MS);
  await settle();
  assert.deepEqual(await kept(), [idAt(BLIND, "attic"), idAt(BLIND, "main")]);
  assert.deepEqual(living.centrals.names(), ["attic", "main"]);
  seen.length = 0;

  assert.equal(await living.remove("attic"), true);
  assert.equal(methods(attic).at(-1), "stop");
  assert.deepEqual(living.centrals.names(), ["main"]);
  assert.equal(living.centrals.ccu("attic"), undefined);
  assert.deepEqual(
    (await home.centrals()).map(({ name }) => name),
    ["main"],
  );
  assert.deepEqual(
    (await home.devices()).map(({ central }) => central),
    ["main"],
  );
  assert.deepEqual([await level("attic"), await level("main")], [undefined, 0.3]);
  assert.deepEqual(await kept(), [idAt(BLIND, "main")]);
  const told = seen.filter(({ type }) => type === "device.removed" || type === "central.state_changed");
  assert.deepEqual(
    told.map(({ type, payload }) => [type, payload.central, payload.device_address ?? payload.new_state]),
    [
      ["central.state_changed", "attic", "stopped"],
      ["device.removed", "attic", BLIND],
    ],
  );
  assert.deepEqual(heard, ["+attic", "+main", "-attic"]);
  assert.equal(await living.remove("attic"), false, "there is none any more");
});

test("a central that is added anew is served by the new driver; what is known of its devices stays", async () => {
  const { living, heard, observer, add, methods, level, home } = bench();
  const first = await add("main");
  living.centrals.observe(observer);
  const fake = fakeCcu("main");
  const [before] = await home.devices();
  await living.add(fake.ccu, { name: "main", ...CONFIG, host: "other.lan" });
  assert.equal(methods(first).at(-1), "stop");
  assert.equal(living.centrals.ccu("main"), fake.ccu);
  assert.deepEqual((await home.devices())[0], before, "nothing is gone while the new driver connects");
  assert.equal(await level("main"), 0.3);
  assert.equal((await home.centrals())[0]?.host, "other.lan");
  assert.deepEqual(heard, ["+main", "~main"]);
});

test("changes that are asked for at once happen one after the other; whoever looks later hears of what is there", async () => {
  const { living, heard, observer } = bench();
  const drivers = [fakeCcu("main"), fakeCcu("main"), fakeCcu("main")];
  await Promise.all([
    ...drivers.map(({ ccu }) => living.add(ccu, { name: "main", ...CONFIG })),
    living.remove("main"),
    living.add(fakeCcu("attic").ccu, { name: "attic", ...CONFIG }),
  ]);
  for (const { calls } of drivers)
    assert.deepEqual(
      calls.map(({ method }) => method).filter((method) => method === "start" || method === "stop"),
      ["start", "stop"],
    );
  const end = living.centrals.observe(observer);
  assert.deepEqual(heard, ["+attic"]);
  end();
  await living.remove("attic");
  assert.deepEqual(heard, ["+attic"], "it is not told any more");
});

test("a central that people configure gets a driver of this process, and no engine keeps its password", async () => {
  const { clock, home, store } = bench();
  const { sink } = watchingSink(clock);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const made: unknown[] = [];
  const fake = fakeCcu("main");
  const driver = (central: unknown) => {
    made.push(central);
    return fake.ccu;
  };
  const { centrals } = createCentrals({ home, store, events: sink, clock, log, driver });
  const heard: string[] = [];
  centrals.observe({ added: (name) => heard.push(name) });
  const interfaces = CONFIG.interfaces.map((name) => ({ name }));
  const wanted = { name: "main", ...CONFIG, interfaces, username: "Admin", password_plain: "secret" };
  assert.equal(await centrals.add(wanted), true);
  assert.deepEqual(made, [wanted]);
  assert.deepEqual([heard, centrals.names(), centrals.ccu("main")], [["main"], ["main"], fake.ccu]);
  assert.ok(!JSON.stringify(await home.centrals()).includes("secret"));
  assert.deepEqual([await centrals.remove("main"), await centrals.remove("main")], [true, false]);
  assert.deepEqual(centrals.names(), []);

  const cloud = createCentrals({ home, store, events: sink, clock, log });
  assert.equal(await cloud.centrals.add(wanted), false, "no driver here: it starts with the program that has one");
  assert.deepEqual(cloud.centrals.names(), []);
});

test("an observer that fails keeps nobody from anything", async () => {
  const { living, heard, observer, errors } = bench();
  living.centrals.observe({
    added() {
      throw new Error("broken");
    },
  });
  living.centrals.observe(observer);
  await living.add(fakeCcu("main").ccu, { name: "main", ...CONFIG });
  assert.deepEqual(heard, ["+main"]);
  assert.deepEqual(errors, ["an observer of the centrals failed"]);
});
