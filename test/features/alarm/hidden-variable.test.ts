/** A variable that no list shows mirrors a zone both ways: from the CCU's list of variables to the zone, and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenSysvars } from "../../../adapters/ccu/hub-changes.ts";
import { isListedSysvar, shownSysvars } from "../../../handlers/model/hub-objects.ts";
import type { HubSysvar } from "../../../handlers/ports/index.ts";
import { emptyHub } from "../../../local/testing/home-parts.ts";
import { House, MAIN, SHED } from "../../fault/alarm-house.ts";

const NAME = "Alarmanlage";
const HOUSE = { zone: "house", source: "rest-operator", actor: "anna" };
const mirrored = (config: object = {}) => [
  {
    id: "mirror",
    class: "sysvar_mirror",
    central: MAIN,
    channel_address: "",
    config: { sysvar_name: NAME, ...config },
  },
];

test("what lacks the marker that a central asks for is known, and in no list", () => {
  const sysvar = (id: number, description: string, internal = false): HubSysvar => ({
    ...{ id, name: `V${id}`, description, internal, type: "LIST", value: 0, unit: "", visible: true, logged: false },
  });
  const all = [sysvar(1, "HAHM shown"), sysvar(2, "not marked"), sysvar(3, "", true)];
  const kept = chosenSysvars(all, { sysvar_markers: ["HAHM"], include_internal_sysvars: false });
  assert.deepEqual(
    kept.map(({ id, listed, marked }) => [id, listed, marked]),
    [
      [1, undefined, true],
      [2, false, undefined],
      [3, false, undefined],
    ],
  );
  const shown = shownSysvars(emptyHub(MAIN, { sysvars: kept })).filter(isListedSysvar);
  assert.deepEqual(
    shown.map(({ id }) => id),
    [1],
  );
  const plain = chosenSysvars(all);
  assert.deepEqual(
    plain.map(({ listed }) => listed !== false),
    [true, true, true],
  );
});

test("it is made once, also across a restart, shows the zone and arms it; disarming only where that is allowed", async () => {
  const house = await House.start({ outputs: mirrored() });
  assert.equal(house.variable(NAME), 0);
  assert.ok(!(await house.logged()).some(({ type }) => type === "hub.sysvar_changed"), "nobody is told of it");
  await house.setVariable(NAME, 1);
  assert.deepEqual([house.state, house.engine.zone("house")?.mode], ["armed", "perimeter"]);
  assert.equal((await house.journal()).at(-1)?.event, "armed");
  await house.setVariable(NAME, 0);
  assert.deepEqual([house.state, house.variable(NAME)], ["armed", 1], "it shows what is");
  await house.sense("window");
  assert.equal(house.variable(NAME), 6);
  await house.restart();
  await house.pass(20_000);
  assert.equal(house.worlds[MAIN]?.sysvars.length, 1, "there is one of its name");
  await house.engine.disarm(HOUSE);
  await house.pass(1000);
  assert.equal(house.variable(NAME), 0);
  await house.stop();
});

test("what a CCU says that was away is no wish; what it says later is one", async () => {
  const house = await House.start({ outputs: mirrored({ sysvar_allow_disarm: true }) });
  assert.ok((await house.engine.arm({ ...HOUSE, mode: "perimeter", skipDelay: true })).ok);
  await house.pass(20_000);
  await house.goAway(MAIN, SHED);
  await house.setVariable(NAME, 0);
  await house.pass(30_000);
  await house.comeBack(false, MAIN, SHED);
  await house.pass(20_000);
  assert.deepEqual([house.state, house.variable(NAME)], ["armed", 1]);
  await house.setVariable(NAME, 0);
  assert.equal(house.state, "disarmed");
  await house.stop();
});
