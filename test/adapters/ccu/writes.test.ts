import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TypedValue } from "../../../handlers/ports/index.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const load = async (bench: Bench, options: Parameters<Bench["simulator"]>[0] = {}) => {
  const simulator = await bench.simulator(options);
  const { ccu, notes } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  await bench.pass(25_000);
  simulator.resetCounters();
  return { simulator, ccu, notes };
};
const float = (value: number): TypedValue => ({ type: "FLOAT", value });
const bool = (value: boolean): TypedValue => ({ type: "BOOL", value });

describe("writing values", () => {
  test(
    "whole numbers of a FLOAT are doubles on every interface, and the device confirms",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      await ccu.setValue("BidCos-RF", "KEQ0330003:1", "LEVEL", float(1), { deadline: ANY_TIME });
      await ccu.setValue("HmIP-RF", "000858A9A7C303:4", "LEVEL", float(1), { deadline: ANY_TIME });
      await ccu.setValue("HmIP-RF", "0001D3C99C6A01:3", "STATE", bool(true), { deadline: ANY_TIME });
      await ccu.setValue("CUxD", "CUX4000001:1", "STATE", bool(true), { deadline: ANY_TIME });
      const confirmed = () =>
        notes.valuesOf("KEQ0330003:1", "LEVEL").at(-1) === 1 &&
        notes.valuesOf("0001D3C99C6A01:3", "STATE").at(-1) === true &&
        notes.valuesOf("CUX4000001:1", "STATE").at(-1) === true;
      await bench.passUntil(confirmed, 30_000, "confirmation");
      assert.equal(simulator.world.value("000858A9A7C303:4", "LEVEL"), 1);
    }),
  );

  test(
    "what a channel lacks, cannot take or does not exist is refused before the wire",
    onBench(async (bench) => {
      const { simulator, ccu } = await load(bench);
      const channel = "0001D3C99C6A01:3";
      const refused: [Promise<unknown>, RegExp][] = [
        [
          ccu.setValue("HmIP-RF", channel, "NOT_THERE", bool(true), { deadline: ANY_TIME }),
          /has no parameter NOT_THERE/,
        ],
        [ccu.setValue("HmIP-RF", channel, "__proto__", bool(true), { deadline: ANY_TIME }), /has no parameter/],
        [ccu.setValue("HmIP-RF", channel, "STATE", float(1), { deadline: ANY_TIME }), /is BOOL, not FLOAT/],
        [
          ccu.setValue("HmIP-RF", channel, "STATE", { type: "BOOL", value: "yes" }, { deadline: ANY_TIME }),
          /boolean is needed/,
        ],
        [
          ccu.setValue("HmIP-RF", "000858A9A7C303:4", "LEVEL", float(Number.NaN), { deadline: ANY_TIME }),
          /finite number/,
        ],
        [
          ccu.setValue("HmIP-RF", "0000D7099D6F12:1", "STATE", { type: "ENUM", value: 1 }, { deadline: ANY_TIME }),
          /read-only/,
        ],
        [ccu.setValue("HmIP-RF", "0000000000FFFF:1", "STATE", bool(true), { deadline: ANY_TIME }), /does not know/],
        [
          ccu.putParamset("HmIP-RF", channel, "MASTER", { FOREIGN: float(1) }, { deadline: ANY_TIME }),
          /has no parameter FOREIGN/,
        ],
        [
          ccu.putParamset(
            "HmIP-RF",
            channel,
            "VALUES",
            { STATE: bool(true), FOREIGN: float(1) },
            { deadline: ANY_TIME },
          ),
          /FOREIGN/,
        ],
        [ccu.setValue("HmIP-Wired", channel, "STATE", bool(true), { deadline: ANY_TIME }), /no interface HmIP-Wired/],
      ];
      for (const [attempt, message] of refused) await assert.rejects(attempt, { class: "permanent", message });
      assert.equal(simulator.calls["HmIP-RF"]?.setValue, undefined);
      assert.equal(simulator.calls["HmIP-RF"]?.putParamset, undefined);
    }),
  );

  test(
    "rx_mode goes to BidCos only: HmIP would refuse a fourth argument",
    onBench(async (bench) => {
      const { ccu } = await load(bench);
      await ccu.setValue("BidCos-RF", "LEQ0410001:1", "STATE", bool(true), { deadline: ANY_TIME, rxMode: "BURST" });
      await ccu.setValue("HmIP-RF", "0001D3C99C6A01:3", "STATE", bool(true), { deadline: ANY_TIME, rxMode: "BURST" });
    }),
  );

  test(
    "faults come as what they mean",
    onBench(async (bench) => {
      const { simulator, ccu } = await load(bench);
      const cases = [
        [-1, "Generic error (UNREACH)", "radio"],
        [-1, "Generic error (DUTY_CYCLE)", "duty_cycle"],
        [-1, "Failure", "permanent"],
        [-2, "Invalid device", "permanent"],
        [-10, "Transmission pending", "pending"],
        [undefined, "Invalid XML-RPC message", "unsupported"],
      ] as const;
      for (const [code, message, expected] of cases) {
        simulator.control.fault("HmIP-RF", "setValue", code, message, 1);
        await assert.rejects(
          bench.finish(ccu.setValue("HmIP-RF", "0001D3C99C6A01:3", "STATE", bool(true), { deadline: ANY_TIME })),
          {
            name: "CcuFault",
            class: expected,
            code,
            message: `setValue: ${message}`,
          },
        );
      }
      await bench.finish(ccu.setValue("HmIP-RF", "0001D3C99C6A01:3", "STATE", bool(true), { deadline: ANY_TIME }));
      await assert.rejects(ccu.getValue("HmIP-RF", "0001D3C99C6A01:3", "NOT_THERE"), { class: "no_value" });
    }),
  );

  test(
    "a connection cut after the CCU acted: the command is not sent twice",
    onBench(async (bench) => {
      const { simulator, ccu } = await load(bench);
      simulator.control.dropConnections("BidCos-RF", { requests: 1, afterwards: true });
      await assert.rejects(ccu.setValue("BidCos-RF", "LEQ0410001:1", "STATE", bool(true), { deadline: ANY_TIME }), {
        class: "transport",
      });
      assert.equal(simulator.calls["BidCos-RF"]?.setValue, 1);
      await bench.pass(5000);
      assert.equal(ccu.interfaces()[0]?.connected, true, "one cut connection is no outage");
      assert.equal(simulator.calls["BidCos-RF"]?.init, undefined);
    }),
  );

  test(
    "thirty commands at once: none collides on the air, all arrive",
    onBench(async (bench) => {
      const { simulator, ccu } = await load(bench);
      let done = 0;
      const all = Array.from({ length: 30 }, (_, i) =>
        ccu
          .putParamset(
            "HmIP-RF",
            "000858A9A7C303:4",
            "VALUES",
            { LEVEL: float(i / 100) },
            { deadline: ANY_TIME, priority: "low" },
          )
          .then(() => done++),
      );
      await bench.passUntil(() => done === 30, 60_000, "all written");
      await Promise.all(all);
      assert.equal(simulator.calls["HmIP-RF"]?.putParamset, 30);
    }),
  );
});

describe("writing configuration", () => {
  /** Some number of a channel's MASTER that can be changed. */
  async function someParameter(bench: Bench, iface: string, address: string) {
    const home = await load(bench);
    const description = home.notes.bundles.get(address.split(":")[0] as string)?.paramsets[address]?.MASTER ?? {};
    const stored = await home.ccu.getParamset(iface, address, "MASTER");
    const [name, parameter] = Object.entries(description).find(
      ([key, one]) => one.TYPE === "FLOAT" && Number(one.MAX) > Number(one.MIN) && typeof stored[key] === "number",
    )!;
    home.simulator.resetCounters();
    return { ...home, name, parameter, stored, description };
  }
  const pending = (stored: Record<string, unknown>) => Object.keys(stored).length;

  for (const [iface, address] of [
    ["BidCos-RF", "JEQ0120005:1"],
    ["HmIP-RF", "000A9D8997C101:1"],
  ] as const) {
    test(
      `${iface}: only what differs is sent, and nothing at all where nothing does`,
      onBench(async (bench) => {
        const { simulator, ccu, name, parameter, stored } = await someParameter(bench, iface, address);
        assert.ok(pending(stored) > 0);
        await bench.finish(
          ccu.putParamset(iface, address, "MASTER", { [name]: float(stored[name] as number) }, { deadline: ANY_TIME }),
        );
        assert.equal(simulator.calls[iface]?.putParamset, undefined);
        assert.equal(simulator.radio[iface], 0);
        const wanted = stored[name] === parameter.MAX ? (parameter.MIN as number) : (parameter.MAX as number);
        await bench.finish(
          ccu.putParamset(iface, address, "MASTER", { [name]: float(wanted) }, { deadline: ANY_TIME }),
        );
        assert.equal(simulator.calls[iface]?.putParamset, 1);
        assert.equal((await ccu.getParamset(iface, address, "MASTER"))[name], wanted);
      }),
    );
  }

  test(
    "limits of MASTER: at MAX it goes, past it it does not; SPECIAL values pass; a wrong index never gets stuck",
    onBench(async (bench) => {
      const { simulator, ccu, name, parameter } = await someParameter(bench, "HmIP-RF", "000A9D8997C101:1");
      const max = parameter.MAX as number;
      await bench.finish(
        ccu.putParamset("HmIP-RF", "000A9D8997C101:1", "MASTER", { [name]: float(max) }, { deadline: ANY_TIME }),
      );
      const before = simulator.calls["HmIP-RF"]?.putParamset;
      await assert.rejects(
        ccu.putParamset("HmIP-RF", "000A9D8997C101:1", "MASTER", { [name]: float(max + 1) }, { deadline: ANY_TIME }),
        {
          class: "permanent",
          message: /outside of/,
        },
      );
      assert.equal(simulator.calls["HmIP-RF"]?.putParamset, before);
    }),
  );

  test(
    "reading back after a BidCos write",
    onBench(async (bench) => {
      const { simulator, ccu, name, parameter, stored } = await someParameter(bench, "BidCos-RF", "JEQ0120005:1");
      const wanted = stored[name] === parameter.MAX ? (parameter.MIN as number) : (parameter.MAX as number);
      await bench.finish(
        ccu.putParamset("BidCos-RF", "JEQ0120005:1", "MASTER", { [name]: float(wanted) }, { deadline: ANY_TIME }),
      );
      assert.equal(simulator.calls["BidCos-RF"]?.getParamset, 2, "one to compare, one to see what was taken");
    }),
  );
});

describe("other commands to an interface", () => {
  test(
    "install mode, with its argument counts",
    onBench(async (bench) => {
      const { ccu } = await load(bench);
      for (const iface of ["BidCos-RF", "HmIP-RF"]) {
        await ccu.setInstallMode(iface, true, 60, undefined, ANY_TIME);
        assert.ok((await ccu.getInstallMode(iface)) > 0);
        await ccu.setInstallMode(iface, false, 0, undefined, ANY_TIME);
        assert.equal(await ccu.getInstallMode(iface), 0);
      }
      await assert.rejects(
        ccu.setInstallMode("HmIP-RF", true, 60, { sgtin: "3014-F711-A000-0000-0000-0001", key: "not hex" }, ANY_TIME),
        { class: "permanent", message: /32 hexadecimal digits/ },
      );
      await assert.rejects(ccu.searchDevices("HmIP-RF", ANY_TIME), { class: "unsupported" });
      await assert.rejects(ccu.determineParameter("HmIP-RF", "0001D3C99C6A01:3", "MASTER", "X", ANY_TIME), {
        class: "unsupported",
      });
    }),
  );

  test(
    "suppressing service messages, deleting a device, reloading one",
    onBench(async (bench) => {
      const { ccu, notes } = await load(bench);
      await ccu.suppressServiceMessage("HmIP-RF", "0000D7099D6F12:0", "LOW_BAT", true, ANY_TIME);
      assert.deepEqual(await ccu.suppressedServiceMessages("HmIP-RF", "0000D7099D6F12:0"), ["LOW_BAT"]);
      await assert.rejects(ccu.suppressServiceMessage("BidCos-RF", "LEQ0410001:0", "UNREACH", true, ANY_TIME), {
        class: "unsupported",
      });
      await ccu.deleteDevice("HmIP-RF", "0000D7099D6F12", { force: true }, ANY_TIME);
      await bench.pass(5000);
      assert.deepEqual(notes.gone, ["0000D7099D6F12"]);
      await ccu.reloadDevice("HmIP-RF", "0001D3C99C6A01");
      assert.deepEqual(notes.changed, ["0001D3C99C6A01"]);
      await assert.rejects(ccu.reloadDevice("HmIP-RF", "0000000000FFFF"), { class: "permanent" });
    }),
  );

  test(
    "duty cycle is known per interface",
    onBench(async (bench) => {
      const { simulator, ccu } = await load(bench);
      simulator.control.setDutyCycle("BidCos-RF", 37);
      await bench.pass(200_000);
      const level = ccu.interfaces().find((one) => one.name === "BidCos-RF")?.dutyCycle ?? 0;
      assert.ok(level > 20 && level <= 37, `${level} %: it recovers by 1 % in 36 s`);
    }),
  );
});
