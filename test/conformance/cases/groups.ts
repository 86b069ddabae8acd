/** Heating groups. */
import assert from "node:assert/strict";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import type { Case, CommandCase } from "../case.ts";
import { DIMMER, STRANGER } from "../household.ts";
import type { World } from "../world.ts";
import { INVALID, NOT_FOUND, UNREADY, WHICH } from "./support.ts";

const TYPE = "hmip.heating.group";
const NEW = { type_id: TYPE, name: "Office", members: [DIMMER] };
const SAVED = { name: "Office", type: TYPE, forbidSingleOperation: false, members: [DIMMER] };
const CHANGED = { id: 1, name: "Office", type: TYPE, forbidSingleOperation: true };
/** The CCU says "done" and has left the members out. */
const drops = ({ main }: World) =>
  main.answer("saveHeatingGroup", (group: object) => ({ id: 1, ...group, members: [] }));
const INCOMPLETE = { status: 502, code: "upstream_unavailable" } as const;

const which = (operation: string, rest: Partial<Case> = {}): Case[] => [
  { ...rest, operation, case: "which CCU?", unnamed: true, expect: WHICH },
  { ...rest, operation, case: "an unknown CCU", unnamed: true, query: withCentral(rest.query), expect: WHICH },
  { ...rest, operation, case: "before any CCU is known", world: "empty", expect: UNREADY },
];
const withCentral = (query = "") => `${query === "" ? "" : `${query}&`}central=nowhere`;

export const groupCases: Case[] = [
  {
    operation: "GET /groups",
    case: "of one CCU",
    expect: { status: 200, body: { entries: [{ central: "ccu-main", groups: [{ id: 1 }] }] } },
  },
  {
    operation: "GET /groups",
    case: "of both CCUs",
    unnamed: true,
    expect: {
      status: 200,
      body: ({ entries }) => {
        assert.deepEqual(
          entries.map(({ central }: { central: string }) => central),
          ["ccu-attic", "ccu-main"],
        );
        assert.partialDeepStrictEqual(entries[1].groups[0], {
          id: 1,
          name: "Living room",
          group_device_name: "INT0000001",
          type_id: TYPE,
          type_label: "lblHeating",
          forbid_single_operation: true,
        });
        const [device, channel] = entries[1].groups[0].members;
        assert.deepEqual([device.device_name, device.type_id], ["Ceiling lamp", "hmip.thermostat"]);
        assert.equal(typeof channel.channel_name, "string");
      },
    },
  },
  {
    operation: "GET /groups",
    case: "a CCU that does not tell is left out",
    unnamed: true,
    given: ({ attic }) => attic.fail("unsupported"),
    expect: { status: 200, body: ({ entries }) => assert.equal(entries.length, 1) },
  },
  { operation: "GET /groups", case: "an unknown CCU", unnamed: true, query: "central=nowhere", expect: NOT_FOUND },
  { operation: "GET /groups", case: "before any CCU is known", world: "empty", expect: UNREADY },
  {
    operation: "GET /groups/types",
    case: "kinds",
    expect: { status: 200, body: { types: [{ id: TYPE, label_key: "lblHeating" }] } },
  },
  ...which("GET /groups/types"),
  {
    operation: "GET /groups/suitable-members",
    case: "candidates",
    query: `type_id=${TYPE}`,
    expect: {
      status: 200,
      body: ({ assignable, leftover }) => {
        assert.partialDeepStrictEqual(assignable[0], {
          address: DIMMER,
          device_address: DIMMER,
          type: "hmip.thermostat",
        });
        assert.deepEqual(leftover, []);
      },
    },
  },
  ...which("GET /groups/suitable-members", { query: `type_id=${TYPE}` }),
  {
    operation: "POST /groups",
    case: "makes one",
    body: NEW,
    expect: { status: 201, body: { id: 2, name: "Office" }, writes: [["saveHeatingGroup", SAVED]] },
  },
  {
    operation: "POST /groups",
    case: "without a member that was asked for",
    body: NEW,
    given: drops,
    mayChange: "any",
    expect: { ...INCOMPLETE, body: ({ detail }) => assert.match(detail, new RegExp(DIMMER)) },
  },
  {
    operation: "POST /groups",
    case: "with a device that nobody knows",
    body: { ...NEW, members: [STRANGER] },
    expect: INVALID,
  },
  { operation: "POST /groups", case: "without a name", body: { ...NEW, name: "  " }, expect: { status: 400 } },
  ...which("POST /groups", { body: NEW }),
  {
    operation: "PUT /groups/{id}",
    case: "another name, all else stays",
    params: { id: "1" },
    body: { name: "Office" },
    expect: {
      status: 204,
      writes: [["saveHeatingGroup", { ...CHANGED, members: [DIMMER, `${DIMMER}:1`] }]],
    },
  },
  {
    operation: "PUT /groups/{id}",
    case: "a member stays that shall go",
    params: { id: "1" },
    body: { name: "Office", members: [] },
    given: ({ main }) =>
      main.answer("saveHeatingGroup", (group: object) => ({ ...group, members: [{ address: DIMMER }] })),
    mayChange: "any",
    expect: { ...INCOMPLETE, body: ({ detail }) => assert.match(detail, /kept/) },
  },
  { operation: "PUT /groups/{id}", case: "unknown", params: { id: "9" }, body: { name: "x" }, expect: NOT_FOUND },
  ...which("PUT /groups/{id}", { params: { id: "1" }, body: { name: "x" } }),
  {
    operation: "DELETE /groups/{id}",
    case: "deletes",
    params: { id: "1" },
    expect: { status: 204, writes: [["deleteHeatingGroup", 1]] },
  },
  { operation: "DELETE /groups/{id}", case: "unknown", params: { id: "9" }, expect: NOT_FOUND },
  ...which("DELETE /groups/{id}", { params: { id: "1" } }),
];

/** The contract has `not_found` for all of them: a CCU that nobody knows is `bad_request` here, as everywhere. */
const READ: CommandErrorCode[] = ["bad_request", "internal_error"];
const CHANGE: CommandErrorCode[] = ["forbidden", ...READ];
const ONE: CommandErrorCode[] = ["not_found", ...CHANGE];
export const GROUP_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "groups.create": CHANGE,
  "groups.delete": ONE,
  "groups.list": READ,
  "groups.suitable_members": READ,
  "groups.types": READ,
  "groups.update": ONE,
};

const success = (
  command: string,
  args: object,
  data: object,
  writes?: readonly (readonly unknown[])[],
): CommandCase => ({
  command,
  case: "succeeds",
  args,
  expect: { data, ...(writes ? { writes } : {}) },
});
export const groupSuccesses: CommandCase[] = [
  success("groups.list", { central: "ccu-main" }, { entries: [{ central: "ccu-main", groups: [{ id: 1 }] }] }),
  success("groups.types", {}, { types: [{ id: TYPE }] }),
  success("groups.suitable_members", { type_id: TYPE }, { assignable: [{ address: DIMMER }], leftover: [] }),
  success("groups.create", NEW, { id: 2, name: "Office" }, [["saveHeatingGroup", SAVED]]),
  success("groups.update", { id: 1, name: "Office", members: [DIMMER] }, { ok: true }, [
    ["saveHeatingGroup", { ...CHANGED, members: [DIMMER] }],
  ]),
  success("groups.delete", { id: 1 }, { ok: true }, [["deleteHeatingGroup", 1]]),
];

const refused = (command: string, what: string, args: object, error: CommandErrorCode): CommandCase => ({
  command,
  case: what,
  args,
  unnamed: true,
  expect: { error },
});
export const groupRefusals: CommandCase[] = [
  ...groupSuccesses.map(({ command, args }) =>
    refused(command, "an unknown CCU", { ...(args as object), central: "nowhere" }, "bad_request"),
  ),
  refused("groups.types", "which CCU?", {}, "bad_request"),
  { command: "groups.delete", case: "unknown", args: { id: 9 }, expect: { error: "not_found" } },
  { command: "groups.update", case: "unknown", args: { id: 9, name: "x" }, expect: { error: "not_found" } },
];
