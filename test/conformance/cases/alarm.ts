/** The alarm panel. */
import assert from "node:assert/strict";
import { requireAlarm } from "../../../handlers/features/alarm/home/running.ts";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import { DIGITS, KEY, LIGHT, NOTE, PIN, SENSOR, ZONE, ZONE_CONFIG } from "../alarm.ts";
import type { Case, CommandCase } from "../case.ts";
import { CONTACT, CUX } from "../household.ts";
import type { World } from "../world.ts";
import { BAD, CONFLICT, NOT_FOUND, UNREADY, WRONG } from "./support.ts";

const id = { id: ZONE };
const unknown = { id: "nowhere" };
const OFF = { world: "empty", expect: NOT_FOUND } as const;
const UPSTREAM = { status: 502, code: "upstream_unavailable" } as const;
const REFUSED = { status: 403, code: "forbidden", body: { detail: "invalid_code" } } as const;

/** Of a zone that nobody knows, and where there is no alarm panel. */
const missing = (operation: string, rest: Partial<Case> = {}): Case[] => [
  { ...rest, operation, case: "unknown zone", params: unknown, expect: NOT_FOUND },
  { ...rest, operation, case: "switched off", params: id, ...OFF },
];
const off = (operation: string, rest: Partial<Case> = {}): Case => ({
  ...rest,
  operation,
  case: "switched off",
  ...OFF,
});

const me = { zone: ZONE, source: "remote", actor: "test" };
/** Also where another case has called for help in the same home. */
const armed = async ({ running }: World): Promise<void> => {
  const { engine } = requireAlarm(running.site);
  await engine.disarm(me);
  const outcome = await engine.arm({ ...me, source: "rest-operator", actor: "otto", mode: "night" });
  assert.ok(outcome.ok, JSON.stringify(outcome));
};

/** Somebody has called for help. */
async function incident({ running }: World): Promise<void> {
  assert.ok((await requireAlarm(running.site).engine.panic({ ...me, silent: true })).ok);
}
async function walking({ running }: World): Promise<void> {
  const { engine } = requireAlarm(running.site);
  await engine.disarm(me);
  await engine.startWalkTest(me);
  assert.notEqual(engine.zone(ZONE)?.walk_test, null);
}

const SENSORS = [
  {
    ...{ id: SENSOR, central: "ccu-main", interface_id: "ccu-main-BidCos-RF", channel_address: `${CONTACT}:1` },
    ...{ parameter: "STATE", type: "door", name: "Front door", config: { modes: ["full"] } },
  },
];
const OUTPUTS = [{ id: LIGHT, class: "alarm_light", central: "ccu-main", channel_address: `${CUX}:1` }];
const NEW_CODE = {
  ...{ name: "Berta", kind: "pin", pin: "0815", enabled: true },
  perms: { arm: true, disarm: true, silence: true },
};
const zoneCases: Case[] = [
  {
    operation: "GET /alarm/zones",
    case: "all",
    expect: { status: 200, body: [{ id: ZONE, name: "House", position: 1, config: ZONE_CONFIG }] },
  },
  off("GET /alarm/zones"),
  {
    operation: "POST /alarm/zones",
    case: "makes one",
    body: { id: "", name: "Garage", position: 2, config: {} },
    expect: { status: 201, body: { name: "Garage", position: 2, config: {} } },
  },
  { operation: "POST /alarm/zones", case: "without a name", body: { name: " " }, expect: WRONG },
  off("POST /alarm/zones", { body: { name: "Garage" } }),
  {
    operation: "GET /alarm/zones/{id}",
    case: "one",
    params: id,
    expect: { status: 200, body: { id: ZONE, name: "House" } },
  },
  ...missing("GET /alarm/zones/{id}"),
  {
    operation: "PUT /alarm/zones/{id}",
    case: "changes it",
    params: id,
    body: { id: ZONE, name: "Home" },
    expect: { status: 204 },
  },
  {
    operation: "PUT /alarm/zones/{id}",
    case: "with a delay that is none",
    params: id,
    body: { name: "Home", config: { modes: { full: { exit_delay_s: "long" } } } },
    expect: WRONG,
  },
  ...missing("PUT /alarm/zones/{id}", { body: { name: "Home" } }),
  { operation: "DELETE /alarm/zones/{id}", case: "removes it", params: id, expect: { status: 204 } },
  { operation: "DELETE /alarm/zones/{id}", case: "while it is armed", params: id, given: armed, expect: CONFLICT },
  ...missing("DELETE /alarm/zones/{id}"),
  {
    operation: "GET /alarm/zones/{id}/sensors",
    case: "all",
    params: id,
    expect: { status: 200, body: [{ id: SENSOR, type: "door", name: "Front door" }] },
  },
  ...missing("GET /alarm/zones/{id}/sensors"),
  {
    operation: "PUT /alarm/zones/{id}/sensors",
    case: "replaces them",
    params: id,
    body: SENSORS,
    expect: { status: 204 },
  },
  {
    operation: "PUT /alarm/zones/{id}/sensors",
    case: "of a type that is none",
    params: id,
    body: [{ ...SENSORS[0], type: "ghost" }],
    expect: WRONG,
  },
  ...missing("PUT /alarm/zones/{id}/sensors", { body: [] }),
  {
    operation: "GET /alarm/zones/{id}/outputs",
    case: "all",
    params: id,
    expect: {
      status: 200,
      body: [
        { id: LIGHT, class: "alarm_light" },
        { id: NOTE, class: "notification" },
      ],
    },
  },
  ...missing("GET /alarm/zones/{id}/outputs"),
  {
    operation: "PUT /alarm/zones/{id}/outputs",
    case: "replaces them",
    params: id,
    body: OUTPUTS,
    expect: { status: 204 },
  },
  {
    operation: "PUT /alarm/zones/{id}/outputs",
    case: "a variable without a name",
    params: id,
    body: [{ class: "sysvar_mirror", central: "ccu-main", channel_address: "" }],
    expect: WRONG,
  },
  {
    operation: "PUT /alarm/zones/{id}/outputs",
    case: "a channel that cannot be what it shall",
    params: id,
    body: [{ ...OUTPUTS[0], class: "acoustic_siren" }],
    expect: { ...WRONG, body: { errors: [{ field: "0.class" }] } },
  },
  ...missing("PUT /alarm/zones/{id}/outputs", { body: [] }),
];

const controlCases: Case[] = [
  {
    operation: "POST /alarm/zones/{id}/arm",
    case: "at once",
    params: id,
    body: { mode: "night" },
    expect: { status: 200, body: { state: "armed" } },
  },
  {
    operation: "POST /alarm/zones/{id}/arm",
    case: "although the door is open",
    params: id,
    body: { mode: "full", force: true, code: DIGITS },
    expect: { status: 200, body: { state: "arming", bypassed: [SENSOR], exit_delay_s: 30 } },
  },
  {
    operation: "POST /alarm/zones/{id}/arm",
    case: "while the door is open",
    params: id,
    body: { mode: "full" },
    mayChange: "any",
    expect: {
      ...CONFLICT,
      body: { detail: `readiness blockers present: ${SENSOR}`, errors: [{ field: SENSOR, reason: "blocker" }] },
    },
  },
  {
    operation: "POST /alarm/zones/{id}/arm",
    case: "in a mode that the zone has not",
    params: id,
    body: { mode: "vacation" },
    expect: BAD,
  },
  {
    operation: "POST /alarm/zones/{id}/arm",
    case: "with a wrong code",
    params: id,
    body: { mode: "night", code: "4712" },
    mayChange: "any",
    expect: REFUSED,
  },
  ...missing("POST /alarm/zones/{id}/arm", { body: { mode: "night" } }),
  ...(["disarm", "silence"] as const).flatMap((verb): Case[] => {
    const operation = `POST /alarm/zones/{id}/${verb}`;
    return [
      { operation, case: "without a code", params: id, given: armed, body: {}, expect: { status: 204 } },
      { operation, case: "with the code", params: id, given: armed, body: { code: DIGITS }, expect: { status: 204 } },
      {
        operation,
        case: "with a wrong code",
        params: id,
        given: armed,
        body: { code: "4712" },
        mayChange: "any",
        expect: REFUSED,
      },
      ...missing(operation),
    ];
  }),
  {
    operation: "POST /alarm/zones/{id}/acknowledge",
    case: "an incident",
    params: id,
    body: {},
    given: incident,
    expect: { status: 204 },
  },
  { operation: "POST /alarm/zones/{id}/acknowledge", case: "nothing", params: id, expect: CONFLICT },
  ...missing("POST /alarm/zones/{id}/acknowledge"),
  { operation: "POST /alarm/silence-all", case: "everything", expect: { status: 204 } },
  off("POST /alarm/silence-all"),
];

const readCases: Case[] = [
  {
    operation: "GET /alarm/state",
    case: "all",
    expect: {
      status: 200,
      body: { zones: [{ id: ZONE, name: "House", state: "disarmed", walktest_active: false }] },
    },
  },
  off("GET /alarm/state"),
  {
    operation: "GET /alarm/panels",
    case: "all",
    expect: {
      status: 200,
      body: [
        {
          unique_id: `openccu-loom_alarm_${ZONE}`,
          state: "disarmed",
          code_arm_required: false,
          code_disarm_required: true,
        },
      ],
    },
  },
  off("GET /alarm/panels"),
  {
    operation: "GET /alarm/zones/{id}/readiness",
    case: "by mode",
    params: id,
    expect: { status: 200, body: { full: { ready: false, blockers: [SENSOR] }, night: { ready: true } } },
  },
  ...missing("GET /alarm/zones/{id}/readiness"),
  {
    operation: "GET /alarm/journal",
    case: "of one zone",
    query: `zone=${ZONE}&class=arm&limit=10`,
    given: armed,
    expect: { status: 200, body: [{ zone_id: ZONE, class: "arm", event: "armed", actor: "otto" }] },
  },
  {
    ...{ operation: "GET /alarm/journal", case: "a table", query: "format=csv" },
    expect: { status: 200, headers: { "content-type": "text/csv; charset=utf-8" } },
  },
  {
    ...{
      operation: "GET /alarm/journal",
      case: "hidden entries, for an admin",
      query: "include_hidden=true",
      as: "admin",
    },
    expect: { status: 200 },
  },
  {
    ...{
      operation: "GET /alarm/journal",
      case: "hidden entries, for others",
      query: "include_hidden=true",
      as: "operator",
    },
    expect: { status: 403, code: "forbidden" },
  },
  { operation: "GET /alarm/journal", case: "a class that is none", query: "class=party", expect: BAD },
  { operation: "GET /alarm/journal", case: "a time that is none", query: "from=yesterday", expect: BAD },
  off("GET /alarm/journal"),
  {
    operation: "GET /alarm/zones/{id}/walktest",
    case: "none runs",
    params: id,
    expect: { status: 200, body: { active: false, sensors: [] } },
  },
  ...missing("GET /alarm/zones/{id}/walktest"),
  { operation: "POST /alarm/zones/{id}/walktest/start", case: "begins", params: id, expect: { status: 204 } },
  {
    operation: "POST /alarm/zones/{id}/walktest/start",
    case: "while it is armed",
    params: id,
    given: armed,
    expect: CONFLICT,
  },
  ...missing("POST /alarm/zones/{id}/walktest/start"),
  {
    operation: "POST /alarm/zones/{id}/walktest/stop",
    case: "ends",
    params: id,
    given: walking,
    expect: { status: 204 },
  },
  { operation: "POST /alarm/zones/{id}/walktest/stop", case: "none runs", params: id, expect: CONFLICT },
  ...missing("POST /alarm/zones/{id}/walktest/stop"),
];

const outputCases: Case[] = [
  {
    operation: "GET /alarm/output-candidates",
    case: "lights",
    query: "class=alarm_light",
    expect: {
      status: 200,
      body: (rows) => {
        const [first, second] = rows;
        assert.equal(first.central, "ccu-attic");
        assert.partialDeepStrictEqual(second, { central: "ccu-main", channel_address: `${CUX}:1`, dimmable: false });
      },
    },
  },
  {
    operation: "GET /alarm/output-candidates",
    case: "of a class without a device",
    query: "class=notification",
    expect: BAD,
  },
  off("GET /alarm/output-candidates"),
  {
    operation: "GET /alarm/remote-key-candidates",
    case: "keys",
    expect: {
      status: 200,
      body: (rows) => {
        const known = rows.map(({ model, parameters }: { model: string; parameters: string[] }) => [
          model,
          ...parameters,
        ]);
        assert.deepEqual(known[0], ["HmIP-XRC2", "PRESS_SHORT", "PRESS_LONG"]);
      },
    },
  },
  off("GET /alarm/remote-key-candidates"),
  {
    operation: "POST /alarm/outputs/{id}/test",
    case: "a light",
    params: { id: LIGHT },
    body: {},
    expect: { status: 204 },
  },
  { operation: "POST /alarm/outputs/{id}/test", case: "a notification", params: { id: NOTE }, expect: CONFLICT },
  ...(["permanent", "transport", "unsupported"] as const).map(
    (fault): Case => ({
      ...{ operation: "POST /alarm/outputs/{id}/test", case: `the CCU fails: ${fault}`, params: { id: LIGHT } },
      given: ({ main }) => main.fail(fault),
      mayChange: "any",
      expect: UPSTREAM,
    }),
  ),
  {
    ...{ operation: "POST /alarm/outputs/{id}/test", case: "a CCU that is away", params: { id: LIGHT } },
    ...{ world: "away", mayChange: "any", expect: UPSTREAM },
  },
  { operation: "POST /alarm/outputs/{id}/test", case: "unknown", params: unknown, expect: NOT_FOUND },
  off("POST /alarm/outputs/{id}/test", { params: { id: LIGHT } }),
];

const codeCases: Case[] = [
  {
    operation: "GET /alarm/codes",
    case: "all, without hashes",
    expect: {
      status: 200,
      body: (codes) => {
        assert.deepEqual(codes.map((one: { id: string }) => one.id).sort(), [PIN, KEY].sort());
        assert.doesNotMatch(JSON.stringify(codes), /hash|4711/);
      },
    },
  },
  off("GET /alarm/codes"),
  {
    operation: "POST /alarm/codes",
    case: "a PIN",
    body: NEW_CODE,
    expect: {
      status: 201,
      body: (made) => {
        assert.partialDeepStrictEqual(made, { name: "Berta", kind: "pin", enabled: true });
        assert.doesNotMatch(JSON.stringify(made), /0815|hash/);
      },
    },
  },
  { operation: "POST /alarm/codes", case: "a PIN without digits", body: { ...NEW_CODE, pin: "" }, expect: WRONG },
  {
    operation: "POST /alarm/codes",
    case: "a key of nothing",
    body: { ...NEW_CODE, kind: "remote_key", pin: "", binding: { channel_address: "KEY:1" } },
    expect: WRONG,
  },
  off("POST /alarm/codes", { body: NEW_CODE }),
  {
    operation: "GET /alarm/codes/{id}",
    case: "one",
    params: { id: PIN },
    expect: { status: 200, body: { id: PIN, kind: "pin" } },
  },
  {
    operation: "PUT /alarm/codes/{id}",
    case: "another name",
    params: { id: PIN },
    body: { ...NEW_CODE, pin: "", name: "Anna B." },
    expect: { status: 204 },
  },
  {
    operation: "PUT /alarm/codes/{id}",
    case: "a PIN that is too short",
    params: { id: PIN },
    body: { ...NEW_CODE, pin: "1" },
    expect: WRONG,
  },
  { operation: "DELETE /alarm/codes/{id}", case: "removes it", params: { id: KEY }, expect: { status: 204 } },
  ...(["GET", "PUT", "DELETE"] as const).flatMap((method): Case[] => {
    const rest = method === "PUT" ? { body: NEW_CODE } : {};
    const operation = `${method} /alarm/codes/{id}`;
    return [
      { ...rest, operation, case: "unknown", params: unknown, expect: NOT_FOUND },
      {
        ...rest,
        operation,
        case: "where nothing hashes them",
        params: { id: PIN },
        world: "starting",
        expect: UNREADY,
      },
      off(operation, { ...rest, params: { id: PIN } }),
    ];
  }),
  { operation: "GET /alarm/codes", case: "where nothing hashes them", world: "starting", expect: UNREADY },
  {
    operation: "POST /alarm/codes",
    case: "where nothing hashes them",
    body: NEW_CODE,
    world: "starting",
    expect: UNREADY,
  },
];

export const alarmCases: Case[] = [...zoneCases, ...controlCases, ...readCases, ...outputCases, ...codeCases];

/** What is kept and decided next to the CCUs; none of them is asked. Where an output is tried each fault has its case. */
export const ALARM_WITHOUT_CCU: readonly string[] = [...new Set(alarmCases.map(({ operation }) => operation))];
/** From what the panel has in memory; what it does it does also where nothing can be written down, and says so in its health. */
export const ALARM_WITHOUT_STORE: readonly string[] = [
  "GET /alarm/state",
  "GET /alarm/panels",
  "GET /alarm/zones",
  "GET /alarm/zones/{id}",
  "GET /alarm/zones/{id}/readiness",
  "GET /alarm/zones/{id}/walktest",
  "POST /alarm/zones/{id}/arm",
  "POST /alarm/zones/{id}/disarm",
  "POST /alarm/zones/{id}/silence",
  "POST /alarm/zones/{id}/acknowledge",
  "POST /alarm/silence-all",
  "POST /alarm/zones/{id}/walktest/start",
  "POST /alarm/zones/{id}/walktest/stop",
  "POST /alarm/outputs/{id}/test",
];

const CHANGE: CommandErrorCode[] = ["forbidden", "bad_request", "not_found"];
/** `unauthorized` is left out as everywhere; `internal_error` where nothing is asked that could fail. */
export const ALARM_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "alarm_panel.state": [],
  "alarm_panel.panels": [],
  "alarm_panel.readiness": ["bad_request", "not_found"],
  "alarm_panel.journal": ["bad_request", "internal_error"],
  "alarm_panel.walktest_status": ["bad_request", "not_found"],
  "alarm_panel.arm": [...CHANGE, "conflict", "not_ready"],
  "alarm_panel.disarm": CHANGE,
  "alarm_panel.silence": CHANGE,
  "alarm_panel.acknowledge": [...CHANGE, "conflict"],
  "alarm_panel.silence_all": ["forbidden"],
  "alarm_panel.codes_list": ["forbidden", "unavailable", "internal_error"],
  "alarm_panel.codes_create": ["forbidden", "unavailable", "bad_request", "internal_error"],
  "alarm_panel.codes_update": [...CHANGE, "unavailable", "internal_error"],
  "alarm_panel.codes_delete": [...CHANGE, "unavailable", "internal_error"],
};
export const ALARM_COMMANDS_WITHOUT_CCU: readonly string[] = Object.keys(ALARM_ERRORS);

const named = (name: string): string => `alarm_panel.${name}`;
const success = (name: string, args: object, data: object, rest: Partial<CommandCase> = {}): CommandCase => ({
  ...rest,
  ...{ command: named(name), case: "succeeds", args, expect: { data } },
});
export const alarmSuccesses: CommandCase[] = [
  success("state", {}, { zones: [{ id: ZONE, state: "disarmed" }] }),
  success("panels", {}, { panels: [{ zone_id: ZONE }] }),
  success("readiness", { zone_id: ZONE }, { zone_id: ZONE, readiness: { night: { ready: true } } }),
  success("journal", { zone_id: ZONE }, { entries: [] }),
  success("walktest_status", { area_id: ZONE }, { active: false }),
  success("arm", { zone_id: ZONE, mode: "night" }, { state: "armed" }),
  success("disarm", { zone_id: ZONE }, { disarmed: true, zone_id: ZONE }),
  success("silence", { zone_id: ZONE, code: DIGITS }, { silenced: true, zone_id: ZONE }),
  success("acknowledge", { zone_id: ZONE }, { acknowledged: true, zone_id: ZONE }, { given: incident }),
  success("silence_all", {}, { silenced: true }),
  success("codes_list", {}, { codes: [{}, {}] }),
  success("codes_create", { code: NEW_CODE }, { name: "Berta", kind: "pin" }),
  success("codes_update", { id: PIN, code: { ...NEW_CODE, pin: "" } }, { id: PIN, name: "Berta" }),
  success("codes_delete", { id: KEY }, { deleted: true, id: KEY }),
];

const refused = (
  name: string,
  what: string,
  args: object,
  error: CommandErrorCode,
  rest: Partial<CommandCase> = {},
): CommandCase => ({ ...rest, command: named(name), case: what, args, expect: { error } });

export const alarmRefusals: CommandCase[] = [
  ...["readiness", "walktest_status", "disarm", "silence", "acknowledge"].flatMap((name) => [
    refused(name, "of no zone", {}, "bad_request"),
    refused(name, "of an unknown zone", { zone_id: "nowhere" }, "not_found"),
  ]),
  refused("arm", "of no zone", { mode: "night" }, "bad_request"),
  refused("arm", "of an unknown zone", { zone_id: "nowhere", mode: "night" }, "not_found"),
  refused("arm", "while the door is open", { zone_id: ZONE, mode: "full" }, "not_ready"),
  refused("arm", "while it is triggered", { zone_id: ZONE, mode: "night" }, "conflict", { given: incident }),
  ...["arm", "disarm", "silence"].map((name) =>
    refused(name, "with a wrong code", { zone_id: ZONE, mode: "night", code: "0" }, "forbidden", {
      ...(name === "arm" ? {} : { given: armed }),
    }),
  ),
  refused("acknowledge", "nothing", { zone_id: ZONE }, "conflict"),
  refused("journal", "a class that is none", { class: "party" }, "bad_request"),
  refused("codes_create", "a PIN without digits", { code: { ...NEW_CODE, pin: "" } }, "bad_request"),
  refused("codes_update", "unknown", { id: "nowhere", code: NEW_CODE }, "not_found"),
  refused("codes_delete", "unknown", { id: "nowhere" }, "not_found"),
  ...(
    [
      ["codes_list", {}],
      ["codes_create", { code: NEW_CODE }],
      ["codes_update", { id: PIN, code: NEW_CODE }],
      ["codes_delete", { id: PIN }],
    ] as const
  ).map(([name, args]) => refused(name, "where nothing hashes them", args, "unavailable", { world: "starting" })),
  ...Object.keys(ALARM_ERRORS).map((command): CommandCase => {
    const args = (alarmSuccesses.find((one) => one.command === command) as CommandCase).args as object;
    return { command, case: "switched off", world: "empty", args, expect: { error: "unknown_command" } };
  }),
];
