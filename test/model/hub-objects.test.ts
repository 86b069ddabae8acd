import assert from "node:assert/strict";
import { test } from "node:test";
import { isNewerFirmware } from "../../handlers/model/firmware-version.ts";
import {
  channelLookup,
  chosen,
  findSysvar,
  isExtended,
  shownDescription,
  shownSysvarName,
  shownSysvars,
  shownSysvarType,
} from "../../handlers/model/hub-objects.ts";
import { isoTime } from "../../handlers/model/iso-time.ts";
import { channelOfMessage, messageText, messageType, parameterOfMessage } from "../../handlers/model/message-text.ts";
import type { Device } from "../../handlers/model/types.ts";
import type { HubSysvar } from "../../handlers/ports/index.ts";
import { emptyHub } from "../support/site.ts";

const sysvar = (id: number, name: string, part: Partial<HubSysvar> = {}): HubSysvar => ({
  id,
  name,
  description: "",
  type: "LOGIC",
  unit: "",
  internal: false,
  visible: true,
  logged: false,
  ...part,
});

test("markers are no part of a shown description", () => {
  assert.equal(shownDescription("HAHM heating target"), "heating target");
  assert.equal(shownDescription("target MQTT for  HX heating"), "target for heating");
  assert.equal(shownDescription("INTERNAL"), "");
  assert.equal(shownDescription("INTERNALS stay"), "INTERNALS stay");
  assert.equal(isExtended("x HAHM"), true);
  assert.equal(isExtended("x"), false);
});

test("markers choose what is wanted, and without them everything is, or what is not internal", () => {
  const all = [
    sysvar(1, "plain"),
    sysvar(2, "marked", { description: "HAHM heating" }),
    sysvar(3, "elsewhere", { description: "heating HAHM" }),
    sysvar(4, "other case", { description: "hahm heating" }),
    sysvar(5, "internal", { internal: true, description: "HAHM counter" }),
  ];
  const ids = (choice: Parameters<typeof chosen>[1]) =>
    chosen(all, choice).flatMap(({ id, listed }) => (listed === false ? [] : [id]));
  assert.deepEqual(ids({ internal: true }), [1, 2, 3, 4, 5]);
  assert.deepEqual(ids({ internal: false, markers: [] }), [1, 2, 3, 4]);
  assert.deepEqual(ids({ internal: true, markers: ["HAHM"] }), [2]);
  assert.deepEqual(ids({ internal: false, markers: ["HAHM", "INTERNAL"] }), [2, 5]);
  assert.deepEqual(ids({ internal: false, markers: ["MQTT"] }), []);
  assert.equal(chosen(all, { internal: true, markers: ["HAHM"] })[0]?.marked, true);
  assert.equal(chosen(all, { internal: true })[0]?.marked, undefined);
});

test("counters and bookkeeping of other programs are not shown", () => {
  const hub = emptyHub("c", {
    sysvars: [
      sysvar(40, "alarms"),
      sysvar(41, "service"),
      sysvar(950, "$" + "{sysVarPresence}"),
      sysvar(1000, "svEnergyCounterOldVal_1"),
      sysvar(1001, "pcCCUID"),
      sysvar(1002, "Urlaub"),
    ],
  });
  assert.deepEqual(
    shownSysvars(hub).map((s) => shownSysvarName(s.name)),
    ["PRESENCE", "Urlaub"],
  );
  assert.equal(findSysvar(hub, "PRESENCE")?.id, 950);
  assert.equal(findSysvar(hub, "$" + "{sysVarPresence}")?.id, 950);
  assert.equal(findSysvar(hub, "alarms"), undefined);
});

test("a NUMBER is what its value is", () => {
  assert.equal(shownSysvarType({ type: "NUMBER", value: 5 }), "INTEGER");
  assert.equal(shownSysvarType({ type: "NUMBER", value: 5.5 }), "FLOAT");
  assert.equal(shownSysvarType({ type: "NUMBER" }), "FLOAT");
  assert.equal(shownSysvarType({ type: "LIST", value: 5 }), "LIST");
});

test("a channel is found by assignment, by an address in the name, by an id in the name", () => {
  const channel = { address: "0001D3C99A1B2C:6", iseId: 4711 };
  const lookup = channelLookup([{ channels: [channel] } as unknown as Device]);
  const found = { channel: "0001D3C99A1B2C:6", device_address: "0001D3C99A1B2C" };
  assert.deepEqual(lookup("anything", "0001D3C99A1B2C:6"), found);
  assert.deepEqual(lookup("svEnergyCounter_4711_0001D3C99A1B2C:6"), found);
  assert.deepEqual(lookup("energy 0001d3c99a1b2c:6 today"), found);
  assert.deepEqual(lookup("svEnergyCounter_4711"), found);
  for (const name of ["svEnergyCounter_47110", "room 471", "0001D3C99A1B2C:7", "Urlaub"])
    assert.deepEqual(lookup(name), {});
});

test("messages are told in the language of the home", () => {
  const name = "AL-0001D3C99A1B2C:0.UNREACH";
  assert.equal(messageText(name, "de"), "Keine Verbindung zum Gerät");
  assert.equal(messageText(name, "en"), "Device does not answer");
  assert.equal(messageText("AL-X:0.VENTILE_SCHAUM", "en"), "Ventile Schaum");
  assert.equal(messageText("Rohrbruch Keller", "de"), "Rohrbruch Keller");
  assert.equal(messageText("AL-X:0.constructor", "de"), "AL-X:0.constructor");
  assert.equal(channelOfMessage(name), "0001D3C99A1B2C:0");
  assert.equal(parameterOfMessage(name), "UNREACH");
  assert.equal(channelOfMessage("Rohrbruch. Keller"), undefined);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 9].map(messageType), [
    "generic",
    "sticky",
    "config_pending",
    "alarm",
    "update_pending",
    "communication",
    "generic",
  ]);
});

test("firmware is newer only where its number is higher", () => {
  for (const [available, current] of [
    ["3.83.6", "3.81.5"],
    ["3.83.10", "3.83.9"],
    ["3.83.6.20260101", "3.83.6"],
    ["3.83.6-nightly", "3.83.6"],
  ] as const)
    assert.equal(isNewerFirmware(available, current), true, available);
  for (const [available, current] of [
    ["", "3.81.5"],
    ["3.81.5", "3.81.5"],
    ["3.81.5", "3.83.6"],
    ["3.83", "3.83.0"],
  ] as const)
    assert.equal(isNewerFirmware(available, current), false, available);
});

test("what is no time has no text", () => {
  assert.equal(isoTime(Date.UTC(2026, 0, 1)), "2026-01-01T00:00:00.000Z");
  for (const none of [undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 9e15])
    assert.equal(isoTime(none), undefined);
});
