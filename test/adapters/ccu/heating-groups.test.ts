/** Heating groups in front of the simulated CCU, whose pages behave as those of a real one (subsystems 4.3). */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { escaped } from "../../../adapters/ccu/heating-groups.ts";
import { groupsOf, membersOf, typesOf } from "../../../adapters/ccu/heating-groups-read.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const TYPE = "hmip.heating.group";
/** Thermostats of the household that are in no group, and those that are in the first. */
const FREE = "000393C9A2B402";

const start = async (bench: Bench) => {
  const simulator = await bench.simulator({ sessions: 10 });
  const { ccu } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
  const { heating } = simulator.logic;
  // two devices for a group of our own
  heating.groups[0]!.members.splice(1);
  return { simulator, ccu, heating };
};

describe("heating groups", () => {
  test(
    "are listed with their members, kinds and candidates",
    onBench(async (bench) => {
      const { ccu, heating } = await start(bench);
      const [group, ...others] = await bench.finish(ccu.heatingGroups());
      assert.deepEqual(others, []);
      assert.partialDeepStrictEqual(group, { id: 1, name: "Heizgruppe Wohnzimmer", type: TYPE });
      assert.equal(group?.members[0]?.address, heating.groups[0]?.members[0]);
      assert.deepEqual(await bench.finish(ccu.heatingGroupTypes()), [{ id: TYPE, label: "lblHmIPHeatingGroup" }]);
      const { assignable } = await bench.finish(ccu.heatingGroupCandidates(TYPE));
      assert.ok(assignable.some(({ address }) => address === FREE));
      await assert.rejects(bench.finish(ccu.heatingGroupCandidates("other")), { class: "permanent" });
    }),
  );

  test(
    "a group is made, changed and deleted, and its members are marked",
    onBench(async (bench) => {
      const { simulator, ccu } = await start(bench);
      const wanted = { name: "Büro & Gäste", type: TYPE, forbidSingleOperation: true, members: [FREE] };
      const made = await bench.finish(ccu.saveHeatingGroup(wanted, ANY_TIME));
      assert.partialDeepStrictEqual(made, { id: 2, name: "Büro & Gäste", forbidSingleOperation: true });
      assert.deepEqual(
        made.members.map(({ address }) => address),
        [FREE],
      );
      assert.equal(simulator.logic.metadata.get(`${FREE} inHeatingGroup`), "true");
      assert.ok(simulator.logic.groupOnly.has(FREE));
      assert.ok(simulator.world.devices.has("INT0000002"));
      const changed = { ...wanted, id: 2, name: "Nur Büro", forbidSingleOperation: false, members: [] };
      assert.partialDeepStrictEqual(await bench.finish(ccu.saveHeatingGroup(changed, ANY_TIME)), { name: "Nur Büro" });
      assert.equal(simulator.logic.metadata.get(`${FREE} inHeatingGroup`), "false");
      assert.ok(!simulator.logic.groupOnly.has(FREE));
      await bench.finish(ccu.deleteHeatingGroup(2, ANY_TIME));
      assert.deepEqual(
        (await bench.finish(ccu.heatingGroups())).map(({ id }) => id),
        [1],
      );
      await assert.rejects(bench.finish(ccu.deleteHeatingGroup(2, ANY_TIME)), { class: "permanent" });
      await assert.rejects(bench.finish(ccu.saveHeatingGroup(changed, ANY_TIME)), { class: "permanent" });
    }),
  );

  test(
    "an answer that never comes is no failure: the list shows the group (OpenCCU#1359)",
    onBench(async (bench) => {
      const { ccu, heating } = await start(bench);
      heating.isMute = true;
      const wanted = { name: "Stumm", type: TYPE, forbidSingleOperation: false, members: [FREE] };
      const made = await bench.finish(ccu.saveHeatingGroup(wanted, ANY_TIME));
      assert.deepEqual([made.id, made.members.length], [2, 1]);
      assert.equal(heating.groups.length, 2, "once");
    }),
  );

  test(
    "a member that the CCU left out is missing in what is told, and is not marked",
    onBench(async (bench) => {
      const { simulator, ccu, heating } = await start(bench);
      heating.drops.add(FREE);
      const wanted = { name: "Klein", type: TYPE, forbidSingleOperation: false, members: [FREE] };
      const made = await bench.finish(ccu.saveHeatingGroup(wanted, ANY_TIME));
      assert.deepEqual(made.members, []);
      assert.equal(simulator.logic.metadata.get(`${FREE} inHeatingGroup`), "false");
    }),
  );

  test(
    "a session that ended is followed by another, and the group is made once",
    onBench(async (bench) => {
      const { simulator, ccu, heating } = await start(bench);
      const logins = simulator.sessions.logins;
      const page = heating.page.bind(heating);
      let ended = false;
      heating.page = (session, name, text) => {
        if (name !== "save" || ended) return page(session, name, text);
        ended = true;
        simulator.sessions.clear();
        return { isSuccessful: false, errorCode: "42", content: "" };
      };
      const wanted = { name: "Neu", type: TYPE, forbidSingleOperation: false, members: [FREE] };
      assert.equal((await bench.finish(ccu.saveHeatingGroup(wanted, ANY_TIME))).id, 2);
      assert.ok(simulator.sessions.logins > logins);
      assert.equal(heating.groups.length, 2);
    }),
  );

  test(
    "what the CCU refuses is told, and nothing stays marked",
    onBench(async (bench) => {
      const { simulator, ccu, heating } = await start(bench);
      const page = heating.page.bind(heating);
      heating.page = (session, name, text) =>
        name === "save" ? { isSuccessful: false, errorCode: "7", content: "" } : page(session, name, text);
      const wanted = { name: "Nein", type: TYPE, forbidSingleOperation: true, members: [FREE] };
      await assert.rejects(bench.finish(ccu.saveHeatingGroup(wanted, ANY_TIME)), {
        class: "permanent",
        message: /\(7\)/,
      });
      assert.equal(simulator.logic.metadata.get(`${FREE} inHeatingGroup`), "false");
      await assert.rejects(bench.finish(ccu.saveHeatingGroup({ ...wanted, name: "日本" }, ANY_TIME)), {
        class: "invalid",
      });
    }),
  );

  test(
    "after the deadline nothing is begun",
    onBench(async (bench) => {
      const { ccu, heating } = await start(bench);
      const wanted = { name: "Spät", type: TYPE, forbidSingleOperation: false, members: [] };
      await assert.rejects(bench.finish(ccu.saveHeatingGroup(wanted, bench.clock.now() - 1)), { class: "transport" });
      assert.equal(heating.groups.length, 1);
    }),
  );
});

describe("what a CCU tells about groups", () => {
  test("every spelling of a group is understood, and what is none is left out", () => {
    const file = {
      groups: [
        { id: "2", name: "a", groupType: "t", forbidSingleOperation: "true", groupMembers: ["000A", 7, null, ""] },
        { groupId: 3, groupName: "b", groupTypeId: "t", groupMembers: [{ serialNumber: "000B", type: "x" }] },
        { id: "INT0000001", groupType: { id: "t", label: "l" } },
        null,
        { name: "none" },
      ],
    };
    assert.deepEqual(groupsOf(JSON.stringify(file)), [
      { id: 1, name: "", type: "t", typeLabel: "l", forbidSingleOperation: false, members: [] },
      { id: 2, name: "a", type: "t", forbidSingleOperation: true, members: [{ address: "000A" }], membersUnread: true },
      { id: 3, name: "b", type: "t", forbidSingleOperation: false, members: [{ address: "000B", type: "x" }] },
    ]);
    assert.deepEqual(groupsOf(-1), []);
    for (const nothing of ["", "<html>", {}, 0])
      assert.throws(() => groupsOf(nothing), { class: "transport" }, "no answer is no empty list");
    assert.throws(() => groupsOf(null), { class: "transport" });
    assert.throws(() => membersOf({}), { class: "transport" });
    assert.throws(() => typesOf("<html></html>"), { class: "transport" });
    assert.throws(() => typesOf("possibleGroupTypes = [1, 2"), { class: "transport" });
  });

  test("members that cannot be read are not none: whoever names no others does not put them out of the group", () => {
    const unread = (groupMembers: unknown) => groupsOf({ groups: [{ id: 1, groupMembers }] })[0]?.membersUnread;
    for (const bad of [
      "x",
      7,
      { id: "000A" },
      [{}],
      [{ memberType: "hmip.etrv" }],
      ["000A", []],
      [{ id: {} }],
      [false],
    ])
      assert.equal(unread(bad), true, JSON.stringify(bad));
    for (const good of [undefined, null, [], ["000A"], [null, ""], [{ id: 7 }, { address: "000B:1" }]])
      assert.equal(unread(good), undefined, JSON.stringify(good));
  });

  test("anything else is a fault or a list, never a crash", () => {
    const json = fc.jsonValue();
    fc.assert(
      fc.property(json, fc.string(), (value, text) => {
        for (const read of [() => groupsOf(value), () => groupsOf(text), () => membersOf(value), () => typesOf(text)])
          try {
            read();
          } catch (error) {
            assert.equal((error as { class?: string }).class, "transport");
          }
      }),
    );
  });

  test("names are escaped as JavaScript's escape() does it", () => {
    const latin = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((c) => String.fromCharCode(c)) });
    const old = (globalThis as unknown as { escape(text: string): string }).escape;
    fc.assert(fc.property(latin, (text) => assert.equal(escaped(text), old(text.normalize("NFC")))));
  });
});
