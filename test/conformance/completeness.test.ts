/** Nothing is published without being played. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands } from "../../handlers/api.ts";
import { commandCases, DECLARED_ERRORS } from "./cases/commands.ts";
import { MATTER_WITHOUT_STORE } from "./cases/matter.ts";
import { published, publishedCommands } from "./contract.ts";
import { keyOf } from "./generated.ts";
import { bases, publishedOperations, suites, written } from "./suite.ts";
import { transports } from "./transports.ts";

/** Published because the contract has them; what would have to happen cannot happen here. */
const NEVER_ANSWERED: Readonly<Record<string, string>> = {
  "GET /backups/{id}/download 503": "where a program keeps no backups: each of ours does",
  ...Object.fromEntries(
    ["GET /groups/types", "GET /groups/suitable-members", "POST /groups"].map((operation) => [
      `${operation} 404`,
      "a CCU that nobody knows is refused with 400",
    ]),
  ),
  "GET /config 503": "answers from the settings, without asking anything",
  "GET /diagnostics/rpc-recording/{central}/download 503":
    "past the 4 MB that go through the cloud (test/features/diagnostics)",
  ...Object.fromEntries(
    MATTER_WITHOUT_STORE.map((operation) => [
      `${operation} 500`,
      "the node answers from memory; what fails there is a 503",
    ]),
  ),
  "PATCH /auth/me/password 404": "whoever has no password here gets 409, whatever the credential",
};

const MUTATING = new Set<string>(["POST", "PUT", "PATCH", "DELETE"]);

describe("completeness of the suite", () => {
  it("knows every published operation, and no other", () => {
    const declared = publishedOperations.map(({ spec }) => keyOf(spec)).sort();
    assert.deepEqual(published.map(keyOf).sort(), declared);
    assert.deepEqual([...new Set(written.map((one) => one.operation))].sort(), declared);
  });

  it("has a success of every operation", () => {
    for (const { key } of suites) assert.ok(bases.has(key) || key === "GET /events", `no success of ${key}`);
  });

  it("has a case of every status that an operation declares", () => {
    const missing = suites.flatMap(({ key, spec, cases }) => {
      const covered = new Set(cases.map((one) => one.expect.status));
      return Object.keys(spec.responses)
        .map(Number)
        .filter((status) => !covered.has(status))
        .map((status) => `${key} ${status}`);
    });
    assert.deepEqual(missing.sort(), Object.keys(NEVER_ANSWERED).sort());
  });

  it("expects no status that is not published", () => {
    for (const { key, cases, statuses } of suites)
      for (const one of cases)
        assert.ok(statuses.includes(one.expect.status), `${key}, ${one.case}: ${one.expect.status} is not published`);
  });

  it("refuses nobody, lower roles and large bodies, wherever there is something to refuse", () => {
    const missing = suites.flatMap(({ key, spec, cases }) => {
      const covered = new Set(cases.map((one) => one.expect.status));
      const needed = [
        ...(spec.role === "public" ? [] : [401]),
        ...(spec.role === "operator" || spec.role === "admin" || MUTATING.has(spec.method) ? [403] : []),
        ...(MUTATING.has(spec.method) ? [413] : []),
        ...(spec.params || spec.body ? [400] : []),
      ];
      // login and setup are open to programs; what protects them has its own cases
      return needed.filter((status) => !covered.has(status)).map((status) => `${key} ${status}`);
    });
    assert.deepEqual(missing, []);
  });

  it("gives every case a name of its own", () => {
    for (const { key, cases } of suites) {
      const names = cases.map((one) => one.case);
      assert.deepEqual(names.length, new Set(names).size, `${key}: ${names.filter((n, i) => names.indexOf(n) !== i)}`);
    }
  });

  it("knows every published command, its success, its refusals and each role", () => {
    assert.deepEqual([...publishedCommands.keys()].sort(), commands.map(({ spec }) => spec.name).sort());
    for (const { spec } of commands) {
      const own = commandCases.filter((one) => one.command === spec.name);
      const errors = new Set(own.flatMap(({ expect }) => ("error" in expect ? [expect.error] : [])));
      assert.ok(
        own.some(({ expect }) => "data" in expect),
        `no success of ${spec.name}`,
      );
      for (const code of DECLARED_ERRORS[spec.name] ?? assert.fail(`${spec.name} is not transcribed`))
        assert.ok(errors.has(code), `${spec.name}: no case of ${code}`);
      assert.equal(publishedCommands.get(spec.name)?.role, spec.role);
    }
  });

  it("plays over more than one transport", () => {
    assert.ok(transports.length >= 2);
    assert.equal(new Set(transports.map(({ name }) => name)).size, transports.length);
  });
});
