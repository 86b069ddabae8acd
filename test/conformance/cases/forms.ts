/** Forms, ready-made settings, and what a device says about itself. */
import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import { device, maintenance, parameter, READ, WRITE } from "../../support/devices.ts";
import type { Case, CommandCase } from "../case.ts";
import { CONTACT, DIMMER, STRANGER } from "../household.ts";
import type { World } from "../world.ts";
import { EDIT_TOKEN, locked } from "./paramsets.ts";
import { BAD, NOT_FOUND, unknownDevice } from "./support.ts";

const KEYS = "0020AAAA000020";
const MODEL = "HmIP-XBRC2";
const time = (MIN: number, MAX: number) => parameter("FLOAT", READ | WRITE, { MIN, MAX, UNIT: "s" });

/** A device with keys moves in; they take the profiles about presses. */
function withKeys({ home }: World): void {
  home.putDevice(
    device({
      address: KEYS,
      model: MODEL,
      channels: {
        0: { type: "MAINTENANCE", values: maintenance },
        1: {
          type: "KEY_TRANSCEIVER",
          master: { LONG_PRESS_TIME: time(0.3, 1.8), DBL_PRESS_TIME: time(0, 1.5) },
        },
      },
    }),
  );
}
const withLockedKeys = async (world: World) => {
  withKeys(world);
  await locked(`channel:${KEYS}:1:MASTER`)(world);
};

const FORM = "GET /devices/{addr}/channels/{no}/ui-schema";
const LIST = "GET /devices/{addr}/channels/{no}/master-profiles";
const ONE = "GET /devices/{addr}/channels/{no}/master-profiles/{id}";
const MATCH = "POST /devices/{addr}/channels/{no}/master-profiles/match";
const DEFINITION = "GET /devices/{addr}/export-definition";
const dimmer = { addr: DIMMER, no: "1" };
const keys = { addr: KEYS, no: "1" };

type Form = { parameters: { name: string; label: string; value: unknown; operations: object }[]; channel: object };
const shows =
  (...names: string[]) =>
  ({ parameters }: Form) =>
    assert.deepEqual(parameters.map(({ name }) => name).sort(), names.sort());

const forms: Case[] = [
  {
    operation: FORM,
    case: "configuration, with the values that the CCU has",
    params: dimmer,
    query: "paramset=MASTER",
    expect: {
      status: 200,
      body: ({ parameters, channel }: Form) => {
        assert.deepEqual(
          parameters.map(({ name, value }) => [name, value]),
          [
            ["DIM_MIN", 0.1],
            ["CYCLIC_INFO_MSG", 1],
          ],
        );
        assert.deepEqual(channel, {
          address: `${DIMMER}:1`,
          number: 1,
          type: "DIMMER_VIRTUAL_RECEIVER",
          label: "Dimmer",
          device_address: DIMMER,
          paramset: "MASTER",
        });
      },
    },
  },
  {
    operation: FORM,
    case: "values, in German",
    params: dimmer,
    query: "locale=de-AT",
    expect: {
      status: 200,
      body: ({ parameters }: Form) =>
        assert.deepEqual(parameters.find(({ name }) => name === "LEVEL")?.label, "Helligkeit"),
    },
  },
  {
    operation: FORM,
    case: "the device itself",
    params: { addr: DIMMER, no: "-1" },
    query: "paramset=master&expert=1",
    expect: { status: 200, body: shows("LOCAL_RESET_DISABLED") },
  },
  {
    operation: FORM,
    case: "a link",
    params: dimmer,
    query: `paramset=LINK&peer=${CONTACT}:1`,
    expect: { status: 200, body: shows("SHORT_ON_LEVEL") },
  },
  { operation: FORM, case: "a link without peer", params: dimmer, query: "paramset=LINK", expect: BAD },
  { operation: FORM, case: "a paramset that is none", params: dimmer, query: "paramset=SERVICE", expect: BAD },
  { operation: FORM, case: "no number", params: { addr: DIMMER, no: "-2" }, expect: BAD },
  ...unknownDevice(FORM),
];

const profiles: Case[] = [
  {
    operation: LIST,
    case: "of a key",
    params: keys,
    given: withKeys,
    query: "locale=de",
    expect: {
      status: 200,
      body: (found: { id: number; name: string; param_count: number }[]) =>
        assert.deepEqual(
          found.map(({ id, name, param_count }) => [id, name, param_count]),
          [
            [1, "Üblich", 2],
            [2, "Mit doppeltem Druck", 2],
            [3, "Ruhige Hand", 2],
          ],
        ),
    },
  },
  {
    operation: LIST,
    case: "none",
    params: dimmer,
    expect: { status: 200, body: (found: unknown) => assert.deepEqual(found, []) },
  },
  { operation: LIST, case: "no number", params: { addr: DIMMER, no: "x" }, expect: BAD },
  ...unknownDevice(LIST),
  {
    operation: ONE,
    case: "with its values",
    params: { ...keys, id: "2" },
    given: withKeys,
    expect: {
      status: 200,
      body: { id: 2, params: { DBL_PRESS_TIME: { constraint_type: "fixed", value: 0.5 } } },
    },
  },
  { operation: ONE, case: "unknown", params: { ...dimmer, id: "2" }, expect: NOT_FOUND },
  { operation: ONE, case: "no number", params: { ...dimmer, id: "two" }, expect: BAD },
  ...unknownDevice(ONE, { params: { id: "2" } }),
  {
    operation: MATCH,
    case: "the active one",
    params: keys,
    given: withKeys,
    body: { current_values: { LONG_PRESS_TIME: 0.4, DBL_PRESS_TIME: 0.5, OTHER: "x" } },
    expect: { status: 200, body: { active_id: 2 } },
  },
  {
    operation: MATCH,
    case: "none",
    params: keys,
    given: withKeys,
    body: { current_values: { LONG_PRESS_TIME: 1.8 } },
    expect: { status: 200, body: { active_id: 0 } },
  },
  { operation: MATCH, case: "values that are none", params: dimmer, body: { current_values: [] }, expect: BAD },
  ...unknownDevice(MATCH, { body: {} }),
];

/** The two files of an export, by name; nothing in them says whose device it is. */
function files(zip: Uint8Array): Record<string, unknown> {
  const found = Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
  for (const [, text] of found) assert.doesNotMatch(text, new RegExp(DIMMER));
  return Object.fromEntries(found.map(([name, text]) => [name, JSON.parse(text)]));
}
const FILES = ["device_descriptions/HmIP-XDT.json", "paramset_descriptions/HmIP-XDT.json"];

const definitions: Case[] = [
  {
    operation: DEFINITION,
    case: "anonymous",
    params: { addr: DIMMER },
    expect: {
      status: 200,
      headers: {
        "content-type": "application/zip",
        "content-disposition": 'attachment; filename="HmIP-XDT.zip"',
      },
      body: (zip: Uint8Array) => assert.deepEqual(Object.keys(files(zip)), FILES),
    },
  },
  ...unknownDevice(DEFINITION),
];

export const formCases: Case[] = [...forms, ...profiles, ...definitions];

// ---------------------------------------------------------------- commands

const READS: CommandErrorCode[] = ["bad_request", "internal_error"];

/** As the contract declares them; `not_implemented` is its daemon without a provider. */
export const FORM_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "devices.export_definition": ["not_found", ...READS],
  "master_profiles.apply": ["forbidden", "locked", ...READS],
  "master_profiles.get": READS,
  "master_profiles.list": READS,
  "master_profiles.match": ["bad_request"],
  "paramset.form_schema": ["not_found", ...READS],
};

const KIND = { device_type: MODEL, channel_type: "KEY_TRANSCEIVER" };
const SUMMARY = { id: 1, name: "Usual", description: "Long from 0.4 s, no double press", param_count: 2 };

export const formSuccesses: CommandCase[] = [
  {
    command: "devices.export_definition",
    case: "succeeds",
    args: { address: DIMMER },
    expect: {
      data: ({ data, ...rest }: { data: string }) => {
        assert.deepEqual(rest, { model: "HmIP-XDT", filename: "HmIP-XDT.zip", encoding: "base64" });
        assert.deepEqual(Object.keys(files(Buffer.from(data, "base64"))), FILES);
      },
    },
  },
  {
    command: "master_profiles.list",
    case: "succeeds",
    given: withKeys,
    args: KIND,
    expect: { data: ({ profiles: found }: { profiles: unknown[] }) => assert.deepEqual(found[0], SUMMARY) },
  },
  {
    command: "master_profiles.get",
    case: "succeeds",
    given: withKeys,
    args: { ...KIND, id: 3 },
    expect: { data: { id: 3, name: { de: "Ruhige Hand", en: "Unhurried" } } },
  },
  {
    command: "master_profiles.match",
    case: "succeeds",
    given: withKeys,
    args: { ...KIND, current_values: { LONG_PRESS_TIME: 1, DBL_PRESS_TIME: 0 } },
    expect: { data: { active_id: 3 } },
  },
  {
    command: "master_profiles.apply",
    case: "succeeds",
    given: withLockedKeys,
    args: { ...KIND, channel_address: `${KEYS}:1`, id: 2, edit_token: EDIT_TOKEN },
    expect: {
      data: { applied: 2, param_count: 2 },
      writes: [
        [
          "putParamset",
          "HmIP-RF",
          `${KEYS}:1`,
          "MASTER",
          { LONG_PRESS_TIME: { type: "FLOAT", value: 0.4 }, DBL_PRESS_TIME: { type: "FLOAT", value: 0.5 } },
          undefined,
        ],
      ],
    },
  },
  {
    command: "paramset.form_schema",
    case: "succeeds",
    args: { address: DIMMER, channel_no: 1, paramset: "MASTER" },
    expect: { data: { parameter_order: ["DIM_MIN", "CYCLIC_INFO_MSG"] } },
  },
];

const refused = (
  command: string,
  what: string,
  args: unknown,
  error: CommandErrorCode,
  given?: CommandCase["given"],
): CommandCase => ({ command, case: what, args, ...(given ? { given } : {}), expect: { error } });
const APPLY = { ...KIND, channel_address: `${KEYS}:1`, edit_token: EDIT_TOKEN };

export const formRefusals: CommandCase[] = [
  {
    command: "master_profiles.list",
    case: "device types",
    given: withKeys,
    args: {},
    expect: { data: { device_types: [MODEL] } },
  },
  {
    command: "master_profiles.list",
    case: "nobody has such a device",
    args: { device_type: "HmIP-NONE" },
    expect: { data: ({ profiles: found }: { profiles: unknown[] }) => assert.deepEqual(found, []) },
  },
  refused("devices.export_definition", "unknown device", { address: STRANGER }, "not_found"),
  refused("master_profiles.get", "unknown", { ...KIND, id: 99 }, "not_found", withKeys),
  refused("master_profiles.apply", "without the lock", { ...APPLY, id: 1 }, "locked", withKeys),
  refused("master_profiles.apply", "nothing", { ...APPLY, id: 0 }, "bad_request", withLockedKeys),
  refused(
    "master_profiles.apply",
    "another model",
    { ...APPLY, device_type: "HmIP-NONE", id: 1 },
    "bad_request",
    withLockedKeys,
  ),
  refused("paramset.form_schema", "unknown channel", { address: DIMMER, channel_no: 77 }, "not_found"),
  refused("paramset.form_schema", "a link", { address: DIMMER, channel_no: 1, paramset: "LINK" }, "bad_request"),
];
