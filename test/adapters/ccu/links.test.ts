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

const REMOTE = "JEQ0730012:1";
const KITCHEN = "LEQ0410001:1";
const HMIP_REMOTE = "0000D5499C8818:1";
const HMIP_DIMMER = "000858A9A7C303:4";
const text = (value: string): TypedValue => ({ type: "STRING", value });

describe("direct links", () => {
  test(
    "of everything, of a device, of a channel; umlauts as the WebUI wrote them",
    onBench(async (bench) => {
      const { ccu } = await load(bench);
      const all = await ccu.links("BidCos-RF");
      assert.deepEqual(all, [
        { sender: REMOTE, receiver: KITCHEN, name: "Sofa schaltet Küche", description: "", flags: 0 },
        { sender: "JEQ0730012:3", receiver: "KEQ0330003:1", name: "Sofa dimmt Eßzimmer", description: "", flags: 0 },
      ]);
      assert.deepEqual(await ccu.links("BidCos-RF", "JEQ0730012"), all);
      assert.deepEqual(await ccu.links("BidCos-RF", KITCHEN), all.slice(0, 1));
      assert.deepEqual(await ccu.links("BidCos-RF", "JEQ0120005:1"), [], "an empty text is an empty list");
      const hmip = await ccu.links("HmIP-RF");
      assert.deepEqual(
        hmip.map(({ name }) => name),
        ["Flur dimmt Schlafzimmer", "Taste am Gerät"],
      );
    }),
  );

  test(
    "inside of a device rfd calls them broken when asked for all: they are not; a lost end is told",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      await ccu.addLink("BidCos-RF", "MEQ0550004:1", "MEQ0550004:2", "", "", ANY_TIME);
      const flags = async (address?: string) =>
        (await ccu.links("BidCos-RF", address)).map(({ receiver, flags }) => [receiver, flags]);
      assert.deepEqual(await flags("MEQ0550004"), [["MEQ0550004:2", 0]]);
      simulator.control.remove("LEQ0410001");
      assert.deepEqual(await flags(), [
        [KITCHEN, 8],
        ["KEQ0330003:1", 0],
        ["MEQ0550004:2", 0],
      ]);
    }),
  );

  test(
    "added, renamed, configured, removed: on both radios",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench);
      for (const [iface, sender, receiver, setting] of [
        ["BidCos-RF", "JEQ0730012:2", KITCHEN, { SHORT_ON_TIME: { type: "FLOAT", value: 60 }, UI_HINT: text("2") }],
        ["HmIP-RF", "0000D5499C8818:2", HMIP_DIMMER, { SHORT_ON_LEVEL: { type: "FLOAT", value: 1 } }],
      ] as const) {
        await ccu.addLink(iface, sender, receiver, "Tür öffnen", "für Gäste", ANY_TIME);
        await ccu.setLinkInfo(iface, sender, receiver, "Türöffner", "für alle", ANY_TIME);
        const [link] = await ccu.links(iface, sender);
        assert.deepEqual(link, { sender, receiver, name: "Türöffner", description: "für alle", flags: 0 });
        await bench.finish(
          ccu.putParamset(iface, receiver, sender, setting as Record<string, TypedValue>, { deadline: ANY_TIME }),
        );
        const stored = await ccu.getParamset(iface, receiver, sender);
        assert.ok(!notes.paramsets.some(({ key }) => key === sender), "a link's parameters are no values of a channel");
        for (const [name, { value }] of Object.entries(setting)) assert.equal(stored[name], value);
        await ccu.removeLink(iface, sender, receiver, ANY_TIME);
        assert.deepEqual(await ccu.links(iface, sender), []);
      }
      const raw = simulator.process("BidCos-RF").links.of("");
      assert.ok(
        raw.every(({ name }) => !/[öüäß]/.test(name)),
        "rfd holds UTF-8 that looks like Latin-1",
      );
    }),
  );

  test(
    "a description that was read before a link changed is read anew",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      const described = () => simulator.calls["HmIP-RF"]?.getParamsetDescription ?? 0;
      await ccu.getParamsetDescription("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE);
      await ccu.getParamsetDescription("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE);
      assert.equal(described(), 1);
      await ccu.removeLink("HmIP-RF", HMIP_REMOTE, HMIP_DIMMER, ANY_TIME);
      await ccu.getParamsetDescription("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE);
      assert.equal(described(), 2);
    }),
  );

  test(
    "a test press moves the receiver, once",
    onBench(async (bench) => {
      const { ccu, simulator, notes } = await load(bench);
      await ccu.activateLink("BidCos-RF", KITCHEN, REMOTE, false, { deadline: ANY_TIME });
      await ccu.activateLink("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE, true, { deadline: ANY_TIME });
      await bench.passUntil(() => notes.valuesOf(KITCHEN, "STATE").at(-1) === true, 5000, "the lamp");
      await bench.passUntil(() => notes.valuesOf(HMIP_DIMMER, "LEVEL").at(-1) === 1, 5000, "the dimmer");
      simulator.control.dropConnections("BidCos-RF", { requests: 1, afterwards: true });
      await assert.rejects(ccu.activateLink("BidCos-RF", KITCHEN, REMOTE, false, { deadline: ANY_TIME }), {
        class: "transport",
      });
      assert.equal(simulator.calls["BidCos-RF"]?.activateLinkParamset, 2, "not repeated");
    }),
  );

  test(
    "a press or a value that waits past its deadline is never sent",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      simulator.control.delay(2000, "BidCos-RF");
      const busy = ccu.setValue(
        "BidCos-RF",
        "NEQ1020002:1",
        "STATE",
        { type: "BOOL", value: true },
        { deadline: ANY_TIME },
      );
      const deadline = bench.clock.now() + 1000;
      const late = Promise.allSettled([
        ccu.activateLink("BidCos-RF", KITCHEN, REMOTE, false, { deadline }),
        ccu.setValue("BidCos-RF", KITCHEN, "STATE", { type: "BOOL", value: true }, { deadline }),
        ccu.putParamset("BidCos-RF", KITCHEN, "VALUES", { STATE: { type: "BOOL", value: true } }, { deadline }),
      ]);
      await bench.finish(busy);
      simulator.control.delay(0);
      const [press, ...values] = await bench.finish(late);
      assert.equal(press?.status, "rejected");
      if (press?.status === "rejected") assert.match(press.reason.message, /deadline/);
      const expired = { status: "fulfilled", value: "expired" };
      assert.deepEqual(values, [expired, expired]);
      assert.equal(simulator.calls["BidCos-RF"]?.activateLinkParamset, undefined);
      assert.equal(simulator.calls["BidCos-RF"]?.setValue, 1);
      assert.equal(simulator.calls["BidCos-RF"]?.putParamset, undefined);
    }),
  );

  test(
    "keys of which the central wants to hear",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      assert.equal(await ccu.reportValueUsage("HmIP-RF", HMIP_REMOTE, "PRESS_SHORT", 1, ANY_TIME), true);
      assert.equal(simulator.process("HmIP-RF").usage.get(`${HMIP_REMOTE}.PRESS_SHORT`), 1);
      assert.equal(await ccu.reportValueUsage("BidCos-RF", REMOTE, "PRESS_SHORT", 1, ANY_TIME), false, "it sleeps");
      assert.equal(await ccu.reportValueUsage("HmIP-RF", HMIP_REMOTE, "PRESS_SHORT", 0, ANY_TIME), true);
    }),
  );

  test(
    "what the CCU refuses, what an interface cannot, what is not connected",
    onBench(async (bench) => {
      const { ccu, simulator } = await load(bench);
      await assert.rejects(ccu.links("BidCos-RF", "LEQ9999999:1"), { class: "permanent", code: -2 });
      await assert.rejects(ccu.removeLink("BidCos-RF", "JEQ0730012:4", KITCHEN, ANY_TIME), {
        class: "permanent",
        code: -1,
      });
      await assert.rejects(ccu.removeLink("HmIP-RF", "0000D5499C8818:7", HMIP_DIMMER, ANY_TIME), { code: -2 });
      await assert.rejects(ccu.setLinkInfo("HmIP-RF", HMIP_REMOTE, HMIP_DIMMER, "Ω → 日本", "", ANY_TIME), {
        class: "invalid",
      });
      await ccu.setLinkInfo("BidCos-RF", REMOTE, KITCHEN, "Ω → 日本", "", ANY_TIME);
      assert.equal((await ccu.links("BidCos-RF", REMOTE))[0]?.name, "Ω → 日本", "rfd keeps UTF-8");
      await assert.rejects(ccu.addLink("HmIP-RF", "00000000000000:1", HMIP_DIMMER, "", "", ANY_TIME), { code: -2 });
      for (const iface of ["CUxD", "VirtualDevices"] as const) {
        const refused = { name: "CcuFault", class: "unsupported" };
        await assert.rejects(ccu.links(iface), refused);
        await assert.rejects(ccu.addLink(iface, "A:1", "B:1", "", "", ANY_TIME), refused);
        await assert.rejects(ccu.setLinkInfo(iface, "A:1", "B:1", "", "", ANY_TIME), refused);
        await assert.rejects(ccu.removeLink(iface, "A:1", "B:1", ANY_TIME), refused);
        await assert.rejects(ccu.activateLink(iface, "A:1", "B:1", false, { deadline: ANY_TIME }), refused);
        await assert.rejects(ccu.reportValueUsage(iface, "A:1", "PRESS_SHORT", 1, ANY_TIME), refused);
      }
      // HmIP answers -1 to what it only names; with a word about the radio it is the radio
      simulator.control.fault("HmIP-RF", "activateLinkParamset", -1, "Generic error", 1);
      await assert.rejects(ccu.activateLink("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE, false, { deadline: ANY_TIME }), {
        class: "unsupported",
      });
      simulator.control.fault("HmIP-RF", "activateLinkParamset", -1, "Generic error (UNREACH)", 1);
      await assert.rejects(ccu.activateLink("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE, false, { deadline: ANY_TIME }), {
        class: "radio",
      });
      await assert.rejects(ccu.links("BidCos-Wired"), { class: "permanent" });
      await simulator.control.gate("refused");
      await bench.passUntil(() => !ccu.interfaces()[0]?.connected, 60_000, "the outage");
      await assert.rejects(ccu.links("BidCos-RF"), { class: "transport" });
      await assert.rejects(ccu.activateLink("BidCos-RF", KITCHEN, REMOTE, false, { deadline: ANY_TIME }), {
        class: "transport",
      });
    }),
  );
});
