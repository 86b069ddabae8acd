/** The simulated home in a Matter controller: a light is dimmed from there, cannot be reached, comes back, is taken off the list. */
import "../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { LevelControlClient } from "@matter/main/behaviors/level-control";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { loopbackBridge, partOf, type Remote, silent, withController } from "../adapters/matter/bench.ts";
import { basic } from "../support/client.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { changingSections } from "../support/sections.ts";

const LIGHT = "000858A9A7C303";

test("a light of the home is commissioned, dimmed from the controller, unreachable while it is, and gone under a live subscription", async (t) => {
  const running = await startOnPrem({
    settings: loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) }),
    log: silent,
    liveDemo: false,
    passwordCost: 4,
    sections: changingSections({ "north.matter": { enabled: true, listen: ":0" } }),
    matterBridge: loopbackBridge(),
  });
  afterwards(t, () => running.stop());
  const headers = basic(ADMIN.name, ADMIN.password);
  const ask = (method: string, path: string, body?: unknown) =>
    call(running.urls[0] ?? "", method, path, { headers, ...(body === undefined ? {} : { body }) });
  const row: Remote = await until("the light", async () =>
    (await ask("GET", "/matter/exposable")).body.items.find(
      (item: Remote) => item.device_address === LIGHT && item.dp_kind === "custom",
    ),
  );
  const { central_name, device_address, channel_no, dp_kind, dp_key } = row;
  const update = { central_name, device_address, channel_no, dp_kind, dp_key, enabled: true, friendly_name: "Licht" };
  assert.equal((await ask("PUT", "/matter/exposable", update)).status, 204);
  await until("the node", async () => (await ask("GET", "/matter/status")).body.endpoint_count === 1);
  const { body: window } = await ask("POST", "/matter/commissioning/window");
  const controller = await withController(t, "one");
  const peer = await controller.peers.commission({ passcode: window.passcode, discriminator: window.discriminator });
  const part = await until("the light in the controller", () => partOf(peer, "Licht"));
  await part.act((agent: Remote) =>
    agent
      .get(LevelControlClient)
      .moveToLevelWithOnOff({ level: 127, transitionTime: null, optionsMask: {}, optionsOverride: {} }),
  );
  await until(
    "the controller hears of it",
    () => part.state.onOff.onOff === true && part.state.levelControl.currentLevel === 127,
  );
  const { body } = await ask("GET", `/devices/${LIGHT}/channels/${channel_no}/data-points/LEVEL`);
  assert.equal(body.value, 0.5);
  const { body: fabrics } = await ask("GET", "/matter/fabrics");
  assert.equal(fabrics.fabrics[0].label, "one");
  const reachable = () => part.state.bridgedDeviceBasicInformation.reachable;
  running.simulator?.control.unreach(LIGHT);
  await until("out of reach", () => reachable() === false);
  running.simulator?.control.unreach(LIGHT, false);
  await until("within reach again", () => reachable() === true);
  await ask("PUT", "/matter/exposable", { ...update, enabled: false });
  await until("gone", () => partOf(peer, "Licht") === undefined);
  assert.equal((await ask("GET", "/matter/status")).body.fabric_count, 1);
});
