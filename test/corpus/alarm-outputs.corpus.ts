/** Which of the device types of the field can be outputs of the alarm, and that nothing else can. `npm run test:corpus`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { outputCandidates, remoteKeyCandidates } from "../../handlers/features/alarm/candidates.ts";
import { DEVICE_CLASSES, isPrimary, type OutputTarget, targetsOf } from "../../handlers/features/alarm/targets.ts";
import type { Device } from "../../handlers/model/types.ts";
import { readDevices, skip } from "./collected.ts";

const all = (): OutputTarget[] => readDevices().flatMap(targetsOf);
const models = (targets: readonly OutputTarget[]) => [...new Set(targets.map(({ device }) => device.model))].sort();
const having = (name: (typeof DEVICE_CLASSES)[number]) => all().filter(({ classes }) => classes.includes(name));

test("Classes of the device types of the field", { skip }, () => {
  assert.deepEqual(models(having("acoustic_siren")), ["HmIP-ASIR"]);
  assert.deepEqual(models(having("optical_siren")), ["HmIP-ASIR"]);
  assert.deepEqual(models(having("smoke_sounder")), ["HmIP-SWSD", "HmIP-SWSD-2"]);
  const switched = having("switched_siren");
  for (const model of ["HM-Sec-SFA-SM", "HM-Sec-Sir-WM", "HM-OU-CFM-Pl", "HMIP-PSM", "HM-LC-Dim1L-Pl"])
    assert(models(switched).includes(model), model);
  assert.deepEqual(
    switched.filter(({ device }) => device.model === "HM-Sec-Sir-WM").map(({ channel }) => channel.type),
    ["SWITCH_PANIC"],
    "its sensor channels sound only while the siren is armed",
  );
});

test("What opens, heats, waters or locks is no output", { skip }, () => {
  const never = /KEYMATIC|LOCK|CLIMATE|HEAT|WATER|BLIND|SHUTTER|JALOUSIE|WINMATIC|RAIN|ACCESS|SHADING/;
  for (const { channel, device } of all()) assert.doesNotMatch(channel.type, never, device.model);
  for (const { custom } of all())
    assert(custom === undefined || ["siren", "light", "switch"].includes(custom.profile.category));
});

test("A switched siren has a timer of its own, and says whether it is on", { skip }, () => {
  for (const { channel, custom, device } of having("switched_siren")) {
    const timer = custom?.fields.on_time?.point ?? channel.values.get("ON_TIME");
    assert.equal(timer?.operations.write, true, `${device.model} ${channel.address}`);
    const state = custom?.fields.level?.point ?? channel.values.get("STATE") ?? channel.values.get("LEVEL");
    assert.equal(state?.operations.event, true, `${device.model} ${channel.address}`);
  }
});

test("Switches and dimmers of every family are lights of an alarm", { skip }, () => {
  const lights = having("alarm_light");
  for (const model of ["HMW-IO-12-Sw7-DR", "HM-LC-Sw1-FM", "HmIP-BDT", "HmIP-RGBW", "HmIP-MOD-HO", "HmIPW-DRS8"])
    assert(models(lights).includes(model) || !readDevices().some((device) => device.model === model), model);
  assert.deepEqual(
    lights.filter(({ channel }) => channel.type === "SIGNAL_CHIME" || channel.type === "SWITCH_PANIC"),
    [],
  );
  assert(lights.length > 200, String(lights.length));
});

test("Lists: sorted, without virtual channels, filtered by class", { skip }, async () => {
  const home = createMemoryHome();
  const devices: Device[] = readDevices();
  for (const device of devices) home.putDevice(device);
  const candidates = await outputCandidates(home, "de");
  const shown = new Set(candidates.map(({ channel_address }) => channel_address));
  const addresses = candidates.map(({ channel_address }) => channel_address.split(":")[0]);
  assert.deepEqual(addresses, [...addresses].sort());
  const known = new Set((await home.devices()).flatMap((device) => targetsOf(device).filter(isPrimary)));
  assert(shown.size > 100 && shown.size <= known.size);
  for (const name of DEVICE_CLASSES) {
    const some = await outputCandidates(home, "en", name);
    assert(some.every(({ classes }) => classes.includes(name)));
  }
  const siren = candidates.find(({ model }) => model === "HmIP-ASIR");
  assert.deepEqual(siren?.classes, ["acoustic_siren", "optical_siren", "chirp"]);
  assert.equal(siren?.available_tones?.length, siren?.available_tone_labels?.length);
  assert.equal(siren?.available_lights?.[0], "DISABLE_OPTICAL_SIGNAL");
  assert.equal(candidates.find(({ model }) => model === "HM-LC-Dim1L-Pl")?.dimmable, true);
});

test("Remote keys: every key that sends presses, none of the CCU's own", { skip }, async () => {
  const home = createMemoryHome();
  for (const device of readDevices()) home.putDevice(device);
  const keys = await remoteKeyCandidates(home);
  assert(keys.some(({ model }) => model === "HmIP-KRCA"));
  assert(keys.some(({ model }) => model === "HM-RC-Key4-2"));
  assert(!keys.some(({ model }) => /RCV-50/.test(model)));
  assert(keys.every(({ parameters }) => parameters.length > 0));
});
