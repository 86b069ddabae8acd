/** Panels of the alarm on the broker: topics, Home Assistant's configuration, events, orders with and without a code. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  alarmJournalAppended,
  alarmNotification,
  alarmPanelChanged,
  alarmStateChanged,
  alarmTriggered,
} from "../../../handlers/features/alarm/broadcasts.ts";
import { alarmState } from "../../../handlers/features/alarm/home/running.ts";
import type { RequestRefusal, ZoneStatus } from "../../../handlers/features/alarm/home/seams.ts";
import { createAlarmMirror } from "../../../handlers/features/mqtt/home/alarm/mirror.ts";
import type { View } from "../../../handlers/features/mqtt/home/discovery/entity.ts";
import { orderAlarm } from "../../../handlers/features/mqtt/home/incoming/alarm.ts";
import { readPayload } from "../../../handlers/features/mqtt/home/incoming/payload.ts";
import type { Retained } from "../../../handlers/features/mqtt/home/retained.ts";
import { createSweep } from "../../../handlers/features/mqtt/home/sweep.ts";
import { parseCommand, topicsOf } from "../../../handlers/features/mqtt/home/topics.ts";
import { mqttSettings } from "../../../handlers/features/mqtt/settings.ts";
import { alarmTold } from "../../../handlers/kernel/home-program.ts";
import { conflict, NotReady } from "../../../handlers/kernel/problem.ts";
import type { ToldAlarm, ToldZone } from "../../../handlers/ports/told-alarm.ts";
import { createTestSite } from "../../support/site.ts";
import { createBus, output, zone } from "../alarm/alarm-home.ts";

const BASE = "openccu-loom";
const told = (id: string, part: Partial<ToldZone> = {}, state = "disarmed", mode: string | null = null): ToldZone => ({
  ...{ id, name: `Zone ${id}`, position: 0, modes: ["perimeter", "full"], code_arm: false, code_disarm: false },
  status: {
    ...{ state: state as "armed", mode, bypassed: [], incident: null, countdown: null, readiness: {}, walktest: false },
  },
  ...part,
});

function panel(settings: { raw_enabled?: boolean; discovery_enabled?: boolean } = { discovery_enabled: true }) {
  const site = createTestSite();
  const bus = createBus();
  const topics = topicsOf(BASE);
  const kept = new Map<string, { payload: string; qos: number }>();
  const events: { topic: string; body: Record<string, unknown> }[] = [];
  const retained = {
    put: (topic, { payload, qos }) => void kept.set(topic, { payload, qos }),
    clear: (topic) => void kept.delete(topic),
    emit: (topic, payload) => void events.push({ topic, body: JSON.parse(payload) }),
  } as Retained;
  let alarm: ToldAlarm | undefined = { isOn: true, healthy: true, zones: [] };
  site.state(alarmTold).tell = (() => alarm) as () => ToldAlarm;
  const asked: string[] = [];
  const refusals = new Map<string, RequestRefusal>();
  const configured = new Map<string, ZoneStatus>();
  const act = (verb: string) => async (intent: { zone: string; source: string; code?: string; mode?: string }) => {
    asked.push([verb, intent.mode, intent.zone, intent.source, intent.code].filter(Boolean).join(" "));
    const refusal = refusals.get(intent.zone);
    return refusal ? { ok: false, refusal } : { ok: true, value: undefined };
  };
  const engine = {
    ...{ arm: act("arm"), disarm: act("disarm"), silence: act("silence"), panic: act("panic") },
    status: () => [...configured.values()],
    zone: (id: string) => configured.get(id),
  };
  Object.assign(site.state(alarmState), { isOn: true, running: { engine } });
  const view: View = { topics, locale: "en", version: "1", subDevices: false };
  const values = mqttSettings.schema.parse({ ...settings });
  const mirror = createAlarmMirror({ ...site, events: bus }, values, view, retained);
  return {
    ...{ site, bus, kept, events, mirror, asked, refusals, topics },
    say(...zones: ToldZone[]) {
      alarm = { isOn: true, healthy: true, zones };
      mirror.show();
    },
    ill(zones: readonly ToldZone[]) {
      alarm = { isOn: true, healthy: false, zones };
      mirror.show();
    },
    silent() {
      alarm = undefined;
      mirror.show();
    },
    configure(...zones: ReturnType<typeof zone>[]) {
      for (const one of zones) configured.set(one.id, { zone: one, readiness: {} } as unknown as ZoneStatus);
    },
    text: (topic: string) => kept.get(`${BASE}/${topic}`)?.payload,
    config: (id: string) =>
      JSON.parse(kept.get(`homeassistant/alarm_control_panel/alarm/openccu-loom_alarm_${id}/config`)!.payload),
    order: (id: string, payload: string) => orderAlarm(site, id, readPayload(Buffer.from(payload))),
  };
}

describe("Topics", () => {
  test("state in Home Assistant's words, availability by health, a master from two zones on", () => {
    const { say, text, kept, ill } = panel({ raw_enabled: true });
    say(told("a", {}, "armed", "full"));
    assert.equal(text("alarm/a/state"), "armed_away");
    assert.equal(text("alarm/a/availability"), "online");
    assert.equal(kept.get(`${BASE}/alarm/a/availability`)?.qos, 1);
    assert.equal(text("alarm/master/state"), undefined);
    assert.equal(kept.size, 2, "no discovery");
    const two = [told("a", {}, "armed", "full"), told("b", {}, "pending", "night")];
    say(...two);
    assert.equal(text("alarm/master/state"), "pending");
    ill(two);
    assert.deepEqual([text("alarm/a/availability"), text("alarm/master/availability")], ["offline", "offline"]);
  });

  test("a zone that goes takes its topics with it; one that nobody can tell of now does not", () => {
    const { say, kept, silent } = panel();
    say(told("a"), told("b"));
    assert.equal(kept.size, 9);
    silent();
    assert.equal(kept.size, 9);
    say(told("b"));
    assert.deepEqual([...kept.keys()].sort(), [
      "homeassistant/alarm_control_panel/alarm/openccu-loom_alarm_b/config",
      `${BASE}/alarm/b/availability`,
      `${BASE}/alarm/b/state`,
    ]);
  });

  test("nothing without discovery and without the raw tree; the end says offline, unless another session goes on", () => {
    const off = panel({});
    off.say(told("a"));
    assert.equal(off.kept.size, 0);
    const on = panel();
    on.say(told("a"));
    on.mirror.stop(true);
    assert.equal(on.text("alarm/a/availability"), "online");
    const over = panel();
    over.say(told("a"));
    over.mirror.stop(false);
    assert.equal(over.text("alarm/a/availability"), "offline");
  });

  test("leftovers of zones that went while the program was away are found", () => {
    const { topics } = panel();
    const sweep = createSweep(BASE, topics);
    assert(sweep.filters.includes(`${BASE}/alarm/+/state`));
    const leave = (topic: string) => sweep.receive({ topic, payload: Buffer.from("disarmed"), retained: true });
    leave(`${BASE}/alarm/gone/state`);
    leave(`${BASE}/alarm/a/state`);
    assert.deepEqual(
      sweep.take(
        "alarm",
        (topic) => topic.includes("/a/"),
        () => false,
      ),
      [`${BASE}/alarm/gone/state`],
    );
  });

  test("a command's topic is read whatever the zone's id is", () => {
    for (const id of ["master", "a/b", "ü+#", "4f1c"]) {
      assert.deepEqual(parseCommand(BASE, topicsOf(BASE).alarm(id, "set")), { what: "alarm", zone: id });
      for (const other of ["state", "event", "availability"] as const)
        assert.equal(parseCommand(BASE, topicsOf(BASE).alarm(id, other)), undefined);
    }
    assert.equal(parseCommand(BASE, `${BASE}/alarm/a/b/set`), undefined);
  });
});

describe("Discovery", () => {
  test("says which modes there are, and when a code is asked for", () => {
    const { say, config, topics, mirror } = panel();
    say(told("a", { code_disarm: true }));
    const found = config("a");
    assert.equal(found.unique_id, "openccu-loom_alarm_a");
    assert.equal(found.name, "Zone a");
    assert.deepEqual(found.supported_features, ["arm_home", "arm_away", "trigger"]);
    assert.deepEqual(
      [found.code, found.code_arm_required, found.code_disarm_required, found.code_trigger_required],
      ["REMOTE_CODE_TEXT", false, true, false],
    );
    assert.match(found.command_template, /action/);
    assert.equal(found.state_topic, topics.alarm("a", "state"));
    assert.deepEqual(found.availability, [
      { topic: `${BASE}/bridge/status` },
      { topic: `${BASE}/alarm/a/availability` },
    ]);
    assert.equal(mirror.isSpoken(topics.alarm("a", "set")), true);
    assert.equal(mirror.isSpoken(topics.alarm("b", "set")), false);
  });

  test("the master has the modes of all zones and never asks", () => {
    const { say, config } = panel();
    say(told("a", { code_disarm: true }), told("b", { modes: ["night"] }));
    const found = config("master");
    assert.deepEqual(found.supported_features, ["arm_home", "arm_away", "arm_night", "trigger"]);
    assert.equal(found.code, undefined);
    assert.equal(found.code_disarm_required, false);
  });
});

describe("Events", () => {
  const at = { zone_id: "a", zone_name: "Zone a" };

  test("what happens is told once, not retained, with names", () => {
    const { bus, events, configure, say } = panel();
    configure(
      zone("a", output("told", "notification", ""), output("quiet", "notification", "", { notify_mqtt: false })),
    );
    say(told("a"));
    bus.publish(alarmStateChanged, { ...at, old_state: "disarmed", new_state: "arming", mode: "full" });
    bus.publish(alarmStateChanged, {
      ...at,
      old_state: "arming",
      new_state: "armed",
      mode: "full",
      changed_by: "anna",
    });
    bus.publish(alarmTriggered, {
      ...at,
      incident_id: 1,
      sensor_id: "s",
      sensor_name: "Door",
      cause: "sensor",
      mode: "full",
    });
    bus.publish(alarmStateChanged, { ...at, old_state: "triggered", new_state: "armed", mode: "full" });
    bus.publish(alarmNotification, { ...at, output_id: "told", output_name: "Phone", incident_id: 1 });
    bus.publish(alarmNotification, { ...at, output_id: "quiet", incident_id: 1 });
    bus.publish(alarmJournalAppended, {
      entry_id: 1,
      zone_id: "a",
      class: "silence",
      event: "silenced",
      actor: "anna",
    });
    bus.publish(alarmJournalAppended, { entry_id: 2, zone_id: "a", class: "fault", event: "failed_to_arm" });
    bus.publish(alarmJournalAppended, { entry_id: 3, zone_id: "a", class: "disarm", event: "constructor" });
    bus.publish(alarmStateChanged, { ...at, old_state: "armed", new_state: "disarmed", changed_by: "mqtt" });
    assert(events.every(({ topic }) => topic === `${BASE}/alarm/a/event`));
    assert.deepEqual(
      events.map(({ body }) => [body.type, body.changed_by ?? body.output ?? (body.open_sensors as string[])?.[0]]),
      [
        ["ARMED", "anna"],
        ["TRIGGER", "Door"],
        ["NOTIFICATION", "Phone"],
        ["SILENCED", "anna"],
        ["FAILED_TO_ARM", undefined],
        ["DISARMED", "mqtt"],
      ],
    );
    assert.equal(events[0]?.body.zone_name, "Zone a");
  });

  test("a panel that says something else is shown at once; after the end nothing is", () => {
    const { bus, say, text, mirror, site, events } = panel();
    say(told("a"));
    site.state(alarmTold).tell = () => ({ isOn: true, healthy: true, zones: [told("a", {}, "triggered", "full")] });
    bus.publish(alarmPanelChanged, {} as never);
    assert.equal(text("alarm/a/state"), "triggered");
    mirror.stop(true);
    bus.publish(alarmStateChanged, { ...at, old_state: "armed", new_state: "disarmed" });
    assert.deepEqual(events, []);
  });

  test("what could not be armed for open sensors is told with their names; other refusals are not", () => {
    const { mirror, events, configure } = panel();
    configure({
      ...zone("a"),
      sensors: [{ id: "s1", name: "Window" }] as never,
    });
    mirror.refused(
      "a",
      new NotReady("readiness blockers present: s1", "Not ready", [{ field: "s1", reason: "blocker" }]),
    );
    mirror.refused("a", conflict("the zone raises the alarm"));
    mirror.refused("a", new Error("anything"));
    assert.deepEqual(
      events.map(({ body }) => [body.type, body.open_sensors]),
      [["FAILED_TO_ARM", ["Window"]]],
    );
  });
});

describe("Orders", () => {
  test("Home Assistant's words, bare and as JSON, with a code as text or number", async () => {
    const { order, asked, configure } = panel();
    configure(zone("a"));
    for (const payload of [
      "ARM_HOME",
      " arm_away ",
      '{"action": "ARM_NIGHT", "code": "0012"}',
      '{"action":"ARM_VACATION"}',
      "ARM_CUSTOM_BYPASS",
      '{"action": "DISARM", "code": 1234}',
      '{"action": "DISARM", "code": ""}',
      "SILENCE",
      "TRIGGER",
    ])
      await order("a", payload);
    assert.deepEqual(asked, [
      "arm perimeter a mqtt",
      "arm full a mqtt",
      "arm night a mqtt 0012",
      "arm vacation a mqtt",
      "arm custom a mqtt",
      "disarm a mqtt 1234",
      "disarm a mqtt",
      "silence a mqtt",
      "panic a mqtt",
    ]);
  });

  test("are refused with the engine's reason, and garbage with its own; nothing is done then", async () => {
    const { order, asked, configure, refusals } = panel();
    configure(zone("a"));
    refusals.set("a", { kind: "invalid_code" });
    await assert.rejects(order("a", "DISARM"), { status: 403 });
    refusals.set("a", { kind: "not_ready", blockers: ["s"] });
    await assert.rejects(order("a", "ARM_AWAY"), { status: 409 });
    asked.length = 0;
    await assert.rejects(order("nowhere", "DISARM"), { status: 404 });
    for (const odd of ["", "OPEN", "null", "[]", '{"action": 3}', '{"code": "1"}', "constructor", "__proto__"])
      await assert.rejects(order("a", odd), { status: 422 }, odd);
    assert.deepEqual(asked, []);
  });

  test("to the master: arm the zones that have the mode, disarm all, and one refusal stops no other", async () => {
    const { order, asked, configure, refusals, site } = panel();
    const armable = (id: string, ...modes: string[]) => {
      const one = zone(id);
      return { ...one, config: { ...one.config, modes: Object.fromEntries(modes.map((mode) => [mode, {}])) as never } };
    };
    configure(armable("a", "full", "night"), armable("b", "full"));
    await order("master", "ARM_NIGHT");
    refusals.set("a", { kind: "invalid_code" });
    await assert.rejects(order("master", '{"action":"DISARM","code":"x1"}'), { status: 403 });
    assert.deepEqual(asked, ["arm night a mqtt", "disarm a mqtt x1", "disarm b mqtt x1"]);
    const { items } = await site.store.list<{ action: string; note: string }>("audit");
    assert.deepEqual(items.map(({ value }) => `${value.action} ${value.note}`).sort(), [
      "alarm_arm zone=a arm mode=night",
      "alarm_disarm zone=b disarm",
    ]);
    assert(!JSON.stringify([items, site.logged]).includes("x1"), "a code is written down nowhere");
  });
});
