/** What the states of all device types that are known from the field are called. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { knownParameterLabel, knownValueLabel } from "../../handlers/model/labels.ts";
import { readDevices, skip } from "./collected.ts";

/** Numbers of a maker's own, signals that are played and not shown, units of an order, what a technician does to a drive. */
const NO_WORDS = /^(EFFECT_\d|.*_NO_\d$|FREQUENCY_|(10)?MS$|[SMH]$|.*TEACH_IN_DRIVE|LOAD_CALIBRATION|ERROR_NEUTRAL)/;
const UNSEEN: ReadonlySet<string> = new Set(["ignored", "no_create"]);

test("a state that is shown is said in German and English", { skip }, () => {
  const silent = new Set<string>();
  let said = 0;
  for (const { channels } of readDevices())
    for (const { values } of channels)
      for (const { parameter, usage, operations, description } of values.values()) {
        if (UNSEEN.has(usage) || !(operations.read || operations.event)) continue;
        for (const raw of description.VALUE_LIST ?? []) {
          if (raw === "" || NO_WORDS.test(raw)) continue;
          if (knownValueLabel(raw, "de") && knownValueLabel(raw, "en")) said += 1;
          else silent.add(`${parameter} ${raw}`);
        }
      }
  assert.deepEqual([...silent].toSorted(), []);
  assert.ok(said > 200, String(said));
});

/** Names that people who built a device themselves gave. */
const HOME_MADE: ReadonlySet<string> = new Set(["Abs_Luftfeuchte", "MY_HUMIDITY", "Taupunkt"]);

test("what a device tells has a German name", { skip }, () => {
  const nameless = new Set<string>();
  let named = 0;
  for (const { channels } of readDevices())
    for (const { type, values } of channels)
      for (const { parameter, usage } of values.values()) {
        if (UNSEEN.has(usage) || HOME_MADE.has(parameter)) continue;
        if (knownParameterLabel(parameter, type, "de")) named += 1;
        else nameless.add(parameter);
      }
  assert.deepEqual([...nameless].toSorted(), []);
  assert.ok(named > 2000, String(named));
});
