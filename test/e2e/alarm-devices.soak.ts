/**
 * A household and its alarm, over the real protocols: armed at the keypad, entered late, raised, silenced, disarmed by a remote;
 * again by motion; smoke while nobody is armed; an output and the sensors are tried. At home and through the cloud.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { hmipKeypad } from "../../local/simulator/devices/remotes.ts";
import { assemble } from "../../local/simulator/kinds.ts";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { PLACES, type Place } from "./places.ts";

const CENTRAL = "demo";
const CONTACT = "0000D7099D6F12:1";
const MOTION = "0011D89994A113:1";
const SIREN = "00245A499A7717";
const SMOKE = "000A97099B5515";
const LAMP = "LEQ0410001";
const REMOTE_KEY = "JEQ0730012:2";
const KEYPAD = "0023DD499B0001";

const sensor = (id: string, channel_address: string, parameter: string, type: string, config: object = {}) => ({
  ...{ id, name: id, central: CENTRAL, interface_id: `${CENTRAL}-HmIP-RF`, channel_address, parameter, type },
  config: { modes: ["full"], ...config },
});
const output = (id: string, name: string, channel_address: string, config: object = {}) => ({
  ...{ id, class: name, central: CENTRAL, channel_address, name: id, config },
});
const code = (name: string, kind: string, binding: object) => ({
  ...{ name, kind, binding, enabled: true },
  perms: { arm: true, disarm: true, silence: true },
});

async function playAlarm({ url, headers, simulator }: Place): Promise<void> {
  assert(simulator);
  const ask = (method: string, path: string, body?: unknown) =>
    call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
  const done = async (method: string, path: string, body?: unknown) => {
    const { status, body: answer } = await ask(method, path, body);
    assert.ok(status >= 200 && status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const value = async (device: string, channel: number, parameter: string) =>
    (await ask("GET", `/devices/${device}/channels/${channel}/data-points/${parameter}`)).body?.value;
  const becomes = (device: string, channel: number, parameter: string, expected: unknown) =>
    until(`${device} ${parameter} ${expected}`, async () => (await value(device, channel, parameter)) === expected);

  simulator.control.add(assemble(hmipKeypad, KEYPAD, ""));
  await until("the devices", async () => {
    const keypad = await ask("GET", `/devices/${KEYPAD}`);
    return keypad.status === 200 && typeof (await value(LAMP, 1, "STATE")) === "boolean";
  });

  // somebody sets it up
  const mode = { entry_delay_s: 1, trigger_time_s: 300, outputs: { smoke_sounders: true } };
  const { id: zone } = await done("POST", "/alarm/zones", {
    name: "House",
    config: { modes: { full: mode }, hazard_outputs: { silent: false } },
  });
  const zonePath = `/alarm/zones/${zone}`;
  await done("PUT", `${zonePath}/sensors`, [
    sensor("door", CONTACT, "STATE", "door", { use_entry_delay: true }),
    sensor("hall", MOTION, "MOTION", "motion"),
    sensor("smoke", `${SMOKE}:1`, "SMOKE_DETECTOR_ALARM_STATUS", "hazard", {
      always_on: true,
      active_values: ["PRIMARY_ALARM", "SECONDARY_ALARM"],
    }),
  ]);
  await done("PUT", `${zonePath}/outputs`, [
    output("siren", "acoustic_siren", `${SIREN}:3`),
    output("howl", "smoke_sounder", `${SMOKE}:1`),
    output("lamp", "alarm_light", `${LAMP}:1`),
    output("told", "notification", ""),
  ]);
  await done(
    "POST",
    "/alarm/codes",
    code("Anna", "keypad_slot", { device_address: KEYPAD, slot: 1, zone_id: zone, arm_mode: "full" }),
  );
  await done(
    "POST",
    "/alarm/codes",
    code("Sofa", "remote_key", {
      channel_address: REMOTE_KEY,
      zone_id: zone,
      parameter: "PRESS_SHORT",
      action: "disarm",
    }),
  );

  const state = async (): Promise<string> => (await done("GET", "/alarm/state")).zones[0]?.state;
  const isIn = (expected: string) => until(`the zone is ${expected}`, async () => (await state()) === expected);
  const sounds = async (isOn: boolean) => {
    await becomes(SIREN, 3, "ACOUSTIC_ALARM_ACTIVE", isOn);
    await becomes(SMOKE, 1, "SMOKE_DETECTOR_ALARM_STATUS", isOn ? "INTRUSION_ALARM" : "IDLE_OFF");
    await becomes(LAMP, 1, "STATE", isOn);
  };
  await isIn("disarmed");

  // armed at the keypad, entered late
  simulator.control.enterCode(KEYPAD, 1, "lock");
  await isIn("armed");
  simulator.control.setState(CONTACT, "STATE", 1);
  await isIn("triggered");
  await sounds(true);
  await done("POST", `${zonePath}/silence`);
  await sounds(false);
  assert.equal(await state(), "triggered", "silence ends the noise, not the alarm");
  simulator.control.press(REMOTE_KEY, "PRESS_SHORT");
  await isIn("disarmed");

  // armed by an operator with the door closed again; motion has no delay; disarmed at the keypad
  simulator.control.setState(CONTACT, "STATE", 0);
  await until("the door is closed", async () => {
    const { full } = await done("GET", `${zonePath}/readiness`);
    return full?.ready === true;
  });
  await done("POST", `${zonePath}/arm`, { mode: "full" });
  await isIn("armed");
  simulator.control.setState(MOTION, "MOTION", true);
  await isIn("triggered");
  await sounds(true);
  simulator.control.enterCode(KEYPAD, 1, "unlock");
  await isIn("disarmed");
  await sounds(false);
  simulator.control.setState(MOTION, "MOTION", false);

  // smoke, with nobody armed: what the detector smells itself is not ended by us
  simulator.control.setState(`${SMOKE}:1`, "SMOKE_DETECTOR_ALARM_STATUS", 1);
  await isIn("triggered");
  await becomes(SIREN, 3, "ACOUSTIC_ALARM_ACTIVE", true);
  await done("POST", `${zonePath}/disarm`);
  await isIn("disarmed");
  await becomes(SIREN, 3, "ACOUSTIC_ALARM_ACTIVE", false);
  simulator.control.setState(`${SMOKE}:1`, "SMOKE_DETECTOR_ALARM_STATUS", 0);

  // an output is tried; a code that the keypad does not know does nothing
  await done("POST", "/alarm/outputs/siren/test", {});
  await becomes(SIREN, 3, "ACOUSTIC_ALARM_ACTIVE", true);
  await becomes(SIREN, 3, "ACOUSTIC_ALARM_ACTIVE", false);
  simulator.control.enterCode(KEYPAD, 2, "lock");
  simulator.control.enterCode(KEYPAD, 9, "lock");

  // what happened can be read
  await until("the press that meant nothing", async () => {
    const journal: { event: string }[] = await done("GET", "/alarm/journal?class=fault");
    return journal.some(({ event }) => event === "keypad_press_unmatched");
  });
  assert.equal(await state(), "disarmed");
  const journal: { event: string; actor?: string }[] = await done("GET", "/alarm/journal");
  const events = journal.map(({ event }) => event);
  for (const event of ["armed", "pending_started", "triggered", "silenced", "disarmed", "output_test_fired"])
    assert(events.includes(event), `${event} in ${events.join(", ")}`);
  assert(journal.some(({ event, actor }) => event === "disarmed" && actor === "Sofa"));
  assert(!events.includes("output_fire_failed") && !events.includes("output_stop_unverified"), events.join(", "));
}

for (const [where, start] of PLACES)
  test(`a household and its alarm, ${where}`, async (t: TestContext) => playAlarm(await start(t)));
