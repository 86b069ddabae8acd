/** What a parameter is for a client, by the tables of device-model 1.4, 1.9, 1.10, 1.12, 1.14, 1.15 and 6. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { classify, isStateless, type ParameterSite } from "../../handlers/model/classify.ts";
import type { DataPoint } from "../../handlers/model/types.ts";
import { cleanUnit, multiplier } from "../../handlers/model/units.ts";
import { isKept, visibilityOf } from "../../handlers/model/visibility.ts";
import type { ParameterDescription } from "../../handlers/ports/index.ts";

const [READ, WRITE, EVENT] = [1, 2, 4];
const description = (
  TYPE: string,
  OPERATIONS: number,
  rest: Partial<ParameterDescription> = {},
): ParameterDescription => ({
  ...{ TYPE, OPERATIONS, FLAGS: 1 },
  ...rest,
});
const site = (part: Partial<ParameterSite> = {}): ParameterSite => ({
  ...{ model: "HmIP-X", channel: 1, channelType: "X", paramset: "VALUES", parameter: "X" },
  ...part,
});
const found = (
  TYPE: string,
  OPERATIONS: number,
  part: Partial<ParameterSite> = {},
  rest: Partial<ParameterDescription> = {},
) => classify(site(part), description(TYPE, OPERATIONS, rest));

describe("categories", () => {
  it("follow type and operations", () => {
    const list = { VALUE_LIST: ["A", "B", "C"] };
    const table: [
      type: string,
      operations: number,
      category: string | undefined,
      type: string | undefined,
      rest?: Partial<ParameterDescription>,
      name?: string,
    ][] = [
      ["ACTION", WRITE, "action", "button"],
      ["ACTION", WRITE, "action_select", "select", list],
      ["ACTION", WRITE, "action", "button", { VALUE_LIST: [] }],
      ["ACTION", WRITE, "button", "button", {}, "RESET_MOTION"],
      ["ACTION", WRITE, "button", "button", {}, "RESET_PRESENCE"],
      ["ACTION", WRITE | EVENT, "button", "button", {}, "PRESS_SHORT"],
      ["ACTION", WRITE | EVENT, "switch", "switch"],
      ["ACTION", READ | EVENT, "sensor", "sensor"],
      ["ACTION", EVENT, undefined, undefined, {}, "PRESS_LONG"],
      ["ENUM", WRITE, "action_select", "select", list],
      ["FLOAT", WRITE, "action_number", "number"],
      ["INTEGER", WRITE, "action_number", "number"],
      ["INTEGER", WRITE, "action_select", "select", list],
      ["BOOL", WRITE, "action", "button"],
      ["STRING", WRITE, "action", "button"],
      ["BOOL", READ | WRITE | EVENT, "switch", "switch"],
      ["ENUM", READ | WRITE, "select", "select", list],
      ["FLOAT", WRITE | EVENT, "number", "number"],
      ["INTEGER", READ | WRITE, "number", "number"],
      ["STRING", READ | WRITE, "text", "text"],
      ["BOOL", READ | WRITE, "button", "button", {}, "PRESS"],
      ["ODD", READ | WRITE, "sensor", "sensor"],
      ["BOOL", READ | EVENT, "binary_sensor", "binary_sensor"],
      ["BOOL", EVENT, undefined, undefined, {}, "PRESS_LOCK"],
      ["ENUM", READ | EVENT, "binary_sensor", "binary_sensor", { VALUE_LIST: ["CLOSED", "OPEN"] }],
      ["ENUM", READ | EVENT, "binary_sensor", "binary_sensor", { VALUE_LIST: ["DRY", "RAIN"] }],
      ["ENUM", READ | EVENT, "binary_sensor", "binary_sensor", { VALUE_LIST: ["STABLE", "NOT_STABLE"] }],
      ["ENUM", READ | EVENT, "sensor", "sensor", { VALUE_LIST: ["OPEN", "CLOSED"] }],
      ["ENUM", READ | EVENT, "sensor", "sensor", { VALUE_LIST: ["CLOSED", "OPEN", "TILTED"] }],
      ["FLOAT", READ | EVENT, "sensor", "sensor"],
      ["STRING", READ, "sensor", "sensor"],
    ];
    for (const [type, operations, category, dataPointType, rest, parameter = "X"] of table) {
      const one = found(type, operations, { parameter }, rest);
      assert.deepEqual(
        [one.category, one.dataPointType],
        [category, dataPointType],
        `${type} ${operations} ${parameter}`,
      );
    }
    for (const model of ["HM-RCV-50", "HMW-RCV-50", "HmIP-RCV-50"])
      assert.equal(found("ACTION", WRITE, { model }).category, "button", model);
  });

  it("a radiator's valve is a reading, whatever its description says", () => {
    for (const [model, paramset, parameter, forced] of [
      ["HmIP-eTRV-2", "VALUES", "LEVEL", true],
      ["hmip-etrv", "VALUES", "LEVEL", true],
      ["HmIP-HEATING", "VALUES", "LEVEL", true],
      ["HmIP-BDT", "VALUES", "LEVEL", false],
      ["HmIP-eTRV-2", "MASTER", "LEVEL", false],
      ["HmIP-eTRV-2", "VALUES", "LEVEL_2", false],
    ] as const) {
      const one = found("FLOAT", READ | WRITE | EVENT, { model, paramset, parameter });
      assert.deepEqual(
        [one.forcedSensor, one.category, one.operations.write],
        [forced, forced ? "sensor" : "number", !forced],
      );
      if (forced) assert.equal(one.usage, "data_point");
    }
  });
  it("what takes orders only has no state", () => {
    const stateless = (category: string | undefined, TYPE = "ACTION") =>
      isStateless({ category, description: description(TYPE, WRITE) } as DataPoint);
    for (const category of ["action", "action_select", "action_number", "button", undefined])
      assert.equal(stateless(category), true, category);
    assert.deepEqual(
      [stateless("switch"), stateless("sensor"), stateless("action", "BOOL"), stateless(undefined, "BOOL")],
      [false, false, false, false],
    );
  });
});

describe("operations", () => {
  it("are three bits; configuration without any is read and written", () => {
    const told = (operations: unknown, paramset: "VALUES" | "MASTER" = "VALUES") =>
      classify(site({ paramset }), description("FLOAT", operations as number)).operations;
    for (let bits = 0; bits < 8; bits++)
      assert.deepEqual(told(bits), { read: (bits & 1) > 0, write: (bits & 2) > 0, event: (bits & 4) > 0 });
    assert.deepEqual(told(15), { read: true, write: true, event: true }, "determining is no operation of its own");
    assert.deepEqual(told(0, "MASTER"), { read: true, write: true, event: false });
    assert.deepEqual(told(1, "MASTER"), { read: true, write: false, event: false });
    assert.deepEqual(told("7"), { read: false, write: false, event: false });
    assert.deepEqual(told(undefined, "MASTER"), { read: true, write: true, event: false });
  });
});

describe("usage", () => {
  const usage = (
    OPERATIONS: number,
    part: Partial<ParameterSite> = {},
    rest: Partial<ParameterDescription> = {},
    TYPE = "FLOAT",
  ) => {
    const one = found(TYPE, OPERATIONS, part, rest);
    return [one.usage, one.visible];
  };
  it("what neither reports nor takes anything is nothing", () => {
    assert.deepEqual(
      [usage(READ), usage(0), usage(EVENT), usage(WRITE)],
      [
        ...[
          ["no_create", true],
          ["no_create", true],
          ["data_point", true],
          ["data_point", true],
        ],
      ],
    );
  });
  it("what is internal is not shown, but for a few that are useful all the same", () => {
    assert.deepEqual(usage(EVENT, {}, { FLAGS: 3 }), ["no_create", false]);
    assert.deepEqual(usage(EVENT, {}, { FLAGS: 2 }), ["no_create", false]);
    assert.deepEqual(usage(EVENT, {}, { FLAGS: 5 }), ["data_point", true]);
    assert.deepEqual(usage(EVENT, {}, { FLAGS: "2" as never }), ["data_point", true], "no number says nothing");
    for (const parameter of ["ON_TIME_LIST_1", "REPETITIONS"])
      assert.deepEqual(usage(EVENT, { parameter }, { FLAGS: 3 }), ["data_point", true]);
    assert.deepEqual(usage(EVENT, { unIgnored: true }, { FLAGS: 3 }), ["data_point", true]);
    // kept for its model although it is internal
    assert.deepEqual(usage(EVENT, { model: "HmIP-SWSD", parameter: "SMOKE_LEVEL" }, { FLAGS: 3 }), [
      "data_point",
      true,
    ]);
  });
  it("locks of week programs belong to the week profile", () => {
    for (const parameter of [
      "WEEK_PROGRAM_CHANNEL_LOCKS",
      "WEEK_PROGRAM_TARGET_CHANNEL_LOCK",
      "WEEK_PROGRAM_TARGET_CHANNEL_LOCKS",
    ])
      assert.equal(usage(EVENT, { parameter })[0], "no_create", parameter);
  });
  it("what is ignored or hidden is so, unless a person or the model wants it", () => {
    assert.deepEqual(usage(EVENT, { parameter: "INHIBIT" }), ["ignored", false]);
    assert.deepEqual(usage(EVENT, { parameter: "INHIBIT", unIgnored: true }), ["data_point", true]);
    assert.deepEqual(usage(EVENT, { parameter: "ACTIVITY_STATE" }), ["no_create", false]);
    assert.deepEqual(usage(EVENT, { parameter: "ACTIVITY_STATE", unIgnored: true }), ["data_point", true]);
    assert.deepEqual(usage(EVENT, { parameter: "DIRECTION" }), ["no_create", false]);
    assert.deepEqual(usage(EVENT, { parameter: "DIRECTION", model: "HM-Sec-Win" }), ["data_point", true]);
  });
  it("errors and impulses are events, presses that cannot be sent too", () => {
    assert.deepEqual(usage(READ | EVENT, { parameter: "ERROR_OVERLOAD" }), ["event", true]);
    assert.deepEqual(usage(READ | EVENT, { parameter: "SEQUENCE_OK" }), ["event", true]);
    assert.deepEqual(usage(EVENT, { parameter: "PRESS_SHORT" }, {}, "ACTION"), ["event", true]);
    assert.deepEqual(usage(WRITE | EVENT, { parameter: "PRESS_SHORT" }, {}, "ACTION"), ["data_point", true]);
    assert.deepEqual(usage(READ | EVENT, { parameter: "ERROR_JAMMED", model: "HmIP-DLD" }), ["data_point", true]);
  });
  it("an input is what its channel is set to be", () => {
    const modes = ["INACTIVE", "KEY_BEHAVIOR", "SWITCH_BEHAVIOR", "BINARY_BEHAVIOR"];
    for (const channelType of ["KEY_TRANSCEIVER", "MULTI_MODE_INPUT_TRANSMITTER"])
      for (const operationMode of modes) {
        const shown = (parameter: string, TYPE: string) =>
          found(TYPE, EVENT, { channelType, operationMode, parameter });
        const contact = shown("STATE", "BOOL");
        const isContact = operationMode === "BINARY_BEHAVIOR";
        assert.deepEqual(
          [contact.usage, contact.visible, contact.byMode],
          [isContact ? "data_point" : "no_create", isContact, true],
        );
        for (const name of ["PRESS_LONG", "PRESS_LONG_RELEASE", "PRESS_LONG_START", "PRESS_SHORT"]) {
          const press = shown(name, "ACTION");
          const isKey = operationMode === "KEY_BEHAVIOR" || operationMode === "SWITCH_BEHAVIOR";
          assert.deepEqual(
            [press.usage, press.visible, press.byMode],
            [isKey ? "event" : "no_create", isKey, true],
            name,
          );
        }
        assert.equal(shown("OTHER", "BOOL").byMode, false);
      }
    const elsewhere = found("BOOL", EVENT, {
      channelType: "SHUTTER_CONTACT",
      operationMode: "INACTIVE",
      parameter: "STATE",
    });
    assert.deepEqual([elsewhere.usage, elsewhere.byMode], ["data_point", false]);
    const unread = found("BOOL", EVENT, { channelType: "KEY_TRANSCEIVER", parameter: "STATE" });
    assert.deepEqual([unread.usage, unread.byMode], ["data_point", false]);
    const wanted = found("BOOL", EVENT, {
      channelType: "KEY_TRANSCEIVER",
      operationMode: "INACTIVE",
      parameter: "STATE",
      unIgnored: true,
    });
    assert.deepEqual([wanted.usage, wanted.visible, wanted.byMode], ["data_point", true, false]);
  });
});

describe("triggers", () => {
  it("are presses, impulses and errors that are reported", () => {
    const event = (parameter: string, part: Partial<ParameterSite> = {}, operations = EVENT) =>
      found("ACTION", operations, { parameter, ...part }).event;
    for (const name of [
      "PRESS",
      "PRESS_CONT",
      "PRESS_LOCK",
      "PRESS_LONG",
      "PRESS_LONG_RELEASE",
      "PRESS_LONG_START",
      "PRESS_SHORT",
      "PRESS_UNLOCK",
    ])
      assert.equal(event(name), "keypress", name);
    assert.deepEqual(
      [event("SEQUENCE_OK"), event("ERROR"), event("ERROR_X"), event("SENSOR_ERROR"), event("X_ERROR"), event("STATE")],
      [...["impulse", "device_error", "device_error", "device_error", undefined, undefined]],
    );
    assert.equal(event("PRESS_SHORT", {}, WRITE), undefined, "it is never reported");
    assert.equal(event("PRESS_SHORT", { paramset: "MASTER" }), undefined);
    // the keys of a plug say nothing, but for those who want them
    assert.equal(event("PRESS_SHORT", { model: "HmIP-PS" }), undefined);
    assert.equal(event("PRESS_SHORT", { model: "HmIP-PS", unIgnored: true }), "keypress");
    assert.equal(event("PRESS_SHORT", { model: "HmIP-PSM" }), "keypress", "exactly this model");
  });
});

describe("visibility", () => {
  const values = (parameter: string, model = "HmIP-X", channel = 1) =>
    visibilityOf({ model, channel, paramset: "VALUES", parameter });
  it("by name: noise, and what a thing needs all the same", () => {
    for (const name of [
      "BOOT",
      "X_OVERFLOW",
      "X_REPORTING",
      "X_RESULT",
      "X_STATUS",
      "X_SUBMIT",
      "X_OVERRUN",
      "ADJUSTING_X",
      "ERR_TTM_X",
      "HANDLE_X",
      "IDENTIFY_X",
      "PARTY_START_X",
      "PARTY_STOP_X",
      "STATUS_FLAG_X",
    ])
      assert.equal(values(name), "ignored", name);
    for (const name of ["OVERFLOW_X", "X_ADJUSTING_X", "STATE", "SMOKE_DETECTOR_ALARM_STATUS"])
      assert.equal(values(name), "shown", name);
    for (const name of ["CONFIG_PENDING", "UNREACH", "STICKY_UNREACH", "UPDATE_PENDING", "WORKING", "SECTION", "ERROR"])
      assert.equal(values(name), "hidden", name);
  });
  it("by model: a beginning of the model's name", () => {
    for (const [parameter, models, others] of [
      ["CURRENT_ILLUMINATION", ["HmIP-SMI", "HmIP-SMI55", "HmIP-UDI-SMI55", "hmip-spi"], ["HmIP-STHO", "HmIP-SM"]],
      ["LOWBAT", ["HM-LC-Sw1-FM", "HM-SwI-3-FM"], ["HM-Sec-SC"]],
      ["LOW_BAT", ["HmIP-BWTH", "HmIP-PCBS2"], ["HmIP-WTH"]],
      ["OPERATING_VOLTAGE", ["HmIP-BROLL", "HmIP-WRC6-230", "HmIP-SMO230-A", "ELV-SH-BS2"], ["HmIP-STHD", "HmIP-WRC6"]],
      ["VALVE_STATE", ["HmIP-FALMOT-C8", "HmIPW-FALMOT-C12", "HmIP-FALMOT-C12"], ["HmIP-eTRV"]],
    ] as const) {
      for (const model of models) assert.equal(values(parameter, model, 0), "ignored", `${parameter} of ${model}`);
      for (const model of others) assert.equal(values(parameter, model, 0), "shown", `${parameter} of ${model}`);
    }
    assert.deepEqual(
      [values("LOWBAT", "HM-X", 0), values("LOWBAT", "HM-X", 1)],
      ["shown", "ignored"],
      "bound to channel 0",
    );
    assert.deepEqual([values("PRESS_SHORT", "HmIP-PS"), values("PRESS_SHORT", "HmIP-PS-2")], ["ignored", "shown"]);
  });
  it("what is kept for a model is kept for shorter names of it, not for longer ones", () => {
    for (const [model, parameter, kept] of [
      ["HmIP-DLD", "ERROR_JAMMED", true],
      ["HmIP-DLP", "ERROR_JAMMED", true],
      ["HmIP-DLD", "ACCESS_AUTHORIZATION", true],
      ["HmIP-FWI", "ACCESS_AUTHORIZATION", true],
      ["HmIP-DLP", "ACCESS_AUTHORIZATION", false],
      ["HM-Sec-Win", "STATUS", true],
      ["HM-Sec-Key", "DIRECTION", true],
      ["HM-Sec-Key-S", "DIRECTION", false],
      ["HM-Sec", "DIRECTION", true],
      ["HM-OU-LED16", "LED_STATUS", true],
      ["HmIP-PCBS-BAT", "LOW_BAT", true],
      ["HM-CC-VG-1", "WEEK_PROGRAM_POINTER", true],
      ["HmIP-SWSD-2", "SMOKE_LEVEL", false],
    ] as const)
      assert.equal(isKept(model, parameter), kept, `${parameter} of ${model}`);
  });
  it("configuration counts where it matters, channel by channel", () => {
    const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const climate = [
      "HEATING_VALVE_TYPE",
      "MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE",
      "OPTIMUM_START_STOP",
      "TEMPERATURE_MAXIMUM",
      "TEMPERATURE_MINIMUM",
      "TEMPERATURE_OFFSET",
      "WEEK_PROGRAM_POINTER",
    ];
    const mode = ["CHANNEL_OPERATION_MODE"];
    const table: [models: string, channels: (number | null)[], parameters: string[]][] = [
      ["ALPHA-IP-RBG HmIP-HEATING HmIP-STH HmIP-WTH HmIP-eTRV HmIPW-STH", [1], climate],
      ["HmIP-BWTH", [1, 8], climate],
      ["HmIP-WGT", [8, 14], climate],
      ["HM-CC-RT-DN HM-CC-VG-1 HM-TC-IT-WM-W-EU", [null], climate],
      ["HmIP-RGBW", [0], ["DEVICE_OPERATION_MODE"]],
      ["ELV-SH-TACO", [2], mode],
      ["HmIP-DRBLI4", [...from(1, 9), 13, 17, 21], mode],
      ["HmIP-DRDI3", [1, 2, 3], mode],
      ["HmIP-DRSI1 HmIP-DSD-PCB HmIP-FCI1 HmIP-FSI16 HmIP-FSI6", [1], mode],
      ["HmIP-DRSI4", [1, 2, 3, 4], mode],
      ["HmIP-FCI6 HmIPW-FIO6", from(1, 6), mode],
      ["HmIP-MIO16-PCB", from(13, 16), mode],
      ["HmIP-MOD-RC8", from(1, 8), mode],
      ["HmIPW-DRBL4", [1, 5, 9, 13], mode],
      ["HmIPW-DRI16", from(1, 16), mode],
      ["HmIPW-DRI32", from(1, 32), mode],
    ];
    for (const [models, channels, parameters] of table)
      for (const model of models.split(" "))
        for (const channel of [null, ...from(0, 40)])
          for (const parameter of [...climate, ...mode, "DEVICE_OPERATION_MODE"]) {
            const wanted = channels.includes(channel) && parameters.includes(parameter);
            const seen = visibilityOf({ model, channel, paramset: "MASTER", parameter }) !== "ignored";
            assert.equal(seen, wanted, `${model} ${channel} ${parameter}`);
          }
    for (const parameter of ["GLOBAL_BUTTON_LOCK", "LOW_BAT_LIMIT"])
      for (const [channel, wanted] of [
        [null, true],
        [0, true],
        [1, false],
      ] as const)
        assert.equal(visibilityOf({ model: "X", channel, paramset: "MASTER", parameter }) !== "ignored", wanted);
    assert.equal(
      visibilityOf({ model: "X", channel: 1, paramset: "MASTER", parameter: "CHANNEL_OPERATION_MODE" }),
      "ignored",
    );
  });
});

describe("units", () => {
  it("are those of the parameter, else the raw one as people write it", () => {
    for (const [parameter, raw, unit] of [
      ["ACTUAL_TEMPERATURE", "K", "°C"],
      ["CURRENT_ILLUMINATION", "", "lx"],
      ["ILLUMINATION", undefined, "lx"],
      ["HUMIDITY", "% rF", "%"],
      ["LEVEL", "100%", "%"],
      ["MASS_CONCENTRATION_PM_2_5_24H_AVERAGE", "", "µg/m³"],
      ["MASS_CONCENTRATION_PM_10_24H_AVERAGE", "", "µg/m³"],
      ["MASS_CONCENTRATION_PM_1_24H_AVERAGE", "", "µg/m³"],
      ["OPERATING_VOLTAGE", "mV", "V"],
      ["RSSI_DEVICE", "", "dBm"],
      ["RSSI_PEER", "", "dBm"],
      ["SUNSHINEDURATION", "minutes", "min"],
      ["WIND_DIRECTION", "degree", "°"],
      ["WIND_DIRECTION_RANGE", "degree", "°"],
      ["X", '"', undefined],
      ["X", "100%", "%"],
      ["X", "% rF", "%"],
      ["X", "degree", "°C"],
      ["X", "Lux", "lx"],
      ["X", "m3", "m³"],
      ["X", "m3/h", "m³"],
      ["X", "\\u00b0C", "°C"],
      ["X", " W ", "W"],
      ["X", "", undefined],
      ["X", "  ", undefined],
      ["X", 7, undefined],
      ["X", undefined, undefined],
    ] as const)
      assert.equal(cleanUnit(parameter, raw), unit, `${parameter} in ${raw}`);
    assert.deepEqual([multiplier("100%"), multiplier("%"), multiplier(undefined)], [100, 1, 1]);
  });
});
