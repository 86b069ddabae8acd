/** The state machine of a zone, row by row (facts 1.5, 1.6, 1.8, 1.9, 1.10, 1.15, 1.17). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TABLE } from "../../../../handlers/features/alarm/home/machine/table.ts";
import { Household, presetConfig, presetSensors, sensor, zoneOf } from "../support/household.ts";

/** Armed in `full`, everything closed. */
function armed(zone = zoneOf()): Household {
  const house = new Household(zone);
  house.arm("full", { skip_delay: true });
  assert.equal(house.state, "armed");
  return house;
}
function triggered(zone = zoneOf()): Household {
  const house = armed(zone);
  house.activate("window");
  assert.equal(house.state, "triggered");
  return house;
}
const configured = (changes: object, sensors = presetSensors) => zoneOf({ ...presetConfig, ...changes }, sensors);

describe("arming", () => {
  it("runs the exit delay, then is armed", () => {
    const house = new Household();
    assert.equal(house.arm("full").refused, undefined);
    assert.deepEqual([house.state, house.run.saved.mode, house.timer("exit_delay")], ["arming", "full", 30_000]);
    house.wait(29_999);
    assert.equal(house.state, "arming");
    house.wait(1);
    assert.equal(house.state, "armed");
    assert.deepEqual(house.events, ["arming_started", "armed"]);
    assert.deepEqual(
      house.of("state_changed").map(({ from, to }) => `${from} ${to}`),
      ["disarmed arming", "arming armed"],
    );
  });

  it("arms at once without an exit delay, or where it is skipped", () => {
    const house = new Household();
    house.arm("perimeter");
    assert.equal(house.state, "armed");
    assert.deepEqual(
      house.of("chirp").map(({ chirp }) => chirp),
      ["arm_squawk"],
    );
    assert.equal(armed().timer("exit_delay"), undefined);
  });

  it("refuses a mode that is not configured, and changes nothing", () => {
    const house = new Household();
    assert.deepEqual(house.arm("vacation").refused, { kind: "unknown_mode" });
    assert.deepEqual([house.state, house.effects], ["disarmed", []]);
  });

  it("replaces one arming by another", () => {
    const house = armed();
    house.arm("perimeter");
    assert.deepEqual([house.state, house.run.saved.mode], ["armed", "perimeter"]);
    house.arm("full");
    assert.deepEqual([house.state, house.run.saved.mode], ["arming", "full"]);
  });

  it("is refused while an entry delay or an alarm runs", () => {
    const house = armed();
    house.activate("door");
    assert.deepEqual(house.arm("full").refused, { kind: "invalid_state", state: "pending" });
    house.activate("window");
    assert.deepEqual(house.arm("full").refused, { kind: "invalid_state", state: "triggered" });
  });

  it("tolerates the door on the way out, but not a window", () => {
    const house = new Household();
    house.arm("full");
    house.activate("door");
    assert.equal(house.state, "arming");
    house.activate("window");
    assert.equal(house.state, "triggered");
    assert.equal(house.of("triggered")[0]?.cause.sensor_id, "window");
  });

  it("arms five seconds after the door was closed, unless it is opened again", () => {
    const house = new Household();
    house.arm("full");
    house.pass("door");
    house.wait(4000);
    house.activate("door");
    house.wait(3000);
    assert.equal(house.state, "arming");
    house.clear("door");
    house.wait(4999);
    assert.equal(house.state, "arming");
    house.wait(1);
    assert.equal(house.state, "armed");
    assert.equal(house.events.at(-1), "armed_after_closing");
    house.wait(60_000);
    assert.equal(house.state, "armed");
  });

  it("does not trigger by what was open already, until it closes and opens again", () => {
    const house = new Household();
    house.activate("window");
    house.arm("full", { force: true });
    house.run = { ...house.run, saved: { ...house.run.saved, bypass: [] } };
    house.wait(30_000);
    house.activate("window");
    assert.equal(house.state, "armed");
    house.clear("window");
    house.activate("window");
    assert.equal(house.state, "triggered");
  });
});

describe("readiness", () => {
  it("blocks by an open window, and names it", () => {
    const house = new Household();
    house.activate("window");
    assert.deepEqual(house.arm("full").refused, { kind: "not_ready", blockers: ["window"] });
    assert.equal(house.state, "disarmed");
  });

  it("bypasses it with force, one entry each, until it is disarmed", () => {
    const house = new Household();
    house.activate("window");
    house.activate("tamper");
    house.arm("perimeter", { force: true });
    assert.deepEqual(house.run.saved.bypass, ["tamper", "window"]);
    assert.equal(house.events.filter((event) => event === "sensor_bypassed").length, 2);
    house.clear("window");
    house.activate("window");
    assert.equal(house.state, "armed", "a bypassed sensor does not trigger");
    house.disarm();
    assert.deepEqual(house.run.saved.bypass, []);
  });

  it("bypasses what was asked for; unknown ids are ignored", () => {
    const house = new Household();
    house.activate("window");
    house.arm("perimeter", { bypass: ["window", "garage"] });
    assert.deepEqual([house.state, house.run.saved.bypass], ["armed", ["window"]]);
  });

  it("bypasses by itself where the sensor says so", () => {
    const house = new Household(zoneOf(presetConfig, [sensor("window", "window", { bypass_auto: true })]));
    house.activate("window");
    house.arm("perimeter");
    assert.deepEqual([house.state, house.run.saved.bypass], ["armed", ["window"]]);
  });

  const concerns = {
    open: { active: true },
    unreachable: { reachable: false },
    sabotage: { sabotage: true },
    low_battery: { low_battery: true },
  } as const;
  const kinds = ["door", "window", "motion", "tamper"] as const;
  for (const [concern, reading] of Object.entries(concerns))
    for (const policy of ["block", "warn", "ignore"] as const)
      it(`${concern}: ${policy}, for every mode and type of sensor`, () => {
        for (const mode of ["full", "perimeter", "night"] as const)
          for (const type of kinds) {
            const zone = configured({ blockers: { [concern]: policy } }, [sensor("it", type, { modes: [mode] })]);
            const house = new Household(zone);
            house.read("it", reading);
            house.send({ kind: "reading_changed" });
            const verdict = house.of("readiness_changed").at(-1)?.readiness[mode];
            assert.deepEqual(verdict?.blockers, policy === "block" ? ["it"] : [], `${mode} ${type}`);
            assert.deepEqual(verdict?.warnings, policy === "warn" ? ["it"] : [], `${mode} ${type}`);
            assert.equal(house.arm(mode, { skip_delay: true }).refused !== undefined, policy === "block");
          }
      });

  it("by default blocks by everything but a low battery, and by what nothing is known of", () => {
    const house = new Household(zoneOf(presetConfig, [sensor("a", "window"), sensor("b", "window")]));
    house.read("a", { low_battery: true });
    house.read("b", { active: null });
    house.send({ kind: "reading_changed" });
    assert.deepEqual(house.run.memory.readiness.full, { ready: false, blockers: ["b"], warnings: ["a"] });
  });

  it("is announced only when a verdict has changed", () => {
    const house = new Household();
    house.send({ kind: "reading_changed" });
    house.send({ kind: "reading_changed" });
    assert.equal(house.of("readiness_changed").length, 1);
    house.activate("window");
    house.clear("window");
    assert.equal(house.of("readiness_changed").length, 3);
  });

  it("leaves always-on sensors alone", () => {
    const house = new Household();
    house.read("smoke", { reachable: false, low_battery: true });
    assert.equal(house.arm("full").refused, undefined);
  });
});

describe("entry delay", () => {
  it("runs, then triggers, naming the sensor that began it", () => {
    const house = armed();
    house.activate("door");
    assert.deepEqual([house.state, house.timer("entry_delay")], ["pending", 20_000]);
    house.activate("motion");
    assert.deepEqual([house.events.at(-1), house.timer("entry_delay")], ["sensor_activity_pending", 20_000]);
    house.wait(20_000);
    assert.equal(house.state, "triggered");
    assert.deepEqual(house.of("triggered")[0]?.cause, {
      kind: "pending_elapsed",
      sensor_id: "door",
      sensor_name: "The door",
      central: "home",
    });
  });

  it("ends at once with a sensor that has none", () => {
    const house = armed();
    house.activate("door");
    house.activate("window");
    assert.deepEqual([house.state, house.of("triggered")[0]?.cause.kind], ["triggered", "sensor"]);
  });

  it("is the sensor's own where it has one; 0 triggers at once", () => {
    const own = (s: number) =>
      armed(zoneOf(presetConfig, [sensor("door", "door", { use_entry_delay: true, entry_delay_override_s: s })]));
    const house = own(5);
    house.activate("door");
    assert.equal(house.timer("entry_delay"), 5000);
    const atOnce = own(0);
    atOnce.activate("door");
    assert.equal(atOnce.state, "triggered");
  });

  it("ends with disarming", () => {
    const house = armed();
    house.activate("door");
    house.disarm();
    house.wait(60_000);
    assert.deepEqual([house.state, house.incidents.size], ["disarmed", 0]);
  });
});

describe("the alarm", () => {
  it("persists its incident before an output fires, then tells of it in the contract's order", () => {
    const house = armed();
    const { effects } = house.activate("window");
    assert.deepEqual(
      effects.map(({ kind }) => kind).filter((kind) => kind !== "readiness_changed"),
      ["incident_open", "fire", "journal", "triggered", "state_changed"],
    );
  });

  it("goes on for its time and its cycles, then is armed again", () => {
    const house = triggered();
    house.wait(120_000);
    assert.deepEqual([house.state, house.events.at(-1)], ["triggered", "retrigger_cycle"]);
    assert.equal(house.incidents.get(1)?.retriggers, 1);
    house.wait(119_999);
    assert.equal(house.state, "triggered");
    house.wait(1);
    assert.deepEqual([house.state, house.run.saved.mode, house.run.saved.incident], ["armed", "full", null]);
    assert.equal(house.incidents.get(1)?.close_reason, "post_trigger");
    assert.equal(house.of("stop").length, 1);
    house.activate("window");
    assert.equal(house.state, "armed", "still open: part of the new baseline");
  });

  it("notes further sensors without another incident", () => {
    const house = triggered();
    house.activate("door");
    house.activate("motion");
    assert.equal(house.incidents.size, 1);
    assert.deepEqual(house.events.slice(-2), ["sensor_activity", "sensor_activity"]);
  });

  it("disarms after it where that is configured, and arms again after a while", () => {
    const house = triggered(configured({ post_trigger: "disarm", auto_rearm_s: 300 }));
    house.clear("window");
    house.wait(240_000);
    assert.deepEqual([house.state, house.timer("auto_rearm")], ["disarmed", 300_000]);
    assert.deepEqual(house.events.slice(-3), ["trigger_time_elapsed", "disarmed_post_trigger", "auto_rearm_scheduled"]);
    house.wait(200_000);
    house.pass("motion");
    assert.deepEqual([house.events.at(-1), house.timer("auto_rearm")], ["auto_rearm_deferred", 300_000]);
    house.wait(300_000);
    assert.deepEqual([house.state, house.run.saved.mode, house.events.at(-1)], ["armed", "full", "auto_rearmed"]);
  });

  it("does not arm again while it is not ready, and says so", () => {
    const house = triggered(configured({ post_trigger: "disarm", auto_rearm_s: 300 }));
    house.wait(240_000 + 300_000);
    assert.deepEqual([house.state, house.events.at(-1)], ["disarmed", "failed_to_arm"]);
    assert.deepEqual(house.journal.at(-1)?.details, { mode: "full", blockers: ["window"] });
  });

  it("arming and disarming both cancel arming again", () => {
    for (const act of [(h: Household) => h.disarm(), (h: Household) => h.arm("full", { force: true })]) {
      const house = triggered(configured({ post_trigger: "disarm", auto_rearm_s: 300 }));
      house.wait(240_000);
      act(house);
      assert.equal(house.timer("auto_rearm"), undefined);
      assert.ok(house.events.includes("auto_rearm_cancelled"));
    }
  });

  it("begins softly with a pre-alarm, then in earnest", () => {
    const house = triggered(configured({ modes: { full: { pre_alarm_s: 15 } } }));
    assert.deepEqual(house.of("fire")[0]?.activation.classes, [
      "chirp",
      "notification",
      "alarm_light",
      "sysvar_mirror",
    ]);
    assert.equal(house.timer("trigger"), undefined);
    house.wait(15_000);
    assert.equal(house.events.at(-1), "pre_alarm_escalated");
    assert.deepEqual([house.of("fire")[1]?.activation.phase, house.timer("trigger")], ["alarm", 180_000]);
  });

  it("ends with the pre-alarm where it was silenced meanwhile", () => {
    const house = triggered(configured({ modes: { full: { pre_alarm_s: 15 } } }));
    house.silence();
    house.wait(15_000);
    assert.deepEqual([house.state, house.of("fire").length], ["armed", 1]);
    assert.ok(house.events.includes("pre_alarm_silenced"));
  });

  it("silencing stops the outputs and the cycles, and changes no state", () => {
    const house = triggered();
    const { effects } = house.silence();
    assert.deepEqual(
      effects.map(({ kind }) => kind),
      ["incident_change", "stop", "journal"],
    );
    assert.deepEqual([house.state, house.incidents.get(1)?.silenced], ["triggered", true]);
    house.wait(120_000);
    assert.deepEqual([house.state, house.of("fire").length], ["armed", 1]);
  });

  it("silencing without an incident stops the outputs all the same", () => {
    const house = armed();
    house.silence();
    assert.deepEqual([house.of("stop").length, house.events.at(-1)], [1, "silence_requested"]);
  });

  it("disarming silences, closes and tells", () => {
    const house = triggered();
    const { effects } = house.disarm();
    const kinds = effects.map(({ kind }) => kind).filter((kind) => kind !== "readiness_changed");
    assert.deepEqual(kinds, ["incident_change", "stop", "incident_close", "journal", "state_changed"]);
    assert.deepEqual([house.state, house.incidents.get(1)?.close_reason], ["disarmed", "disarm"]);
    assert.deepEqual(house.disarm().effects, [], "disarmed already: done");
  });

  it("is acknowledged only while there is one", () => {
    const house = triggered();
    assert.equal(house.send({ kind: "acknowledge", source: "mqtt", actor: "ha" }).refused, undefined);
    assert.deepEqual([house.state, house.events.at(-1)], ["triggered", "acknowledged"]);
    house.disarm();
    assert.deepEqual(house.send({ kind: "acknowledge", source: "mqtt", actor: "ha" }).refused, { kind: "no_incident" });
  });
});

describe("fire, water, gas, panic", () => {
  it("fires while disarmed, for three minutes, and goes back", () => {
    const house = new Household();
    house.activate("smoke");
    assert.deepEqual(
      [house.state, house.of("triggered")[0]?.cause.kind, house.timer("trigger")],
      ["triggered", "hazard", 180_000],
    );
    house.wait(180_000);
    assert.deepEqual([house.state, house.events.at(-1)], ["disarmed", "always_on_elapsed"]);
    house.activate("smoke");
    assert.equal(house.state, "disarmed", "the same activation fires once");
    house.pass("smoke");
    house.activate("smoke");
    assert.equal(house.state, "triggered");
  });

  it("goes back to what it interrupted, without cycles", () => {
    const house = armed();
    house.pass("smoke");
    house.wait(120_000);
    assert.deepEqual([house.state, house.run.saved.mode], ["armed", "full"]);
  });

  it("joins an alarm that runs; a silenced one stays silent, and is told", () => {
    const house = triggered();
    house.pass("smoke");
    assert.deepEqual(
      [house.of("fire").at(-1)?.activation.phase, house.of("fire").at(-1)?.activation.classes],
      ["additional", null],
    );
    assert.equal(house.events.at(-1), "always_on_activation");
    house.silence();
    house.activate("smoke");
    const classes = house.of("fire").at(-1)?.activation.classes ?? [];
    assert.ok(classes.includes("notification") && !classes.includes("acoustic_siren"));
  });

  it("follows its own policy: hazard, panic, silent panic", () => {
    const house = new Household(
      configured({ hazard_outputs: { smoke_sounders: true }, panic_outputs: { exclude_outdoor: true } }),
    );
    house.activate("smoke");
    assert.equal(house.of("fire")[0]?.activation.policy.smoke_sounders, true);
    house.disarm();
    house.activate("panic");
    const { policy } = house.of("fire")[1]?.activation ?? {};
    assert.deepEqual([policy?.silent, policy?.exclude_outdoor], [true, true]);
    house.disarm();
    house.send({ kind: "panic", silent: false, source: "remote", actor: "key 3" });
    assert.equal(house.of("fire")[2]?.activation.policy.silent, false);
    assert.deepEqual(house.of("triggered").at(-1)?.cause, { kind: "panic", actor: "key 3" });
  });
});

describe("sensors by their flags", () => {
  it("need their hold time, and forget it when they clear", () => {
    const house = armed(zoneOf(presetConfig, [sensor("window", "window", { hold_time: 3 })]));
    house.activate("window");
    house.wait(2999);
    house.clear("window");
    house.wait(10_000);
    assert.equal(house.state, "armed");
    house.activate("window");
    house.wait(3000);
    assert.equal(house.state, "triggered");
  });

  const grouped = () =>
    armed(zoneOf(presetConfig, [sensor("a", "motion", { group: "hall" }), sensor("b", "motion", { group: "hall" })]));
  it("of a group need a second one within a minute", () => {
    const house = grouped();
    house.pass("a");
    house.pass("a");
    assert.deepEqual([house.state, house.events.at(-1)], ["armed", "cross_zone_first_hit"]);
    house.wait(60_000);
    house.activate("b");
    assert.equal(house.state, "triggered");
    assert.equal(house.of("triggered")[0]?.cause.sensor_id, "b");
  });
  it("of a group that are further apart do not trigger", () => {
    const house = grouped();
    house.pass("a");
    house.wait(60_001);
    house.pass("b");
    assert.equal(house.state, "armed");
  });
  it("of a group whose others are bypassed count by themselves", () => {
    const house = new Household(
      zoneOf(presetConfig, [sensor("a", "motion", { group: "hall" }), sensor("b", "motion", { group: "hall" })]),
    );
    house.arm("perimeter", { bypass: ["b"] });
    house.activate("a");
    assert.equal(house.state, "triggered");
  });

  it("chime while disarmed, and tamper is told", () => {
    const house = new Household(
      zoneOf(presetConfig, [sensor("door", "door", { chime: true }), sensor("tamper", "tamper")]),
    );
    house.pass("door");
    house.activate("tamper");
    assert.deepEqual(
      house.of("chirp").map(({ chirp }) => chirp),
      ["chime"],
    );
    assert.deepEqual([house.state, house.events], ["disarmed", ["tamper_while_disarmed"]]);
  });

  it("of another mode do not count", () => {
    const house = new Household();
    house.arm("perimeter");
    house.activate("motion");
    assert.equal(house.state, "armed");
  });

  it("sabotage is told in every state", () => {
    const house = new Household();
    house.send({ kind: "sabotage", sensor: "door" });
    house.send({ kind: "sabotage", sensor: "gone" });
    assert.deepEqual(house.events, ["sensor_sabotage"]);
  });

  it("that are lost trigger only where they are told to; else it is told", () => {
    const house = armed(
      zoneOf(presetConfig, [sensor("a", "window"), sensor("b", "window", { trigger_when_unavailable: true })]),
    );
    house.lose("a");
    assert.deepEqual([house.state, house.events.at(-1)], ["armed", "sensor_unavailable_while_armed"]);
    house.lose("b");
    assert.deepEqual([house.state, house.of("triggered")[0]?.cause.kind], ["triggered", "sensor_unavailable"]);
  });

  it("that were not heard of before are no intruders, until they have been quiet", () => {
    const house = new Household(configured({ blockers: { unreachable: "warn" } }));
    house.read("window", { active: null });
    house.arm("full", { skip_delay: true });
    house.activate("window");
    assert.equal(house.state, "armed");
    house.clear("window");
    house.activate("window");
    assert.equal(house.state, "triggered");
  });
});

describe("a CCU that is lost", () => {
  it("is told while armed, once, and its return too", () => {
    const house = armed();
    house.send({ kind: "central_lost", central: "home" });
    house.send({ kind: "central_lost", central: "home" });
    house.send({ kind: "central_lost", central: "other" });
    house.send({ kind: "central_back", central: "home" });
    assert.deepEqual(house.events.slice(-2), ["central_lost_while_armed", "central_restored"]);
    assert.equal(house.state, "armed");
  });
  it("triggers where that is configured, naming it", () => {
    const house = armed(configured({ central_loss: "trigger" }));
    house.send({ kind: "central_lost", central: "home" });
    assert.deepEqual(house.of("triggered")[0]?.cause, { kind: "central_lost", central: "home" });
  });
});

describe("walk test", () => {
  const start = (house: Household) => house.send({ kind: "walktest_start", source: "rest-operator", actor: "anna" });
  const end = (house: Household) => house.send({ kind: "walktest_stop", source: "rest-operator", actor: "anna" });

  it("ticks off sensors without an alarm or a chime, and sums up", () => {
    const house = new Household();
    start(house);
    house.pass("door");
    house.pass("door");
    house.pass("window");
    assert.deepEqual(
      house.of("walktest_progress").map(({ sensor: id, seen, total }) => [id, seen, total]),
      [
        ["door", 1, 4],
        ["window", 2, 4],
      ],
    );
    end(house);
    assert.deepEqual(house.journal.at(-1)?.details, { seen: 2, total: 4, missing: ["motion", "tamper"] });
    assert.equal(house.of("chirp").length + house.of("fire").length, 0);
  });
  it("runs once, only while disarmed, and ends only where it runs", () => {
    const house = new Household();
    assert.deepEqual(end(house).refused, { kind: "no_walk_test" });
    start(house);
    assert.equal(start(house).refused?.kind, "invalid_state");
    assert.equal(start(armed()).refused?.kind, "invalid_state");
  });
  it("is ended by arming", () => {
    const house = new Household();
    start(house);
    house.arm("full");
    assert.equal(house.run.memory.walk_test, null);
    assert.ok(house.events.includes("walktest_aborted_by_arm"));
  });
  it("does not keep smoke from being an alarm", () => {
    const house = new Household();
    start(house);
    house.activate("smoke");
    assert.equal(house.state, "triggered");
  });
});

describe("the table", () => {
  it("says a state for every signal that a state can have, and each row can be reached", () => {
    for (const { from, on } of TABLE) {
      assert.ok(from.length > 0);
      for (const state of from) {
        const rows = TABLE.filter((row) => row.on === on && row.from.includes(state));
        const unconditional = rows.filter(({ when }) => when === undefined);
        assert.equal(unconditional.length, 1, `${state} ${on} has one row without a condition`);
        assert.equal(rows.at(-1), unconditional[0], `${state} ${on} has it last`);
      }
    }
  });
});
