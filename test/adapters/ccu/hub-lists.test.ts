/** Each list of the logic layer for itself; a change and its read; a CCU without scripts. */
import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { recogniseScript } from "../../../adapters/ccu/rega/scripts.ts";
import { PARAMSETS_PER_CALL } from "../../../adapters/ccu/without-hub.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

type Answers = Record<string, Record<string, unknown>>;
const SYSVAR = [1001, "V", "", "VARDP", 20, 11, "x", "", "", "", "", "", "", false, true, false, ""];
const PROGRAM = [2001, "Abend", "", true, false, true, 0];
const MESSAGE = [4001, "AL-A%3A0.UNREACH", 1, "A%3A0", "Lampe", 1, true, 1, 1, [], "", "true"];
const ROOM = [5, "Bad", []];

const healthy = (): Answers => ({
  "read-system": { version: "VERSION%3D1", hostname: "ccu", serial: "X", haApp: "" },
  "read-names": { devices: [[11, "A", "BidCos-RF", "Lampe", true]], channels: [] },
  "read-rooms": { rooms: [ROOM], functions: [[6, "Licht", []]] },
  "read-programs": { programs: [PROGRAM] },
  "read-sysvars": { sysvars: [SYSVAR] },
  "read-messages": { service: [MESSAGE], alarm: [] },
  "read-inbox": { inbox: [[12, "B", "B", "HM-X", "BidCos-RF"]] },
  "read-update": { supported: "" },
});

/** ReGa's script port: answers by name; names in `broken` are cut off, those in `held` wait until `release`. */
async function rega(bench: Bench, answers: Answers = healthy()) {
  const scripts: string[] = [];
  const broken = new Set<string>();
  const held = new Set<string>();
  const waiting: (() => void)[] = [];
  const server = createServer((request, response: ServerResponse) => {
    let text = "";
    request.setEncoding("latin1").on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const name = recogniseScript(text)?.name ?? "?";
      scripts.push(name);
      const json = JSON.stringify({ ...(answers[name] ?? { ok: true, id: 3000, executed: true }), end: true });
      const answer = () => response.end(broken.has(name) ? json.slice(0, -12) : json);
      if (held.has(name)) waiting.push(answer);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  bench.cleanup.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  bench.activity.push(() => scripts.length);
  const { port } = server.address() as AddressInfo;
  const config = { name: "x", host: "127.0.0.1", interfaces: [], ports: { ReGa: port } };
  const release = () => {
    held.clear();
    for (const answer of waiting.splice(0)) answer();
  };
  return { config, scripts, broken, held, release, answers };
}

const LISTS: Record<string, string[]> = {
  "read-names": ["names"],
  "read-rooms": ["rooms", "functions"],
  "read-programs": ["programs"],
  "read-sysvars": ["sysvars"],
  "read-messages": ["serviceMessages", "alarmMessages"],
  "read-inbox": ["inbox"],
};

describe("each list lives and fails alone", () => {
  for (const [script, lists] of Object.entries(LISTS))
    test(
      `${script} is cut off: the others are there, and it is tried again until it is whole`,
      onBench(async (bench) => {
        const fake = await rega(bench);
        fake.broken.add(script);
        const { ccu, notes } = await bench.driver(fake.config);
        const others = Object.values(LISTS)
          .flat()
          .filter((one) => !lists.includes(one));
        const has = (one: string) => Object.keys((notes.hubState as Record<string, object>)[one] ?? {}).length > 0;
        for (const one of others.filter((name) => name !== "alarmMessages")) assert.ok(has(one), one);
        for (const one of lists) if (one !== "names") assert.equal(one in notes.hubState, false, one);
        await ccu.setSysvar("V", "STRING", "a", ANY_TIME);
        fake.broken.clear();
        await bench.passUntil(() => lists.every((one) => one in notes.hubState), 31_000, script);
      }),
    );

  test(
    "readSystem is cut off: it costs nothing else",
    onBench(async (bench) => {
      const fake = await rega(bench);
      fake.broken.add("read-system");
      const { notes } = await bench.driver(fake.config);
      assert.ok(notes.hubState.rooms && notes.hubState.sysvars && notes.hubState.inbox);
    }),
  );

  test(
    "of two lists of one script the one that is no list costs no other",
    onBench(async (bench) => {
      const fake = await rega(bench, { ...healthy(), "read-rooms": { rooms: [ROOM], functions: null } });
      const { notes } = await bench.driver(fake.config);
      assert.equal(notes.hubState.rooms?.length, 1);
      assert.equal(notes.hubState.functions, undefined);
    }),
  );

  test(
    "a damaged record costs that record, and is told of once",
    onBench(async (bench) => {
      const bad = [null, 7, [], [null, "x"], ["", "x"], [1, null], [-1, "x"], ["abc", "x"], {}];
      const answers: Answers = {
        ...healthy(),
        "read-names": {
          devices: [...bad, [11, "A", "I", "Lampe", true]],
          channels: [
            [12, null, "x"],
            [13, "A:1", "Kanal"],
          ],
        },
        "read-rooms": { rooms: [...bad, [5, "ohne Kanäle"], ROOM], functions: [[6, "Licht", []]] },
        "read-programs": { programs: [...bad, PROGRAM] },
        "read-sysvars": { sysvars: [...bad, [1002, "ohne Art"], [1003, "W", "", "VARDP", "x"], SYSVAR] },
        "read-messages": { service: [...bad, MESSAGE], alarm: [] },
        "read-inbox": { inbox: [...bad, [12, "B", "B", "HM-X", "BidCos-RF"]] },
      };
      const fake = await rega(bench, answers);
      const told: string[] = [];
      const log = { debug() {}, info() {}, error() {}, warn: (text: string) => void told.push(text) };
      const { ccu, notes } = await bench.driver(fake.config, { log });
      const { rooms, programs, sysvars, serviceMessages, inbox, names } = notes.hubState;
      for (const list of [rooms, programs, sysvars, serviceMessages, inbox]) assert.equal(list?.length, 1);
      assert.deepEqual(Object.keys(names ?? {}), ["A", "A:1"]);
      const before = told.length;
      assert.equal(before, 6, "once for each script");
      await ccu.refreshHub();
      assert.equal(told.length, before);
    }),
  );
});

describe("a change is done when the CCU has done it", () => {
  const known = async (bench: Bench) => {
    const fake = await rega(bench);
    const { ccu, notes } = await bench.driver(fake.config);
    for (const name of Object.keys(LISTS)) fake.held.add(name);
    fake.scripts.length = 0;
    return { fake, ccu, notes };
  };

  test(
    "no read is waited for, what is known of the change is shown at once, and reads are coalesced",
    onBench(async (bench) => {
      const { fake, ccu, notes } = await known(bench);
      const hub = () => notes.hubState;
      await ccu.setSysvar("V", "STRING", "neu", ANY_TIME);
      assert.equal(hub().sysvars?.[0]?.value, "neu");
      const ten = Array.from({ length: 10 }, () => ccu.setSysvar("V", "STRING", "neu", ANY_TIME));
      await bench.quiet();
      assert.deepEqual(fake.scripts, ["set-sysvar", "read-sysvars"], "the only interpreter is busy");
      for (const name of Object.keys(LISTS)) fake.broken.add(name);
      fake.release();
      await Promise.all(ten);
      await bench.quiet();
      const reads = fake.scripts.filter((name) => name === "read-sysvars").length;
      assert.ok(reads <= 4, `${reads} reads for eleven changes`);
      await ccu.createSysvar({ name: "N", type: "NUMBER", value: 1 / 3 }, ANY_TIME);
      assert.deepEqual([hub().sysvars?.[1]?.id, hub().sysvars?.[1]?.value], [3000, 0.333333]);
      await ccu.changeSysvar("N", { name: "M", channel: "" }, ANY_TIME);
      assert.deepEqual([hub().sysvars?.[1]?.name, hub().sysvars?.[1]?.channel], ["M", undefined]);
      await ccu.deleteSysvar("M", ANY_TIME);
      assert.equal(hub().sysvars?.length, 1);
      assert.equal(await ccu.executeProgram(2001, false, ANY_TIME), true);
      await ccu.setProgramActive(2001, false, ANY_TIME);
      assert.equal(hub().programs?.[0]?.active, false);
      await ccu.deleteProgram(2001, ANY_TIME);
      assert.deepEqual(hub().programs, []);
      await ccu.createRoom("room", "Flur", ANY_TIME);
      await ccu.setChannelRooms("room", "A:1", [3000], ANY_TIME);
      await ccu.renameRoom("room", 3000, "Diele", ANY_TIME);
      assert.deepEqual(hub().rooms?.[1], { id: 3000, name: "Diele", channels: ["A:1"] });
      await ccu.deleteRoom("room", 3000, ANY_TIME);
      assert.equal(hub().rooms?.length, 1);
      await ccu.acknowledgeMessage("service", 4001, ANY_TIME);
      assert.deepEqual(hub().serviceMessages, []);
      await ccu.acceptInboxDevice("B", ANY_TIME);
      assert.deepEqual(hub().inbox, []);
      fake.broken.clear();
      await ccu.refreshHub("sysvars");
      assert.equal(hub().sysvars?.[0]?.value, "x", "what the CCU says counts");
    }),
  );

  test(
    "a read that never ends well takes nothing back",
    onBench(async (bench) => {
      const { fake, ccu, notes } = await known(bench);
      fake.broken.add("read-sysvars");
      fake.held.clear();
      await ccu.setSysvar("V", "STRING", "neu", ANY_TIME);
      await bench.quiet();
      assert.equal(notes.hubState.sysvars?.[0]?.value, "neu");
    }),
  );

  test(
    "a command comes before the lists that wait to be read",
    onBench(async (bench) => {
      const { fake, ccu } = await known(bench);
      const lists = Promise.allSettled([ccu.refreshHub()]);
      await bench.quiet();
      const done = ccu.executeProgram(2001, false, ANY_TIME);
      fake.release();
      assert.equal(await done, true);
      await lists;
      assert.ok(fake.scripts.indexOf("run-program") <= 2, fake.scripts.join());
    }),
  );
});

describe("a CCU whose scripts cannot run, but JSON-RPC can", () => {
  const withoutScripts = {
    "scripts are denied": async (bench: Bench) => {
      const simulator = await bench.simulator();
      simulator.control.fault("web", "ReGa.runScript", 400, 'access denied ("ADMIN" needed 8)');
      return { simulator, config: simulator.central };
    },
    "the method is not there": async (bench: Bench) => {
      const simulator = await bench.simulator();
      simulator.control.fault("web", "ReGa.runScript", 401, "method not found (ReGa.runScript)");
      return { simulator, config: simulator.central };
    },
    "the script port is closed": async (bench: Bench) => {
      const simulator = await bench.simulator();
      const { ports } = simulator.central as { ports?: Record<string, number> };
      return { simulator, config: { ...simulator.central, ports: { ...ports, ReGa: 1 } } };
    },
  };
  for (const [why, start] of Object.entries(withoutScripts))
    test(
      `${why}: names, rooms, functions, programs and variables are there; messages are not invented`,
      onBench(async (bench) => {
        const { simulator, config } = await start(bench);
        const { ccu, notes } = await bench.driver(config);
        await bench.passUntil(() => allLoaded(ccu) && notes.hubState.sysvars !== undefined, 60_000, "loading");
        const { names, rooms, functions, programs, sysvars, serviceMessages, inbox, system } = notes.hubState;
        assert.equal(names?.LEQ0410001?.name, "Deckenlampe Küche");
        assert.ok(rooms?.find((room) => room.name === "Küche")?.channels.includes("LEQ0410001:1"));
        assert.ok((functions?.length ?? 0) > 3);
        assert.equal(programs?.length, simulator.logic.programs.length);
        const number = sysvars?.find(({ type }) => type === "NUMBER");
        assert.equal(typeof number?.value, "number");
        assert.ok(sysvars?.every(({ value }) => !Number.isNaN(value)));
        assert.deepEqual([serviceMessages, inbox], [undefined, undefined]);
        assert.ok(system?.serial);
        assert.equal(simulator.sessions.open, 1, "no session is left behind");
        const program = simulator.logic.programs.find(({ active }) => active)!;
        const before = program.ranAt;
        bench.clock.advance(1000);
        assert.equal(await ccu.executeProgram(program.id, false, ANY_TIME), true);
        assert.ok(program.ranAt > before);
        await ccu.setSysvar(number?.name ?? "", "NUMBER", 4.5, ANY_TIME);
        assert.equal(simulator.logic.variables.find(({ id }) => id === number?.id)?.value, 4.5);
        await assert.rejects(ccu.setSysvar("x", "STRING", "y", ANY_TIME), { class: "unsupported" });
      }),
    );

  test(
    "values of HmIP come from the interface process, many with one call",
    onBench(async (bench) => {
      const { simulator, config } = await withoutScripts["scripts are denied"](bench);
      const { ccu, notes } = await bench.driver(config);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
      const hmip = [...notes.read.keys()].filter((key) => key.startsWith("000"));
      assert.ok(hmip.length > 20, `${hmip.length} values`);
      const calls = simulator.calls["HmIP-RF"] ?? {};
      assert.ok((calls["system.multicall"] ?? 0) > 0);
      const channels = [...notes.bundles.values()].flatMap(({ interface: iface, paramsets }) =>
        iface === "HmIP-RF" ? Object.values(paramsets).filter(({ VALUES }) => VALUES) : [],
      );
      assert.ok(
        (calls["system.multicall"] ?? 0) < 10 + (3 * channels.length) / PARAMSETS_PER_CALL + channels.length / 5,
      );
      assert.equal(simulator.radio["HmIP-RF"] ?? 0, 0);
    }),
  );
});
