/** The SDK through the local cloud: gateway, functions, DynamoDB, MQTT, relay. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startCloud } from "../../local/cloud/start.ts";
import { loadSettings } from "../../local/settings.ts";
import { cloudOfTest } from "../support/cloud.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { clientOf, LAMP, lampIsKnown, silent } from "./servers.ts";

test("requests, commands, events and a copy of the home through the cloud", async (t) => {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const cloud = await startCloud({ ...(await cloudOfTest()), settings, log: silent });
  afterwards(t, () => cloud.stop());
  const baseUrl = cloud.urls[0] ?? "";
  const username = `${ADMIN.name}@${cloud.site}`;
  for (const type of ["basic", "session"] as const) {
    const client = clientOf(t, { baseUrl, auth: { type, username, password: ADMIN.password } });
    const home = client.home();
    await home.ready;
    await lampIsKnown(home);
    const before = home.value(LAMP.address, LAMP.channel, LAMP.parameter);
    const written = await client.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", {
      params: { path: { addr: LAMP.address, no: LAMP.channel, param: LAMP.parameter } },
      body: { value: !before },
    });
    assert.equal(written.error, undefined, JSON.stringify(written.error));
    await until("the change", () => home.value(LAMP.address, LAMP.channel, LAMP.parameter) === !before);
    assert.ok((await client.call("devices.get", { address: LAMP.address })).data);
    client.close();
  }
  const stranger = clientOf(t, { baseUrl, auth: { type: "basic", username, password: "wrong" } });
  await assert.rejects(stranger.home().ready);
});
