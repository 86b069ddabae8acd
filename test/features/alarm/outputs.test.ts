/** What the outputs of the alarm do: merged writes, watchdog, budgets, shared channels, chirps, tests, reconciliation. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LATE_STOP_MS, POLL_MS } from "../../../handlers/features/alarm/home/outputs/channel.ts";
import { readSounding } from "../../../handlers/records/alarm-outputs.ts";
import { activation, createAlarmHome, LAMP, output, PANIC, PLUG, SIREN, SMOKE, zone } from "./alarm-home.ts";

const siren = (config = {}) => output("siren", "acoustic_siren", SIREN, { duration_s: 60, ...config });
const flash = (config = {}) => output("flash", "optical_siren", SIREN, config);

describe("Firing", () => {
  test("tone and lamp of one channel are one write with critical priority, whose duration is the sound's", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren({ acoustic_tone: "FREQUENCY_FALLING" }), flash())]);
    await home.outputs.fire(activation("a"));
    assert.equal(home.written.length, 1);
    assert.equal(home.lastWrite().priority, "critical");
    assert.deepEqual(home.lastWrite().values, {
      ACOUSTIC_ALARM_SELECTION: "FREQUENCY_FALLING",
      OPTICAL_ALARM_SELECTION: "FLASHING_BOTH_REPEATING",
      DURATION_UNIT: "S",
      DURATION_VALUE: 60,
    });
  });

  test("the silent policy leaves what shines, with its own duration", async () => {
    const home = createAlarmHome();
    home.outputs.configure([
      zone(
        "a",
        siren(),
        flash(),
        output("plug", "switched_siren", PLUG),
        output("lamp", "alarm_light", LAMP, { level: 0.4 }),
      ),
    ]);
    const policy = { ...activation("a").policy, silent: true };
    await home.outputs.fire(activation("a", 1, { policy }));
    assert.deepEqual(
      home.written.map(({ channel }) => channel),
      [SIREN, LAMP],
    );
    const [first, second] = home.written;
    assert.equal(first?.values.ACOUSTIC_ALARM_SELECTION, "DISABLE_ACOUSTIC_SIGNAL");
    assert.equal(first?.values.DURATION_VALUE, 600);
    assert.deepEqual(second?.values, { LEVEL: 0.4 });
    assert.deepEqual(home.world.debits, [], "light costs no sound");
  });

  test("switched sirens get time and state in one write; smoke detectors sound only where the policy says so", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", output("rf", "switched_siren", PANIC), output("smoke", "smoke_sounder", SMOKE))]);
    await home.outputs.fire(activation("a", 1, { policy: { ...activation("a").policy, smoke_sounders: false } }));
    assert.deepEqual(
      home.written.map(({ channel, values }) => [channel, values]),
      [[PANIC, { ON_TIME: 180, STATE: true }]],
    );
    await home.outputs.fire(activation("a", 1));
    assert.deepEqual(home.lastWrite().values, { SMOKE_DETECTOR_COMMAND: "INTRUSION_ALARM" });
    await home.pass(181_000);
    assert.deepEqual(home.lastWrite().values, { SMOKE_DETECTOR_COMMAND: "INTRUSION_ALARM_OFF" });
    assert.equal(home.stateOf(SMOKE).sound, false);
  });

  test("modes, outdoor outputs and classes decide who takes part; without a mode everybody does", async () => {
    const home = createAlarmHome();
    const night = output("night", "switched_siren", PLUG, { modes: ["night"] });
    const outside = output("outside", "switched_siren", PANIC, { outdoor: true });
    home.outputs.configure([zone("a", night, outside)]);
    const indoors = { ...activation("a").policy, exclude_outdoor: true };
    await home.outputs.fire(activation("a", 1, { policy: indoors }));
    assert.deepEqual(home.written, []);
    await home.outputs.fire(activation("a", 1, { mode: null, policy: indoors }));
    assert.deepEqual(
      home.written.map(({ channel }) => channel),
      [PLUG],
    );
    await home.outputs.fire(activation("a", 1, { classes: ["alarm_light"] }));
    assert.equal(home.written.length, 1);
  });

  test("a tone that the device lacks is the default, never silence", async () => {
    const home = createAlarmHome();
    for (const acoustic_tone of ["NO_SUCH_TONE", "DISABLE_ACOUSTIC_SIGNAL", 0, 99]) {
      home.outputs.configure([zone("a", siren({ acoustic_tone }))]);
      await home.outputs.stop("a", "disarm");
      await home.outputs.fire(activation("a", 1));
      assert.equal(home.lastWrite().values.ACOUSTIC_ALARM_SELECTION, "FREQUENCY_RISING");
    }
  });

  test("a write that fails is told once and tried again while the alarm lasts", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren())]);
    home.world.taking = "away";
    await home.outputs.fire(activation("a"));
    await home.pass(3 * POLL_MS);
    assert.equal(home.events("output_fire_failed").length, 1);
    assert.equal(home.stateOf(SIREN).sound, false);
    home.world.taking = "ok";
    await home.pass(POLL_MS);
    assert.equal(home.stateOf(SIREN).sound, true);
    assert.equal(Number(home.lastWrite().values.DURATION_VALUE) <= 30, true, "what is left of it");
    await home.pass(30_000);
    assert.equal(home.stateOf(SIREN).sound, false);
  });

  test("a channel that nobody knows is a fault, and keeps no other from sounding", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", output("gone", "acoustic_siren", "GONE000001:3"), siren())]);
    await home.outputs.fire(activation("a"));
    await home.idle();
    assert.equal(home.stateOf(SIREN).sound, true);
    assert.deepEqual(
      home.events("output_fire_failed").map(({ details }) => details?.output_id),
      ["gone"],
    );
  });

  test("a lamp on the channel of a switched siren has an end like the siren", async () => {
    const home = createAlarmHome();
    home.outputs.configure([
      zone("a", output("light", "alarm_light", PLUG)),
      zone("b", output("horn", "switched_siren", PLUG)),
    ]);
    await home.outputs.fire(activation("a"));
    assert.deepEqual(home.lastWrite().values, { ON_TIME: 180, STATE: true });
  });

  test("one notification for an alarm, whatever its cycles", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", output("told", "notification", ""))]);
    await home.outputs.fire(activation("a", 5, { phase: "pre_alarm" }));
    await home.outputs.fire(activation("a", 5));
    await home.outputs.fire(activation("a", 5, { phase: "retrigger", cycle: 1 }));
    await home.outputs.fire(activation("a", 6));
    assert.deepEqual(
      home.bus.published.map(({ name, payload }) => [name, payload.output_id, payload.incident_id]),
      [
        ["alarm.notification", "told", 5],
        ["alarm.notification", "told", 6],
      ],
    );
  });
});

describe("Watchdog", () => {
  test("at the end a stop is written, and counts when the siren itself says so", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren())]);
    await home.outputs.fire(activation("a"));
    await home.pass(61_000);
    assert.deepEqual(home.lastWrite().values, {
      ACOUSTIC_ALARM_SELECTION: "DISABLE_ACOUSTIC_SIGNAL",
      OPTICAL_ALARM_SELECTION: "DISABLE_OPTICAL_SIGNAL",
      DURATION_UNIT: "S",
      DURATION_VALUE: 0,
    });
    assert.equal(home.lastWrite().priority, "critical");
    await home.pass(300_000);
    assert.deepEqual(home.journal, []);
    assert.deepEqual(await readSounding(home.store), []);
  });

  test("a siren that does not hear the stop is stopped again and told; a later confirmation restores health", async () => {
    const home = createAlarmHome({ endless: true });
    home.outputs.configure([zone("a", siren())]);
    await home.outputs.fire(activation("a"));
    await home.pass(1000);
    home.world.taking = "deaf";
    await home.outputs.stop("a", "silence");
    await home.pass(119_000);
    assert.deepEqual(home.events("output_stop_unverified"), []);
    await home.pass(2_000);
    assert.equal(home.events("output_stop_unverified").length, 1);
    assert.deepEqual(home.world.health, ["alarm output siren stop unverified"]);
    assert(home.written.filter(({ taken }) => taken === "deaf").length >= 10, "tried again each 10 s");
    home.world.taking = "ok";
    await home.pass(61_000);
    assert.equal(home.stateOf(SIREN).sound, false);
    // a second look confirms it
    await home.pass(POLL_MS);
    assert.deepEqual(home.world.health, []);
  });

  test("a CCU that is away when the alarm ends is told, and asked as soon as it is back", async () => {
    const home = createAlarmHome({ endless: true });
    home.outputs.configure([zone("a", siren())]);
    await home.outputs.fire(activation("a"));
    await home.pass(1000);
    home.world.taking = "away";
    await home.outputs.stop("a", "disarm");
    await home.pass(125_000);
    assert.equal(home.events("output_stop_failed").length, 1);
    assert.equal(home.events("output_stop_unverified").length, 1);
    home.world.taking = "ok";
    await home.outputs.reconcile(new Map([["a", "disarmed"]]), "ccu-main");
    await home.pass(1000);
    assert.equal(home.stateOf(SIREN).sound, false);
    await home.pass(POLL_MS);
    assert.deepEqual(home.world.health, []);
  });

  test("a report from before the stop proves nothing", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren())]);
    home.tell(SIREN, { ACOUSTIC_ALARM_ACTIVE: false, OPTICAL_ALARM_ACTIVE: false });
    home.world.reportAfter = undefined;
    await home.outputs.fire(activation("a"));
    await home.pass(5_000);
    home.world.taking = "deaf";
    await home.outputs.stop("a", "silence");
    await home.pass(125_000);
    assert.equal(home.events("output_stop_unverified").length, 1);
  });

  test("a late echo of the alarm after the stop was confirmed is stopped once more", async () => {
    const home = createAlarmHome({ endless: true });
    home.outputs.configure([zone("a", siren())]);
    await home.outputs.fire(activation("a"));
    await home.pass(1000);
    await home.outputs.stop("a", "silence");
    await home.pass(1000);
    const before = home.written.length;
    home.set(SIREN, { sound: true });
    await home.pass(1000);
    assert.equal(home.stateOf(SIREN).sound, false);
    assert.equal(home.written.length, before + 1);
  });

  test("an off that comes late, from before the alarm, is no proof: not by itself, and not from the CCU's memory", async () => {
    const home = createAlarmHome({ endless: true });
    home.outputs.configure([zone("a", siren())]);
    await home.outputs.fire(activation("a"));
    await home.pass(1000);
    home.world.taking = "deaf";
    await home.outputs.stop("a", "silence");
    home.tell(SIREN, { ACOUSTIC_ALARM_ACTIVE: false, OPTICAL_ALARM_ACTIVE: false });
    home.world.taking = "away";
    await home.pass(125_000);
    assert.equal(home.events("output_stop_unverified").length, 1);
    home.world.taking = "ok";
    await home.outputs.reconcile(new Map([["a", "disarmed"]]), "ccu-main");
    await home.pass(2 * POLL_MS);
    assert.equal(home.stateOf(SIREN).sound, false);
    assert.deepEqual(home.world.health, []);
  });

  for (const [of, late] of [
    [siren(), 2_000],
    [siren(), 11_000],
    [output("smoke", "smoke_sounder", SMOKE), 2_000],
    [output("panic", "switched_siren", PANIC), 9_000],
  ] as const)
    test(`the CCU's memory of one late off is that same off: ${of.channel_address}, ${late} ms`, async () => {
      const home = createAlarmHome({ endless: true });
      home.outputs.configure([zone("a", of)]);
      home.report(of.channel_address, late);
      home.world.reportAfter = undefined;
      await home.outputs.fire(activation("a"));
      await home.pass(500, 500);
      home.world.taking = "deaf";
      await home.outputs.stop("a", "silence");
      await home.pass(60_000);
      assert.equal(home.stateOf(of.channel_address).sound, true);
      home.world.taking = "ok";
      home.world.reportAfter = 50;
      await home.pass(2 * POLL_MS);
      assert.equal(
        home.stateOf(of.channel_address).sound,
        false,
        "it is told to end until it has said so itself, twice",
      );
      await home.pass(2 * POLL_MS);
      assert.deepEqual(home.world.health, []);
      assert.deepEqual(await readSounding(home.store), []);
    });

  for (const [story, before, after] of [
    ["heard, a late off while it sounds", 40_000, 0],
    ["heard, silenced at once, a late off after that", 1_000, 0],
    ["heard, a late off, and nobody knows for minutes", 40_000, 130_000],
  ] as const)
    for (const loud of [siren(), output("smoke", "smoke_sounder", SMOKE), output("panic", "switched_siren", PANIC)])
      test(`a CCU that remembers an off from before the sound proves no end: ${story}, ${loud.channel_address}`, async () => {
        const home = createAlarmHome({ endless: true });
        home.outputs.configure([zone("a", { ...loud, config: { ...loud.config, duration_s: 60 } })]);
        home.report(loud.channel_address, 2_000);
        await home.outputs.fire(activation("a"));
        await home.pass(before, 500);
        home.world.reportAfter = undefined;
        home.world.taking = "deaf";
        await home.outputs.stop("a", "silence");
        await home.pass(30_000 + after);
        assert.equal(home.stateOf(loud.channel_address).sound, true);
        assert.equal(home.events("output_stop_unverified").length, after > 0 ? 1 : 0);
        home.world.taking = "ok";
        home.world.reportAfter = 50;
        await home.pass(after > 0 ? LATE_STOP_MS : POLL_MS);
        assert.equal(home.stateOf(loud.channel_address).sound, false);
        await home.pass(4 * POLL_MS);
        assert.deepEqual(home.world.health, []);
        assert.deepEqual(await readSounding(home.store), []);
      });

  test("where the CCU knows nothing of the end, it is told to end every ten seconds, and when that was told, every four minutes", async () => {
    const home = createAlarmHome({ endless: true });
    home.outputs.configure([zone("a", siren())]);
    home.world.reportAfter = undefined;
    await home.outputs.fire(activation("a"));
    await home.outputs.stop("a", "silence");
    home.written.length = 0;
    await home.pass(120_000);
    assert.equal(home.written.length, 11);
    await home.pass(3_600_000, 10_000);
    const each = home.written.slice(11).map(({ at }, n, all) => at - (all[n - 1]?.at ?? at));
    assert.ok(each.length > 10 && each.slice(1).every((ms) => ms >= LATE_STOP_MS), String(each));
    assert.deepEqual(home.world.health, ["alarm output siren stop unverified"]);
  });

  test("what is lit until it is taken back goes off with silence and with disarming", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", output("lamp", "alarm_light", LAMP))]);
    await home.outputs.fire(activation("a"));
    await home.pass(4_000_000, 100_000);
    assert.equal(home.stateOf(LAMP).light, true);
    await home.outputs.stop("a", "silence");
    await home.pass(1000);
    assert.equal(home.stateOf(LAMP).light, false);
    home.set(LAMP, { light: true });
    await home.pass(300_000);
    assert.equal(home.stateOf(LAMP).light, true, "somebody has switched it on: that is nobody's alarm");
    assert.deepEqual(home.journal, []);
  });
});

describe("Shared channels", () => {
  test("are not stopped while another zone demands them", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren()), zone("b", { ...siren({ duration_s: 120 }), id: "b-siren" })]);
    await home.outputs.fire(activation("a", 1));
    await home.outputs.fire(activation("b", 2));
    assert.equal(home.lastWrite().values.DURATION_VALUE, 120);
    const before = home.written.length;
    await home.outputs.stop("a", "disarm");
    await home.pass(100_000);
    assert.equal(home.written.length, before);
    assert.equal(home.stateOf(SIREN).sound, true);
    await home.outputs.stop("b", "disarm");
    await home.pass(1000);
    assert.equal(home.stateOf(SIREN).sound, false);
  });

  test("go on shining for one zone when the other is silenced", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren()), zone("b", flash({ optical_duration_s: 300 }))]);
    await home.outputs.fire(activation("a", 1));
    await home.outputs.fire(activation("b", 2));
    assert.equal(home.stateOf(SIREN).light, true);
    await home.outputs.stop("a", "silence");
    await home.pass(1000);
    assert.deepEqual([home.stateOf(SIREN).sound, home.stateOf(SIREN).light], [false, true]);
    await home.pass(301_000);
    assert.deepEqual([home.stateOf(SIREN).sound, home.stateOf(SIREN).light], [false, false]);
    assert.deepEqual(home.journal, []);
  });
});

describe("Budget of sound", () => {
  test("is debited before the write, counts time and not sirens, and ends the sound", async () => {
    const home = createAlarmHome();
    home.world.budget = 100;
    home.outputs.configure([
      zone(
        "a",
        siren(),
        output("rf", "switched_siren", PANIC, { duration_s: 60 }),
        output("lamp", "alarm_light", LAMP),
      ),
    ]);
    await home.outputs.fire(activation("a"));
    assert.deepEqual(home.world.debits, [60]);
    await home.pass(60_000);
    await home.outputs.fire(activation("a", 1, { phase: "retrigger", cycle: 1 }));
    assert.equal(home.written.findLast(({ channel }) => channel === PANIC)?.values.ON_TIME, 40);
    await home.pass(41_000);
    await home.outputs.fire(activation("a", 1, { phase: "retrigger", cycle: 2 }));
    assert.deepEqual(
      home.events("acoustic_budget_exhausted").map(({ details }) => details?.output_id),
      ["siren", "rf"],
    );
    assert.equal(home.stateOf(SIREN).sound, false);
    assert.equal(home.stateOf(LAMP).light, true, "lamps have no budget");
  });

  test("a store that fails does not keep the house silent, and the budget holds all the same", async () => {
    const home = createAlarmHome();
    home.world.debitFails = true;
    home.world.budget = 90;
    home.outputs.configure([zone("a", siren())]);
    await home.outputs.fire(activation("a"));
    assert.equal(home.stateOf(SIREN).sound, true);
    await home.pass(61_000);
    await home.outputs.fire(activation("a", 1, { phase: "retrigger" }));
    assert.equal(home.lastWrite().values.DURATION_VALUE, 30);
  });
});

describe("Chirps", () => {
  const chirper = (config = {}) => output("chirp", "chirp", SIREN, config);

  test("are a second long, have their own tones, and need no stop", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", chirper({ chirp_arm_tone: "FREQUENCY_FALLING" }))]);
    home.outputs.chirp("a", "arm_squawk");
    await home.pass(3_000);
    home.outputs.chirp("a", "disarm_squawk");
    await home.pass(200_000);
    assert.deepEqual(
      home.written.map(({ values }) => [values.ACOUSTIC_ALARM_SELECTION, values.DURATION_VALUE]),
      [
        ["FREQUENCY_FALLING", 1],
        ["DISARMED", 1],
      ],
    );
  });

  test("keep a gap, are left out during an alarm, and are no fault where they fail", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", chirper(), siren())]);
    home.outputs.chirp("a", "countdown_tick");
    await home.pass(1_500, 500);
    home.outputs.chirp("a", "countdown_tick");
    await home.idle();
    assert.equal(home.written.length, 1);
    await home.outputs.fire(activation("a"));
    await home.pass(5000);
    home.outputs.chirp("a", "entry_warning");
    await home.idle();
    assert.equal(home.written.length, 2);
    await home.outputs.stop("a", "disarm");
    await home.pass(130_000);
    home.world.taking = "away";
    home.outputs.chirp("a", "chime");
    await home.pass(200_000);
    assert.deepEqual(home.journal, []);
  });

  test("one that does not end by itself is ended", async () => {
    const home = createAlarmHome({ endless: true });
    home.outputs.configure([zone("a", chirper())]);
    home.outputs.chirp("a", "chime");
    await home.pass(13_000);
    assert.equal(home.stateOf(SIREN).sound, false);
  });
});

describe("Test fire", () => {
  const by = { source: "rest-operator", actor: "anna", opticalOnly: false };

  test("sounds for three seconds and is in the journal", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren())]);
    assert.deepEqual(await home.outputs.testFire("siren", by), { kind: "fired" });
    assert.equal(home.lastWrite().values.DURATION_VALUE, 3);
    await home.pass(4_000);
    assert.equal(home.stateOf(SIREN).sound, false);
    assert.deepEqual(
      home.journal.map(({ class: name, event, actor }) => [name, event, actor]),
      [["test", "output_test_fired", "anna"]],
    );
  });

  test("optical only leaves the tone out, where there is a lamp", async () => {
    const home = createAlarmHome();
    home.outputs.configure([zone("a", siren(), output("rf", "switched_siren", PANIC))]);
    await home.outputs.testFire("siren", { ...by, opticalOnly: true });
    assert.deepEqual([home.stateOf(SIREN).sound, home.stateOf(SIREN).light], [false, true]);
    assert.equal((await home.outputs.testFire("rf", { ...by, opticalOnly: true })).kind, "conflict");
  });

  test("is refused for what cannot be tested, during an alarm, and told where the CCU fails", async () => {
    const home = createAlarmHome();
    const untestable = [
      output("smoke", "smoke_sounder", SMOKE),
      output("told", "notification", ""),
      output("var", "sysvar_mirror", "", { sysvar_name: "x" }),
    ];
    home.outputs.configure([zone("a", siren(), output("lamp", "alarm_light", LAMP), ...untestable)]);
    for (const { id } of untestable) assert.equal((await home.outputs.testFire(id, by)).kind, "conflict", id);
    assert.equal((await home.outputs.testFire("nothing", by)).kind, "unknown_output");
    home.world.taking = "away";
    assert.equal((await home.outputs.testFire("siren", by)).kind, "failed");
    home.world.taking = "ok";
    await home.pass(POLL_MS + 1000);
    await home.outputs.fire(activation("a"));
    assert.equal((await home.outputs.testFire("lamp", by)).kind, "conflict");
  });
});

describe("After a restart", () => {
  test("what was on is ended and looked at, unless it is fired again", async () => {
    const before = createAlarmHome({ endless: true });
    const zones = [zone("a", siren(), output("smoke", "smoke_sounder", SMOKE), output("lamp", "alarm_light", LAMP))];
    before.outputs.configure(zones);
    await before.outputs.fire(activation("a"));
    await before.pass(1000);
    assert.equal((await readSounding(before.store)).length, 3);

    const after = createAlarmHome({ store: before.store, startAt: before.clock.now() + 5000 });
    for (const channel of [SIREN, SMOKE]) after.set(channel, { sound: true });
    after.set(LAMP, { light: true });
    after.outputs.configure(zones);
    await after.outputs.fire(activation("a", 1, { phase: "restored", classes: ["acoustic_siren"] }));
    await after.outputs.reconcile(new Map([["a", "triggered"]]));
    await after.pass(1000);
    assert.deepEqual(
      [after.stateOf(SIREN).sound, after.stateOf(SMOKE).sound, after.stateOf(LAMP).light],
      [true, false, false],
    );
    // an "off" of the first ten seconds may be from before; what ended is kept until that was said of later, twice
    await after.pass(3 * POLL_MS);
    assert.deepEqual(
      (await readSounding(after.store)).map(({ channel_address }) => channel_address),
      [SIREN],
    );
  });

  test("a siren that nobody here sounded is stopped for a disarmed zone, adopted for another, and left where the CCU may", async () => {
    for (const [state, config, expected] of [
      ["disarmed", {}, { stopped: true, adopted: 0, entries: 1 }],
      ["disarmed", { shared_with_ccu: true }, { stopped: false, adopted: 0, entries: 0 }],
      ["armed", {}, { stopped: false, adopted: 1, entries: 0 }],
    ] as const) {
      const home = createAlarmHome({ endless: true });
      home.outputs.configure([zone("a", siren(config))]);
      home.set(SIREN, { sound: true });
      await home.pass(100, 100);
      await home.outputs.reconcile(new Map([["a", state]]));
      await home.pass(1000);
      assert.equal(home.stateOf(SIREN).sound, !expected.stopped, state);
      assert.equal(home.sounding.length, expected.adopted);
      assert.equal(home.events("reconcile_stopped_unowned_siren").length, expected.entries);
      await home.pass(62_000);
      if (expected.adopted > 0) assert.equal(home.stateOf(SIREN).sound, false, "what is adopted has an end");
    }
  });
});

describe("The end of the program", () => {
  test("leaves nothing sounding, and waits for no CCU longer than it may", async () => {
    const home = createAlarmHome({ endless: true });
    home.outputs.configure([
      zone("a", siren(), output("smoke", "smoke_sounder", SMOKE), output("lamp", "alarm_light", LAMP)),
    ]);
    await home.outputs.fire(activation("a"));
    await home.pass(1000);
    const over = home.outputs.shutdown(10_000);
    await home.pass(1000);
    await over;
    assert.deepEqual(
      [home.stateOf(SIREN).sound, home.stateOf(SMOKE).sound, home.stateOf(LAMP).light],
      [false, false, false],
    );
  });

  test("a CCU that is away for some seconds gets the stop; one that stays away does not hold it up", async () => {
    for (const back of [true, false]) {
      const home = createAlarmHome({ endless: true });
      home.outputs.configure([zone("a", output("smoke", "smoke_sounder", SMOKE))]);
      await home.outputs.fire(activation("a"));
      await home.pass(1000);
      home.world.taking = "away";
      let isOver = false;
      const over = home.outputs.shutdown(10_000).then(() => {
        isOver = true;
      });
      await home.pass(5_000);
      assert.equal(isOver, false);
      if (back) home.world.taking = "ok";
      await home.pass(6_000);
      await over;
      assert.equal(home.stateOf(SMOKE).sound, !back);
      assert.equal((await readSounding(home.store)).length, 1, "kept for the next start");
    }
  });
});
