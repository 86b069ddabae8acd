/** What is deployed: bundles, small enough, and the cloud running on them. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { bundleFunctions } from "../../local/bundle.ts";
import { ADMIN, scratchFolder, until } from "../support/program.ts";
import { StreamClient } from "../support/remote.ts";
import { cloudAdmin, devicesAppear, SITE, SWITCH_PATH, startCloudUnderTest, switchValue } from "./support.ts";

/** Size beside a bare bundle of the same clients (issue 3). */
const TIMES_BARE = 1.5;

test("the cloud runs on its bundles", async (t) => {
  const folder = join(scratchFolder(t), "functions");
  const functions = await bundleFunctions(folder);
  assert.deepEqual(functions.map(({ name }) => name).sort(), ["authorizer", "ingest", "rest", "socket", "tick"]);
  for (const { name, path, bytes, bare } of functions) {
    assert.ok(bytes <= bare.bytes * TIMES_BARE, `${name} has ${bytes} bytes, bare ${bare.bytes}`);
    for (const file of readdirSync(dirname(path)).filter((each) => each.endsWith(".mjs"))) {
      assert.ok(existsSync(join(dirname(path), `${file}.map`)), "the map lies beside it");
      assert.doesNotMatch(readFileSync(join(dirname(path), file), "utf8").slice(-200), /sourceMappingURL/);
    }
  }
  const cloud = await startCloudUnderTest(t, { bundles: folder });
  const credentials = { username: `${ADMIN.name}@${SITE}`, password: ADMIN.password };
  assert.equal((await cloud.call("POST", "/auth/login", credentials, {})).status, 200);
  await devicesAppear(cloud);
  const stream = await StreamClient.open(t, cloud.url, cloudAdmin);
  await stream.subscribe(["*"]);
  const before = (await switchValue(cloud)) as boolean;
  assert.equal((await cloud.call("PUT", SWITCH_PATH, { value: !before })).status, 202);
  await until("the event", () => stream.frames.some(({ type }) => type === "datapoint.value_changed"));
  assert.equal((await cloud.call("GET", "/info", undefined, {})).body.version, "0.1.0");
});
