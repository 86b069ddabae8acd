/**
 * Link profiles played on the state machine of a receiver: whether a lamp is on after a press, not which number stands in
 * which parameter. A press makes the receiver jump to what JT_<state> of its present state says, if the value that came
 * with it fulfils CT_<state>; delays and ramps then run to their end (device-model 5.3).
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linkProfiles, profileValues } from "../../../handlers/model/links/profiles.ts";
import type { Channel } from "../../../handlers/model/types.ts";
import type { ParameterDescription, ParamsetDescription } from "../../../handlers/ports/index.ts";
import { parameter, READ, WRITE } from "../../support/devices.ts";

const labels = (...VALUE_LIST: string[]): ParameterDescription =>
  parameter("ENUM", READ | WRITE, { VALUE_LIST, MIN: VALUE_LIST[0], MAX: VALUE_LIST.at(-1) });
const byte = parameter("INTEGER", 0, { MIN: 0, MAX: 255 });
const level = parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1.005 });

/** A family of receivers in the words of its descriptions. */
interface Words {
  jumps: string[];
  conditions: string[];
  action: string;
  actions: string[];
  time: Record<string, ParameterDescription>;
}
const IP: Words = {
  jumps: ["NOP", "ON_DELAY", "RAMP_ON", "ON", "OFF_DELAY", "RAMP_OFF", "OFF"],
  conditions: ["VALUE_GE_LO", "VALUE_GE_HI", "VALUE_L_LO", "VALUE_L_HI"],
  action: "PROFILE_ACTION_TYPE",
  actions: ["INACTIVE", "JUMP", "TOGGLE", "DRIVE_UP", "DRIVE_DOWN", "TOGGLE_DRIVE_LAST_DIR"].map(
    (name) => `PROFILE_ACTION_TYPE_${name}`,
  ),
  time: {
    ON_TIME_BASE: labels("100MS", "1S", "5S", "10S", "1M", "5M", "10M", "1H"),
    ON_TIME_FACTOR: parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 31 }),
  },
};
const CLASSIC: Words = {
  jumps: ["NO_JUMP_IGNORE_COMMAND", "ONDELAY", "REFON", "RAMPON", "ON", "OFFDELAY", "REFOFF", "RAMPOFF", "OFF"],
  conditions: ["X GE COND_VALUE_LO", "X GE COND_VALUE_HI", "X LT COND_VALUE_LO", "X LT COND_VALUE_HI"],
  action: "ACTION_TYPE",
  actions: ["INACTIVE", "JUMP_TO_TARGET", "TOGGLE_TO_COUNTER", "UPDIM", "DOWNDIM", "TOGGLEDIM"],
  time: { ON_TIME: parameter("FLOAT", 0, { MIN: 0, MAX: 108_000, SPECIAL: [{ ID: "NOT_USED", VALUE: 111_600 }] }) },
};
const SWITCH = ["OFF", "ONDELAY", "ON", "OFFDELAY"];
const DIMMER = [...SWITCH, "RAMPON", "RAMPOFF"];
const BLIND = [...DIMMER, "REFON", "REFOFF"];

function receiver({ jumps, conditions, action, actions, time }: Words, states: string[]): ParamsetDescription {
  const own = {
    ...Object.fromEntries(
      states.flatMap((state) => [
        [`JT_${state}`, labels(...jumps)],
        [`CT_${state}`, labels(...conditions)],
      ]),
    ),
    [action]: labels(...actions),
    MULTIEXECUTE: parameter("BOOL", READ | WRITE),
    ...time,
    ...{ COND_VALUE_LO: byte, COND_VALUE_HI: byte, ON_LEVEL: level, OFF_LEVEL: level },
  };
  return Object.fromEntries(
    ["SHORT_", "LONG_"].flatMap((press) => Object.entries(own).map(([name, one]) => [press + name, one])),
  );
}

type Sender = Pick<Channel, "type" | "description" | "eventGroups">;
const sender = (type: string, LINK_SOURCE_ROLES = ""): Sender => ({
  type,
  description: { LINK_SOURCE_ROLES } as Channel["description"],
  eventGroups: [],
});
const SENDERS = {
  key: sender("KEY_TRANSCEIVER"),
  contact: sender("SHUTTER_CONTACT", "WINDOW_SWITCH"),
  motion: sender("MOTION_DETECTOR"),
  threshold: sender("CONDITION_POWER", "SWITCH"),
};

/** The settled states that follow from where a jump leads; a blind that drives goes on driving. */
const LEADS: Record<string, string> = {
  ...{ OFF: "OFF", ONDELAY: "ON", RAMPON: "ON", ON: "ON", OFFDELAY: "OFF", RAMPOFF: "OFF" },
  ...{ REFON: "ON", REFOFF: "OFF" },
};

class Machine {
  readonly values: Record<string, number>;
  readonly description: ParamsetDescription;
  readonly words: Words;
  constructor(words: Words, states: string[], type: string, from: keyof typeof SENDERS, id: number) {
    this.words = words;
    this.description = receiver(words, states);
    const profiles = linkProfiles({ receiverType: type, description: this.description, sender: SENDERS[from] });
    const found = profiles?.find((one) => one.id === id) ?? assert.fail(`no profile ${id} for ${type} and ${from}`);
    this.values = profileValues(found.params);
  }
  label(name: string): string | undefined {
    const index = this.values[name];
    return index === undefined ? undefined : this.description[name]?.VALUE_LIST?.[index];
  }
  /** Where a press with this value leads at once; the present state where it does not apply. */
  jump(press: "SHORT" | "LONG", state: string, value: number): string {
    if (this.label(`${press}_${this.words.action}`) !== this.words.actions[1]) return state;
    const condition = this.label(`${press}_CT_${state}`);
    const [low = Number.NaN, high = Number.NaN] = ["LO", "HI"].map((end) => this.values[`${press}_COND_VALUE_${end}`]);
    const holds = [value >= low, value >= high, value < low, value < high];
    if (condition !== undefined && !holds[this.words.conditions.indexOf(condition)]) return state;
    const target = this.label(`${press}_JT_${state}`) ?? assert.fail(`${press} in ${state} leads nowhere`);
    return target.replace("_", "");
  }
  after(press: "SHORT" | "LONG", state: string, value = 0): string {
    return LEADS[this.jump(press, state, value)] ?? assert.fail(state);
  }
}

const FAMILIES: [title: string, words: Words, states: string[], type: string][] = [
  ["an IP switch", IP, SWITCH, "SWITCH_VIRTUAL_RECEIVER"],
  ["a classic switch", CLASSIC, SWITCH, "SWITCH"],
  ["an IP dimmer", IP, DIMMER, "DIMMER_VIRTUAL_RECEIVER"],
  ["a classic dimmer", CLASSIC, DIMMER, "DIMMER"],
];

for (const [title, words, states, type] of FAMILIES)
  describe(title, () => {
    const dims = states === DIMMER;
    const of = (from: keyof typeof SENDERS, id: number) => new Machine(words, states, type, from, id);
    const stays = ({ values }: Machine, press: "SHORT" | "LONG"): boolean =>
      values[`${press}_ON_TIME`] === 111_600 ||
      (values[`${press}_ON_TIME_BASE`] === 7 && values[`${press}_ON_TIME_FACTOR`] === 31);

    it("a key toggles: what is off or going off is on afterwards, and the other way round", () => {
      const toggle = of("key", 1);
      assert.deepEqual([toggle.after("SHORT", "OFF"), toggle.after("SHORT", "ON")], ["ON", "OFF"]);
      // who presses during a delay does not want to wait for its end
      assert.equal(toggle.jump("SHORT", "ONDELAY", 0), dims ? "RAMPON" : "ON");
      assert.equal(toggle.jump("SHORT", "OFFDELAY", 0), dims ? "RAMPOFF" : "OFF");
      if (dims)
        assert.deepEqual([toggle.jump("SHORT", "RAMPON", 0), toggle.jump("SHORT", "RAMPOFF", 0)], ["ON", "OFF"]);
      assert.ok(stays(toggle, "SHORT"));
      if (dims) {
        assert.equal(toggle.label(`LONG_${words.action}`), words.actions[5], "held it dims up and down in turn");
        assert.equal(toggle.values.LONG_MULTIEXECUTE, 1);
      } else {
        assert.deepEqual([toggle.after("LONG", "OFF"), toggle.after("LONG", "ON")], ["ON", "OFF"]);
        assert.equal(toggle.values.LONG_MULTIEXECUTE, 0, "held it does not flicker");
      }
    });

    it("a key switches on from wherever it is, another one off", () => {
      const [on, off] = [of("key", 2), of("key", 3)];
      for (const state of states) {
        assert.equal(on.after("SHORT", state), "ON", `on from ${state}`);
        assert.equal(off.after("SHORT", state), "OFF", `off from ${state}`);
        if (!dims) assert.deepEqual([on.after("LONG", state), off.after("LONG", state)], ["ON", "OFF"]);
      }
      assert.ok(stays(on, "SHORT"));
      if (!dims) return;
      assert.equal(on.label(`LONG_${words.action}`), words.actions[3], "held it gets brighter");
      assert.equal(off.label(`LONG_${words.action}`), words.actions[4], "held it gets darker");
      assert.deepEqual([on.values.LONG_MULTIEXECUTE, off.values.LONG_MULTIEXECUTE], [1, 1]);
    });

    it(dims ? "a key sets a brightness" : "short on, long off", () => {
      const fourth = of("key", 4);
      for (const state of states)
        assert.deepEqual([fourth.after("SHORT", state), fourth.after("LONG", state)], ["ON", dims ? "ON" : "OFF"]);
      assert.ok(stays(fourth, "SHORT"));
      if (dims) assert.deepEqual([fourth.values.SHORT_ON_LEVEL, fourth.values.LONG_ON_LEVEL], [1, 1]);
    });

    it("a stairway light is on for five minutes, which each press restarts", () => {
      const stairs = of("key", 5);
      for (const press of ["SHORT", "LONG"] as const) {
        for (const state of states) assert.equal(stairs.after(press, state), "ON");
        assert.equal(stairs.jump(press, "ON", 0), "ON", "it is not switched off by whoever presses again");
        if (words === IP)
          assert.deepEqual([stairs.values[`${press}_ON_TIME_BASE`], stairs.values[`${press}_ON_TIME_FACTOR`]], [5, 1]);
        else assert.equal(stairs.values[`${press}_ON_TIME`], 300);
        if (dims) assert.equal(stairs.values[`${press}_ON_LEVEL`], 1);
      }
    });

    if (!dims)
      it("a key toggles what goes off by itself", () => {
        const sixth = of("key", 6);
        for (const press of ["SHORT", "LONG"] as const) {
          assert.deepEqual([sixth.after(press, "OFF"), sixth.after(press, "ON")], ["ON", "OFF"]);
          assert.ok(!stays(sixth, press));
        }
        assert.equal(sixth.values.LONG_MULTIEXECUTE, 0);
      });

    it("a movement switches on for a while, however bright it is", () => {
      const motion = of("motion", 10);
      for (const state of states)
        for (const brightness of [0, 100, 255]) assert.equal(motion.after("SHORT", state, brightness), "ON");
      assert.ok(!stays(motion, "SHORT"));
    });

    it("a movement in the dark switches on; once on every movement counts", () => {
      const dark = of("motion", 11);
      assert.deepEqual([dark.after("SHORT", "OFF", 99), dark.after("SHORT", "OFF", 100)], ["ON", "OFF"]);
      for (const brightness of [0, 99, 254]) assert.equal(dark.jump("SHORT", "ON", brightness), "ON");
      assert.ok(!stays(dark, "SHORT"));
    });

    it("a contact switches on while it is open or tilted, or off", () => {
      for (const [id, open, closed] of [
        [20, "ON", "OFF"],
        [21, "OFF", "ON"],
      ] as const) {
        const contact = of("contact", id);
        for (const state of ["OFF", "ON"]) {
          for (const value of [100, 200]) assert.equal(contact.after("SHORT", state, value), open, `${id}: ${value}`);
          assert.equal(contact.after("SHORT", state, 0), closed, `${id}: closed`);
        }
        assert.ok(stays(contact, "SHORT"));
      }
    });

    it("a threshold switches on above it, or below it", () => {
      for (const [id, above, below] of [
        [30, "ON", "OFF"],
        [31, "OFF", "ON"],
      ] as const) {
        const threshold = of("threshold", id);
        for (const state of ["OFF", "ON"]) {
          for (const value of [50, 255]) assert.equal(threshold.after("SHORT", state, value), above);
          for (const value of [0, 49]) assert.equal(threshold.after("SHORT", state, value), below);
        }
        assert.ok(stays(threshold, "SHORT"));
      }
    });

    it("a condition that ends during a delay or a ramp takes it back", () => {
      for (const [from, id] of [
        ["contact", 20],
        ["threshold", 30],
      ] as const) {
        const follows = of(from, id);
        const rising = dims ? ["ONDELAY", "RAMPON"] : ["ONDELAY"];
        const falling = dims ? ["OFFDELAY", "RAMPOFF"] : ["OFFDELAY"];
        for (const state of rising) assert.equal(follows.after("SHORT", state, 0), "OFF", `${id} in ${state}`);
        for (const state of falling) assert.equal(follows.after("SHORT", state, 255), "ON", `${id} in ${state}`);
      }
    });

    if (!dims)
      it("opening switches on for a while, closing does nothing", () => {
        const opened = of("contact", 22);
        for (const state of states) {
          assert.equal(opened.after("SHORT", state, 100), "ON");
          assert.equal(opened.jump("SHORT", state, 0), state);
        }
        assert.ok(!stays(opened, "SHORT"));
      });
  });

describe("a blind", () => {
  const of = (id: number, from: keyof typeof SENDERS = "key") => new Machine(CLASSIC, BLIND, "BLIND", from, id);
  const PRESSES = ["SHORT", "LONG"] as const;

  it("with one key goes up, stops, goes down, stops", () => {
    const one = of(1);
    for (const press of PRESSES) {
      assert.equal(one.after(press, "OFF"), "ON");
      assert.deepEqual(
        [one.jump(press, "REFON", 0), one.jump(press, "RAMPON", 0)],
        ["ON", "ON"],
        "stops on the way up",
      );
      assert.equal(one.after(press, "ON"), "OFF");
      assert.deepEqual([one.jump(press, "REFOFF", 0), one.jump(press, "RAMPOFF", 0)], ["OFF", "OFF"], "and down");
      assert.deepEqual([one.jump(press, "ONDELAY", 0), one.jump(press, "OFFDELAY", 0)], ["REFON", "REFOFF"]);
    }
  });

  it("with two keys: each has its direction, and stops what moves", () => {
    for (const [id, end, other] of [
      [2, "ON", "OFF"],
      [3, "OFF", "ON"],
    ] as const) {
      const key = of(id);
      for (const press of PRESSES) {
        // it may have stopped half-way in either state
        for (const state of [end, other, `${other}DELAY`, `${end}DELAY`]) assert.equal(key.after(press, state), end);
        for (const driving of ["REFON", "RAMPON"]) assert.equal(key.jump(press, driving, 0), "ON");
        for (const driving of ["REFOFF", "RAMPOFF"]) assert.equal(key.jump(press, driving, 0), "OFF");
        assert.notEqual(key.jump(press, end, 0), end, "it drives on from where it stopped");
        assert.deepEqual([key.values[`${press}_ON_LEVEL`], key.values[`${press}_OFF_LEVEL`]], [1, 0]);
      }
    }
  });

  it("goes to a position that somebody chooses, half-way at first", () => {
    const position = of(4);
    for (const press of PRESSES) {
      assert.equal(position.after(press, "OFF"), "ON");
      assert.equal(position.values[`${press}_ON_LEVEL`], 0.5);
    }
  });

  it("goes up when a door is opened, and nothing stops or turns it", () => {
    const door = of(20, "contact");
    for (const state of BLIND) {
      for (const value of [100, 200]) assert.equal(door.after("SHORT", state, value), "ON", state);
      assert.equal(door.jump("SHORT", state, 0), state, "closing does nothing");
    }
    assert.deepEqual([door.jump("SHORT", "REFON", 200), door.jump("SHORT", "RAMPON", 200)], ["REFON", "RAMPON"]);
  });
});

describe("heating, locks and doors", () => {
  const valuesOf = (receiverType: string, description: ParamsetDescription, from: Sender, id: number) => {
    const found = linkProfiles({ receiverType, description, sender: from })?.find((one) => one.id === id);
    const values = profileValues((found ?? assert.fail(`no ${id}`)).params);
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, description[name]?.VALUE_LIST?.[value] ?? value]),
    );
  };
  const both = (own: ParamsetDescription): ParamsetDescription =>
    Object.fromEntries(
      ["SHORT_", "LONG_"].flatMap((press) => Object.entries(own).map(([name, one]) => [press + name, one])),
    );
  const twice = (own: Record<string, unknown>) =>
    Object.fromEntries(
      ["SHORT_", "LONG_"].flatMap((press) => Object.entries(own).map(([name, one]) => [press + name, one])),
    );

  it("a window counts as open when it is tilted, or only when it is wide open", () => {
    const description = both({ COND_VALUE_LO: byte });
    const low = (id: number) => valuesOf("HEATING_SHUTTER_CONTACT_RECEIVER", description, SENDERS.contact, id);
    // 0 closed, 100 tilted, 200 open
    for (const press of ["SHORT", "LONG"]) {
      const [tilted, open] = [low(1)[`${press}_COND_VALUE_LO`], low(2)[`${press}_COND_VALUE_LO`]] as number[];
      assert.ok(tilted! > 0 && tilted! <= 100 && open! > 100 && open! <= 200);
    }
  });

  it("a key starts boost, returns to the programme, or sets a temperature", () => {
    const modes = labels("MANU_WITH_TRC_DT", "AUTO_WITH_WP", "BOOST_TOGGLE");
    const temperature = parameter("FLOAT", READ | WRITE, { MIN: 5, MAX: 30.5 });
    const difference = parameter("FLOAT", READ | WRITE, { MIN: -10, MAX: 10 });
    const description = both({ CONTROL_MODE_RC: modes, TEMPERATURE_RC: temperature, DELTA_TEMPERATURE: difference });
    const of = (id: number) => valuesOf("HEATING_KEY_RECEIVER", description, SENDERS.key, id);
    assert.deepEqual(of(1), twice({ CONTROL_MODE_RC: "BOOST_TOGGLE" }));
    assert.deepEqual(of(2), twice({ CONTROL_MODE_RC: "AUTO_WITH_WP" }));
    assert.deepEqual(of(3), twice({ CONTROL_MODE_RC: "MANU_WITH_TRC_DT", TEMPERATURE_RC: 21, DELTA_TEMPERATURE: 0 }));
    assert.deepEqual(of(4), { SHORT_CONTROL_MODE_RC: "AUTO_WITH_WP", LONG_CONTROL_MODE_RC: "BOOST_TOGGLE" });
  });

  it("the same in the words of classic thermostats", () => {
    const temperature = parameter("FLOAT", READ | WRITE, { MIN: 6, MAX: 30 });
    const manual = (press: string) => `MANUMODE + TEMPERATURE ${press}`;
    const modes = labels("NO_ACTION", manual("SHORT"), "AUTOMODE + AUTOTEMPERATURE", "BOOSTMODE");
    const late = labels("NO_ACTION", manual("LONG"), "AUTOMODE + AUTOTEMPERATURE", "BOOSTMODE");
    const description = { ...both({ TEMPERATUR_RC: temperature }), SHORT_CONTROL_RC: modes, LONG_CONTROL_RC: late };
    const of = (id: number) => valuesOf("REMOTECONTROL_RECEIVER", description, SENDERS.key, id);
    assert.deepEqual(of(1), twice({ CONTROL_RC: "BOOSTMODE" }));
    assert.deepEqual(of(2), twice({ CONTROL_RC: "AUTOMODE + AUTOTEMPERATURE" }));
    assert.deepEqual(of(3), {
      ...{ SHORT_CONTROL_RC: manual("SHORT"), LONG_CONTROL_RC: manual("LONG") },
      ...twice({ TEMPERATUR_RC: 21 }),
    });
  });

  it("a key locks, unlocks, does both in turn, or opens the door", () => {
    const targets = labels("NO_JUMP", "LOCK", "UNLOCK", "OPEN");
    const description = both({ JT_OFF: targets, JT_ON: targets });
    const of = (id: number) => {
      const { SHORT_JT_OFF, SHORT_JT_ON, LONG_JT_OFF, LONG_JT_ON } = valuesOf("KEYMATIC", description, SENDERS.key, id);
      return [SHORT_JT_OFF, SHORT_JT_ON, LONG_JT_OFF, LONG_JT_ON];
    };
    assert.deepEqual(of(1), ["LOCK", "LOCK", "LOCK", "LOCK"]);
    assert.deepEqual(of(2), ["UNLOCK", "UNLOCK", "UNLOCK", "UNLOCK"]);
    // OFF is locked: it is unlocked from there
    assert.deepEqual(of(3), ["UNLOCK", "LOCK", "UNLOCK", "LOCK"]);
    assert.deepEqual(of(4), ["LOCK", "LOCK", "UNLOCK", "UNLOCK"]);
    assert.deepEqual(of(5), ["OPEN", "OPEN", "OPEN", "OPEN"]);
  });

  it("a garage door opens, stops, closes, stops", () => {
    const targets = labels("NO_JUMP", "RAMP_ON", "ON", "RAMP_OFF");
    const description = both({ JT_OFF: targets, JT_RAMPON: targets, JT_ON: targets, JT_RAMPOFF: targets });
    assert.deepEqual(
      valuesOf("DOOR_RECEIVER", description, SENDERS.key, 1),
      twice({ JT_OFF: "RAMP_ON", JT_RAMPON: "ON", JT_ON: "RAMP_OFF", JT_RAMPOFF: "ON" }),
    );
  });

  it("what the receiver cannot do is not offered: no action, no latch, no time, no level", () => {
    const ids = (type: string, description: ParamsetDescription, from: Sender = SENDERS.key) =>
      linkProfiles({ receiverType: type, description, sender: from })?.map(({ id }) => id);
    const lessOf = (description: ParamsetDescription, pattern: RegExp) =>
      Object.fromEntries(Object.entries(description).filter(([name]) => !pattern.test(name)));
    const dimmer = receiver(IP, DIMMER);
    assert.deepEqual(ids("DIMMER", dimmer), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(ids("DIMMER", lessOf(dimmer, /ON_LEVEL/)), [0, 1, 2, 3]);
    // a dimmer without the action cannot be told to dim, but to jump
    assert.deepEqual(ids("DIMMER", lessOf(dimmer, /ACTION_TYPE/)), [0, 4, 5]);
    const latchless = labels("NO_JUMP", "LOCK", "UNLOCK");
    assert.deepEqual(ids("KEYMATIC", both({ JT_OFF: latchless, JT_ON: latchless })), [0, 1, 2, 3, 4]);
    assert.equal(ids("SWITCH", lessOf(receiver(IP, SWITCH), /JT_ON$/)), undefined, "a receiver without ON");
    assert.equal(ids("SWITCH", lessOf(receiver(IP, SWITCH), /CT_/), SENDERS.threshold), undefined);
    // brightness starts within what the receiver takes
    const dark = { ...dimmer, SHORT_ON_LEVEL: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 0.04 }) };
    assert.ok(!ids("DIMMER", dark)?.includes(4), "nothing that would be seen");
  });
});
