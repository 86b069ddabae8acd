/** The shell around the state machine: turns, timers, sensors, the store that fails, restarts, schedules. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RETRY_MS, STORE_LIMIT_MS } from "../../../handlers/features/alarm/home/engine/persistence.ts";
import { CODE_GRACE_MS, SHUTDOWN_MS } from "../../../handlers/features/alarm/home/engine.ts";
import type { AlarmRecords } from "../../../handlers/features/alarm/home/seams.ts";
import { CENTRAL_LOST_AFTER_MS, CENTRAL_START_MS } from "../../../handlers/features/alarm/home/sensors.ts";
import { ANNA, idle, live, type PanelOptions, startPanel, zoneRow } from "./support/panel.ts";

const HOUSE = { zone: "house", ...ANNA };
async function armed(options: PanelOptions = {}) {
  const panel = await startPanel(options);
  assert.deepEqual(await panel.arm(), { ok: true, value: { state: "armed", bypassed: [], exit_delay_s: 0 } });
  return panel;
}
const configured = (config: object): PanelOptions => ({
  zones: { house: { ...zoneRow, config: { ...zoneRow.config, ...config } } },
});

describe("a house with its alarm panel", () => {
  it("arms, is entered, triggers, is silenced and disarmed, with everything told", async () => {
    const panel = await startPanel();
    const accepted = await panel.engine.arm({ mode: "full", ...HOUSE });
    assert.deepEqual(accepted, { ok: true, value: { state: "arming", bypassed: [], exit_delay_s: 30 } });
    await panel.pass(30_000);
    assert.equal(panel.state(), "armed");
    const exit = panel.named("alarm.countdown");
    assert.deepEqual(
      exit.map(({ remaining_s }) => remaining_s),
      Array.from({ length: 30 }, (_, at) => 30 - at),
    );
    assert.deepEqual(exit[0], {
      zone_id: "house",
      kind: "exit_delay",
      remaining_s: 30,
      total_s: 30,
      remaining_ms: 30_000,
      total_ms: 30_000,
    });
    // at 30, 20, 10, 8, 6, 4 and 2 seconds
    assert.equal(panel.chirped.filter((one) => one === "house countdown_tick").length, 7);

    await panel.report("door", "OPEN");
    assert.equal(panel.state(), "pending");
    assert.deepEqual(panel.engine.zone("house")?.countdown, {
      kind: "entry_delay",
      deadline_ms: panel.clock.now() + 20_000,
      total_ms: 20_000,
    });
    await panel.pass(20_000);
    assert.equal(panel.state(), "triggered");
    assert.deepEqual(
      panel.fired.map(({ phase }) => phase),
      ["alarm"],
    );
    assert.deepEqual(panel.named("alarm.triggered"), [
      {
        zone_id: "house",
        zone_name: "House",
        incident_id: 1,
        cause: "pending_elapsed",
        sensor_id: "door",
        sensor_name: "The door",
        mode: "full",
      },
    ]);
    assert.deepEqual(panel.engine.zone("house")?.incident, { id: 1, silenced: false });

    await panel.engine.silence(HOUSE);
    assert.deepEqual([panel.state(), panel.stopped], ["triggered", ["house silence"]]);
    assert.deepEqual(panel.engine.zone("house")?.incident, { id: 1, silenced: true });
    await panel.engine.disarm(HOUSE);
    assert.deepEqual([panel.state(), panel.stopped.at(-1)], ["disarmed", "house disarm"]);
    assert.deepEqual(
      panel.named("alarm.state_changed").map(({ new_state, changed_by }) => [new_state, changed_by]),
      [
        ["arming", "anna"],
        ["armed", "engine:timer"],
        ["pending", "engine:sensor"],
        ["triggered", "engine:timer"],
        ["disarmed", "anna"],
      ],
    );
    assert.deepEqual(await panel.events(), [
      "arming_started",
      "armed",
      "pending_started",
      "triggered",
      "silenced",
      "disarmed",
    ]);
    assert.equal(panel.named("alarm.journal_appended").length, 6);
    assert.deepEqual(panel.states, [
      "house disarmed null",
      "house arming full",
      "house armed full",
      "house pending full",
      "house triggered full",
      "house disarmed null",
    ]);
  });

  it("tells what it refuses, and why", async () => {
    const panel = await startPanel();
    const refusal = async (rest: object) => {
      const done = await panel.arm(rest);
      return done.ok ? undefined : done.refusal;
    };
    assert.deepEqual(await refusal({ zone: "garage" }), { kind: "unknown_zone" });
    assert.deepEqual(await refusal({ mode: "night" }), { kind: "unknown_mode" });
    assert.deepEqual(await refusal({ mode: "constructor" }), { kind: "unknown_mode" });
    await panel.report("window", "OPEN");
    assert.deepEqual(await refusal({}), { kind: "not_ready", blockers: ["window"] });
    assert.deepEqual(await panel.engine.acknowledge(HOUSE), { ok: false, refusal: { kind: "no_incident" } });
    assert.deepEqual(await panel.engine.stopWalkTest(HOUSE), { ok: false, refusal: { kind: "no_walk_test" } });
    assert.deepEqual(await panel.engine.disarm({ ...HOUSE, zone: "garage" }), {
      ok: false,
      refusal: { kind: "unknown_zone" },
    });
  });

  it("refuses a wrong code, writes it down, and lets nothing happen", async () => {
    const wrong = { ok: false, event: "invalid_code" } as const;
    let verdict: typeof wrong | { ok: true; actor?: string; duress?: boolean } = { ok: true, actor: "Bert" };
    const panel = await startPanel({ verdict: () => verdict });
    await panel.arm();
    verdict = wrong;
    assert.deepEqual(await panel.engine.disarm(HOUSE), { ok: false, refusal: { kind: "invalid_code" } });
    assert.equal(panel.state(), "armed");
    assert.equal((await panel.journal())[0]?.actor, "Bert");
    assert.equal((await panel.events()).at(-1), "invalid_code");
    verdict = { ok: true, duress: true };
    assert.equal((await panel.engine.disarm(HOUSE)).ok, true);
    const hidden = (await panel.journal()).find(({ event }) => event === "duress");
    assert.deepEqual([hidden?.class, hidden?.hidden], ["disarm", true]);
    assert.ok(!panel.named("alarm.journal_appended").some(({ event }) => event === "duress"));
    assert.equal(panel.started.figures().alarm_journal_entries_total, panel.named("alarm.journal_appended").length);
    verdict = wrong;
    assert.equal((await panel.engine.disarm(HOUSE)).ok, true, "disarmed already: done");
  });

  describe("a code that is still being checked when the entry delay ends", () => {
    const wrong = { ok: false, event: "invalid_code" } as const;
    /** Somebody enters, and a second before the end of the delay a code is given. */
    async function entered() {
      const answers: ((verdict: typeof wrong | { ok: true }) => void)[] = [];
      const check = () => new Promise<typeof wrong | { ok: true }>((resolve) => void answers.push(resolve));
      const panel = await armed({ verdict: (verb) => (verb === "disarm" ? check() : { ok: true }) });
      await panel.report("door", "OPEN");
      await panel.pass(19_000);
      const disarmed = panel.engine.disarm(HOUSE);
      await panel.pass(1_000);
      assert.deepEqual([panel.state(), panel.fired.length], ["pending", 0]);
      return { panel, answers, disarmed };
    }

    it("ends it, and nothing sounds", async () => {
      const { panel, answers, disarmed } = await entered();
      answers[0]!({ ok: true });
      assert.equal((await disarmed).ok, true);
      await panel.pass(60_000);
      assert.deepEqual([panel.state(), panel.fired.length], ["disarmed", 0]);
    });

    it("that is wrong, or is never decided, puts the alarm off for two seconds at most", async () => {
      const first = await entered();
      first.answers[0]!(wrong);
      await first.disarmed;
      await idle();
      assert.deepEqual([first.panel.state(), first.panel.fired.length], ["triggered", 1]);
      const second = await entered();
      await second.panel.pass(CODE_GRACE_MS - 1);
      // another one is another try, and no reason to wait any longer
      void second.panel.engine.disarm(HOUSE);
      assert.equal(second.panel.state(), "pending");
      await second.panel.pass(1);
      assert.deepEqual([second.panel.state(), second.panel.fired.length], ["triggered", 1]);
    });

    it("does not end the delay of somebody who enters after it", async () => {
      const { panel, answers, disarmed } = await entered();
      answers[0]!({ ok: true });
      await disarmed;
      await panel.report("door", "CLOSED");
      await panel.arm();
      await panel.report("door", "OPEN");
      await panel.pass(CODE_GRACE_MS);
      assert.deepEqual([panel.state(), panel.fired.length], ["pending", 0]);
    });
  });

  it("hears sensors of every kind: labels, booleans, keys, and no siren of its own", async () => {
    const panel = await armed();
    await panel.report("motion", true);
    assert.equal(panel.state(), "pending");
    await panel.engine.disarm(HOUSE);
    await panel.report("smoke", "INTRUSION_ALARM");
    assert.equal(panel.state(), "disarmed");
    await panel.report("smoke", "SECONDARY_ALARM");
    assert.equal(panel.state(), "triggered");
    await panel.engine.disarm(HOUSE);
    await panel.press("key");
    assert.equal(panel.state(), "triggered");
    assert.deepEqual(
      panel.named("alarm.triggered").map(({ cause }) => cause),
      ["hazard", "panic"],
    );
  });

  it("knows what a device says of itself: reachability, sabotage, battery", async () => {
    const panel = await startPanel();
    const full = () => panel.engine.zone("house")?.readiness.full;
    assert.deepEqual(full(), { ready: true, blockers: [], warnings: [] });
    await panel.maintenance("DOOR", "UNREACH", true);
    await panel.maintenance("WINDOW", "SABOTAGE", true);
    await panel.maintenance("MOTION", "LOW_BAT", true);
    assert.deepEqual(full(), { ready: false, blockers: ["door", "window"], warnings: ["motion"] });
    assert.deepEqual(panel.named("alarm.readiness_changed").at(-1), { zone_id: "house", readiness: { full: full() } });
    assert.deepEqual(await panel.events(), ["sensor_sabotage"]);
    await panel.maintenance("DOOR", "UNREACH", false);
    await panel.maintenance("WINDOW", "SABOTAGE", false);
    assert.equal(full()?.ready, true);
  });

  it("a contact that says what is no state is not closed: nothing is armed on it, and it is open when it says so", async () => {
    const panel = await startPanel();
    const full = () => panel.engine.zone("house")?.readiness.full;
    for (const sensor of ["door", "window"]) await panel.loseValue(sensor);
    assert.deepEqual(full(), { ready: false, blockers: ["door", "window"], warnings: [] });
    assert.deepEqual(panel.named("alarm.readiness_changed").at(-1), { zone_id: "house", readiness: { full: full() } });
    for (const sensor of ["door", "window"]) await panel.report(sensor, "CLOSED");
    assert.equal(full()?.ready, true);
    assert.equal((await panel.arm()).ok, true);
    await panel.loseValue("window");
    assert.equal(panel.state(), "armed", "that nobody knows is no intruder");
    await panel.report("window", "OPEN");
    assert.equal(panel.state(), "triggered");
  });

  it("a CCU that is away for long is told of, or triggers; a hiccup is not", async () => {
    const away = async (panel: Awaited<ReturnType<typeof armed>>, ms: number) => {
      await panel.connect("HmIP-RF", false);
      await panel.connect("BidCos-RF", false);
      await panel.pass(ms);
    };
    const alert = await armed();
    await away(alert, CENTRAL_LOST_AFTER_MS - 1000);
    assert.deepEqual(await alert.events(), ["armed"]);
    await alert.pass(1000);
    assert.deepEqual([alert.state(), (await alert.events()).at(-1)], ["armed", "central_lost_while_armed"]);
    assert.equal(alert.engine.zone("house")?.readiness.full?.ready, false);
    await alert.connect("HmIP-RF", true);
    assert.equal((await alert.events()).at(-1), "central_restored");
    const trigger = await armed(configured({ central_loss: "trigger" }));
    await trigger.connect("HmIP-RF", false);
    await trigger.pass(CENTRAL_LOST_AFTER_MS * 2);
    assert.equal(trigger.state(), "armed", "another interface still answers");
    await trigger.removeCentral();
    await trigger.pass(CENTRAL_LOST_AFTER_MS);
    assert.equal(trigger.state(), "triggered");
  });

  it("tells of a siren that sounds by itself as an incident", async () => {
    const panel = await armed();
    panel.outputEvents.sounding("house", "horn");
    await idle();
    assert.deepEqual([panel.state(), panel.named("alarm.triggered")[0]?.cause], ["triggered", "adopted"]);
  });

  it("shuts down leaving its states to the next start", async () => {
    const panel = await armed();
    await panel.started.stop();
    assert.deepEqual(panel.shutdowns, [SHUTDOWN_MS]);
    const next = await startPanel({ store: panel.store, clock: panel.clock });
    assert.equal(next.state(), "armed");
    assert.equal(next.named("alarm.state_changed").length, 0);
  });

  it("counts what it does, for metrics", async () => {
    const panel = await armed();
    await panel.report("window", "OPEN");
    const { alarm_triggered_total, alarm_state_changes_total, alarm_journal_entries_total } = panel.started.figures();
    assert.deepEqual([alarm_triggered_total, alarm_state_changes_total, alarm_journal_entries_total], [1, 2, 2]);
  });
});

describe("sensors at a restart", () => {
  const restart = async (before: Awaited<ReturnType<typeof startPanel>>, at: NonNullable<PanelOptions["at"]>) => {
    await before.started.stop();
    return startPanel({ store: before.store, clock: before.clock, at });
  };
  const value = (id: string): unknown => ({ door: "CLOSED", window: "CLOSED", motion: false, smoke: "IDLE_OFF" })[id];

  it("a window that was opened meanwhile triggers", async () => {
    const panel = await restart(await armed(), (id) => live(id === "window" ? "OPEN" : value(id)));
    assert.equal(panel.named("alarm.triggered")[0]?.cause, "activation_during_downtime");
  });
  it("what is kept from the last run is no intruder; what the CCU says then may be one", async () => {
    const panel = await restart(await armed(), () => ({ ...live("OPEN"), source: "cache" }));
    assert.equal(panel.state(), "armed");
    await panel.report("door", "CLOSED");
    assert.equal(panel.state(), "armed");
    await panel.report("window", "OPEN");
    assert.deepEqual([panel.state(), panel.named("alarm.triggered")[0]?.sensor_id], ["triggered", "window"]);
  });
  it("nothing known: it stays armed, and cannot be armed anew without force", async () => {
    const panel = await restart(await armed(), () => undefined);
    assert.equal(panel.state(), "armed");
    assert.deepEqual(panel.engine.zone("house")?.readiness.full?.blockers, ["door", "motion", "window"]);
  });
});

describe("a CCU that is not there yet at the start", () => {
  it("leaves nothing ready, and is lost after some minutes, not at once", async () => {
    const before = await armed(configured({ central_loss: "trigger" }));
    await before.started.stop();
    const panel = await startPanel({ store: before.store, clock: before.clock, connected: false });
    assert.equal(panel.engine.zone("house")?.readiness.full?.ready, false);
    await panel.pass(CENTRAL_START_MS - 1000);
    assert.equal(panel.state(), "armed");
    await panel.connect("HmIP-RF", true);
    await panel.pass(CENTRAL_START_MS);
    assert.equal(panel.state(), "armed");
    assert.deepEqual(panel.engine.zone("house")?.readiness.full?.blockers, ["motion"]);
    await panel.started.stop();

    const never = await startPanel({ store: before.store, clock: before.clock, connected: false });
    await never.pass(CENTRAL_START_MS);
    assert.equal(never.named("alarm.triggered")[0]?.cause, "central_lost");
  });
});

describe("a store that fails", () => {
  /** @param fails which calls fail, by name */
  const broken =
    (fails: { calls: readonly string[]; hang?: boolean }) =>
    (records: AlarmRecords): AlarmRecords =>
      new Proxy(records, {
        get: (target, name: keyof AlarmRecords) =>
          fails.calls.includes(name)
            ? () => (fails.hang ? new Promise(() => {}) : Promise.reject(new Error("the disk is read-only")))
            : target[name],
      });
  const WRITES = ["saveState", "openIncident", "changeIncident", "closeIncident", "append", "removeState"];

  it("does not keep a siren from sounding, nor anybody from disarming, and health says so", async () => {
    const fails = { calls: [] as string[] };
    const panel = await armed({ records: broken(fails) });
    fails.calls = WRITES;
    await panel.report("window", "OPEN");
    assert.deepEqual([panel.state(), panel.fired.length], ["triggered", 1]);
    const { healthy, note } = panel.engine.health();
    assert.equal(healthy, false);
    for (const part of ["state not persisted", "incident not persisted", "journal not written"])
      assert.match(note, new RegExp(part));
    assert.deepEqual(panel.named("alarm.health_changed").at(-1), { healthy, note });
    assert.equal((await panel.engine.disarm(HOUSE)).ok, true);
    assert.deepEqual([panel.state(), panel.stopped], ["disarmed", ["house disarm"]]);

    fails.calls = [];
    await panel.pass(RETRY_MS * 2);
    assert.equal((await panel.engine.silence(HOUSE)).ok, true);
    const events = await panel.events();
    for (const event of ["triggered", "state_persist_failed", "incident_persist_failed", "disarmed"])
      assert.ok(events.includes(event), `${event} is in the journal after all`);
    const stored = await panel.store.get<{ state: string }>("alarm-state", "house");
    assert.equal(stored?.value.state, "disarmed");
  });

  it("is not armed on: whoever arms hears of it at once", async () => {
    const panel = await startPanel({ records: broken({ calls: ["saveState"] }) });
    assert.deepEqual(await panel.arm(), { ok: false, refusal: { kind: "faulted" } });
    assert.equal(panel.state(), "disarmed");
    assert.deepEqual((await panel.events()).at(-1), "state_persist_failed");
  });

  it("that does not answer holds up a siren for a second a write, and no longer", async () => {
    const fails = { calls: [] as string[], hang: true };
    const panel = await armed({ records: broken(fails) });
    fails.calls = WRITES;
    await panel.report("window", "OPEN");
    assert.equal(panel.fired.length, 0);
    panel.clock.advance(STORE_LIMIT_MS);
    await idle();
    panel.clock.advance(STORE_LIMIT_MS);
    await idle();
    assert.equal(panel.fired.length, 1);
  });

  it("does not let another cycle sound that was not counted", async () => {
    const fails = { calls: [] as string[] };
    const panel = await armed({ records: broken(fails) });
    await panel.report("window", "OPEN");
    fails.calls = ["changeIncident"];
    await panel.pass(60_000);
    assert.deepEqual([panel.state(), panel.fired.length], ["triggered", 1]);
    assert.ok((await panel.events()).includes("retrigger_account_failed"));
  });

  it("that cannot be read at the start is tried again until it can", async () => {
    const fails = { calls: ["zones"] };
    const panel = await startPanel({ records: broken(fails) });
    assert.deepEqual([panel.engine.status(), panel.engine.health().healthy], [[], false]);
    fails.calls = [];
    await panel.pass(RETRY_MS);
    assert.deepEqual([panel.state(), panel.engine.health().healthy], ["disarmed", true]);
  });

  it("with rows that cannot be read costs those rows, and says so once", async () => {
    const zones = {
      house: {
        ...zoneRow,
        sensors: [...zoneRow.sensors, { id: "odd" }, { ...zoneRow.sensors[0], id: "bad", config: { hold_time: -1 } }],
      },
      ruin: { ...zoneRow, config: { modes: 7 }, sensors: [] },
    };
    const panel = await startPanel({ zones });
    assert.deepEqual(
      panel.engine.status().map(({ zone }) => zone.id),
      ["house"],
    );
    assert.equal(panel.engine.zone("house")?.zone.sensors.length, zoneRow.sensors.length);
    const told = () => panel.events().then((all) => all.sort());
    const expected = ["sensor_config_unparseable", "sensor_config_unparseable", "zone_config_unparseable"];
    assert.deepEqual(await told(), expected);
    await panel.engine.reload();
    assert.deepEqual(await told(), expected);
  });
});

describe("a thousand events a second", () => {
  it("neither hold up a person who disarms, nor fill the journal", async () => {
    const panel = await armed();
    await panel.report("window", "OPEN");
    const flood: Promise<void>[] = [];
    for (let times = 0; times < 1000; times += 1) {
      flood.push(panel.report("window", times % 2 === 0 ? "CLOSED" : "OPEN"));
      if (times % 2 === 0) flood.push(panel.press("key"));
    }
    let done = false;
    const disarmed = panel.engine.disarm(HOUSE).then(() => {
      done = true;
    });
    await idle();
    assert.ok(done, "it had its turn before the flood was over");
    await Promise.all([disarmed, ...flood]);
    assert.ok(panel.stopped.includes("house disarm"));
    assert.ok((await panel.events()).length < 20, `${(await panel.events()).length} entries`);
  });
});

describe("zones that are changed while it runs", () => {
  it("are read anew: states stay, new ones begin, those that are gone are stopped", async () => {
    const panel = await armed();
    const sensors = zoneRow.sensors.filter(({ id }) => id !== "window");
    await panel.store.put("alarm-zone", "house", { ...zoneRow, name: "Home", sensors });
    await panel.store.put("alarm-zone", "shed", { ...zoneRow, name: "Shed", position: 1, sensors: [] });
    await panel.engine.reload();
    assert.deepEqual(
      panel.engine.status().map(({ zone, state }) => [zone.name, state]),
      [
        ["Home", "armed"],
        ["Shed", "disarmed"],
      ],
    );
    await panel.report("window", "OPEN");
    assert.equal(panel.state(), "armed");
    await panel.store.delete("alarm-zone", "house");
    await panel.engine.reload();
    assert.deepEqual([panel.state(), panel.stopped], [undefined, ["house zone_removed"]]);
    assert.equal(await panel.store.get("alarm-state", "house"), undefined);
  });

  it("keep running as they were where their row cannot be read any more", async () => {
    const panel = await armed();
    await panel.store.put("alarm-zone", "house", { ...zoneRow, config: { modes: "none" } });
    await panel.engine.reload();
    assert.equal(panel.state(), "armed");
    await panel.report("window", "OPEN");
    assert.equal(panel.state(), "triggered");
  });
});

describe("schedules", () => {
  const at = (iso: string) => Date.parse(iso);
  const scheduled = (schedules: object[], timeZone = "Europe/Berlin"): PanelOptions => ({
    ...configured({ schedules }),
    timeZone,
  });
  const until = async (panel: Awaited<ReturnType<typeof startPanel>>, iso: string) => {
    for (let left = at(iso) - panel.clock.now(); left > 0; left -= 20_000) {
      panel.clock.advance(Math.min(20_000, left));
      await idle();
    }
  };

  it("arm at their time of day and on their days, in local time", async () => {
    const { createManualClock } = await import("../../../adapters/memory/clock.ts");
    // a Monday; Berlin is an hour ahead
    const clock = createManualClock(at("2026-11-30T21:25:00Z"));
    const panel = await startPanel({
      clock,
      ...scheduled([{ time: "22:30", days: [1], mode: "full", auto_arm: true }]),
    });
    await until(panel, "2026-11-30T21:29:50Z");
    assert.equal(panel.state(), "disarmed");
    await until(panel, "2026-11-30T21:30:20Z");
    assert.equal(panel.state(), "arming");
    assert.equal((await panel.journal())[0]?.source, "schedule");
    await panel.engine.disarm(HOUSE);
    await until(panel, "2026-11-30T21:40:00Z");
    assert.equal(panel.state(), "disarmed", "once");
  });

  it("remind, or say why they did not arm; nothing where it is armed already", async () => {
    const { createManualClock } = await import("../../../adapters/memory/clock.ts");
    const clock = createManualClock(at("2026-11-30T21:25:00Z"));
    const panel = await startPanel({
      clock,
      ...scheduled([
        { time: "22:26", mode: "full", auto_arm: false },
        { time: "22:27", mode: "full", auto_arm: true },
        { time: "22:28", mode: "night", auto_arm: true },
        { time: "25:00", mode: "full", auto_arm: true },
        { time: "22:40", mode: "full", auto_arm: true },
      ]),
    });
    await panel.report("window", "OPEN");
    await until(panel, "2026-11-30T21:29:00Z");
    assert.deepEqual(panel.named("alarm.reminder"), [{ zone_id: "house", zone_name: "House", mode: "full" }]);
    assert.deepEqual(await panel.events(), ["arm_reminder", "failed_to_arm", "schedule_arm_failed"]);
    await panel.report("window", "CLOSED");
    await panel.arm();
    const before = (await panel.events()).length;
    await until(panel, "2026-11-30T21:41:00Z");
    assert.equal((await panel.events()).length, before);
  });

  it("come once on the days on which the clocks change", async () => {
    const { createManualClock } = await import("../../../adapters/memory/clock.ts");
    const once = async (from: string, to: string, time: string) => {
      const clock = createManualClock(at(from));
      const panel = await startPanel({ clock, ...scheduled([{ time, mode: "full", auto_arm: false }]) });
      await until(panel, to);
      return panel.named("alarm.reminder").length;
    };
    assert.equal(await once("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "02:30"), 1, "02:30 does not exist");
    assert.equal(await once("2026-10-25T00:00:00Z", "2026-10-25T02:30:00Z", "02:30"), 1, "02:30 comes twice");
  });
});
