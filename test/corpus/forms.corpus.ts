/**
 * Forms of every channel and paramset of every device type that is known from the field. `npm run test:corpus`; the
 * files are not part of this repository.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { UiSchema } from "../../handlers/features/paramsets/answers/forms.ts";
import { buildDevice } from "../../handlers/model/build.ts";
import { customClaim } from "../../handlers/model/custom/claims.ts";
import { choiceText } from "../../handlers/model/forms/choices.ts";
import {
  buildForm,
  type FormParamset,
  type FormSource,
  sourcesOfDescription,
  sourcesOfPoints,
} from "../../handlers/model/forms/form.ts";
import { describedLabel } from "../../handlers/model/forms/labels.ts";
import { profilesOf } from "../../handlers/model/forms/master-profiles.ts";
import { TOPICS } from "../../handlers/model/forms/profile-catalogue.ts";
import { brokenRules } from "../../handlers/model/forms/rules.ts";
import { knownValueLabel, type Locale } from "../../handlers/model/labels.ts";
import type { Channel, Device } from "../../handlers/model/types.ts";
import type { ParameterDescription } from "../../handlers/ports/index.ts";
import { readBundles, skip } from "./collected.ts";

const CORPUS_SIZE = 303;
/** Of the parameters, and of the entries of lists, that people without expert knowledge see, so many have German names. */
const NAMED_SHARE = 0.98;
const LOCALES: readonly Locale[] = ["de", "en"];
const PARAMSETS: readonly FormParamset[] = ["VALUES", "MASTER", "LINK"];

type Paramsets = Record<string, Record<string, ParameterDescription>>;
const isDescription = (value: unknown): value is ParameterDescription =>
  typeof value === "object" && value !== null && typeof (value as ParameterDescription).TYPE === "string";
const isSchedule = (name: string) => /^\d\d_WP_|^WEEK_PROGRAM|DAY_\d+$/.test(name);

/** Written in other words than the code under test: what an expert must find in a form. */
function wanted(paramset: FormParamset, set: Record<string, unknown>): string[] {
  return Object.entries(set)
    .filter(([name, raw]) => {
      if (!isDescription(raw) || isSchedule(name)) return false;
      const operations = paramset !== "VALUES" && raw.OPERATIONS === 0 ? 3 : raw.OPERATIONS;
      return raw.FLAGS % 2 === 1 && Math.floor(raw.FLAGS / 2) % 2 === 0 && (operations & 2) !== 0;
    })
    .map(([name]) => name)
    .sort();
}

const sourcesOf = (channel: Channel, paramset: FormParamset, sets: Paramsets | undefined): FormSource[] =>
  paramset === "LINK"
    ? sourcesOfDescription(sets?.LINK ?? {})
    : sourcesOfPoints(paramset === "VALUES" ? channel.values : channel.master);

function isNamed(key: string): boolean {
  const name = key.replace(/^PROFILE_ACTION_TYPE_(?=.)/, "");
  return (knownValueLabel(name, "de") ?? choiceText(name, "de")) !== undefined;
}

function checkForm(where: string, form: UiSchema): void {
  UiSchema.parse(form);
  const names = form.parameters.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, `${where}: a parameter appears twice`);
  assert.deepEqual(form.parameter_order, names, where);
  assert.deepEqual(
    form.groups.flatMap(({ parameters }) => parameters),
    names,
    `${where}: groups`,
  );
  for (const { name, label, value_list } of form.parameters) {
    assert.ok(label.trim() !== "" && !/undefined|_/.test(label), `${where} ${name}: label ${label}`);
    for (const choice of value_list ?? []) assert.ok(choice.label.trim() !== "", `${where} ${name}: ${choice.key}`);
  }
  const known = new Set(names);
  for (const { trigger, show, hide } of form.visibility)
    for (const name of [trigger, ...show, ...hide]) assert.ok(known.has(name), `${where}: ${name} is not in the form`);
  for (const { applies_to_params } of form.cross_validations)
    for (const name of applies_to_params) assert.ok(known.has(name), `${where}: ${name} is not in the form`);
  for (const { member_params } of form.subset_groups)
    for (const name of member_params) assert.ok(known.has(name), `${where}: ${name} is not in the form`);
}

/** What a device is delivered with breaks none of our rules. */
function checkDefaults(where: string, form: UiSchema): void {
  const defaults = Object.fromEntries(form.parameters.map(({ name, default: value }) => [name, value]));
  const broken = brokenRules(form.cross_validations, defaults, new Set(Object.keys(defaults)));
  assert.deepEqual(broken, [], `${where}: broken by the defaults`);
}

test("forms of all device types of the corpus", { skip }, (t) => {
  const counts = { types: 0, forms: 0, parameters: 0, rules: 0, conditions: 0 };
  const unnamed = new Map<string, number>();
  let [shown, choices, namedChoices] = [0, 0, 0];
  const profiles = new Map<number, number>();
  const began = performance.now();
  for (const bundle of readBundles()) {
    const device = buildDevice(bundle, { central: "ccu", claim: customClaim }) as Device;
    counts.types += 1;
    for (const channel of [device.root, ...device.channels]) {
      for (const one of profilesOf(channel)) profiles.set(one.id, (profiles.get(one.id) ?? 0) + 1);
      for (const paramset of PARAMSETS) {
        const sets = bundle.paramsets[channel.address] as Paramsets | undefined;
        const sources = sourcesOf(channel, paramset, sets);
        const where = `${device.model} ${channel.address} ${paramset}`;
        const build = (locale: Locale, expert: boolean) =>
          buildForm({ device, channel, paramset, locale, expert, sources, values: new Map() });
        for (const locale of LOCALES)
          for (const expert of [true, false]) {
            const form = build(locale, expert);
            counts.forms += 1;
            checkForm(where, form);
            checkDefaults(where, form);
          }
        const expert = build("de", true);
        const writable = expert.parameters.filter(({ operations }) => operations.write).map(({ name }) => name);
        // a valve that only looks writable is a reading in the model (device-model 1.10)
        const expected = wanted(paramset, sets?.[paramset] ?? {}).filter(
          (name) => sources.find(({ parameter }) => parameter === name)?.operations.write,
        );
        assert.deepEqual(writable.sort(), expected, where);
        counts.parameters += expert.parameters.length;
        counts.rules += expert.cross_validations.length;
        counts.conditions += expert.visibility.length;
        for (const { name, value_list = [] } of build("de", false).parameters) {
          choices += value_list.length;
          namedChoices += value_list.filter(({ key }) => isNamed(key)).length;
          shown += 1;
          const bare = paramset === "LINK" ? name.replace(/^(SHORT|LONG)_(?=.)/, "") : name;
          if (!describedLabel(bare, channel.type, "de").known) unnamed.set(bare, (unnamed.get(bare) ?? 0) + 1);
        }
      }
    }
  }
  assert.ok(counts.types >= CORPUS_SIZE, `${counts.types} device types`);
  const missing = [...unnamed.values()].reduce((a, b) => a + b, 0);
  const worst = [...unnamed].sort((a, b) => b[1] - a[1]).slice(0, 60);
  t.diagnostic(`not fully named: ${worst.map(([name, count]) => `${name} ${count}`).join(", ")}`);
  t.diagnostic(`${JSON.stringify(counts)}, ${shown - missing} of ${shown} fully named`);
  t.diagnostic(`${namedChoices} of ${choices} entries of lists named`);
  t.diagnostic(`profiles by channels: ${JSON.stringify([...profiles])}`);
  t.diagnostic(`${((performance.now() - began) / counts.forms).toFixed(3)} ms a form`);
  assert.ok((shown - missing) / shown >= NAMED_SHARE, `${missing} of ${shown} without a name`);
  assert.ok(namedChoices / choices >= NAMED_SHARE, `${namedChoices} of ${choices} entries of lists`);
  for (const { id } of TOPICS.flatMap((topic) => topic.profiles))
    assert.ok((profiles.get(id) ?? 0) > 0, `profile ${id} fits no channel`);
});
