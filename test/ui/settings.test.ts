/** The form of the configuration: what it is made of, what was typed, what is sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { choiceName, fieldLabel, fieldText, isNamed, SECTIONS } from "../../assets/ui/pages/settings/fields.ts";
import {
  changesOf,
  documentWith,
  type FormField,
  fieldsOf,
  MASK,
  nanosecondsOf,
  readTyped,
  spanOf,
  typedOf,
  withMember,
} from "../../assets/ui/pages/settings/model.ts";
import { features } from "../../handlers/api.ts";
import { programSections } from "../../handlers/configuration/program-sections.ts";
import { describeSchema } from "../../handlers/features/administration/describe-schema.ts";

const schema = describeSchema([...programSections, ...features.flatMap(({ sections = [] }) => sections)]);
const effective = (config: Record<string, unknown> = {}, sources: Record<string, "db" | "env" | "bootstrap"> = {}) => ({
  config,
  sources,
});

test("every section and every field that can be set has words in both languages", () => {
  assert.deepEqual(
    schema.sections.filter((name) => SECTIONS[name] === undefined),
    [],
  );
  const missing = schema.fields.filter(({ path, section }) => schema.sections.includes(section!) && !isNamed(path));
  assert.deepEqual(
    missing.map(({ path }) => path),
    [],
  );
});

test("every choice that is no term of its own has words in both languages", () => {
  const terms = new Set(["debug", "info", "warn", "error", "5", "3.1.1", "influxdb"]);
  const choices = schema.fields.flatMap((field) => (field.options ?? []).map((option) => [field, option] as const));
  const german = choices.filter(([field, option]) => choiceName(field, option, "de") === option && !terms.has(option));
  assert.deepEqual(
    german.map(([{ path }, option]) => `${path} ${option}`),
    [],
  );
  const target = { path: "backup.offsite.target" };
  assert.deepEqual(
    (["en", "de"] as const).map((language) => choiceName(target, "none", language)),
    ["nowhere", "nirgendwohin"],
  );
});

test("a section has its own fields, not those of the sections below it; each with its kind", () => {
  const rest = fieldsOf(schema, effective(), "north.rest");
  assert.ok(rest.every(({ path }) => !path.startsWith("north.rest.auth.")));
  const kinds = new Map(
    [...rest, ...fieldsOf(schema, effective(), "backup"), ...fieldsOf(schema, effective(), "north.rest.auth.oidc")].map(
      ({ path, kind }) => [path, kind],
    ),
  );
  assert.equal(kinds.get("north.rest.csrf_enabled"), "flag");
  assert.equal(kinds.get("north.rest.cors"), "list");
  assert.equal(kinds.get("backup.schedule"), "duration");
  assert.equal(kinds.get("backup.keep_last"), "whole");
  assert.equal(kinds.get("backup.offsite.target"), "choice");
  assert.equal(kinds.get("backup.offsite.passphrase"), "secret");
  assert.equal(kinds.get("north.rest.auth.oidc.role_mapping"), "map");
});

test("what the environment or the file alone can set is shown and cannot be typed", () => {
  const fields = fieldsOf(
    schema,
    effective({ north: { rest: { listen: [":1"], cors: ["https://a.example"] } } }, { "north.rest.cors": "env" }),
    "north.rest",
  );
  const at = (path: string) => fields.find((field) => field.path === path)!;
  assert.equal(at("north.rest.listen").isFixed, true);
  assert.equal(at("north.rest.cors").isFixed, true);
  assert.equal(at("north.rest.hosts").isFixed, false);
  assert.deepEqual(changesOf(fields, { "north.rest.cors": "" }).changes, []);
});

test("spans of time are shown in the largest unit that fits, and sent as nanoseconds", () => {
  assert.deepEqual(spanOf(86_400e9), { amount: 1, unit: "d" });
  assert.deepEqual(spanOf(90e9), { amount: 90, unit: "s" });
  assert.deepEqual(spanOf(5_400e9), { amount: 90, unit: "min" });
  assert.deepEqual(spanOf(0), { amount: 0, unit: "s" });
  for (const nanoseconds of [0, 1, 5e8, 60e9, 720 * 3_600e9]) {
    const { amount, unit } = spanOf(nanoseconds);
    assert.equal(nanosecondsOf(amount, unit), nanoseconds);
  }
});

test("what was typed is read by its kind; what is no value is said at its field", () => {
  assert.deepEqual(readTyped("whole", "12"), { value: 12 });
  assert.deepEqual(readTyped("whole", "1.5"), { fault: "number" });
  assert.deepEqual(readTyped("number", "1.5"), { value: 1.5 });
  assert.deepEqual(readTyped("number", ""), { value: undefined });
  assert.deepEqual(readTyped("list", " a \n\n b"), { value: ["a", "b"] });
  assert.deepEqual(readTyped("map", "family = operator\nx=y"), { value: { family: "operator", x: "y" } });
  assert.deepEqual(readTyped("map", "nonsense"), { fault: "pairs" });
  assert.deepEqual(readTyped("secret", " with blanks "), { value: " with blanks " });
  assert.equal(typedOf({ kind: "secret", value: MASK }), "", "what stands for a secret is no secret");
});

test("only what differs is a change; a secret that nobody typed stays as it is", () => {
  const config = { backup: { schedule: 3_600e9, keep_last: 3, offsite: { passphrase: MASK } } };
  const fields = fieldsOf(schema, effective(config, { "backup.keep_last": "db" }), "backup");
  const { changes, faults } = changesOf(fields, {
    "backup.schedule": "3600000000000",
    "backup.keep_last": "5",
    "backup.offsite.passphrase": "",
    "backup.offsite.keep_last": "x",
  });
  assert.deepEqual(
    changes.map(({ field, before, after }) => [field.path, before, after]),
    [["backup.keep_last", 3, 5]],
  );
  assert.deepEqual(faults, { "backup.offsite.keep_last": "number" });
  const stored = { keep_last: 3, offsite: { passphrase: MASK } };
  assert.deepEqual(documentWith(stored, changes), { keep_last: 5, offsite: { passphrase: MASK } });
  const cleared = changesOf(fields, { "backup.keep_last": "" }).changes;
  assert.deepEqual(documentWith(stored, cleared), { offsite: { passphrase: MASK } }, "no longer set here");
});

test("a member is put into groups that are not there yet, and takes an empty group with it", () => {
  assert.deepEqual(withMember({}, ["offsite", "target"], "s3"), { offsite: { target: "s3" } });
  assert.deepEqual(withMember({ a: 1, offsite: { target: "s3" } }, ["offsite", "target"], undefined), { a: 1 });
});

test("a field of the second provider says so; an unknown one has its path and the server's words", () => {
  const second: FormField = fieldsOf(schema, effective(), "north.rest.auth.oidc").find(
    ({ path }) => path === "north.rest.auth.oidc.second.issuer",
  )!;
  assert.equal(fieldLabel(second, "en"), "Address of the provider (2)");
  assert.equal(fieldLabel({ path: "x.y", members: ["y"] }, "de"), "x.y");
  assert.equal(fieldText({ path: "x.y", text: "What `it` means" }, "de"), "What it means");
});
