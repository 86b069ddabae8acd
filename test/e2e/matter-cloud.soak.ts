/** Matter through the cloud: the node runs at home, the ten operations are carried there, and what happens reaches sockets of the cloud. */
import "../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { loopbackBridge, partOf, partsOf, until as soon, withController } from "../adapters/matter/bench.ts";
import { cloudAdmin, devicesAppear, startCloudUnderTest } from "../lambda/support.ts";
import { until } from "../support/program.ts";
import { StreamClient } from "../support/remote.ts";
import { commissionHouse, type House, matterOn, offered, update } from "./matter-house.ts";

const LIGHT = "000858A9A7C303";
const BROADCASTS = [
  "matter.commissioning_progress",
  "matter.commissioning_window_opened",
  "matter.endpoint_assembled",
  "matter.exposable_changed",
  "matter.fabric_added",
  "matter.fabric_removed",
];

test("the ten operations and six broadcasts of Matter through the cloud; a home that is away is told as that", async (t) => {
  const cloud = await startCloudUnderTest(t, { sections: matterOn(), matterBridge: loopbackBridge() });
  await devicesAppear(cloud);
  const house: House = { url: cloud.url, ask: cloud.call };
  const row = await until("the light", async () =>
    (await offered(house, 1)).find(({ device_address, dp_kind }) => device_address === LIGHT && dp_kind === "custom"),
  );
  const stream = await StreamClient.open(t, cloud.url, cloudAdmin);
  await stream.subscribe(["matter.*"]);
  assert.equal((await cloud.call("PUT", "/matter/exposable", update(row, true, "Licht"))).status, 204);
  await until("the endpoint", async () => (await cloud.call("GET", "/matter/status")).body.endpoint_count === 1);
  assert.equal((await cloud.call("GET", "/matter/setup-payload")).status, 503, "no window, no code");
  const peer = await commissionHouse(house, await withController(t, "one"));
  await soon("the light in the controller", () => partOf(peer, "Licht"));
  assert.equal((await cloud.call("GET", "/matter/fabrics")).body.fabrics.length, 1);

  const shared = await cloud.call("POST", "/matter/share");
  assert.equal(shared.status, 200);
  assert.equal((await cloud.call("GET", "/matter/setup-payload")).body.passcode, shared.body.passcode);
  assert.equal((await cloud.call("POST", "/matter/commissioning/window")).status, 409);
  assert.equal((await cloud.call("POST", "/matter/commissioning/window/close")).status, 204);
  const bulk = { items: [update(row, false)] };
  assert.deepEqual((await cloud.call("POST", "/matter/exposable/bulk", bulk)).body, { applied: 1 });
  await soon("gone", () => partsOf(peer).length === 0);
  assert.equal((await cloud.call("DELETE", "/matter/fabrics/1")).status, 204);
  await until("all six", () => {
    const heard = new Set(stream.frames.map(({ type }) => type));
    return BROADCASTS.every((name) => heard.has(name));
  });

  await cloud.stopRelay();
  const calls: [method: string, path: string, body?: unknown][] = [
    ["GET", "/matter/status"],
    ["GET", "/matter/fabrics"],
    ["DELETE", "/matter/fabrics/1"],
    ["GET", "/matter/exposable"],
    ["PUT", "/matter/exposable", update(row)],
    ["POST", "/matter/exposable/bulk", { items: [update(row)] }],
    ["GET", "/matter/setup-payload"],
    ["POST", "/matter/commissioning/window"],
    ["POST", "/matter/commissioning/window/close"],
    ["POST", "/matter/share"],
  ];
  for (const [method, path, body] of calls) {
    const answer = await until(`${method} ${path}`, async () => {
      const found = await cloud.call(method, path, body);
      return found.status >= 500 && found;
    });
    assert.equal(answer.status, 503, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    assert.ok(answer.body.detail, path);
  }
  await cloud.startRelay();
  const status = await until("the home is back", async () => {
    const { status: code, body } = await cloud.call("GET", "/matter/status");
    return code === 200 && body.listening && body;
  });
  assert.equal(status.enabled_count, 0, "nothing of what was asked meanwhile was done later");
  assert.equal(status.fabric_count, 0);
});
