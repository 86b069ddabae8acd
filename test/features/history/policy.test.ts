/** What gets recorded, and as which number. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Policy, policyRecords, recordedNumber } from "../../../handlers/features/history/home/policy.ts";
import { historySettings } from "../../../handlers/features/history/settings.ts";
import type { DataPoint } from "../../../handlers/model/types.ts";
import { seriesName } from "../../../local/testing/history.ts";

const ALL: Policy = { include: [], exclude: [], booleans: false, enums: false, disabled_centrals: [] };
const point = (TYPE: string, VALUE_LIST?: string[]) => ({ description: { TYPE, VALUE_LIST } }) as unknown as DataPoint;
const FLOAT = point("FLOAT");
const records = (policy: Partial<Policy>, parameter = "ACTUAL_TEMPERATURE", one: DataPoint | undefined = FLOAT) =>
  policyRecords({ ...ALL, ...policy }, seriesName(parameter), one);

describe("the policy of the history", () => {
  test("all numbers, and nothing else, where nothing is configured", () => {
    assert.equal(records({}), true);
    assert.equal(records({}, "LEVEL", point("INTEGER")), true);
    for (const type of ["BOOL", "ENUM", "STRING", "ACTION"]) assert.equal(records({}, "X", point(type)), false, type);
  });
  test("yes-or-no values and choices by choice; texts never", () => {
    assert.equal(records({ booleans: true }, "STATE", point("BOOL")), true);
    assert.equal(records({ enums: true }, "STATE", point("BOOL")), false);
    assert.equal(records({ enums: true }, "MODE", point("ENUM")), true);
    assert.equal(records({ booleans: true, enums: true }, "TEXT", point("STRING")), false);
  });
  test("include chooses, exclude wins", () => {
    assert.equal(records({ include: ["*TEMPERATURE*"] }), true);
    assert.equal(records({ include: ["HUMIDITY", "SET_*"] }), false);
    assert.equal(records({ include: ["*"], exclude: ["ACTUAL_?EMPERATURE"] }), false);
  });
  test("a CCU can be left out", () => assert.equal(records({ disabled_centrals: ["ccu"] }), false));
  test("values as numbers", () => {
    assert.equal(recordedNumber(FLOAT, 1.5), 1.5);
    assert.equal(recordedNumber(FLOAT, Number.NaN), undefined);
    assert.equal(recordedNumber(point("BOOL"), true), 1);
    assert.equal(recordedNumber(point("BOOL"), false), 0);
    assert.equal(recordedNumber(point("ENUM", ["CLOSED", "TILTED", "OPEN"]), "OPEN"), 2);
    assert.equal(recordedNumber(point("ENUM", ["CLOSED"]), "AJAR"), undefined);
    assert.equal(recordedNumber(point("STRING"), "OPEN"), undefined);
  });
});

test("samples go to no address that a database cannot have", () => {
  const faults = (endpoint: string) => {
    const parsed = historySettings.schema.safeParse({ export: { enabled: true, endpoint } });
    return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
  };
  for (const good of ["http://influxdb.lan:8086", "https://192.168.1.9", "http://[fd12::9]:8086/base"])
    assert.deepEqual(faults(good), [], good);
  for (const bad of ["", "h:8086", "ftp://h", "http://u:p@h", "http://169.254.169.254", "http://[::ffff:a9fe:a9fe]/"])
    assert.deepEqual(faults(bad), ["export.endpoint"], bad);
});
