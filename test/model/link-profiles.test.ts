import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CATALOGUE } from "../../handlers/model/links/catalogue.ts";
import type { Constraint } from "../../handlers/model/links/constraints.ts";
import { encodeLinkValues } from "../../handlers/model/links/encode.ts";
import {
  activeProfileId,
  type LinkProfile,
  linkProfiles,
  profileValues,
  senderKinds,
} from "../../handlers/model/links/profiles.ts";
import type { Channel } from "../../handlers/model/types.ts";
import type { ParameterDescription, ParamsetDescription } from "../../handlers/ports/index.ts";
import { parameter, READ, WRITE } from "../support/devices.ts";

const labels = (...VALUE_LIST: string[]): ParameterDescription =>
  parameter("ENUM", READ | WRITE, { VALUE_LIST, MIN: VALUE_LIST[0], MAX: VALUE_LIST.at(-1) });
const seconds = parameter("FLOAT", 0, { MIN: 0, MAX: 108000, SPECIAL: [{ ID: "NOT_USED", VALUE: 111600 }] });
const byte = parameter("INTEGER", 0, { MIN: 0, MAX: 255 });
const BASES = labels("100MS", "1S", "5S", "10S", "1M", "5M", "10M", "1H");

/** Both presses alike. */
const presses = (parameters: Record<string, ParameterDescription>): ParamsetDescription =>
  Object.fromEntries(
    ["SHORT_", "LONG_"].flatMap((press) => Object.entries(parameters).map(([name, one]) => [press + name, one])),
  );
const states = (prefix: string, one: ParameterDescription, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [`${prefix}_${name}`, one]));

const bidcosJumps = labels("NO_JUMP_IGNORE_COMMAND", "ONDELAY", "ON", "OFFDELAY", "OFF");
const bidcosConditions = labels("X GE COND_VALUE_LO", "X GE COND_VALUE_HI", "X LT COND_VALUE_LO", "X LT COND_VALUE_HI");
const SWITCH_STATES = ["OFF", "ONDELAY", "ON", "OFFDELAY"];
const bidcosSwitch = presses({
  ...states("JT", bidcosJumps, ...SWITCH_STATES),
  ...states("CT", bidcosConditions, ...SWITCH_STATES),
  ACTION_TYPE: labels("INACTIVE", "JUMP_TO_TARGET", "TOGGLE_TO_COUNTER"),
  ON_TIME: seconds,
  COND_VALUE_LO: byte,
  COND_VALUE_HI: byte,
});
const ipJumps = labels("NOP", "ON_DELAY", "RAMP_ON", "ON", "OFF_DELAY", "RAMP_OFF", "OFF");
const ipConditions = labels("VALUE_GE_LO", "VALUE_GE_HI", "VALUE_L_LO", "VALUE_L_HI");
const ipAction = [
  "PROFILE_ACTION_TYPE_INACTIVE",
  "PROFILE_ACTION_TYPE_JUMP",
  "PROFILE_ACTION_TYPE_TOGGLE",
  "PROFILE_ACTION_TYPE_DRIVE_UP",
  "PROFILE_ACTION_TYPE_DRIVE_DOWN",
  "PROFILE_ACTION_TYPE_TOGGLE_DRIVE_LAST_DIR",
];
const ipSwitch = presses({
  ...states("JT", ipJumps, ...SWITCH_STATES),
  ...states("CT", ipConditions, ...SWITCH_STATES),
  PROFILE_ACTION_TYPE: labels(...ipAction.slice(0, 3)),
  MULTIEXECUTE: parameter("BOOL", READ | WRITE),
  ON_TIME_BASE: BASES,
  ON_TIME_FACTOR: parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 31 }),
  COND_VALUE_LO: byte,
});
const ipDimmer = {
  ...ipSwitch,
  ...presses({
    ...states("JT", ipJumps, "RAMPON", "RAMPOFF"),
    PROFILE_ACTION_TYPE: labels(...ipAction),
    ON_LEVEL: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1.005 }),
  }),
};

type Sender = Pick<Channel, "type" | "description" | "eventGroups">;
const sender = (type: string, LINK_SOURCE_ROLES = ""): Sender => ({
  type,
  description: { LINK_SOURCE_ROLES } as Channel["description"],
  eventGroups: [],
});
const KEY = sender("KEY_TRANSCEIVER", "REMOTE_CONTROL");
const CONTACT = sender("SHUTTER_CONTACT", "WINDOW_SWITCH CONDITIONAL_SWITCH");

const offered = (receiverType: string, description: ParamsetDescription, from: Sender = KEY) =>
  linkProfiles({ receiverType, description, sender: from });
const valuesOf = (profiles: LinkProfile[] | null, id: number) =>
  profileValues(profiles?.find((one) => one.id === id)?.params);
const ids = (profiles: LinkProfile[] | null) => profiles?.map(({ id }) => id);

describe("senders", () => {
  it("are told from type, roles and events", () => {
    const kinds = (from: Sender) => [...senderKinds(from)].sort();
    assert.deepEqual(kinds(KEY), ["key"]);
    assert.deepEqual(kinds({ ...sender("SPECIAL"), eventGroups: [{ kind: "keypress" } as never] }), ["key"]);
    assert.deepEqual(kinds(sender("MOTION_DETECTOR", "SWITCH KEYMATIC")), ["brightness", "motion"]);
    assert.deepEqual(kinds(sender("MOTIONDETECTOR_TRANSCEIVER", "CONDITIONAL_SWITCH")), ["motion"]);
    assert.deepEqual(kinds(CONTACT), ["contact"]);
    assert.deepEqual(kinds(sender("CONDITION_POWER", "SWITCH")), ["threshold"]);
    assert.deepEqual(kinds(sender("MULTI_MODE_INPUT_TRANSMITTER", "REMOTE_CONTROL WINDOW_SWITCH")), ["contact", "key"]);
    assert.deepEqual(kinds(sender("WEATHER", "WEATHER_TH")), []);
  });
});

describe("what is offered", () => {
  it("every wish has both languages and an id of its own in its family", () => {
    for (const { wishes } of CATALOGUE) {
      assert.equal(new Set(wishes.map(({ id }) => id)).size, wishes.length);
      for (const { id, name, description } of wishes)
        for (const text of [name, ...(description ? [description] : [])])
          assert.ok(id > 0 && text.de.trim() !== "" && text.en.trim() !== "" && text.de !== text.en);
    }
  });

  it("a key at a switch, in the words of each family", () => {
    const bidcos = offered("SWITCH", bidcosSwitch);
    assert.deepEqual(ids(bidcos), [0, 1, 2, 3, 4, 5, 6]);
    const toggle = valuesOf(bidcos, 1);
    assert.deepEqual(
      [toggle.SHORT_ACTION_TYPE, toggle.SHORT_JT_OFF, toggle.SHORT_JT_ON, toggle.SHORT_ON_TIME],
      [1, 1, 3, 111600],
    );
    const ip = valuesOf(offered("SWITCH_VIRTUAL_RECEIVER", ipSwitch), 1);
    assert.deepEqual(
      [ip.SHORT_PROFILE_ACTION_TYPE, ip.SHORT_JT_OFF, ip.SHORT_JT_ON, ip.SHORT_ON_TIME_BASE, ip.SHORT_ON_TIME_FACTOR],
      [1, 1, 4, 7, 31],
    );
  });

  it("short on and long off lead to different states", () => {
    const values = valuesOf(offered("SWITCH", bidcosSwitch), 4);
    assert.deepEqual([values.SHORT_JT_OFF, values.SHORT_JT_ON, values.LONG_JT_OFF, values.LONG_JT_ON], [1, 2, 4, 3]);
  });

  it("a stairway light lasts as long as somebody chooses, five minutes at first", () => {
    const ip = offered("SWITCH_VIRTUAL_RECEIVER", ipSwitch)?.find(({ id }) => id === 5)?.params;
    assert.deepEqual(ip?.SHORT_ON_TIME_BASE, { constraint_type: "range", min_value: 0, max_value: 7, default: 5 });
    assert.deepEqual(ip?.SHORT_ON_TIME_FACTOR, { constraint_type: "range", min_value: 1, max_value: 31, default: 1 });
    const bidcos = offered("SWITCH", bidcosSwitch)?.find(({ id }) => id === 5)?.params;
    const time = { constraint_type: "range", min_value: 1, max_value: 108000, default: 300 };
    assert.deepEqual(bidcos?.SHORT_ON_TIME, time);
  });

  it("a held key dims", () => {
    const values = valuesOf(offered("DIMMER_VIRTUAL_RECEIVER", ipDimmer), 2);
    assert.deepEqual([values.LONG_PROFILE_ACTION_TYPE, values.LONG_MULTIEXECUTE], [3, 1]);
    assert.deepEqual([values.SHORT_JT_OFF, values.SHORT_JT_ONDELAY, values.SHORT_JT_RAMPON], [1, 2, 3]);
  });

  it("a contact switches while it is open, a detector for a time: short presses only", () => {
    const contact = offered("SWITCH_VIRTUAL_RECEIVER", ipSwitch, CONTACT);
    assert.deepEqual(ids(contact), [0, 20, 21, 22]);
    const open = valuesOf(contact, 20);
    assert.deepEqual([open.SHORT_CT_OFF, open.SHORT_CT_ON, open.SHORT_COND_VALUE_LO], [0, 2, 50]);
    assert.ok(Object.keys(open).every((name) => name.startsWith("SHORT_")));
    assert.deepEqual(ids(offered("SWITCH", bidcosSwitch, sender("MOTION_DETECTOR", "SWITCH"))), [0, 10, 11]);
    assert.deepEqual(ids(offered("SWITCH", bidcosSwitch, sender("MOTIONDETECTOR_TRANSCEIVER"))), [0, 10]);
  });

  it("only what the receiver can do: without a time no stairway light, without a label no jump", () => {
    const without = Object.fromEntries(Object.entries(ipSwitch).filter(([name]) => !name.includes("_ON_TIME")));
    assert.deepEqual(ids(offered("SIMPLE_SWITCH_RECEIVER", without)), [0, 1, 2, 3, 4]);
    const foreign = { ...ipSwitch, SHORT_JT_OFF: labels("A", "B") };
    assert.equal(offered("SWITCH_VIRTUAL_RECEIVER", foreign), null);
  });

  it("a window lowers the heating, within the receiver's limits", () => {
    const description = {
      TEMPERATUR_WINDOW_OPEN_VALUE: parameter("FLOAT", 0, { MIN: 15, MAX: 30, DEFAULT: 12 }),
      SHORT_COND_VALUE_LO: byte,
    };
    const profile = offered("WINDOW_SWITCH_RECEIVER", description, CONTACT)?.[1];
    assert.deepEqual(profile?.params, {
      TEMPERATUR_WINDOW_OPEN_VALUE: { constraint_type: "range", min_value: 15, max_value: 30, default: 15 },
      SHORT_COND_VALUE_LO: { constraint_type: "fixed", value: 50 },
    });
  });

  it("nothing where we know nothing", () => {
    assert.equal(offered("FOREIGN_RECEIVER", ipSwitch), null);
    assert.equal(offered("SWITCH", {}), null);
    assert.equal(offered("SWITCH", bidcosSwitch, sender("WEATHER", "WEATHER_TH")), null);
    assert.equal(offered("constructor", { constructor: byte } as unknown as ParamsetDescription), null);
  });
});

describe("odd descriptions", () => {
  const names = [...new Set([bidcosSwitch, ipDimmer].flatMap(Object.keys))];
  const description = fc.dictionary(
    fc.constantFrom(...names),
    fc.record({
      TYPE: fc.constantFrom("ENUM", "FLOAT", "INTEGER", "BOOL", "STRING", ""),
      OPERATIONS: fc.constantFrom(0, 1, 2, 3, 7),
      FLAGS: fc.constantFrom(1, 1, 1, 3),
      MIN: fc.constantFrom<unknown>(0, 1, "ON", -5, undefined, null, true),
      MAX: fc.constantFrom<unknown>(0, 1, 31, 255, 1e9, "OFF", undefined),
      VALUE_LIST: fc.oneof(
        fc.constant(undefined),
        fc.subarray([...(ipJumps.VALUE_LIST ?? []), ...ipAction, "ONDELAY"]),
      ),
      SPECIAL: fc.constantFrom<never>(undefined as never, [{ ID: "NOT_USED", VALUE: "x" }] as never),
    }) as fc.Arbitrary<ParameterDescription>,
    { maxKeys: names.length },
  );
  it("never make anything throw, and what is offered can be written", () => {
    fc.assert(
      fc.property(description, fc.constantFrom("SWITCH", "DIMMER", "BLIND", "KEYMATIC"), (odd, type) => {
        for (const { params } of offered(type, { ...ipDimmer, ...odd }) ?? []) {
          const { refused, hidden } = encodeLinkValues({ ...ipDimmer, ...odd }, Object.entries(profileValues(params)));
          assert.deepEqual([refused, hidden], [[], []]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("which profile a link follows", () => {
  const profiles = offered("SWITCH_VIRTUAL_RECEIVER", ipSwitch);
  const active = (values: Record<string, unknown>) => activeProfileId(profiles, values, ipSwitch);

  it("that whose values it has; each is recognised by its own", () => {
    for (const { id } of profiles ?? []) if (id !== 0) assert.equal(active(valuesOf(profiles, id)), id);
  });
  it("also when choices come as labels, switches as booleans, and more parameters besides", () => {
    const values = valuesOf(profiles, 1);
    assert.equal(active({ ...values, SHORT_JT_OFF: "ON_DELAY", LONG_MULTIEXECUTE: false, UI_HINT: "7" }), 1);
  });
  it("the one that leaves less open wins", () => {
    // for ever is also a time
    assert.equal(active(valuesOf(profiles, 2)), 2);
    assert.equal(active({ ...valuesOf(profiles, 5), SHORT_ON_TIME_FACTOR: 3 }), 5);
  });
  it("none where a value differs, is no number, or nothing is known", () => {
    const values = valuesOf(profiles, 3);
    assert.equal(active({ ...values, SHORT_JT_ON: 0 }), 0);
    for (const odd of [null, "x", "", {}, Number.NaN, undefined])
      assert.equal(active({ ...values, SHORT_JT_ON: odd }), 0, String(odd));
    assert.equal(active({}), 0);
    assert.equal(activeProfileId(null, values, ipSwitch), 0);
  });
  it("parameters that the link does not have are not asked for", () => {
    const { LONG_JT_ON: _gone, ...values } = valuesOf(profiles, 3);
    assert.equal(active(values), 3);
  });
  it("follows the scores: fixed ones count, open ones weigh against", () => {
    const fixed: Constraint = { constraint_type: "fixed", value: 1 };
    const list: Constraint = { constraint_type: "list", values: [1, 2], default: 1 };
    const name = { de: "x", en: "y" };
    const made: LinkProfile[] = [
      { id: 1, name, params: { A: list, B: fixed } },
      { id: 2, name, params: { B: fixed } },
      { id: 3, name, params: { A: fixed } },
      { id: 4, name },
    ];
    assert.equal(activeProfileId(made, { A: 1, B: 1 }, {}), 2, "first of equal ones");
    assert.equal(activeProfileId(made, { A: 2, B: 1 }, {}), 2);
    assert.equal(activeProfileId(made.slice(0, 1), { A: 2, B: 1 }, {}), 1);
    assert.equal(activeProfileId(made, { A: 3, B: 0 }, {}), 0);
  });
});
