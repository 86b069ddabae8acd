/** A device that is not known is not said not to exist while a CCU has not told all that it has: 503, asked again later. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands, operations } from "../../../handlers/api.ts";
import type { ReadinessPhase } from "../../../handlers/ports/index.ts";
import { basic, createClients, putUser } from "../../support/client.ts";
import { dimmer } from "../../support/devices.ts";
import { call, centralState, createTestSite } from "../../support/site.ts";

const GONE = "0009FFFF000009";

function home(phase: ReadinessPhase, centrals = ["ccu-main"]) {
  const site = createTestSite({ centrals });
  for (const central of centrals) site.home.putCentral({ ...centralState(central), phase: "ready" });
  if (centrals[0]) site.home.putCentral({ ...centralState(centrals[0]), phase });
  site.putDevices(dimmer());
  return site;
}

const REQUESTS = [
  ["GET", `/devices/${GONE}`],
  ["GET", `/devices/${GONE}/channels/1/data-points`],
  ["GET", `/devices/${GONE}/cdps`],
  ["GET", `/devices/${GONE}/links`],
  ["PUT", `/devices/${GONE}/channels/1/data-points/LEVEL/value`, { value: 1 }],
  ["DELETE", `/devices/${GONE}/links?sender=${GONE}:1&receiver=${GONE}:2`],
  ["POST", `/devices/${GONE}/replace`, { old_address: "XEQ1" }],
  ["POST", "/service-messages/unsuppress", { channel: `${GONE}:0` }],
  ["POST", "/admin/cache/clear", { kind: "device", central: "ccu-main", interface: "HmIP-RF", device: GONE }],
] as const satisfies Asked[];

type Asked = readonly [method: string, path: string, body?: unknown];

async function ask(site: ReturnType<typeof home>, [method, path, body]: Asked, who = true) {
  if (who) await putUser(site, "anna", "admin", "pw");
  return createClients(site, operations)(who ? basic("anna", "pw") : {})(method, path, body ? { body } : {});
}

describe("a device that is not known", () => {
  it("is 503 while the CCU has not told all its devices, and is absent when it has", async () => {
    for (const phase of ["unknown", "waiting_for_ccu", "loading_hub", "loading_devices"] as const)
      for (const one of REQUESTS) {
        const { status, body } = await ask(home(phase), one);
        assert.deepEqual([status, body.code], [503, "service_unready"], `${phase} ${one[1]}`);
        assert.match(body.detail, /ccu-main/);
      }
    for (const one of REQUESTS) {
      const { status } = await ask(home("ready"), one);
      assert.ok(status === 404 || status === 400, `${one[1]}: ${status}`);
    }
  });

  it("is 503 before any CCU is known", async () => {
    const { status } = await ask(home("ready", []), REQUESTS[0]);
    assert.equal(status, 503);
  });

  it("waits for the CCU that is named, and for no other", async () => {
    const site = home("loading_devices", ["attic", "ccu-main"]);
    const path = `/devices/${GONE}`;
    const statuses = [];
    for (const query of ["", "?central=attic", "?central=ccu-main"])
      statuses.push((await ask(site, ["GET", path + query])).status);
    assert.deepEqual(statuses, [503, 503, 404]);
  });

  it("is no reason to doubt devices that are known", async () => {
    const path = `/devices/${dimmer().address}`;
    assert.equal((await ask(home("loading_devices"), ["GET", path])).status, 200);
  });

  it("is unavailable for commands, too", async () => {
    for (const [phase, code] of [
      ["loading_devices", "unavailable"],
      ["ready", "not_found"],
    ] as const) {
      const result = await call(home(phase), commands, "devices.get", { address: GONE });
      assert.equal("error" in result && result.error.code, code);
    }
  });

  it("does not tell strangers which CCUs there are", async () => {
    const { status, body } = await ask(home("loading_devices"), ["GET", `/devices/${GONE}/icon`], false);
    assert.equal(status, 503);
    assert.doesNotMatch(body.detail, /ccu-main/);
  });
});
