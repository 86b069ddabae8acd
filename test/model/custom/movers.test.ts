/** Covers, garage doors and locks: what their values mean and what is sent to them, by device-model 2.6 and 2.8. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findCustom } from "../../../handlers/model/custom/bind.ts";
import { describeCustom } from "../../../handlers/model/custom/describe.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import { checkSheets, type Doing, type Given } from "./sheets.ts";
import { NOON, thingOf, valuesOf, writesOf } from "./things.ts";

const STOPPED = ["!4", "STOP=true"];
const SHUTTER = ["LEVEL_2", "COMBINED_PARAMETER"];

checkSheets({
  "where an IP shutter is": {
    model: "HmIP-BROLL",
    without: SHUTTER,
    name: "LEVEL@4",
    states: [
      [
        { "3/LEVEL": 1, "3/ACTIVITY_STATE": "UP" },
        { state: "opening", direction: "opening", current_position: 100 },
      ],
      [
        { "3/LEVEL": 1, "3/ACTIVITY_STATE": "STABLE" },
        { state: "open", direction: "stopped" },
      ],
      [
        { "3/LEVEL": 1, "3/ACTIVITY_STATE": "UNKNOWN" },
        { state: "open", direction: "unknown" },
      ],
      [{ "3/ACTIVITY_STATE": "DOWN" }, { state: "closing", current_position: undefined, level: undefined }],
      [{ "3/LEVEL": 0.004 }, { state: "closed", current_position: 0 }],
      [{ "3/LEVEL": 0.005 }, { state: "open", current_position: 1 }],
      [{ "4/LEVEL": 0.5 }, { current_position: 50, state: "open" }],
    ],
    does: [
      ["close", {}, { "3/LEVEL": 0 }, []],
      ["close", {}, {}, [["4", "LEVEL=0"]]],
      ["close", {}, { "~3/LEVEL": 0 }, [["4", "LEVEL=0"]]],
      ["close", {}, { "4/LEVEL": 0 }, []],
      // an order under way is not where it leads to
      ["close", {}, { "3/LEVEL": 0, "!4/LEVEL": 0 }, [["4", "LEVEL=0"]]],
      ["set_position", { position: 0 }, { "3/LEVEL": 0 }, [["4", "LEVEL=0"]]],
      ["set_position", { position: 1 }, {}, [["4", "LEVEL=1"]]],
    ],
    refuses: [
      ["set_position", {}, 422, "position"],
      ["set_position", { position: -0.01 }, 422, "position"],
      ["set_position", { position: 1.01 }, 422, "position"],
      ...["set_combined", "open_tilt", "close_tilt", "stop_tilt"].map(
        (operation) => [operation, {}, 400] as [string, Given, number],
      ),
    ],
  },
  "a virtual channel of an IP shutter knows what it was told": {
    model: "HmIP-BROLL",
    without: SHUTTER,
    name: "LEVEL@5",
    states: [[{ "3/LEVEL": 1, "5/LEVEL": 0.25 }, { current_position: 25 }]],
  },
  "a classic shutter": {
    model: "HM-LC-Bl1-FM",
    name: "LEVEL",
    states: [
      [
        { "1/LEVEL": 0.4, "1/DIRECTION": "UP" },
        { state: "opening", direction: "opening" },
      ],
      [
        { "1/LEVEL": 0.4, "1/DIRECTION": "DOWN" },
        { state: "closing", direction: "closing" },
      ],
      [
        { "1/LEVEL": 0.4, "1/DIRECTION": "NONE" },
        { state: "open", direction: "stopped" },
      ],
      [{ "1/LEVEL": 0.4, "1/DIRECTION": "UNDEFINED" }, { direction: "unknown" }],
    ],
    does: [
      ["open", {}, { "1/LEVEL": 1, "1/DIRECTION": "NONE" }, []],
      ["open", {}, { "1/LEVEL": 1, "1/DIRECTION": "UP" }, [["1", "LEVEL=1"]]],
      ["stop", {}, {}, [["!1", "STOP=true"]]],
    ],
  },
  "an IP blind's two parts": {
    model: "HmIP-FBL",
    name: "LEVEL@4",
    states: [
      [{ "3/LEVEL_2": 0.295 }, { current_tilt_position: 30, tilt_level: 0.295, current_position: undefined }],
      [{ "3/LEVEL": 0.5 }, { current_tilt_position: undefined, tilt_level: undefined, current_position: 50 }],
      [
        { "4/LEVEL": 0.1, "4/LEVEL_2": 0.2 },
        { current_position: 10, current_tilt_position: 20 },
      ],
    ],
    does: [
      ["open_tilt", {}, { "3/LEVEL": 0.3 }, [["4", "COMBINED_PARAMETER=L2=100,L=30"]]],
      ["close_tilt", {}, { "3/LEVEL": 0.3, "3/LEVEL_2": 0.7 }, [["4", "COMBINED_PARAMETER=L2=0,L=30"]]],
      // where nothing is known, down is what does no harm
      ["set_tilt", { tilt: 0.5 }, {}, [["4", "COMBINED_PARAMETER=L2=50,L=0"]]],
      ["set_position", { position: 0.5 }, {}, [["4", "COMBINED_PARAMETER=L2=0,L=50"]]],
      // values past the ends are the ends
      ["set_tilt", { tilt: 0.5 }, { "3/LEVEL": 1.01 }, [["4", "COMBINED_PARAMETER=L2=50,L=100"]]],
      ["set_position", { position: 0.5 }, { "3/LEVEL_2": -0.1 }, [["4", "COMBINED_PARAMETER=L2=0,L=50"]]],
      // it moves: it is stopped first, unless it is told what it does already
      ["open", {}, { "3/ACTIVITY_STATE": "UP" }, [STOPPED, ["4", "COMBINED_PARAMETER=L2=100,L=100"]]],
      ["open", {}, { "3/ACTIVITY_STATE": "STABLE" }, [["4", "COMBINED_PARAMETER=L2=100,L=100"]]],
      ["open", {}, { "!4/LEVEL_2": 1 }, [STOPPED, ["4", "COMBINED_PARAMETER=L2=100,L=100"]]],
      ["open", {}, { "!4/LEVEL": 1, "!4/LEVEL_2": 1 }, [["4", "COMBINED_PARAMETER=L2=100,L=100"]]],
      ["open", {}, { "!4/LEVEL": 0.996, "!4/LEVEL_2": 1 }, [["4", "COMBINED_PARAMETER=L2=100,L=100"]]],
      ["open", {}, { "!4/LEVEL": 0.99, "!4/LEVEL_2": 1 }, [STOPPED, ["4", "COMBINED_PARAMETER=L2=100,L=100"]]],
      ["set_combined", { level: 1, tilt: 0 }, {}, [["4", "COMBINED_PARAMETER=L2=0,L=100"]]],
      ["stop", {}, {}, [STOPPED]],
    ],
    refuses: [
      ["set_tilt", {}, 422, "tilt"],
      ["set_tilt", { tilt: 1.1 }, 422, "tilt"],
      ["set_combined", { tilt: 1 }, 422, "level"],
      ["set_combined", { level: 1.1, tilt: 1 }, 422, "level"],
      ["set_combined", { level: 1, tilt: -1 }, 422, "tilt"],
      ["set_position", { position: 2 }, 422, "position"],
    ],
  },
  "a blind that cannot be stopped": {
    model: "HmIP-FBL",
    name: "LEVEL@4",
    without: ["STOP"],
    does: [["open", {}, { "3/ACTIVITY_STATE": "UP" }, [["4", "COMBINED_PARAMETER=L2=100,L=100"]]]],
    refuses: [
      ["stop", {}, 400],
      ["stop_tilt", {}, 400],
    ],
  },
  "a blind without slats": {
    model: "HmIP-HDM",
    name: "LEVEL",
    without: ["LEVEL_2"],
    does: [["open", {}, {}, [["1", "LEVEL=1"]]]],
    refuses: [["open_tilt", {}, 400]],
  },
  "a classic blind's bytes": {
    model: "HM-LC-Ja1PBU-FM",
    name: "LEVEL",
    does: [
      ["set_combined", { level: 0, tilt: 1 }, {}, [["1", "LEVEL_COMBINED=0x00,0xc8"]]],
      ["set_combined", { level: 0.029, tilt: 0.03 }, {}, [["1", "LEVEL_COMBINED=0x05,0x06"]]],
    ],
  },
  "a window drive's three ends": {
    model: "HM-Sec-Win",
    name: "LEVEL",
    states: [
      [{}, { state: undefined, current_position: undefined }],
      [{ "1/LEVEL": 0.005 }, { state: "open", current_position: 1, level: 0.01 }],
      [{ "1/LEVEL": 0.02 }, { current_position: 2, level: 0.02 }],
      [{ "1/LEVEL": 1, "1/DIRECTION": "DOWN" }, { state: "closing" }],
    ],
    does: [
      ["close", {}, { "1/LEVEL": -0.005 }, []],
      ["close", {}, { "1/LEVEL": 0 }, [["1", "LEVEL=-0.005"]]],
      ["open", {}, { "1/LEVEL": 1 }, []],
      ["set_position", { position: 0.005 }, {}, [["1", "LEVEL=0"]]],
      ["set_position", { position: 0.011 }, {}, [["1", "LEVEL=0.011"]]],
      ["stop", {}, {}, [["!1", "STOP=true"]]],
    ],
    refuses: [["set_position", { position: 1.1 }, 422, "position"]],
  },
  "a garage door's sections": {
    model: "HmIP-MOD-TM",
    name: "DOOR_STATE",
    states: [
      [{}, { state: undefined, current_position: null, door_state: undefined }],
      [{ "1/DOOR_STATE": "OPEN" }, { state: "open", current_position: 100, door_state: "OPEN" }],
      [{ "1/DOOR_STATE": "POSITION_UNKNOWN" }, { state: undefined, current_position: null }],
      [{ "1/DOOR_STATE": "POSITION_UNKNOWN", "1/SECTION": 5 }, { state: "closing" }],
      [{ "1/DOOR_STATE": "OPEN", "1/SECTION": 3 }, { state: "open" }],
    ],
    does: [["close", {}, {}, [["1", "DOOR_COMMAND=CLOSE"]]]],
  },
  "how an IP lock moves": {
    model: "HmIP-DLD",
    kind: "lock",
    name: "LOCK_STATE",
    states: [
      [
        { "1/LOCK_STATE": "LOCKED" },
        { direction: "stopped", is_locking: false, is_unlocking: false, is_jammed: false },
      ],
      [{ "1/ACTIVITY_STATE": "UP" }, { direction: "unlocking", is_locking: false, is_unlocking: true }],
      [{ "1/ACTIVITY_STATE": "DOWN" }, { direction: "locking", is_locking: true, is_unlocking: false }],
      [{ "1/ACTIVITY_STATE": "STABLE" }, { direction: "stopped", is_locking: false, is_unlocking: false }],
      // assumed until it reports
      [{ "!1/LOCK_STATE": "LOCKED" }, { lock_state: "LOCKED", is_locked: true, state_uncertain: true }],
      [{ "0/ERROR_JAMMED": false }, { is_jammed: false }],
    ],
    refuses: [["lock", { hard: true }, 422, "hard"]],
  },
  "a lock that says itself that it is jammed": {
    model: "HmIP-DLP",
    kind: "lock",
    name: "LOCK_STATE",
    states: [
      [
        { "12/LOCK_STATE": "LOCKED", "12/ERROR_JAMMED": true },
        { is_jammed: true, is_locked: true },
      ],
    ],
    does: [["unlock", {}, {}, [["!12", "LOCK_TARGET_LEVEL=UNLOCKED"]]]],
  },
  "a lock without a target": {
    model: "HmIP-DLD",
    kind: "lock",
    name: "LOCK_STATE",
    without: ["LOCK_TARGET_LEVEL"],
    refuses: ["lock", "unlock", "open"].map((operation) => [operation, {}, 400] as [string, Given, number]),
  },
  "how a classic lock moves": {
    model: "HM-Sec-Key",
    name: "STATE",
    states: [
      [{}, { state_uncertain: true, lock_state: "UNLOCKED", is_jammed: false, direction: "stopped" }],
      [{ "1/STATE": true }, { lock_state: "UNLOCKED", is_locked: false, state_uncertain: false }],
      [
        { "1/STATE": false, "1/DIRECTION": "UP" },
        { is_unlocking: true, is_locking: false, direction: "unlocking" },
      ],
      [
        { "1/STATE": true, "1/DIRECTION": "DOWN" },
        { is_unlocking: false, is_locking: true, direction: "locking" },
      ],
      [{ "1/STATE": true, "1/ERROR": "NO_ERROR" }, { is_jammed: false }],
      [{ "1/STATE": true, "1/ERROR": "MOTOR_ABORTED" }, { is_jammed: true }],
      [{ "1/STATE": true, "1/STATE_UNCERTAIN": false }, { state_uncertain: false }],
    ],
    does: [["unlock", {}, {}, [["!1", "STATE=true"]]]],
  },
  "the keys of a device": {
    model: "HmIP-FAL",
    name: "GLOBAL_BUTTON_LOCK",
    states: [
      [{}, { state_uncertain: true, is_locked: false, lock_state: "UNLOCKED", is_jammed: false, direction: "stopped" }],
      [{ "0/GLOBAL_BUTTON_LOCK": false }, { state_uncertain: false, is_locked: false, lock_state: "UNLOCKED" }],
      [{ "0/GLOBAL_BUTTON_LOCK": true }, { state_uncertain: false, is_locked: true, lock_state: "LOCKED" }],
    ],
    does: [["unlock", {}, {}, [["!0/MASTER", "GLOBAL_BUTTON_LOCK=false"]]]],
  },
});

describe("a cover that was stopped", () => {
  it("stands nowhere until it reports: any order goes", () => {
    const device = thingOf("HmIP-BROLL", undefined, SHUTTER);
    const values = valuesOf(device, { "4/LEVEL": 1 });
    const custom = findCustom(device, "LEVEL@4")!;
    const open = () => plan(custom, values, { operation: "open", now: NOON }).writes.length;
    assert.equal(open(), 0);
    const [[key, state]] = [...values] as [[string, object]];
    values.set(key, { ...state, halted: true } as never);
    assert.equal(open(), 1);
  });
  it("is told apart from a virtual channel where people do not want the group's position", () => {
    const device = thingOf("HmIP-BROLL", undefined, SHUTTER);
    const position = (groupPosition: boolean) => {
      const custom = { ...findCustom(device, "LEVEL@4")!, behaviour: { groupPosition } };
      return describeCustom(device, custom, valuesOf(device, { "3/LEVEL": 1, "4/LEVEL": 0.5 })).state.current_position;
    };
    assert.deepEqual([position(true), position(false)], [100, 50]);
  });
});

describe("a lock's order", () => {
  it("shows at once what the lock will say, on the first of its values", () => {
    const device = thingOf("HmIP-DLD", "lock");
    const custom = findCustom(device, "LOCK_STATE")!;
    for (const [operation, shown] of [
      ["lock", "LOCKED"],
      ["unlock", "UNLOCKED"],
      ["open", "UNLOCKED"],
    ]) {
      const [write] = plan(custom, new Map(), { operation: operation!, now: NOON }).writes;
      assert.deepEqual(
        write?.values.map(({ echo }) => echo?.map((one) => [one.dataPoint.parameter, one.shown])),
        [[["LOCK_STATE", shown]]],
      );
    }
  });
});

describe("what covers and locks can be asked", () => {
  const asked = (model: string, name: string, without: string[] = [], kind?: string) => {
    const device = thingOf(model, kind, without);
    const { supported_operations, capabilities, config } = describeCustom(device, findCustom(device, name)!, new Map());
    return { operations: supported_operations, capabilities, config };
  };
  const lift = ["open", "close", "set_position", "stop"];
  const tilt = ["set_tilt", "set_combined", "open_tilt", "close_tilt", "stop_tilt"];
  it("by the parts that they have", () => {
    assert.deepEqual(asked("HM-LC-Bl1-FM", "LEVEL"), {
      operations: lift,
      capabilities: { position: true, tilt: false, stop: true, vent: false, inverted_control: false },
      config: { inverted_control: false, supports_stop: true, supports_tilt: false },
    });
    assert.deepEqual(asked("HmIP-FBL", "LEVEL@4"), {
      operations: [...lift, ...tilt],
      capabilities: { position: true, tilt: true, stop: true, vent: false, inverted_control: false },
      config: { inverted_control: false, supports_stop: true, supports_tilt: true },
    });
    const unstoppable = asked("HmIP-FBL", "LEVEL@4", ["STOP"]);
    assert.deepEqual([unstoppable.capabilities?.stop, unstoppable.config?.supports_stop], [false, false]);
    assert.deepEqual(asked("HmIP-MOD-TM", "DOOR_STATE"), {
      operations: ["open", "close", "stop", "ventilate"],
      capabilities: { position: false, tilt: false, stop: true, vent: true, inverted_control: false },
      config: { supports_stop: true, supports_vent: true },
    });
    assert.deepEqual(asked("HmIP-MOD-TM", "DOOR_STATE", ["DOOR_COMMAND"]).operations, []);
  });
  it("a lock opens where it has a latch; keys are locked against children", () => {
    assert.deepEqual(asked("HmIP-DLD", "LOCK_STATE", [], "lock"), {
      operations: ["lock", "unlock", "open"],
      capabilities: { open: true, child_safe: false },
      config: { supports_open: true },
    });
    assert.deepEqual(asked("HM-Sec-Key", "STATE", ["OPEN"]), {
      operations: ["lock", "unlock"],
      capabilities: { open: false, child_safe: false },
      config: { supports_open: false },
    });
    assert.deepEqual(asked("HM-Sec-Key", "STATE").config, { supports_open: true });
    assert.deepEqual(asked("HmIP-FAL", "GLOBAL_BUTTON_LOCK"), {
      operations: ["lock", "unlock"],
      capabilities: { open: false, child_safe: true },
      config: { supports_open: false },
    });
  });
  it("orders to covers in the middle of a move come one at a time", () => {
    const orders: Doing[] = [["stop", {}, {}, [STOPPED]]];
    for (const [operation, params, given, wanted] of orders)
      assert.deepEqual(writesOf(thingOf("HmIP-FBL"), "LEVEL@4", operation, params, given), wanted);
    assert.equal(findCustom(thingOf("HmIP-FBL"), "LEVEL@4")!.profile.oneAtATime, true);
  });
});
