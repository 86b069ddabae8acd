import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DELIVERING_MS, firmwareInterval, IDLE_MS, UPDATING_MS } from "../../../adapters/ccu/firmware-watch.ts";
import { UPDATE_BEGUN_MS } from "../../../adapters/ccu/upkeep.ts";
import type { Ccu } from "../../../handlers/ports/index.ts";
import { FIRMWARE_SECONDS } from "../../../local/simulator/firmware.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const load = async (bench: Bench, options: Parameters<Bench["simulator"]>[0] = {}, config: object = {}) => {
  const simulator = await bench.simulator(options);
  const { ccu, notes } = await bench.driver({ ...simulator.central, ...config });
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  await bench.pass(25_000);
  simulator.resetCounters();
  return { simulator, ccu, notes };
};

const SMOKE = ["KEQ0070011:1", "KEQ0070014:1"] as const;
const TEAM = "*KEQ0070011:1";
const LAMP = "LEQ0410001";
const SPARE = "LEQ0410099";
const PLUG = "NEQ1020002";
const THERMOSTAT = "000393C9A2B402";
const SOCKET = "0001D3C99C6A01";

const refusals = async (attempts: Record<string, () => Promise<unknown>>, fault: object) => {
  for (const [name, attempt] of Object.entries(attempts)) await assert.rejects(attempt(), fault, name);
};

describe("teams", () => {
  test(
    "listed, left, joined; the channel says where it is now",
    onBench(async (bench) => {
      const { ccu, notes } = await load(bench);
      const members = async () =>
        (await ccu.teams("BidCos-RF")).map(({ ADDRESS, TEAM_CHANNELS }) => [ADDRESS, ...(TEAM_CHANNELS ?? [])]);
      assert.deepEqual(await members(), [[TEAM, ...SMOKE]]);
      const [team] = await ccu.teams("BidCos-RF");
      assert.equal(team?.TEAM_TAG, "SMOKE_DETECTOR");
      const own = () => notes.bundles.get("KEQ0070014")?.descriptions.find((one) => one.ADDRESS === SMOKE[1])?.TEAM;
      assert.equal(own(), TEAM);
      await ccu.setTeam("BidCos-RF", SMOKE[1], SMOKE[1], ANY_TIME);
      await bench.passUntil(() => own() === `*${SMOKE[1]}`, 10_000, "its own team");
      assert.deepEqual(await members(), [
        [TEAM, SMOKE[0]],
        [`*${SMOKE[1]}`, SMOKE[1]],
      ]);
      await ccu.setTeam("BidCos-RF", SMOKE[1], TEAM, ANY_TIME);
      await bench.passUntil(() => own() === TEAM, 10_000, "the team of both");
    }),
  );

  test(
    "who knows none",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench, { interfaces: ["BidCos-RF", "BidCos-Wired", "HmIP-RF", "CUxD"] });
      for (const iface of ["HmIP-RF", "BidCos-Wired", "CUxD"] as const) assert.deepEqual(await ccu.teams(iface), []);
      assert.equal(simulator.calls["HmIP-RF"]?.listTeams, undefined, "it would only fail");
      await assert.rejects(ccu.setTeam("BidCos-RF", `${LAMP}:1`, TEAM, ANY_TIME), { class: "permanent", code: -2 });
      await refusals(
        {
          HmIP: () => ccu.setTeam("HmIP-RF", "000A97099B5515:1", TEAM, ANY_TIME),
          CUxD: () => ccu.setTeam("CUxD", "CUX4000001:1", TEAM, ANY_TIME),
          wired: () => ccu.setTeam("BidCos-Wired", "HEQ0240001:3", TEAM, ANY_TIME),
        },
        { class: "unsupported" },
      );
    }),
  );
});

describe("replacing a device", () => {
  test(
    "the spare part takes over; the old one is gone, its name is not",
    onBench(async (bench) => {
      const { ccu, notes } = await load(bench);
      const candidates = await ccu.replaceableDevices("BidCos-RF", SPARE);
      assert.deepEqual(
        candidates.map(({ ADDRESS, TYPE }) => [ADDRESS, TYPE]),
        [[LAMP, "HM-LC-Sw1-FM"]],
      );
      await ccu.replaceDevice("BidCos-RF", LAMP, SPARE, ANY_TIME);
      await bench.pass(8000);
      assert.deepEqual(notes.gone, [LAMP]);
      assert.ok(notes.changed.includes(SPARE));
      assert.equal(notes.hubState.names?.[SPARE]?.name, "Deckenlampe Küche");
      assert.ok(notes.hubState.rooms?.find(({ name }) => name === "Küche")?.channels.includes(`${SPARE}:1`));
      const links = await ccu.links("BidCos-RF", SPARE);
      assert.equal(links[0]?.receiver, `${SPARE}:1`);
      await ccu.setValue("BidCos-RF", `${SPARE}:1`, "STATE", { type: "BOOL", value: true }, { deadline: ANY_TIME });
    }),
  );

  test(
    "refusals, empty answers, and a cut connection that is not repeated",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      assert.deepEqual(await ccu.replaceableDevices("HmIP-RF", THERMOSTAT), [], "an empty body is an empty list");
      assert.deepEqual(await ccu.replaceableDevices("CUxD", "CUX4000001"), []);
      assert.deepEqual(await ccu.replaceableDevices("BidCos-RF", PLUG), []);
      assert.equal(
        ccu.interfaces().every(({ connected }) => connected),
        true,
      );
      await assert.rejects(ccu.replaceableDevices("BidCos-RF", "LEQ9999999"), { class: "permanent", code: -2 });
      await assert.rejects(ccu.replaceDevice("BidCos-RF", LAMP, PLUG, ANY_TIME), { class: "permanent", code: -1 });
      await assert.rejects(ccu.replaceDevice("VirtualDevices", "INT0000001", "INT0000002", ANY_TIME), {
        class: "unsupported",
      });
      simulator.control.dropConnections("BidCos-RF", { requests: 1, afterwards: true });
      simulator.resetCounters();
      await assert.rejects(ccu.replaceDevice("BidCos-RF", LAMP, SPARE, ANY_TIME), { class: "transport" });
      assert.equal(simulator.calls["BidCos-RF"]?.replaceDevice, 1);
    }),
  );
});

describe("the communication test", () => {
  for (const [way, config] of [
    ["JSON-RPC", {}],
    ["the script port", { json_rpc_port: undefined, username: undefined }],
  ] as const)
    test(
      `who answers and who does not, over ${way}`,
      onBench(async (bench) => {
        const simulator = await bench.simulator();
        const ports = {
          ...simulator.central.ports,
          ...(way === "JSON-RPC" ? {} : { ReGa: simulator.ports.rega ?? 0 }),
        };
        const { ccu } = await bench.driver({ ...simulator.central, ...config, ports } as never);
        await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
        const passed = (device: string) => bench.finish(ccu.testDevice("BidCos-RF", device, 10_000, ANY_TIME));
        const before = bench.clock.now();
        assert.equal(await passed(`${LAMP}:1`), true, "a channel is tested by its device");
        assert.ok(bench.clock.now() - before < 5000);
        assert.equal(await bench.finish(ccu.testDevice("HmIP-RF", THERMOSTAT, 10_000, ANY_TIME)), true);
        simulator.control.unreach(PLUG);
        const start = bench.clock.now();
        assert.equal(await passed(PLUG), false);
        assert.equal(Math.round((bench.clock.now() - start) / 1000), 10);
        await assert.rejects(passed("LEQ9999999"), { class: "permanent" });
      }),
    );

  test(
    "where nothing can be tested",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      await refusals(
        {
          groups: () => ccu.testDevice("VirtualDevices", "INT0000001", 1000, ANY_TIME),
          CUxD: () => ccu.testDevice("CUxD", "CUX4000001", 1000, ANY_TIME),
        },
        { class: "unsupported" },
      );
      await simulator.control.gate("refused", "web");
      await assert.rejects(bench.finish(ccu.testDevice("BidCos-RF", LAMP, 1000, ANY_TIME)), { class: "transport" });
    }),
  );
});

describe("sending a configuration again", () => {
  test(
    "BidCos has a method for it; HmIP gets its complete configuration written once more",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench);
      await ccu.restoreConfig("BidCos-RF", LAMP, ANY_TIME);
      await bench.pass(3000);
      assert.deepEqual(notes.valuesOf(`${LAMP}:0`, "CONFIG_PENDING"), [true, false]);
      assert.equal(simulator.calls["BidCos-RF"]?.restoreConfigToDevice, 1);
      // stuck: somebody wrote what cannot be, and then what can
      const master = `${SOCKET}:3`;
      simulator.world.report(`${SOCKET}:0`, { CONFIG_PENDING: true });
      await bench.finish(ccu.restoreConfig("HmIP-RF", SOCKET, ANY_TIME));
      await bench.passUntil(() => notes.valuesOf(`${SOCKET}:0`, "CONFIG_PENDING").at(-1) === false, 10_000, "repair");
      assert.equal(simulator.calls["HmIP-RF"]?.restoreConfigToDevice, undefined);
      assert.ok((simulator.calls["HmIP-RF"]?.putParamset ?? 0) > 1, "every channel");
      // and it can still be written
      await bench.finish(
        ccu.putParamset(
          "HmIP-RF",
          master,
          "MASTER",
          { POWERUP_ONTIME_VALUE: { type: "INTEGER", value: 5 } },
          { deadline: ANY_TIME },
        ),
      );
    }),
  );

  test(
    "a stored value that cannot be is left out, not written again",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      simulator.world.master(`${SOCKET}:3`)?.set("LOGIC_COMBINATION", 99);
      await bench.finish(ccu.restoreConfig("HmIP-RF", SOCKET, ANY_TIME));
      assert.equal(simulator.world.master(`${SOCKET}:3`)?.get("LOGIC_COMBINATION"), 99);
    }),
  );

  test(
    "one channel that refuses does not keep the others from theirs; a device that is away does",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      simulator.control.fault("HmIP-RF", "putParamset", -5, "Invalid parameter or value", 1);
      await assert.rejects(bench.finish(ccu.restoreConfig("HmIP-RF", SOCKET, ANY_TIME)), {
        class: "permanent",
        code: -5,
      });
      assert.ok((simulator.calls["HmIP-RF"]?.putParamset ?? 0) > 1);
      simulator.resetCounters();
      simulator.control.unreach(SOCKET);
      await assert.rejects(bench.finish(ccu.restoreConfig("HmIP-RF", SOCKET, ANY_TIME)), { class: "radio" });
      assert.equal(simulator.calls["HmIP-RF"]?.putParamset, 1);
      simulator.control.unreach(LAMP);
      await assert.rejects(ccu.restoreConfig("BidCos-RF", LAMP, ANY_TIME), { class: "permanent", code: -1 });
      await refusals(
        {
          groups: () => ccu.restoreConfig("VirtualDevices", "INT0000001", ANY_TIME),
          CUxD: () => ccu.restoreConfig("CUxD", "CUX4000001", ANY_TIME),
        },
        { class: "unsupported" },
      );
      await assert.rejects(ccu.restoreConfig("HmIP-RF", "00000000000000", ANY_TIME), { class: "permanent", code: -2 });
    }),
  );
});

describe("firmware", () => {
  const rootOf = (notes: Awaited<ReturnType<typeof load>>["notes"], address: string) =>
    notes.bundles.get(address)?.descriptions[0];

  test(
    "BidCos: begun is told soon, done shows in the description",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench);
      const start = bench.clock.now();
      await bench.finish(ccu.updateFirmware("BidCos-RF", PLUG, ANY_TIME));
      assert.equal(Math.round((bench.clock.now() - start) / 1000), UPDATE_BEGUN_MS / 1000);
      assert.equal(rootOf(notes, PLUG)?.FIRMWARE, "2.5");
      await ccu.setValue("BidCos-RF", `${LAMP}:1`, "STATE", { type: "BOOL", value: true }, { deadline: ANY_TIME });
      await bench.passUntil(
        () => rootOf(notes, PLUG)?.FIRMWARE === "2.6",
        FIRMWARE_SECONDS.bidcos * 1000,
        "the update",
      );
      assert.equal(rootOf(notes, PLUG)?.UPDATABLE, false);
      assert.equal(simulator.calls["BidCos-RF"]?.updateFirmware, 1);
      assert.equal(
        ccu.interfaces().every(({ connected }) => connected),
        true,
      );
    }),
  );

  test(
    "BidCos: what speaks against it is told at once, by its class",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      await assert.rejects(ccu.updateFirmware("BidCos-RF", LAMP, ANY_TIME), { class: "permanent", code: -7 });
      simulator.control.setDutyCycle("BidCos-RF", 90);
      await assert.rejects(ccu.updateFirmware("BidCos-RF", PLUG, ANY_TIME), { class: "duty_cycle", code: -8 });
      simulator.control.setDutyCycle("BidCos-RF", 1);
      simulator.control.unreach(PLUG);
      await assert.rejects(ccu.updateFirmware("BidCos-RF", PLUG, ANY_TIME), { class: "radio", code: -9 });
      await assert.rejects(ccu.updateFirmware("BidCos-RF", "LEQ9999999", ANY_TIME), { class: "permanent", code: -2 });
      await refusals(
        {
          groups: () => ccu.updateFirmware("VirtualDevices", "INT0000001", ANY_TIME),
          CUxD: () => ccu.updateFirmware("CUxD", "CUX4000001", ANY_TIME),
        },
        { class: "unsupported" },
      );
    }),
  );

  test(
    "a wired device is named in a list",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench, { interfaces: ["BidCos-Wired"] });
      simulator.control.update("HEQ0240001", (before) => ({
        ...before,
        descriptions: before.descriptions.map((one) => (one.PARENT ? one : { ...one, AVAILABLE_FIRMWARE: "3.07" })),
      }));
      await bench.finish(ccu.updateFirmware("BidCos-Wired", "HEQ0240001", ANY_TIME));
      const newest = () => rootOf(notes, "HEQ0240001")?.FIRMWARE === "3.07";
      await bench.passUntil(newest, FIRMWARE_SECONDS.bidcos * 1000, "the update");
    }),
  );

  test(
    "HmIP: the state decides between delivering and installing",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench);
      const state = () => rootOf(notes, THERMOSTAT)?.FIRMWARE_UPDATE_STATE;
      const reach = (wanted: string) => bench.passUntil(() => state() === wanted, 200_000, wanted);
      assert.equal(state(), "NEW_FIRMWARE_AVAILABLE");
      await bench.finish(ccu.updateFirmware("HmIP-RF", THERMOSTAT, ANY_TIME));
      await reach("DELIVER_FIRMWARE_IMAGE");
      await reach("READY_FOR_UPDATE");
      await bench.finish(ccu.updateFirmware("HmIP-RF", THERMOSTAT, ANY_TIME));
      await reach("DO_UPDATE_PENDING");
      await assert.rejects(ccu.updateFirmware("HmIP-RF", THERMOSTAT, ANY_TIME), {
        class: "permanent",
        message: /being updated/,
      });
      await reach("UP_TO_DATE");
      assert.equal(rootOf(notes, THERMOSTAT)?.FIRMWARE, "2.4.2");
      await assert.rejects(ccu.updateFirmware("HmIP-RF", THERMOSTAT, ANY_TIME), {
        class: "permanent",
        message: /newest/,
      });
      const { updateFirmware, installFirmware } = simulator.calls["HmIP-RF"] ?? {};
      assert.deepEqual([updateFirmware, installFirmware], [1, 1]);
    }),
  );

  test(
    "an update of which nobody tells shows all the same: every minute while it runs, every five while it travels",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench);
      // descriptions that change behind the back of every callback
      const become = (state: string) => {
        const device = simulator.world.device(SOCKET);
        if (!device) return;
        const descriptions = device.descriptions.map((one) =>
          one.PARENT ? one : { ...one, FIRMWARE_UPDATE_STATE: state },
        );
        simulator.world.devices.set(SOCKET, { ...device, descriptions });
      };
      const state = () => rootOf(notes, SOCKET)?.FIRMWARE_UPDATE_STATE;
      become("DELIVER_FIRMWARE_IMAGE");
      await ccu.refreshDevices();
      assert.equal(state(), "DELIVER_FIRMWARE_IMAGE");
      become("PERFORMING_UPDATE");
      const slow = await bench.passUntil(() => state() === "PERFORMING_UPDATE", 330_000, "the next look");
      become("UP_TO_DATE");
      const fast = await bench.passUntil(() => state() === "UP_TO_DATE", 70_000, "the look after it");
      assert.ok(fast <= 62_000 && slow > fast, `${slow} ms, then ${fast} ms`);
      simulator.resetCounters();
      await bench.pass(600_000);
      assert.equal(simulator.calls["HmIP-RF"]?.listDevices, undefined, "nothing is going on");
    }),
  );

  test("how old descriptions may get, by what devices are at", () => {
    assert.equal(firmwareInterval([]), IDLE_MS);
    assert.equal(firmwareInterval([undefined, "UP_TO_DATE", "NEW_FIRMWARE_AVAILABLE", "READY_FOR_UPDATE"]), IDLE_MS);
    assert.equal(firmwareInterval(["LIVE_DELIVER_FIRMWARE_IMAGE", "UP_TO_DATE"]), DELIVERING_MS);
    assert.equal(firmwareInterval(["DELIVER_FIRMWARE_IMAGE", "DO_UPDATE_PENDING"]), UPDATING_MS);
  });

  test(
    "a new image is found when the CCU is asked to look",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench);
      simulator.control.provideFirmware("HmIP-RF", "HmIP-PS", "2.8.0");
      await bench.finish(ccu.refreshFirmware());
      await bench.pass(3000);
      assert.equal(rootOf(notes, SOCKET)?.AVAILABLE_FIRMWARE, "2.8.0");
      simulator.control.fault("BidCos-RF", "refreshDeployedDeviceFirmwareList", -1, "Failure", 1);
      await bench.finish(ccu.refreshFirmware());
      await simulator.control.gate("refused");
      await bench.passUntil(() => ccu.interfaces().every((one) => !one.connected), 60_000, "the outage");
      await assert.rejects(ccu.refreshFirmware(), { class: "transport" });
    }),
  );

  test(
    "a central without radio devices has nothing to look for",
    onBench(async (bench) => {
      const { ccu } = await load(bench, { interfaces: ["VirtualDevices"] });
      await assert.rejects(ccu.refreshFirmware(), { class: "unsupported" });
    }),
  );
});

describe("reception and traffic", () => {
  test(
    "an interface process that lacks a method has nothing to tell; any other fault is one",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      const methods = ["listTeams", "rssiInfo", "listReplaceableDevices"] as const;
      const ask = () => [
        ccu.teams("BidCos-RF"),
        ccu.radioPaths("BidCos-RF"),
        ccu.replaceableDevices("BidCos-RF", LAMP),
      ];
      for (const method of methods) simulator.control.fault("BidCos-RF", method, -1, "Failure", 1);
      for (const asked of await Promise.allSettled(ask())) assert.equal(asked.status, "rejected");
      for (const method of methods) simulator.control.fault("BidCos-RF", method, -1, `${method}: unknown method name`);
      assert.deepEqual(await Promise.all(ask()), [[], [], []]);
      assert.deepEqual(await Promise.all(ask()), [[], [], []]);
      assert.equal(simulator.calls["BidCos-RF"]?.listTeams, 2, "it is remembered");
    }),
  );

  test(
    "levels of every device; what was not measured is not there",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      simulator.world.poke(`${LAMP}:0`, "RSSI_PEER", 65536);
      const path = async (iface: string, device: string) =>
        (await ccu.radioPaths(iface)).find((one) => one.device === device);
      assert.deepEqual(await path("BidCos-RF", LAMP), { device: LAMP, peer: "OEQ0004711", sent: -62 });
      assert.deepEqual(await path("HmIP-RF", SOCKET), {
        device: SOCKET,
        peer: "3014F711A000040000000001",
        received: -66,
        sent: -61,
      });
      for (const iface of ["VirtualDevices", "CUxD"] as const) assert.deepEqual(await ccu.radioPaths(iface), []);
    }),
  );

  test(
    "the queue in front of each interface, without asking anybody",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      const idle = { inFlight: 0, waiting: 0, superseded: 0, throttled: 0 };
      const of = (traffic: ReturnType<Ccu["traffic"]>, name: string) => traffic.find((one) => one.interface === name);
      assert.partialDeepStrictEqual(of(ccu.traffic(), "BidCos-RF"), { interface: "BidCos-RF", ...idle });
      assert.equal(ccu.traffic().length, 4);
      simulator.control.delay(1000, "BidCos-RF");
      const write = (level: number) =>
        ccu.setValue("BidCos-RF", "KEQ0330003:1", "LEVEL", { type: "FLOAT", value: level }, { deadline: ANY_TIME });
      const all = Promise.all([write(0.1), write(0.2), write(0.3)]);
      await Promise.resolve();
      assert.partialDeepStrictEqual(of(ccu.traffic(), "BidCos-RF"), {
        interface: "BidCos-RF",
        inFlight: 1,
        waiting: 1,
        superseded: 1,
        throttled: 0,
      });
      await bench.finish(all);
      simulator.control.delay(0);
      assert.deepEqual(simulator.calls.scripts?.["read-names"], undefined);
    }),
  );
});
