/** Restarts in every state, with a right and with a wrong clock (facts 1.18). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RESTORE_SETTLE_MS } from "../../../../handlers/features/alarm/home/machine/restore.ts";
import { Household, LOOP_BREAKER, presetConfig, sensor, zoneOf } from "../support/household.ts";

const WRONG_CLOCK = Date.UTC(1970, 0, 1);
const all = ["door", "window", "motion", "smoke", "panic", "tamper"];

function house(state: "disarmed" | "arming" | "armed" | "pending" | "triggered", config: object = {}): Household {
  const home = new Household(zoneOf({ ...presetConfig, ...config }));
  if (state === "disarmed") return home;
  home.arm("full", { skip_delay: state !== "arming" });
  if (state === "pending") home.pass("door");
  if (state === "triggered") home.pass("window");
  assert.equal(home.state, state);
  return home;
}
/** What the restart itself did. */
const tokens = (home: Household, act: () => void): string[] => {
  const before = home.events.length;
  act();
  return home.events.slice(before);
};

describe("restart, with a right clock", () => {
  for (const state of ["disarmed", "arming", "armed", "pending", "triggered"] as const)
    it(`${state}: the same state, and its time runs on`, () => {
      const home = house(state);
      const timers = home.run.saved.timers.map(({ kind, deadline_ms }) => [kind, deadline_ms]);
      home.restart({ downMs: 5000, unknown: all });
      assert.equal(home.state, state);
      assert.deepEqual(
        home.run.saved.timers.map(({ kind, deadline_ms }) => [kind, deadline_ms]),
        timers,
      );
      assert.equal(home.of("state_changed").filter(({ origin }) => origin.actor === "engine:restore").length, 0);
    });

  it("says what it resumes", () => {
    const said = (state: "arming" | "pending" | "triggered") => {
      const home = house(state);
      return tokens(home, () => home.restart());
    };
    assert.deepEqual(said("arming"), ["arming_resumed"]);
    assert.deepEqual(said("pending"), ["pending_resumed"]);
    assert.deepEqual(said("triggered"), ["triggered_restored"]);
  });

  it("arming whose delay has ended arms where everything is closed", () => {
    const home = house("arming");
    home.restart({ downMs: 40_000 });
    assert.equal(home.state, "armed");
  });
  it("arming whose delay has ended does not arm where something is open, and says so", () => {
    const home = house("arming");
    home.read("window", { active: true });
    home.restart({ downMs: 40_000 });
    assert.deepEqual([home.state, home.events.at(-1)], ["disarmed", "arm_failed_on_restore"]);
    assert.deepEqual(home.journal.at(-1)?.details, { mode: "full", blockers: ["window"] });
  });
  it("arming whose delay has ended waits for sensors that are not heard of yet", () => {
    for (const isOpen of [false, true]) {
      const home = house("arming");
      home.restart({ downMs: 40_000, unknown: all });
      assert.equal(home.state, "arming");
      for (const id of all) home.clear(id);
      if (isOpen) home.read("window", { active: true });
      home.wait(RESTORE_SETTLE_MS);
      assert.equal(home.state, isOpen ? "disarmed" : "armed");
    }
  });

  it("armed: what was opened meanwhile triggers, and is named", () => {
    const home = house("armed");
    home.read("door", { active: true });
    home.restart();
    assert.deepEqual(home.of("triggered")[0]?.cause.kind, "activation_during_downtime");
    assert.equal(home.of("triggered")[0]?.cause.sensor_id, "door");
  });
  it("armed: what is heard of later triggers only if it is open and was not", () => {
    const home = house("armed");
    home.restart({ unknown: all });
    home.clear("door");
    assert.equal(home.state, "armed");
    home.activate("window");
    assert.deepEqual([home.state, home.of("triggered")[0]?.cause.sensor_id], ["triggered", "window"]);
  });
  it("armed: what was open before does not trigger, closed meanwhile it does again", () => {
    const zone = zoneOf(presetConfig, [sensor("window", "window", { allow_open_after_arming: true })]);
    const home = new Household(zone);
    home.activate("window");
    home.arm("full", { skip_delay: true });
    home.restart();
    assert.equal(home.state, "armed");
    home.read("window", { active: false });
    home.restart();
    home.activate("window");
    assert.equal(home.state, "triggered");
  });

  it("pending whose delay has ended triggers, naming the door", () => {
    const home = house("pending");
    const said = tokens(home, () => home.restart({ downMs: 60_000 }));
    assert.deepEqual(said, ["pending_elapsed_while_down", "triggered"]);
    assert.deepEqual(home.of("triggered")[0]?.cause, {
      kind: "pending_elapsed",
      sensor_id: "door",
      sensor_name: "The door",
      central: "home",
    });
  });

  it("triggered sounds again, counted, and after so many restarts only lights and tells", () => {
    const home = house("triggered");
    for (let times = 1; times <= LOOP_BREAKER + 1; times += 1) {
      home.restart({ downMs: 1000 });
      assert.equal(home.incidents.get(1)?.refires, times);
      const { phase, classes } = home.of("fire").at(-1)?.activation ?? {};
      assert.equal(phase, "restored");
      assert.equal(classes === null, times <= LOOP_BREAKER);
      if (times > LOOP_BREAKER) assert.ok(!classes?.includes("acoustic_siren") && classes?.includes("notification"));
    }
    assert.ok(home.events.includes("restart_loop_breaker_degraded"));
    assert.equal(home.of("triggered").length, LOOP_BREAKER + 2, "told with every restart");
  });
  it("triggered whose time is over does not sound again", () => {
    const home = house("triggered");
    const said = tokens(home, () => home.restart({ downMs: 600_000 }));
    assert.deepEqual([home.state, said, home.of("fire").length], ["armed", ["trigger_window_elapsed_while_down"], 1]);
    assert.equal(home.incidents.get(1)?.close_reason, "post_trigger");
    const off = house("triggered", { post_trigger: "disarm" });
    off.restart({ downMs: 600_000 });
    assert.equal(off.state, "disarmed");
  });
  it("triggered and silenced stays silent", () => {
    const home = house("triggered");
    home.silence();
    const said = tokens(home, () => home.restart());
    assert.deepEqual(
      [said, home.of("fire").length, home.of("stop").at(-1)?.reason],
      [["silenced_incident_restored"], 1, "restore"],
    );
  });
  it("silenced is silenced, where only the incident says so", () => {
    const home = house("triggered");
    const stored = home.persisted();
    home.silence();
    home.restart({ stored });
    assert.equal(home.of("fire").length, 1);
  });
  it("a pre-alarm runs on, or is escalated, or is over", () => {
    const modes = { full: { pre_alarm_s: 20 } };
    const soft = house("triggered", { modes });
    soft.restart({ downMs: 5000 });
    assert.equal(soft.of("fire").length, 1);
    soft.wait(15_000);
    assert.equal(soft.events.at(-1), "pre_alarm_escalated");
    const late = house("triggered", { modes });
    late.restart({ downMs: 30_000 });
    assert.deepEqual([late.of("fire").at(-1)?.activation.phase, late.timer("trigger")], ["restored", 170_000]);
    const over = house("triggered", { modes });
    over.restart({ downMs: 200_000 });
    assert.deepEqual([over.state, over.of("fire").length], ["armed", 1]);
  });
  it("fire while disarmed goes back to disarmed", () => {
    const home = house("disarmed");
    home.activate("smoke");
    home.restart({ downMs: 1000 });
    assert.equal(home.state, "triggered");
    home.wait(180_000);
    assert.equal(home.state, "disarmed");
    home.restart();
    assert.deepEqual([home.state, home.incidents.size], ["disarmed", 1], "smoke that is still there fires once");
  });
  it("smoke that began meanwhile fires", () => {
    const home = house("disarmed");
    home.read("smoke", { active: true });
    home.restart();
    assert.deepEqual([home.state, home.of("triggered")[0]?.cause.sensor_id], ["triggered", "smoke"]);
  });

  it("arming again runs on; due meanwhile it does not arm, and says so", () => {
    const config = { post_trigger: "disarm", auto_rearm_s: 300, modes: { full: { trigger_time_s: 60 } } };
    const soon = house("triggered", config);
    soon.wait(60_000);
    soon.restart({ downMs: 100_000 });
    assert.equal(soon.timer("auto_rearm"), 200_000);
    const late = house("triggered", config);
    late.wait(60_000);
    const said = tokens(late, () => late.restart({ downMs: 400_000 }));
    assert.deepEqual([late.state, said], ["disarmed", ["failed_to_arm"]]);
  });
});

describe("restart, with a wrong clock", () => {
  for (const clock of [WRONG_CLOCK, Date.UTC(2060, 0, 1)]) {
    const name = new Date(clock).getUTCFullYear();
    it(`arming goes on with what was left (${name})`, () => {
      const home = house("arming");
      home.wait(10_000);
      const said = tokens(home, () => home.restart({ clock }));
      assert.deepEqual([home.state, home.timer("exit_delay")], ["arming", 20_000]);
      assert.deepEqual(said, ["implausible_clock_on_restore", "arming_resumed"]);
    });
    it(`pending is armed again, and the same door does not trigger (${name})`, () => {
      const home = house("pending");
      home.read("door", { active: true });
      home.restart({ clock });
      assert.deepEqual([home.state, home.incidents.size], ["armed", 0]);
      home.activate("window");
      assert.equal(home.state, "triggered");
    });
    it(`triggered stays so for what was left, without sounding again (${name})`, () => {
      const home = house("triggered");
      home.wait(20_000);
      home.restart({ clock });
      assert.deepEqual([home.state, home.timer("trigger"), home.of("fire").length], ["triggered", 100_000, 1]);
      assert.ok(home.events.includes("triggered_restored_implausible_clock"));
    });
    it(`armed and disarmed stay what they are (${name})`, () => {
      for (const state of ["armed", "disarmed"] as const) {
        const home = house(state);
        home.restart({ clock });
        assert.equal(home.state, state);
      }
    });
  }
});

describe("restart, with a store that is not whole", () => {
  it("a state that is not understood is disarmed, and told", () => {
    for (const stored of [{ state: "asleep" }, "armed", 7, null, { state: "armed", mode: null }, []]) {
      const home = house("armed");
      home.restart({ stored });
      assert.deepEqual([home.state, home.events.at(-1)], ["disarmed", "state_unreadable_on_restore"]);
    }
  });
  it("nothing stored is disarmed, and no fault", () => {
    const home = new Household();
    home.restart({ stored: undefined });
    assert.deepEqual([home.state, home.events], ["disarmed", []]);
  });
  it("an armed state with a broken context stays armed", () => {
    const home = house("armed");
    home.restart({ stored: { ...(home.persisted() as object), context: { cycle: "many" }, timers: [{}], bypass: 3 } });
    assert.equal(home.state, "armed");
  });
  it("an incident that is lost goes on under a new number", () => {
    const home = house("triggered");
    home.incidents.clear();
    const said = tokens(home, () => home.restart());
    assert.deepEqual([home.state, said[0]], ["triggered", "incident_lost_on_restore"]);
    assert.equal(home.incidents.get(home.run.saved.incident ?? 0)?.cause.sensor_id, "window");
  });
  it("killed between incident and state: the incident is adopted, and sounds", () => {
    const home = house("armed");
    const stored = home.persisted();
    home.pass("window");
    const fired = home.of("fire").length;
    home.restart({ stored });
    assert.deepEqual([home.state, home.run.saved.incident, home.of("fire").length], ["triggered", 1, fired + 1]);
    assert.ok(home.events.includes("orphan_incident_adopted"));
  });
  it("an open incident of a zone that was disarmed is closed; a fire is not", () => {
    for (const [id, state] of [
      ["window", "disarmed"],
      ["smoke", "triggered"],
    ] as const) {
      const home = house(id === "smoke" ? "disarmed" : "armed");
      home.pass(id);
      home.restart({ stored: undefined });
      assert.equal(home.state, state);
      assert.ok(home.events.includes(id === "smoke" ? "orphan_incident_adopted" : "orphan_incident_closed"));
    }
  });
  it("killed while disarming or finishing: what was begun is done", () => {
    for (const [act, state] of [
      [(h: Household) => h.disarm(), "disarmed"],
      [(h: Household) => h.wait(240_000), "armed"],
    ] as const) {
      const home = house("triggered");
      const stored = home.persisted();
      act(home);
      const [fired, closed] = [home.of("fire").length, home.of("incident_close").length];
      home.restart({ stored });
      assert.deepEqual([home.state, home.of("fire").length, home.of("incident_close").length], [state, fired, closed]);
    }
  });
});
