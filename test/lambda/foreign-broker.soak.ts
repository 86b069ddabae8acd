/** The whole of `npm run cloud` on a broker that knows nothing of us: Mosquitto, where it is installed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { noMosquitto, secretOf, startMosquitto } from "../support/mosquitto.ts";
import { afterwards, until } from "../support/program.ts";
import { StreamClient } from "../support/remote.ts";
import { cloudAdmin, devicesAppear, SWITCH_PATH, startCloudUnderTest, switchValue } from "./support.ts";

test("a home appears, switches and tells through Mosquitto, and comes back after the broker was away", {
  skip: noMosquitto,
}, async (t) => {
  const broker = await startMosquitto({ home: ["readwrite ccu-anywhere/#"] });
  afterwards(t, () => broker.stop());
  const url = new URL(broker.url);
  url.username = "home";
  url.password = secretOf("home");
  const cloud = await startCloudUnderTest(t, { brokerUrl: url.href });
  assert.equal(cloud.broker, undefined, "no broker of its own");
  await devicesAppear(cloud);
  const stream = await StreamClient.open(t, cloud.url, cloudAdmin);
  await stream.subscribe(["*"]);
  const told = () => stream.frames.filter(({ type }) => type === "datapoint.value_changed").length;
  const turn = async () => {
    const [before, heard] = [(await switchValue(cloud)) as boolean, told()];
    assert.equal((await cloud.call("PUT", SWITCH_PATH, { value: !before })).status, 202);
    await until("the event", () => told() > heard);
  };
  await turn();

  await broker.restart(async () => {
    assert.equal((await cloud.call("PUT", SWITCH_PATH, { value: true })).status, 503, "nothing is promised meanwhile");
  });
  await until("the relay", async () => (await cloud.call("GET", "/relays")).body?.relays?.[0]?.online !== false);
  await until("a write", async () => (await cloud.call("PUT", SWITCH_PATH, { value: true })).status === 202);
  await turn();

  // a relay that is started again counts with what it was given, and one that was replaced does not
  await cloud.startRelay();
  await until("the relay again", async () => (await cloud.call("PUT", SWITCH_PATH, { value: false })).status === 202);
});
