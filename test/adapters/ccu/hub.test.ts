import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseJson, sanitiseJson } from "../../../adapters/ccu/json-wire.ts";
import { fromUrl, literal, storedName } from "../../../adapters/ccu/rega/script.ts";
import { readNames, recogniseScript, rename, setSysvar, startTest } from "../../../adapters/ccu/rega/scripts.ts";
import { translate } from "../../../adapters/ccu/rega/translate.ts";
import { composed, textFault } from "../../../handlers/model/storable-text.ts";
import { anyText } from "../../support/any-text.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const load = async (bench: Bench, options: Parameters<Bench["simulator"]>[0] = {}) => {
  const simulator = await bench.simulator(options);
  const { ccu, notes } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu) && notes.hubState.update !== undefined, 30_000, "loading");
  return { simulator, ccu, notes };
};

describe("the logic layer", () => {
  test(
    "rooms, functions, programs, variables, messages, inbox, system",
    onBench(async (bench) => {
      const { simulator, notes } = await load(bench);
      const { hubState: hub } = notes;
      assert.deepEqual(hub.rooms?.map((room) => room.id).sort(), simulator.logic.rooms.map((room) => room.id).sort());
      assert.ok(hub.rooms?.find((room) => room.name === "Küche")?.channels.includes("LEQ0410001:1"));
      assert.ok((hub.functions?.length ?? 0) > 3);
      assert.ok(hub.programs?.every((program) => program.name !== ""));
      const internal = hub.programs?.filter((program) => program.internal) ?? [];
      assert.ok(internal.length > 0 && internal.every(({ listed }) => listed === false), "read, but not listed");
      assert.ok(hub.serviceMessages?.some((one) => one.name.includes("LEQ0150013:0.STICKY_UNREACH")));
      assert.ok(hub.inbox?.some((device) => device.address === "0000D7099D7F99"));
      assert.match(hub.system?.version ?? "", /^\d+\.\d+/);
      for (const sysvar of hub.sysvars ?? []) assert.ok(!Number.isNaN(sysvar.value), sysvar.name);
    }),
  );

  test(
    "variables: create, set, change, find their programs, delete; programs: run, switch",
    onBench(async (bench) => {
      const { ccu, notes } = await load(bench);
      const find = (name: string) => notes.hubState.sysvars?.find((one) => one.name === name);
      await ccu.createSysvar(
        { name: 'Größe "A"\\n', type: "NUMBER", unit: "m²", min: 0, max: 10, value: 2.5 },
        ANY_TIME,
      );
      assert.deepEqual(
        { value: find('Größe "A"\\n')?.value, unit: find('Größe "A"\\n')?.unit },
        { value: 2.5, unit: "m²" },
      );
      await assert.rejects(ccu.createSysvar({ name: 'Größe "A"\\n', type: "LOGIC" }, ANY_TIME), { class: "permanent" });
      await ccu.setSysvar('Größe "A"\\n', "NUMBER", 7, ANY_TIME);
      assert.equal(find('Größe "A"\\n')?.value, 7);
      await ccu.changeSysvar('Größe "A"\\n', { name: "Neu", description: "für später" }, ANY_TIME);
      assert.equal(find("Neu")?.description, "für später");
      assert.deepEqual(await ccu.sysvarUsage("Neu"), []);
      await ccu.deleteSysvar("Neu", ANY_TIME);
      assert.equal(find("Neu"), undefined);
      await assert.rejects(ccu.setSysvar("Neu", "NUMBER", 1, ANY_TIME), {
        class: "permanent",
        message: /no variable Neu/,
      });
      const [program] = notes.hubState.programs ?? [];
      const id = program?.id ?? 0;
      await ccu.setProgramActive(id, false, ANY_TIME);
      assert.equal(await ccu.executeProgram(id, true, ANY_TIME), false);
      assert.equal(await ccu.executeProgram(id, false, ANY_TIME), true);
      assert.equal(notes.hubState.programs?.find((one) => one.id === id)?.active, false);
      await assert.rejects(ccu.executeProgram(999_999, false, ANY_TIME), { class: "permanent" });
    }),
  );

  for (const way of ["JSON-RPC", "script port"] as const)
    test(
      `a program or variable whose turn comes past its deadline is not touched (${way})`,
      onBench(async (bench) => {
        const simulator = await bench.simulator();
        const { username: _, json_rpc_port: __, ...bare } = simulator.central;
        const onScriptPort = { ...bare, ports: { ...bare.ports, ReGa: simulator.ports.rega ?? 0 } };
        const { ccu } = await bench.driver(way === "JSON-RPC" ? simulator.central : onScriptPort);
        await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
        const program = simulator.logic.programs.find((one) => one.active)!;
        const variable = simulator.logic.variables.find((one) => one.type === "LOGIC")!;
        const before = [program.ranAt, variable.value];
        const turn = !variable.value;
        simulator.control.delay(2000, "web");
        const slow = ccu.refreshHub("rooms");
        const deadline = bench.clock.now() + 1000;
        const late = Promise.allSettled([
          ccu.executeProgram(program.id, false, deadline),
          ccu.setSysvar(variable.name, "LOGIC", turn, deadline),
        ]);
        await bench.finish(slow);
        simulator.control.delay(0, "web");
        for (const outcome of await bench.finish(late)) {
          assert.equal(outcome.status, "rejected");
          if (outcome.status === "rejected") assert.match(outcome.reason.message, /deadline/);
        }
        assert.deepEqual([program.ranAt, variable.value], before);
        await bench.finish(ccu.setSysvar(variable.name, "LOGIC", turn, bench.clock.now() + 60_000));
        assert.equal(variable.value, turn);
      }),
    );

  test(
    "names and rooms",
    onBench(async (bench) => {
      const { ccu, notes } = await load(bench);
      for (const name of [
        "Lampe Ł",
        "5 €",
        "漢字",
        "a\u2028b",
        "a\u0000b",
        "\u007f",
        "$" + "{IFS}",
        "$" + "{roomKitchen}",
        "😀",
      ])
        await assert.rejects(ccu.rename("LEQ0410001", name, ANY_TIME), { class: "invalid" }, name);
      assert.equal(notes.hubState.names?.LEQ0410001?.name, "Deckenlampe Küche", "nothing was written");
      assert.equal(await ccu.rename("LEQ0410001", "Grün", ANY_TIME), "Grün", "composed first");
      assert.equal(notes.hubState.names?.LEQ0410001?.name, "Grün");
      await assert.rejects(ccu.rename("ZEQ0000000", "x", ANY_TIME), { class: "permanent" });
      await assert.rejects(ccu.rename("ZEQ0000000:1", "x", ANY_TIME), { class: "permanent" });
      await ccu.createRoom("room", "Dachböden", ANY_TIME);
      const room = notes.hubState.rooms?.find((one) => one.name === "Dachböden");
      await ccu.setChannelRooms("room", "LEQ0410001:1", [room?.id ?? 0], ANY_TIME);
      const of = (channel: string) =>
        notes.hubState.rooms?.filter((one) => one.channels.includes(channel)).map((one) => one.name);
      assert.deepEqual(of("LEQ0410001:1"), ["Dachböden"]);
      await ccu.renameRoom("room", room?.id ?? 0, "Boden", ANY_TIME);
      assert.deepEqual(of("LEQ0410001:1"), ["Boden"]);
      await ccu.deleteRoom("room", room?.id ?? 0, ANY_TIME);
      assert.deepEqual(of("LEQ0410001:1"), []);
    }),
  );

  test(
    "a sticky message is cleared in both places",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      const message = notes.hubState.serviceMessages?.find((one) => one.name.includes("STICKY_UNREACH"));
      const writes = () => simulator.calls["BidCos-RF"]?.setValue ?? 0;
      const before = writes();
      await ccu.acknowledgeMessage("service", message?.id ?? 0, ANY_TIME);
      await bench.quiet();
      assert.equal(writes(), before + 1, "the device's own parameter, whatever the logic layer does with it");
      assert.equal(simulator.world.value("LEQ0150013:0", "STICKY_UNREACH"), false);
      assert.ok(!notes.hubState.serviceMessages?.some((one) => one.id === message?.id));
      const battery = notes.hubState.serviceMessages?.find((one) => one.name.includes("LOWBAT"));
      await ccu.acknowledgeMessage("service", battery?.id ?? 0, ANY_TIME).catch(() => undefined);
      assert.equal(writes(), before + 1, "what a new battery ends is not written to the device");
    }),
  );

  test(
    "polling: a variable that changes on the CCU is seen within 30 s",
    onBench(async (bench) => {
      const { simulator, notes } = await load(bench);
      const variable = simulator.logic.variables.find((one) => one.type === "NUMBER")!;
      simulator.logic.setVariable(variable, Number(variable.value) + 1);
      const seen = () => notes.hubState.sysvars?.find((one) => one.id === variable.id)?.value === variable.value;
      const took = await bench.passUntil(seen, 31_000, "variable");
      assert.ok(took <= 30_000);
    }),
  );
});

test(
  "the logic layer comes up after the interfaces: what only it knows is read then",
  onBench(async (bench) => {
    const simulator = await bench.simulator();
    await simulator.control.gate("text", "web");
    const { ccu, notes } = await bench.driver(simulator.central);
    await bench.passUntil(() => allLoaded(ccu), 60_000, "interfaces");
    assert.equal(notes.bundles.size > 40, true);
    assert.equal(notes.read.has("LEQ0410001:1.STATE"), false);
    assert.equal(simulator.radio["BidCos-RF"], 0);
    await simulator.control.gate("open", "web");
    await bench.passUntil(() => notes.read.has("LEQ0410001:1.STATE"), 60_000, "values");
    assert.equal(notes.hubState.names?.LEQ0410001?.name, "Deckenlampe Küche");
  }),
);

describe("the one session", () => {
  test(
    "twenty questions at once: one login; the session expires: one more, and nothing is lost",
    onBench(async (bench) => {
      const { simulator, ccu, notes } = await load(bench);
      await Promise.all(Array.from({ length: 20 }, () => ccu.refreshHub("rooms")));
      assert.equal(simulator.sessions.logins, 1);
      assert.equal(simulator.sessions.open, 1);
      simulator.sessions.clear();
      notes.hubState = {};
      await Promise.all([ccu.refreshHub("rooms"), ccu.refreshHub("programs"), ccu.refreshHub("sysvars")]);
      assert.ok(notes.hubState.rooms && notes.hubState.programs && notes.hubState.sysvars);
      assert.equal(simulator.sessions.logins, 2);
      await bench.pass(600_000);
      assert.equal(simulator.sessions.logins, 2, "in use, it does not expire");
    }),
  );

  test(
    "the session table is full: interfaces work, the CCU is not stormed, and it recovers by itself",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      simulator.refuseSessions(true);
      const { ccu, notes } = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(ccu), 30_000, "interfaces");
      await assert.rejects(ccu.refreshHub("rooms"), { class: "auth" });
      await bench.pass(600_000);
      const attempts = simulator.calls.json?.["Session.login"] ?? 0;
      assert.ok(attempts > 2 && attempts < 25, `${attempts} logins in ten minutes`);
      simulator.refuseSessions(false);
      await bench.passUntil(() => notes.hubState.rooms !== undefined, 330_000, "the logic layer");
      assert.equal(simulator.sessions.open, 1);
    }),
  );

  test(
    "the script port instead, where it is configured",
    onBench(async (bench) => {
      const simulator = await bench.simulator();
      const { json_rpc_port, ...central } = simulator.central;
      const ports = { ...central.ports, ReGa: simulator.ports.rega as number };
      const { ccu, notes } = await bench.driver({ ...central, ports });
      await bench.passUntil(() => allLoaded(ccu) && notes.hubState.rooms !== undefined, 30_000, "loading");
      assert.equal(notes.hubState.names?.LEQ0410001?.name, "Deckenlampe Küche");
      assert.deepEqual(simulator.calls.json, {});
      await ccu.setSysvar(
        notes.hubState.sysvars?.find((one) => one.type === "STRING")?.name ?? "",
        "STRING",
        "Grüße",
        ANY_TIME,
      );
      assert.ok(notes.hubState.sysvars?.some((one) => one.value === "Grüße"));
    }),
  );

  test(
    "a web server that answers nonsense: every call is a transport fault, nothing breaks",
    onBench(async (bench) => {
      const answers = ["", "<html>503</html>", "null", '{"result":null}', '{"result":"{\\"rooms\\":[]"}', "[]"];
      let at = 0;
      const server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk) => {
          body += chunk;
        });
        request.on("end", () => {
          const login = body.includes("Session.login");
          response.end(login ? '{"result":"session123","error":null}' : answers[at++ % answers.length]);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      bench.cleanup.push(
        () => server.close(),
        () => server.closeAllConnections(),
      );
      const { port } = server.address() as AddressInfo;
      const { ccu } = await bench.driver({ name: "x", host: "127.0.0.1", interfaces: [], json_rpc_port: port });
      for (const _ of answers) await assert.rejects(ccu.refreshHub("rooms"), { name: "CcuFault", class: "transport" });
    }),
  );
});

const latin1 = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

describe("texts between here and the logic layer", () => {
  test("the beginning of a communication test must be a moment: an empty one would count every answer ever", () => {
    const { read } = startTest("LEQ0410001");
    assert.equal(read({ ok: true, started: "2026-01-31%2012%3A00%3A00" }), "2026-01-31 12:00:00");
    assert.equal(read({ ok: false }), undefined);
    for (const started of [undefined, "", "soon", 7, {}]) assert.throws(() => read({ ok: true, started }));
  });

  test("a user's text cannot leave its literal, nor its header line, and arrives as it is or is refused", () => {
    const unescaped: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.string({ unit: latin1 })), (text) => {
        if (textFault(text) !== undefined) {
          assert.throws(() => literal(text), { name: "CcuFault", class: "invalid" });
          return;
        }
        const written = literal(text);
        assert.match(written, /^"(?:[^"\\]|\\.)*"$/s);
        assert.ok([...written].every((c) => c >= " " && c <= "\u00ff"));
        const inside = written.slice(1, -1).replace(/\\(.)/gs, (_, c: string) => unescaped[c] ?? c);
        assert.equal(inside, composed(text));
        const { text: source } = setSysvar(text, "STRING", text);
        assert.deepEqual(recogniseScript(source), {
          name: "set-sysvar",
          args: { name: composed(text), type: "STRING", value: composed(text) },
        });
      }),
      { examples: [['"); system.Exec("reboot'], ["\\"], ["a\nb\u2028"], ["Tor offen\nseit\t10:00\r"]] },
    );
    assert.equal(recogniseScript(rename("A:1", 'x"\n!# name: evil').text)?.name, "rename");
  });

  test("WriteURL: Latin-1, UTF-8 where it is, old wide escapes, broken escapes as they are", () => {
    assert.equal(fromUrl("K%FCche%20%22A%22"), 'Küche "A"');
    assert.equal(fromUrl("K%C3%BCche"), "Küche");
    assert.equal(fromUrl("K%u00FCche 5%"), "Küche 5%");
    assert.equal(fromUrl("%u0141%F3d%u017A%20%u2013"), "Łódź –");
    for (const [written, meant] of [
      ["Flur %u2013 Licht", "Flur – Licht"],
      ["%u201EBad%u201C", "„Bad“"],
      ["K%C3%BCche %u2013 Licht", "Küche – Licht"],
      ["K%FCche 5 %u20AC", "Küche 5 €"],
      ["%uD83D%uDE00%20", "😀 "],
      ["– %FC", "– ü"],
    ] as const)
      assert.equal(fromUrl(written), meant);
    assert.equal(storedName("%CE%A9%20Text"), "\u00ce\u00a9 Text", "byte by byte, as the CCU compares");
    assert.equal(fromUrl(undefined), "");
  });

  test("broken JSON of a CCU is mended; sound JSON is not touched", () => {
    assert.deepEqual(parseJson('{"a":"x\ty","b":"$\\{room}"}'), { a: "x y", b: "$\\{room}" });
    fc.assert(
      fc.property(fc.json(), (json) => {
        assert.deepEqual(JSON.parse(sanitiseJson(json)), JSON.parse(json));
      }),
    );
    assert.throws(() => parseJson("<html>"), { name: "RpcFormatError", notReady: true });
    const page = `<html>${"0123456789".repeat(5)}`;
    assert.throws(() => parseJson(page), { message: `not JSON: ${page.slice(0, 40)}` });
  });

  test("i18n keys become words", () => {
    assert.equal(translate(["$", "{roomLivingRoom}"].join("")), "Living room");
    assert.equal(translate("$\\{sysVarPresence}"), "PRESENCE");
    assert.equal(translate("{x} plain"), "{x} plain");
  });

  test("an answer of another shape is an error, not a guess", () => {
    assert.throws(() => readNames().read({ devices: "no", end: true }), TypeError);
    assert.deepEqual(readNames().read({ devices: [["1", "A", "B", "n%FC", true], 5], channels: [], end: true }), {
      names: { A: { name: "nü", id: 1 } },
      unready: [],
    });
  });
});
