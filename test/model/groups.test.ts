/** Channels that act on the same thing, and where things are found (device-model 1.22, 2.1). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildDevice } from "../../handlers/model/build.ts";
import { customDataPointsOf } from "../../handlers/model/custom/bind.ts";
import { customClaim } from "../../handlers/model/custom/claims.ts";
import { customMembers, describeCustom, groupRooms } from "../../handlers/model/custom/describe.ts";
import { REGISTRATIONS, registrationsOf } from "../../handlers/model/custom/registry.ts";
import { findChannel, findDataPoint, listDataPoints, stateOf } from "../../handlers/model/find.ts";
import { hasSubDevices } from "../../handlers/model/groups.ts";
import { isListedProgram, isListedSysvar } from "../../handlers/model/hub-objects.ts";
import type { Device } from "../../handlers/model/types.ts";
import { device, EVENT, parameter, READ, WRITE } from "../support/devices.ts";
import { thingBundle, thingOf } from "./custom/things.ts";

const changed = (of: Device, number: number, part: object): Device => ({
  ...of,
  channels: of.channels.map((channel) => (channel.number === number ? { ...channel, ...part } : channel)),
});
const members = (of: Device, number: number | null) => customMembers(of, findChannel(of, number)!);

describe("a channel's place in its device", () => {
  const relay = thingOf("HmIP-FSM");
  it("a group has its feedback channel, its primary and the virtual ones", () => {
    // 1 feeds back, 2 is meant, 3 and 4 are virtual
    assert.deepEqual(members(relay, 2), {
      ...{ category: "switch", custom_dp_name: "STATE@2", is_custom_dp_primary: true },
      ...{ group_no: 2, is_group_master: true, is_in_multi_group: true },
    });
    for (const number of [3, 4])
      assert.deepEqual(members(relay, number), {
        ...{ category: "switch", custom_dp_name: `STATE@${number}`, is_custom_dp_primary: false },
        ...{ group_no: 2, is_group_master: false, is_in_multi_group: true },
      });
    assert.deepEqual(members(relay, 1), { group_no: 2, is_group_master: false, is_in_multi_group: true });
    assert.deepEqual(members(relay, null), {});
    assert.deepEqual(customDataPointsOf(relay).groups, [{ number: 2, channels: [1, 2, 3, 4] }]);
  });
  it("a channel alone is a group of one, one that does nothing is in none", () => {
    const window = thingOf("HM-Sec-Win");
    const { group_no, is_group_master, is_in_multi_group } = members(window, 1);
    assert.deepEqual([group_no, is_group_master, is_in_multi_group], [1, true, false]);
    const plain = device({
      address: "0041AAAA000041",
      model: "HmIP-NOBODY",
      channels: { 1: { type: "X", values: {} } },
    });
    assert.deepEqual(members(plain, 1), {});
  });
  it("two groups of several channels are two devices in people's minds, named as their masters are", () => {
    const relays = thingOf("HmIP-WHS2");
    assert.deepEqual(customDataPointsOf(relays).groups, [
      { number: 2, channels: [1, 2, 3, 4] },
      { number: 6, channels: [5, 6, 7, 8] },
    ]);
    assert.deepEqual([hasSubDevices(relays), hasSubDevices(relay)], [true, false]);
    assert.equal(members(relays, 3).sub_device_name, `${relays.name} 2`);
    const named = changed(relays, 2, { name: "Garden lights" });
    assert.equal(members(named, 4).sub_device_name, "Garden lights");
    assert.equal(members(named, 7).sub_device_name, `${relays.name} 6`);
    assert.equal(members(changed(relays, 2, { name: "Garden:2" }), 4).sub_device_name, `${relays.name} 2`);
    assert.equal("sub_device_name" in members(relay, 3), false);
  });
  it("rooms are the channel's own, else those of its master", () => {
    const placed = changed(changed(relay, 2, { rooms: ["Kitchen"] }), 4, { rooms: ["Hall"] });
    const rooms = (number: number | null) => groupRooms(placed, findChannel(placed, number)!);
    assert.deepEqual(
      [rooms(1), rooms(2), rooms(3), rooms(4), rooms(null)],
      [["Kitchen"], ["Kitchen"], ["Kitchen"], ["Hall"], []],
    );
  });
  it("names tell channels apart where their own names do not", () => {
    const names = (of: Device) =>
      customDataPointsOf(of)
        .points.map((point) => describeCustom(of, point, new Map()))
        .map((view) => [view.parameter_name, view.translated_name]);
    // numbered by the CCU: the only primary needs no number, virtual ones do
    assert.deepEqual(names(relay), [
      ["", relay.name],
      ["vch3", "vch3"],
      ["vch4", "vch4"],
    ]);
    const relays = thingOf("HmIP-WHS2");
    assert.deepEqual(
      names(relays).map(([marker]) => marker),
      ["ch2", "vch3", "vch4", "ch6", "vch7", "vch8"],
    );
    assert.deepEqual(names(changed(relay, 3, { name: "Evening" }))[1], ["", "Evening"]);
    assert.equal(names(thingOf("HmIP-FAL"))[0]?.[0], "Button Lock");
  });
});

describe("what a thing makes of its device's other parameters", () => {
  const usages = (model: string, kind: string) => {
    const parts = thingBundle(
      REGISTRATIONS.find(({ models, profile }) => models.includes(model) && profile.kind === kind)!,
      model,
    );
    const [address] = Object.keys(parts.paramsets).filter((name) => name.endsWith(":0") || name.includes(":"));
    const shown = {
      OTHER: parameter("FLOAT", READ | EVENT),
      LOW_BAT: parameter("BOOL", READ | EVENT),
      INHIBIT: parameter("BOOL", EVENT),
    };
    const paramsets = {
      ...parts.paramsets,
      [address!]: { VALUES: { ...parts.paramsets[address!]?.VALUES, ...shown } },
    };
    const built = buildDevice({ ...parts, paramsets }, { central: "ccu", claim: customClaim })!;
    const { values } = built.channels.find((channel) => channel.address === address)!;
    return ["OTHER", "INHIBIT"].map((name) => values.get(name)?.usage);
  };
  it("they are its parts, unless it is less than the device", () => {
    assert.deepEqual(usages("HmIP-FSM", "switch"), ["no_create", "ignored"]);
    assert.deepEqual(usages("HmIP-FAL", "lock"), ["data_point", "ignored"], "a button lock leaves them alone");
    assert.deepEqual(usages("HmIP-FWI", "switch"), ["data_point", "ignored"], "and so does a permission");
  });
});

describe("which models are what", () => {
  const kinds = (model: string) =>
    registrationsOf(model).map(({ profile, channels }) => `${profile.kind}@${channels.join(",")}`);
  it("by the exact name, else by the first that it begins with, category by category", () => {
    for (const [model, wanted] of [
      ["HmIP-FSM", ["switch@2"]],
      ["HmIP-FSM16", ["switch@2"]],
      ["hmip-fsm", ["switch@2"]],
      ["HmIP-BWTH24", ["climate_hmip@1", "lock@0"]],
      ["HmIP-SCTH230", ["light@12", "switch@8"]],
      ["HmIP-PCBS", ["switch@3"]],
      ["HmIP-PCBS2", ["switch@4,8"]],
      ["HmIP-PCBS-BAT", ["switch@3"]],
      ["HB-LC-Bl1PBU-FM", ["cover@1"]],
      ["HmIP-STH", ["climate_hmip@1"]],
      ["HmIP-STHD", ["climate_hmip@1"]],
      // outdoors nothing is heated
      ["HmIP-STHO", []],
      ["HmIP-STHO-A", []],
      ["HmIP-DLD", ["lock@1", "lock@0", "switch@2,3,4,5,6,7,8,9"]],
      ["HmIP-BSL", ["light_fixed_color@8,12", "switch@4"]],
      ["HmIP-MP3P", ["light_sound_led@6", "siren_sound@2"]],
      ["HM-TC-IT-WM-W-EU", ["climate_rf@2", "lock@device"]],
      ["NOBODY", []],
      ["", []],
    ] as const)
      assert.deepEqual(kinds(model), wanted, model);
  });
  it("on all their channels", () => {
    const from = (first: number, last: number, step = 1) =>
      Array.from({ length: (last - first) / step + 1 }, (_, at) => first + at * step).join(",");
    for (const [model, kind, channels] of [
      ["HmIPW-DRS8", "switch", from(2, 30, 4)],
      ["HmIP-MOD-OC8", "switch", from(10, 38, 4)],
      ["HmIPW-FIO6", "switch", from(8, 28, 4)],
      ["HmIP-DRSI4", "switch", from(6, 18, 4)],
      ["HmIP-DRBLI4", "cover_blind", from(10, 22, 4)],
      ["HmIPW-DRBL4", "cover_blind", from(2, 14, 4)],
      ["HmIPW-DRD3", "light", from(2, 10, 4)],
      ["HmIP-DRDI3", "light", from(5, 13, 4)],
      ["HmIP-DRG-DALI", "light_dali", from(1, 48)],
      ["HmIPW-WRC6", "light_fixed_color", from(7, 13)],
      ["HmIP-WRC6-230", "light_fixed_color", from(12, 18)],
      ["HM-LC-Dim2L-SM-2", "light", from(1, 6)],
      ["HM-LC-Dim2L-SM", "light", from(1, 2)],
      ["HM-LC-Dim1T-DR", "light", from(1, 3)],
      ["HM-DW-WM", "light", from(1, 4)],
      ["HM-LC-DW-WM", "light_color_temp", from(1, 5, 2)],
      ["HmIP-FWI", "switch", from(1, 8)],
      ["HBW-LC4-IN4-DR", "light", from(5, 8)],
    ] as const)
      assert.ok(kinds(model).includes(`${kind}@${channels}`), `${model}: ${kinds(model)}`);
  });
});

describe("finding", () => {
  const RW = READ | WRITE;
  const one = device({
    ...{ address: "0042AAAA000042", model: "HmIP-X", master: { ROOT: parameter("BOOL", RW) } },
    channels: {
      1: {
        type: "X",
        values: { BOTH: parameter("BOOL", EVENT), STATE: parameter("BOOL", EVENT), INHIBIT: parameter("BOOL", EVENT) },
        master: { BOTH: parameter("BOOL", RW), OWN: parameter("BOOL", RW) },
      },
    },
  });
  const channel = findChannel(one, 1)!;
  it("a channel by its number, the device itself by none", () => {
    assert.equal(findChannel(one, null), one.root);
    assert.equal(channel.number, 1);
    assert.equal(findChannel(one, 2), undefined);
  });
  it("a data point in VALUES first, in MASTER too unless one is asked for", () => {
    const place = (name: string, paramset?: "VALUES" | "MASTER") => findDataPoint(channel, name, paramset)?.paramset;
    assert.deepEqual([place("BOTH"), place("BOTH", "VALUES"), place("BOTH", "MASTER")], ["VALUES", "VALUES", "MASTER"]);
    assert.deepEqual([place("OWN"), place("OWN", "VALUES"), place("OWN", "MASTER")], ["MASTER", undefined, "MASTER"]);
    assert.deepEqual([place("STATE"), place("STATE", "MASTER"), place("NONE")], ["VALUES", undefined, undefined]);
  });
  it("those that are shown, or all of them", () => {
    const names = (all?: boolean) => listDataPoints(channel, all).map(({ parameter: name }) => name);
    assert.deepEqual(names(), ["BOTH", "STATE"]);
    assert.deepEqual(names(true), ["BOTH", "STATE", "INHIBIT", "BOTH", "OWN"]);
  });
  it("a state by channel, paramset and name", () => {
    const state = { value: true, source: "live", changedAt: 1, seenAt: 1 } as const;
    const values = new Map([["1/MASTER/BOTH", state]]);
    assert.equal(stateOf(values, channel.master.get("BOTH")!), state);
    assert.equal(stateOf(values, channel.values.get("BOTH")!), undefined);
  });
});

describe("what lists show", () => {
  it("internal objects as the request says, else as the central is set up; variables without a word are shown", () => {
    for (const [internal, listed, asked, program] of [
      [false, undefined, undefined, true],
      [false, false, false, true],
      [true, undefined, undefined, false],
      [true, true, undefined, true],
      [true, false, undefined, false],
      [true, true, false, false],
      [true, false, true, true],
    ] as const) {
      const one = { internal, ...(listed === undefined ? {} : { listed }) };
      assert.equal(isListedProgram(one, asked), program);
      if (asked === undefined) assert.equal(isListedSysvar(one), !internal || listed !== false);
    }
  });
});
