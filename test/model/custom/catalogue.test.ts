/**
 * What every registered kind of device can do, written down: a capability that turns round, a channel that moves or a part
 * that is shown instead of hidden is a line that differs in catalogue.jsonl. Whether the lines are right is what the tables
 * (tables.test.ts) and the real devices (`npm run test:corpus`) say. `CCU_ANYWHERE_WRITE_CATALOGUE=1` writes it anew: read
 * the difference before it is committed.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findCustom } from "../../../handlers/model/custom/bind.ts";
import { describeCustom, isInUse } from "../../../handlers/model/custom/describe.ts";
import { REGISTRATIONS } from "../../../handlers/model/custom/registry.ts";
import { customDataPointsOf, thing } from "./things.ts";

const NOTHING = new Map<string, never>();

function lineOf(registration: (typeof REGISTRATIONS)[number]) {
  const device = thing(registration);
  const { points, groups } = customDataPointsOf(device);
  const views = points.map((point) => describeCustom(device, point, NOTHING));
  const first = views[0];
  return {
    models: registration.models.join(", "),
    points: points.map((point, at) =>
      `${point.name} ${point.profile.kind} ${point.primary ? "primary" : "virtual"} ${views[at]!.parameter_name}`.trim(),
    ),
    groups: groups.map(({ number, channels }) => `${number}: ${channels.join(" ")}`),
    operations: first?.supported_operations,
    capabilities: first?.capabilities,
    config: first?.config,
    parts: {
      extras: registration.profile.extras,
      secondaries: registration.profile.secondaries,
      feedback: registration.profile.feedback,
    },
    idle: points.filter((point) => !isInUse(point, NOTHING)).map(({ name }) => name),
    usages: [device.root, ...device.channels].flatMap((channel) =>
      [...channel.values.values(), ...channel.master.values()].map(
        ({ parameter, usage }) => `${channel.number ?? "-"}/${parameter} ${usage}`,
      ),
    ),
  };
}

test("every registration is what the catalogue says", () => {
  const file = join(import.meta.dirname, "catalogue.jsonl");
  const lines = REGISTRATIONS.map((registration) => JSON.stringify(lineOf(registration)));
  if (process.env.CCU_ANYWHERE_WRITE_CATALOGUE) writeFileSync(file, `${lines.join("\n")}\n`);
  const written = readFileSync(file, "utf8").trim().split("\n");
  const now = lines.map((line) => JSON.parse(line));
  assert.equal(now.length, written.length);
  for (const [at, line] of now.entries()) assert.deepEqual(line, JSON.parse(written[at]!), `${line.models}, row ${at}`);
  for (const registration of REGISTRATIONS) {
    const device = thing(registration);
    for (const point of customDataPointsOf(device).points) assert.equal(findCustom(device, point.name), point);
  }
});
