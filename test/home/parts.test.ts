/** The parts of a home alone: which devices are rebuilt, what readers hold, how centrals come and go. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { createCentrals, type LivingCentrals } from "../../handlers/home/centrals.ts";
import { createDeviceRegistry } from "../../handlers/home/device-registry.ts";
import { createHub } from "../../handlers/home/hub.ts";
import { createIncidents, INCIDENTS_KEPT } from "../../handlers/home/incidents.ts";
import { createInstallModes, INSTALL_MODE_STEP_MS } from "../../handlers/home/install-mode.ts";
import { DeviceValues } from "../../handlers/home/values-view.ts";
import type { InstallMode, ValueState } from "../../handlers/model/types.ts";
import { unIgnoredBy } from "../../handlers/model/unignore.ts";
import { CcuFault, type HubSnapshot, siteId } from "../../handlers/ports/index.ts";
import { bidcosSwitch, blind, bool, bundle, input, thermostat } from "../model/fixtures.ts";
import { fakeCcu, START, settle, watchingSink } from "./support.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

describe("the devices of a central", () => {
  function registry() {
    const home = createMemoryHome();
    const warnings: string[] = [];
    const log = { ...quiet, warn: (message: string) => void warnings.push(message) };
    const devices = createDeviceRegistry({ central: "home", home, log, config: { name: "home" } as never });
    const revisions = () => [...devices.all()].map(({ device }) => device.revision);
    return { home, devices, warnings, revisions };
  }
  const SWITCH = "KEQ0000001";
  const BLIND = "0001BLIND00001";
  const follow = (snapshot: object) => snapshot as HubSnapshot;

  test("are rebuilt where the logic layer says something else of them, and only then", () => {
    const { devices, revisions } = registry();
    devices.put(bidcosSwitch());
    devices.put(blind());
    const device = (address: string) => devices.get(address)!.device;
    devices.follow(follow({ names: { [SWITCH]: { name: "Lamp", id: 1 } } }));
    assert.deepEqual(revisions(), [2, 1]);
    assert.equal(device(SWITCH).name, "Lamp");
    devices.follow(follow({ names: { [SWITCH]: { name: "Lamp", id: 1 } } }));
    assert.deepEqual(revisions(), [2, 1], "the same again");
    devices.follow(follow({ names: { [SWITCH]: { name: "Lamp", id: 2 } } }));
    assert.deepEqual([revisions(), device(SWITCH).iseId], [[3, 1], 2]);
    const kitchen = { id: 1, name: "Kitchen", channels: [`${SWITCH}:1`] };
    const attic = { id: 2, name: "Attic", channels: [`${SWITCH}:1`, `${BLIND}:4`] };
    devices.follow(follow({ rooms: [kitchen, attic] }));
    const rooms = (address: string, number: number) =>
      device(address).channels.find((channel) => channel.number === number)!.rooms;
    assert.deepEqual([rooms(SWITCH, 1), rooms(BLIND, 4)], [["Attic", "Kitchen"], ["Attic"]], "sorted by name");
    assert.deepEqual(revisions(), [4, 2]);
    devices.follow(follow({ rooms: [attic, kitchen] }));
    assert.deepEqual(revisions(), [4, 2], "another order is the same");
    devices.follow(follow({ rooms: [kitchen] }));
    assert.deepEqual([rooms(SWITCH, 1), rooms(BLIND, 4)], [["Kitchen"], []]);
    devices.follow(follow({ rooms: [{ ...kitchen, name: "Bath" }] }));
    assert.deepEqual(rooms(SWITCH, 1), ["Bath"], "as many, but another");
    devices.follow(follow({ functions: [{ id: 3, name: "Light", channels: [`${SWITCH}:1`] }] }));
    assert.deepEqual(device(SWITCH).channels[1]!.functions, ["Light"]);
    assert.deepEqual(rooms(SWITCH, 1), ["Bath"], "what is not told stays");
  });

  test("a serial changes all of them, once; an empty one is none", () => {
    const { devices, revisions } = registry();
    devices.put(bidcosSwitch());
    devices.put(blind());
    devices.follow(follow({ system: { serial: "X1" } }));
    assert.deepEqual([revisions(), devices.serial()], [[2, 2], "X1"]);
    devices.follow(follow({ system: { serial: "" } }));
    assert.deepEqual([revisions(), devices.serial()], [[2, 2], "X1"]);
  });

  test("flags rebuild the devices that they change, and count them", () => {
    const { devices, revisions } = registry();
    devices.put(bidcosSwitch());
    devices.put(blind());
    const flags = (hidden: boolean, locked = false) => ({ hidden, locked });
    const wanted = new Map([
      [`${SWITCH}:1`, flags(true)],
      [`${SWITCH}:2`, flags(false, true)],
      ["NOBODY:1", flags(true)],
    ]);
    assert.equal(devices.setFlags(wanted), 1);
    const channels = () => devices.get(SWITCH)!.device.channels.map(({ hidden, locked }) => [hidden, locked]);
    assert.deepEqual(channels().slice(1), [
      [true, false],
      [false, true],
    ]);
    assert.equal(devices.setFlags(wanted), 0, "the same again");
    assert.equal(devices.setFlags(new Map([[`${SWITCH}:1`, flags(true, true)]])), 1);
    assert.deepEqual(channels()[1], [true, true]);
    assert.deepEqual(revisions(), [3, 1]);
  });

  test("what people want to see replaces the devices where it makes a difference, and counts them", () => {
    const { devices, revisions } = registry();
    devices.put(bidcosSwitch());
    devices.put(blind());
    assert.equal(devices.setUnIgnored(unIgnoredBy(["NOBODY_HAS_IT"])), 0);
    assert.deepEqual(revisions(), [1, 1]);
    const inhibit = () => devices.slot(`${SWITCH}:1`, "VALUES", "INHIBIT")!.point.visible;
    const before = inhibit();
    const changed = devices.setUnIgnored(unIgnoredBy(["INHIBIT"]));
    assert.deepEqual([changed, revisions()], before ? [0, [1, 1]] : [1, [2, 1]]);
    assert.equal(inhibit(), true);
    assert.equal(devices.setUnIgnored(undefined), changed);
    assert.equal(inhibit(), before);
  });

  test("slots follow their parameters, and end what they wait for when these go", async () => {
    const { devices, home } = registry();
    const values = { STATE: bool(7), EXTRA: bool(7) };
    const made = (channels: object) => bundle("HmIP-RF", "HmIP-X", "A1", channels as never);
    const { entry, isNew } = devices.put(made({ 1: { type: "X", values }, 2: { type: "X", values } }))!;
    assert.equal(isNew, true);
    let cancelled = 0;
    const wait = (address: string, parameter: string) => {
      const slot = devices.slot(address, "VALUES", parameter)!;
      slot.pending = { cancel: () => void cancelled++ } as never;
      entry.values.set(slot.key, { value: true } as ValueState);
      return slot;
    };
    const kept = wait("A1:1", "STATE");
    const gone = wait("A1:1", "EXTRA");
    const away = wait("A1:2", "STATE");
    assert.equal(devices.slot("A1:1", "VALUES", "STATE"), kept, "the same object");
    assert.equal(devices.slot("A1:1", "MASTER", "STATE"), undefined);
    assert.equal(devices.slot("A1:9", "VALUES", "STATE"), undefined);
    assert.equal(devices.put(made({ 1: { type: "X", values: { STATE: bool(7) } } }))!.isNew, false);
    assert.deepEqual([cancelled, gone.pending, away.pending], [2, undefined, undefined]);
    assert.deepEqual(
      [...entry.values.entries()].map(([key]) => key),
      [kept.key],
    );
    assert.deepEqual(devices.slots("A1:1"), [kept]);
    assert.equal(kept.point, devices.get("A1")!.device.channels[0]!.values.get("STATE"));
    assert.equal(devices.slot("A1:2", "VALUES", "STATE"), undefined);
    assert.equal(devices.slots("A1:2").length, 0);
    assert.equal(devices.remove("A1")?.device.address, "A1");
    assert.deepEqual([cancelled, kept.pending], [3, undefined]);
    assert.equal(devices.slot("A1:1", "VALUES", "STATE"), undefined);
    assert.equal(devices.remove("A1"), undefined);
    assert.equal((await home.devices()).length, 0);
  });

  test("a bundle without a device is skipped, a mode rebuilds once", () => {
    const { devices, warnings, revisions } = registry();
    assert.equal(devices.put({ interface: "HmIP-RF", descriptions: [], paramsets: {} }), undefined);
    assert.equal(warnings.length, 1);
    const { entry } = devices.put(input())!;
    const address = "0002INPUT00001:1";
    for (const mode of ["KEY_BEHAVIOR", "KEY_BEHAVIOR", 3, undefined]) devices.setMode(entry, address, mode);
    assert.deepEqual(revisions(), [2]);
    devices.setMode(entry, address, "BINARY_BEHAVIOR");
    assert.deepEqual(revisions(), [3]);
    devices.put(bidcosSwitch());
    assert.deepEqual(
      devices.on("BidCos-RF").map(({ device }) => device.address),
      [SWITCH],
    );
    assert.equal(devices.channelOf(entry, 1)?.address, address);
    assert.equal(devices.channelOf(entry, null)?.address, "0002INPUT00001");
  });

  test("presses are events without state, and know their kind", () => {
    const { devices } = registry();
    devices.put(bidcosSwitch());
    devices.put(thermostat());
    const press = devices.slot(`${SWITCH}:2`, "VALUES", "PRESS_SHORT")!;
    assert.deepEqual([press.stateless, press.trigger, press.happens], [true, "keypress", false]);
    const state = devices.slot(`${SWITCH}:1`, "VALUES", "STATE")!;
    assert.deepEqual([state.stateless, state.trigger, state.happens, state.movement], [false, undefined, false, false]);
    assert.equal(devices.slot(`${SWITCH}:1`, "VALUES", "WORKING")!.movement, true);
  });
});

test("a reader never sees what is written after its first look", () => {
  const of = (value: number) => ({ value }) as ValueState;
  const looks: ((view: ReadonlyMap<string, ValueState>) => unknown)[] = [
    (view) => view.size,
    (view) => view.get("a"),
    (view) => view.has("a"),
    (view) => [...view],
    (view) => [...view.keys()],
    (view) => [...view.values()],
    (view) => [...view.entries()],
    (view) => {
      const all: unknown[] = [];
      view.forEach((value, key, map) => void all.push([key, value, map === view]));
      return all;
    },
  ];
  const answers = [1, of(1), true, [["a", of(1)]], ["a"], [of(1)], [["a", of(1)]], [["a", of(1), true]]];
  looks.forEach((look, at) => {
    const values = new DeviceValues([["a", of(1)]]);
    const { view } = values;
    assert.deepEqual(look(view), answers[at]);
    values.set("a", of(2));
    values.set("b", of(3));
    assert.deepEqual(look(view), answers[at], `look ${at}`);
    assert.notEqual(values.view, view);
    assert.deepEqual(
      [...values.view],
      [
        ["a", of(2)],
        ["b", of(3)],
      ],
    );
  });
  const values = new DeviceValues([["a", of(1)]]);
  const { view } = values;
  values.set("a", of(2));
  assert.equal(values.view, view, "nobody looked: nothing is copied");
  assert.equal(view.size, 1);
  values.delete("none");
  assert.equal(values.view, view);
  values.delete("a");
  assert.deepEqual([view.size, values.view.size, values.get("a")], [1, 0, undefined]);
});

describe("pairing", () => {
  function modes() {
    const clock = createManualClock(START);
    const { sink, seen } = watchingSink(clock);
    const put: (readonly InstallMode[])[] = [];
    const install = createInstallModes({ central: "home", clock, events: sink }, (list) => void put.push(list));
    const told = () => seen.splice(0).map(({ payload }) => [payload.enabled, payload.remaining_s]);
    return { clock, install, told, last: () => put.at(-1)! };
  }
  test("counts down in steps and ends to the millisecond", () => {
    const { clock, install, told, last } = modes();
    install.set("HmIP-RF", START + INSTALL_MODE_STEP_MS + 1500);
    assert.deepEqual(told(), [[true, 7]]);
    clock.advance(INSTALL_MODE_STEP_MS - 1);
    assert.deepEqual(told(), []);
    clock.advance(1);
    assert.deepEqual(told(), [[true, 2]]);
    clock.advance(1499);
    assert.deepEqual([told(), last()[0]!.active], [[], true]);
    clock.advance(1);
    assert.deepEqual(told(), [[false, 0]]);
    assert.deepEqual(last(), [{ interface: "HmIP-RF", active: false, until: 0, observed: true }]);
    clock.advance(60_000);
    assert.deepEqual(told(), []);
  });
  test("off is told where it was on; the longest of several counts", () => {
    const { clock, install, told, last } = modes();
    install.set("HmIP-RF", START);
    assert.deepEqual([told(), last()[0]!.active], [[], false], "it was off already");
    install.set("HmIP-RF", START + 20_000);
    install.set("BidCos-RF", START + 60_000);
    assert.deepEqual(told(), [
      [true, 20],
      [true, 60],
    ]);
    install.set("BidCos-RF", START - 1);
    assert.deepEqual(told(), [[true, 20]]);
    install.set("HmIP-RF", 0);
    assert.deepEqual(told(), [[false, 0]]);
    install.set("HmIP-RF", START + 20_000);
    told();
    install.stop();
    clock.advance(60_000);
    assert.deepEqual(told(), []);
  });
});

describe("programs and messages of the logic layer", () => {
  function hub() {
    const clock = createManualClock(START);
    const home = createMemoryHome();
    const { sink, seen } = watchingSink(clock);
    const made = createHub({ central: "home", home, events: sink, clock }, {
      devices: () => [],
      serial: () => "S",
    } as never);
    const told = (type: string) => seen.splice(0).filter((event) => event.type === type);
    return { clock, home, made, told, types: () => seen.splice(0).map(({ type, kind }) => `${type} ${kind}`) };
  }
  const program = (id: number, lastExecutedAt?: number, more = {}) =>
    ({
      id,
      name: `P${id}`,
      description: "",
      active: true,
      visible: true,
      internal: false,
      lastExecutedAt,
      ...more,
    }) as never;
  const RAN = "hub.program_executed";
  test("a program ran where its time grew since the last look", () => {
    const { made, told, clock } = hub();
    const look = (...programs: never[]) => {
      made.follow({ programs });
      return told(RAN).map(({ payload }) => payload.program_id);
    };
    assert.deepEqual(look(program(1, 10), program(2)), [], "the first look tells nothing");
    assert.deepEqual(look(program(1, 10), program(2), program(3, 99)), [], "new ones neither");
    assert.deepEqual(look(program(1, 11), program(2, 1), program(3, 99)), ["1", "2"]);
    assert.deepEqual(look(program(1, 5), program(2, 1), program(3)), [], "never backwards");
    made.ranByApi(1);
    assert.deepEqual(look(program(1, 20), program(2, 2)), ["2"], "announced by whoever started it");
    assert.deepEqual(look(program(1, 21), program(2, 2)), ["1"], "once");
    made.ranByApi(1);
    clock.advance(60_000);
    assert.deepEqual(look(program(1, 22)), []);
    made.ranByApi(1);
    clock.advance(60_001);
    assert.deepEqual(look(program(1, 23)), ["1"], "that was long ago");
    assert.deepEqual(look(program(1, 24, { internal: true })), [], "in no list");
  });
  test("messages that somebody hides are left out of what there is and of what comes, until nobody hides them", async () => {
    const { made, home, told } = hub();
    const message = (id: number) => ({ id, name: "UNREACH", counter: 1, at: 5, type: 1 }) as never;
    const shown = async () => (await home.hub("home")).serviceMessages.map(({ id }) => id);
    const counts = () => told("hub.service_message").map(({ payload }) => payload.count);
    made.hide(({ id }) => id === 1);
    assert.deepEqual(counts(), [], "nothing was read yet");
    made.follow({ serviceMessages: [message(1), message(2)] });
    assert.deepEqual([await shown(), counts()], [[2], [1]]);
    made.hide(({ id }) => id === 2);
    assert.deepEqual([await shown(), counts()], [[1], [1]]);
    made.hide(() => false);
    assert.deepEqual([await shown(), counts()], [[1, 2], [2]]);
  });
  test("lists are told when they were first read, and when they differ", () => {
    const { made, types } = hub();
    const message = (id: number, counter = 1, at = 5) => ({ id, name: "UNREACH", counter, at, type: 1 }) as never;
    made.follow({ alarmMessages: [], serviceMessages: [], inbox: [] });
    const first = types();
    assert.equal(first.length, 3);
    assert.ok(first.every((one) => one.endsWith(" initial")));
    made.follow({ alarmMessages: [], serviceMessages: [], inbox: [] });
    assert.deepEqual(types(), []);
    for (const messages of [[message(1)], [message(2)], [message(2, 2)], [message(2, 2, 6)], []]) {
      made.follow({ alarmMessages: messages });
      assert.equal(types().length, 1);
      made.follow({ serviceMessages: messages });
      assert.deepEqual(
        types().map((one) => one.endsWith(" change")),
        [true],
      );
    }
  });
  test("the update of the CCU", () => {
    const { made, told } = hub();
    const look = (current: string, available: string, inProgress = false) => {
      made.follow({ update: { current, available, inProgress } });
      return told("hub.system_update_changed").map(({ kind, payload }) => [
        kind,
        payload.update_available,
        payload.in_progress,
      ]);
    };
    assert.deepEqual(look("1", ""), [["initial", false, false]]);
    assert.deepEqual(look("1", ""), []);
    assert.deepEqual(look("1", "2"), [["change", true, false]]);
    assert.deepEqual(look("1", "2", true), [["change", true, true]]);
    assert.deepEqual(look("2", "2"), [["change", false, false]]);
    assert.deepEqual(look("3", "2"), [["change", true, false]]);
    made.follow({});
    assert.deepEqual(told("hub.system_update_changed"), []);
  });
});

test("of the incidents of earlier runs, too, the newest are kept", async () => {
  const clock = createManualClock(START);
  const store = createMemoryStore({ clock }).site(siteId("s"));
  const fact = (summary: string) => ({ severity: "info", summary }) as const;
  const run = async (first: number, count: number) => {
    const incidents = createIncidents({ central: "home", store, clock, log: quiet });
    await incidents.load();
    for (let i = first; i < first + count; i++) {
      clock.advance(1);
      incidents.note(`event ${i}`, fact(`event ${i}`));
    }
    await incidents.flushed();
  };
  await run(0, 10);
  await run(10, INCIDENTS_KEPT - 5);
  const summaries: string[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const page = await store.list<{ summary: string }>("incident", { prefix: "", after });
    summaries.push(...page.items.map(({ value }) => value.summary));
    after = page.next;
    more = after !== undefined;
  }
  assert.equal(summaries.length, INCIDENTS_KEPT);
  assert.deepEqual([summaries[0], summaries.at(-1)], ["event 5", `event ${INCIDENTS_KEPT + 4}`]);
});

describe("centrals", () => {
  function centrals(): {
    living: LivingCentrals;
    told: string[];
    home: ReturnType<typeof createMemoryHome>;
    errors: string[];
  } {
    const clock = createManualClock(START);
    const home = createMemoryHome();
    const { sink } = watchingSink(clock);
    const store = createMemoryStore({ clock }).site(siteId("s"));
    const errors: string[] = [];
    const log = { ...quiet, error: (message: string) => void errors.push(message) };
    const living = createCentrals({ home, store, events: sink, clock, log });
    const told: string[] = [];
    const tell = (what: string) => (central: string) => void told.push(`${what} ${central}`);
    living.centrals.observe({ added: tell("added"), changed: tell("changed"), removed: tell("removed") });
    return { living, told, home, errors };
  }
  const config = (name: string) => ({ name, host: "ccu.lan", interfaces: ["HmIP-RF"] }) as never;
  test("come and go while the program runs, and whoever looks is told", async () => {
    const { living, told, errors } = centrals();
    const driver = fakeCcu("b");
    await living.add(driver.ccu, config("b"));
    await living.add(fakeCcu("a").ccu, config("a"));
    assert.deepEqual(living.centrals.names(), ["a", "b"]);
    assert.equal(living.centrals.ccu("b"), driver.ccu);
    assert.equal(living.centrals.ccu("c"), undefined);
    const late: string[] = [];
    const stop = living.centrals.observe({ added: (central) => void late.push(central) });
    assert.deepEqual(late, ["b", "a"], "those that are there already, too");
    await living.add(fakeCcu("b").ccu, config("b"));
    assert.ok(
      driver.calls.some(({ method }) => method === "stop"),
      "the former driver is stopped",
    );
    assert.equal(await living.remove("c"), false);
    stop();
    living.centrals.observe({
      removed() {
        throw new Error("an observer's own fault");
      },
    });
    assert.equal(await living.remove("b"), true);
    await living.add(fakeCcu("d").ccu, config("d"));
    assert.deepEqual(late, ["b", "a"]);
    assert.deepEqual(told, ["added b", "added a", "changed b", "removed b", "added d"]);
    assert.equal(errors.length, 1);
    await living.stop();
  });
  test("an act on one that is not connected is refused, a question has no answer", async () => {
    const { living } = centrals();
    const device = { central: "nobody", address: "A" } as never;
    const refused = (work: Promise<unknown>) =>
      assert.rejects(work, (error) => error instanceof CcuFault && error.class === "transport");
    await refused(living.centrals.writeValues(device, [], {} as never));
    await refused(living.centrals.writeMaster(device, null, {}, {} as never));
    await refused(living.centrals.reloadValues(device, 1));
    await refused(living.centrals.reloadConfiguration(device, 1));
    await refused(living.centrals.clearCache("nobody", "all" as never));
    assert.equal(await living.centrals.recordsChanged("nobody", "flags" as never), 0);
    assert.equal(living.centrals.refreshConfiguration("nobody"), undefined);
    await settle();
  });
});
