/** Configurations as files, copies, and edits that are saved together. */
import assert from "node:assert/strict";
import { configSessionsState, createConfigSession } from "../../../handlers/features/paramsets/engine.ts";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import { device, parameter, READ, WRITE } from "../../support/devices.ts";
import type { Case, CommandCase } from "../case.ts";
import { CONTACT, DIMMER, STRANGER } from "../household.ts";
import type { World } from "../world.ts";
import { EDIT_TOKEN } from "./paramsets.ts";
import { BAD, INVALID, unknownDevice } from "./support.ts";

const EXPORT = "GET /devices/{addr}/channels/{no}/config/export";
const IMPORT = "POST /devices/{addr}/channels/{no}/config/import";
const CHANNEL = `${DIMMER}:1`;
const OTHER = `${DIMMER}:2`;
const dimmer = { addr: DIMMER, no: "1" };

const file = (values: Record<string, unknown>, rest: object = {}) => ({
  version: "1",
  exported_at: "2026-01-01T12:00:00.000Z",
  device_address: "ELSEWHERE1",
  model: "HmIP-XDT",
  channel_address: "ELSEWHERE1:1",
  channel_type: "DIMMER_VIRTUAL_RECEIVER",
  paramset_key: "MASTER",
  values,
  ...rest,
});
const wrote = (address: string, values: Record<string, { type: string; value: unknown }>) => [
  ["putParamset", "HmIP-RF", address, "MASTER", values, undefined],
];
const CYCLIC = { CYCLIC_INFO_MSG: { type: "INTEGER", value: 2 } };

const imports = (what: string, values: Record<string, unknown>, rest: object, expect: Case["expect"]): Case => ({
  operation: IMPORT,
  case: what,
  params: dimmer,
  body: file(values, rest),
  expect,
});

export const configTransferCases: Case[] = [
  {
    operation: EXPORT,
    case: "what can be set again",
    params: dimmer,
    expect: {
      status: 200,
      body: ({ values, ...rest }: { values: object }) => {
        assert.deepEqual(values, { CYCLIC_INFO_MSG: 1, DIM_MIN: 0.1 });
        assert.deepEqual(rest, {
          version: "1",
          exported_at: "2026-01-01T12:00:00.000Z",
          central_name: "ccu-main",
          device_address: DIMMER,
          model: "HmIP-XDT",
          firmware: "1.0.0",
          channel_address: CHANNEL,
          channel_type: "DIMMER_VIRTUAL_RECEIVER",
          paramset_key: "MASTER",
        });
      },
    },
  },
  {
    operation: EXPORT,
    case: "values",
    params: dimmer,
    query: "paramset=VALUES",
    expect: { status: 200, body: { values: { LEVEL: 0.5, STATE: true, MODE: "MANUAL" } } },
  },
  { operation: EXPORT, case: "a link", params: dimmer, query: "paramset=LINK", expect: BAD },
  ...unknownDevice(EXPORT),
  imports(
    "what differs is written, what the channel lacks is told",
    { CYCLIC_INFO_MSG: 2, DIM_MIN: 0.1, NOPE: 1, FACTORY_KEY: 1 },
    {},
    {
      status: 200,
      body: {
        imported: 1,
        unchanged: 1,
        skipped: [
          { parameter: "NOPE", reason: "is no parameter of this paramset" },
          { parameter: "FACTORY_KEY", reason: "is internal" },
        ],
      },
      writes: wrote(CHANNEL, CYCLIC),
    },
  ),
  imports("nothing differs", { DIM_MIN: 0.1 }, {}, { status: 200, body: { imported: 0, unchanged: 1 }, writes: [] }),
  imports("one value out of range", { CYCLIC_INFO_MSG: 2, DIM_MIN: 7 }, {}, INVALID),
  imports("another type of channel", { DIM_MIN: 0.2 }, { channel_type: "KEY" }, BAD),
  imports("a link", { DIM_MIN: 0.2 }, { paramset_key: "LINK" }, BAD),
  imports("a later form of file", { DIM_MIN: 0.2 }, { version: "9" }, BAD),
  ...unknownDevice(IMPORT, { body: file({}) }),
];

// ---------------------------------------------------------------- commands

/** A session with one edit; its second one was taken back. */
function withSession({ running, clock }: World): void {
  const place = { central: "ccu-main", address: CHANNEL, key: "MASTER" as const };
  const session = createConfigSession(place, { CYCLIC_INFO_MSG: 1, DIM_MIN: 0.1 });
  session.set("CYCLIC_INFO_MSG", 2);
  session.set("DIM_MIN", 0.5);
  session.undo();
  running.site.state(configSessionsState).open(session, clock.now());
}

const HEATER = "0021AAAA000021";
/** A session whose edits do not fit together. */
function withContradiction({ home, running, clock }: World): void {
  const temperature = parameter("FLOAT", READ | WRITE, { MIN: 5, MAX: 30 });
  home.putDevice(
    device({
      address: HEATER,
      model: "HmIP-XTRV",
      channels: {
        1: { type: "HEATER", master: { TEMPERATURE_COMFORT: temperature, TEMPERATURE_LOWERING: temperature } },
      },
    }),
  );
  const place = { central: "ccu-main", address: `${HEATER}:1`, key: "MASTER" as const };
  const session = createConfigSession(place, { TEMPERATURE_COMFORT: 21, TEMPERATURE_LOWERING: 17 });
  session.set("TEMPERATURE_LOWERING", 25);
  running.site.state(configSessionsState).open(session, clock.now());
}

const PLACE = { channel_address: CHANNEL };
const STEP: CommandErrorCode[] = ["forbidden", "bad_request"];

/** As the contract declares them; `not_implemented` is its daemon without a provider. */
export const CONFIG_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "config.session.changes": ["bad_request"],
  "config.session.discard": STEP,
  "config.session.open": [...STEP, "internal_error"],
  "config.session.redo": STEP,
  "config.session.save": [...STEP, "validation_error", "internal_error"],
  "config.session.set": STEP,
  "config.session.undo": STEP,
  "paramset.copy": ["forbidden", "bad_request", "locked", "not_found", "internal_error"],
};
/** What is known of a session is known without the CCU. */
export const CONFIG_NEEDS_NO_CCU = ["set", "undo", "redo", "changes", "discard"].map(
  (name) => `config.session.${name}`,
);

export const configSuccesses: CommandCase[] = [
  {
    command: "config.session.open",
    case: "succeeds",
    args: PLACE,
    expect: {
      data: {
        central_name: "ccu-main",
        channel_address: CHANNEL,
        paramset_key: "MASTER",
        current_values: { CYCLIC_INFO_MSG: 1, DIM_MIN: 0.1 },
        descriptions: { DIM_MIN: { TYPE: "FLOAT", MIN: 0, MAX: 1 } },
      },
    },
  },
  {
    command: "config.session.set",
    case: "succeeds",
    given: withSession,
    args: { ...PLACE, parameter: "DIM_MIN", value: 0.2 },
    expect: { data: { dirty: true, can_undo: true, can_redo: false }, writes: [] },
  },
  {
    command: "config.session.undo",
    case: "succeeds",
    given: withSession,
    args: PLACE,
    expect: { data: { dirty: false, can_undo: false, can_redo: true, performed: true } },
  },
  {
    command: "config.session.redo",
    case: "succeeds",
    given: withSession,
    args: PLACE,
    expect: { data: { dirty: true, can_undo: true, can_redo: false, performed: true } },
  },
  {
    command: "config.session.changes",
    case: "succeeds",
    given: withSession,
    args: PLACE,
    expect: {
      data: {
        changes: { CYCLIC_INFO_MSG: 2 },
        detailed: [{ Parameter: "CYCLIC_INFO_MSG", From: 1, To: 2 }],
        dirty: true,
      },
    },
  },
  {
    command: "config.session.discard",
    case: "succeeds",
    given: withSession,
    args: PLACE,
    expect: { data: { discarded: true }, writes: [] },
  },
  {
    command: "config.session.save",
    case: "succeeds",
    given: withSession,
    args: PLACE,
    expect: { data: { saved: true, applied: { CYCLIC_INFO_MSG: 2 } }, writes: wrote(CHANNEL, CYCLIC) },
  },
  {
    command: "paramset.copy",
    case: "succeeds",
    given: ({ main }) => {
      main.answer("getParamset", (_iface: string, address: string) => ({
        CYCLIC_INFO_MSG: address === CHANNEL ? 2 : 1,
        DIM_MIN: 0.1,
        FACTORY_KEY: 3,
      }));
    },
    args: { source_channel_address: CHANNEL, target_channel_address: OTHER },
    expect: { data: { copied: 2, source: CHANNEL, target: OTHER }, writes: wrote(OTHER, CYCLIC) },
  },
];

const refused = (
  command: string,
  what: string,
  args: unknown,
  error: CommandErrorCode,
  given?: CommandCase["given"],
): CommandCase => ({ command, case: what, args, ...(given ? { given } : {}), expect: { error } });
const COPY = { source_channel_address: CHANNEL, target_channel_address: OTHER };

export const configRefusals: CommandCase[] = [
  ...["set", "undo", "redo", "changes", "discard", "save"].map((name) =>
    refused(
      `config.session.${name}`,
      "no open session",
      { ...PLACE, ...(name === "set" ? { parameter: "DIM_MIN" } : {}) },
      "bad_request",
    ),
  ),
  refused("config.session.open", "unknown device", { channel_address: STRANGER }, "not_found"),
  refused("config.session.open", "a link", { ...PLACE, paramset_key: "LINK" }, "bad_request"),
  refused("config.session.set", "no parameter", { ...PLACE, value: 1 }, "bad_request", withSession),
  refused("config.session.set", "unknown parameter", { ...PLACE, parameter: "NOPE" }, "bad_request", withSession),
  {
    command: "config.session.save",
    case: "nothing to save",
    given: (world) => {
      withSession(world);
      world.running.site.state(configSessionsState).use(undefined, CHANNEL, "MASTER", world.clock.now())?.undo();
    },
    args: PLACE,
    expect: { data: { saved: false, reason: "nothing to save" }, writes: [] },
  },
  refused(
    "config.session.save",
    "values that do not fit together",
    { channel_address: `${HEATER}:1` },
    "validation_error",
    withContradiction,
  ),
  refused("paramset.copy", "unknown device", { ...COPY, target_channel_address: STRANGER }, "not_found"),
  refused(
    "paramset.copy",
    "another type of channel",
    { ...COPY, target_channel_address: `${CONTACT}:1` },
    "bad_request",
  ),
  refused("paramset.copy", "onto itself", { ...COPY, target_channel_address: CHANNEL }, "bad_request"),
  refused("paramset.copy", "a token that holds nothing", { ...COPY, edit_token: EDIT_TOKEN }, "locked"),
];
