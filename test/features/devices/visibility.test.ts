/** Un-ignoring through the API's use cases, with a real engine behind them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { auditOperations } from "../../../handlers/features/accounts/operations/audit.ts";
import { visibilityOperations } from "../../../handlers/features/devices/operations/visibility.ts";
import { UNIGNORE_PATTERNS_LIMIT } from "../../../handlers/features/devices/schemas/visibility.ts";
import { BACKGROUND_GAP_MS } from "../../../handlers/home/configuration.ts";
import { NO_CENTRALS, reachableCentrals } from "../../../handlers/home/reachable-centrals.ts";
import { siteId } from "../../../handlers/ports/index.ts";
import { START, settle, startHome } from "../../home/support.ts";
import { bool, bundle, float, integer } from "../../model/fixtures.ts";
import { idAt } from "../../support/device-ids.ts";
import { createTestSite, identity, request } from "../../support/site.ts";

const DIMMER = "0001DIM0000001";
const dimmer = (address = DIMMER, model = "HmIP-BDT") =>
  bundle("HmIP-RF", model, address, {
    0: { type: "MAINTENANCE", values: { UNREACH: bool(5) } },
    4: {
      type: "DIMMER_VIRTUAL_RECEIVER",
      values: { LEVEL: float(7, 0, 1), ON_TIME: float(2, 0, 100), PROCESS: integer(5, 0, 1) },
      master: { EVENT_DELAY: integer(3, 0, 9) },
    },
  });

/** The test site's store and people, the engine's devices. */
async function setup(unIgnore?: readonly string[]) {
  const clock = createManualClock(START);
  const store = createMemoryStore({ clock }).site(siteId("s"));
  const reads: string[] = [];
  const home = startHome({
    store,
    ...(unIgnore ? { config: { unIgnore } } : {}),
    answers: {
      getParamset: (_iface: string, address: string) => {
        reads.push(address);
        return { EVENT_DELAY: 3 };
      },
    },
  });
  await home.ready([dimmer(), dimmer("0001OTHER00001", "HmIP-X")]);
  const base = createTestSite({ centrals: [] });
  const centrals = reachableCentrals(new Map([[home.engine.central, home.engine]]));
  const settings = {
    ...base.settings,
    centrals: [{ name: "home", host: "ccu.lan", interfaces: [], ...(unIgnore ? { unIgnore } : {}) }],
  };
  const site = { ...base, store, home: home.home, centrals, settings };
  const point = async (parameter: string) => {
    const channel = (await home.home.device(idAt(DIMMER, "home")))?.channels.find(({ number }) => number === 4);
    return channel?.values.get(parameter) ?? channel?.master.get(parameter);
  };
  const put = (patterns: string[], central_name = "home") =>
    request(site, visibilityOperations, "PUT", "/visibility/unignore", {
      body: { central_name, patterns },
      as: identity("admin"),
    });
  const get = (path: string, query = "") => request(site, visibilityOperations, "GET", path, { query });
  const audit = async () => (await request(site, auditOperations, "GET", "/audit")).body as { action: string }[];
  return { home, site, point, put, get, audit, reads };
}

test("a pattern takes effect at once, is counted really, and ends when it is left out", async () => {
  const { put, get, point, home, audit } = await setup();
  assert.equal((await point("PROCESS"))?.visible, false);
  const before = (await home.home.device(idAt(DIMMER, "home")))!.revision;
  const { status, body } = await put([" HmIP-BDT:*:PROCESS ", "HmIP-BDT:*:PROCESS", "# mine", "", "nonsense:here"]);
  assert.equal(status, 200);
  assert.deepEqual([body.applied_count, body.affected_devices], [1, 1]);
  assert.equal(body.parse_errors.length, 1);
  assert.match(body.parse_errors[0], /^nonsense:here: /);
  assert.deepEqual((await point("PROCESS"))?.visible, true);
  assert.equal((await home.home.device(idAt(DIMMER, "home")))!.revision, before + 1);
  const entry = { pattern: "HmIP-BDT:*:PROCESS", updated_by: "admin" };
  const list = (await get("/visibility/unignore")).body;
  assert.partialDeepStrictEqual(list, { centrals: [{ central_name: "home", patterns: [entry] }] });

  const again = (await put(["HmIP-BDT:*:PROCESS"])).body;
  assert.deepEqual([again.affected_devices, again.applied_count], [0, 1]);
  assert.equal(
    (await home.home.device(idAt(DIMMER, "home")))!.revision,
    before + 1,
    "what stays the same is not replaced",
  );
  assert.equal((await put([])).body.affected_devices, 1);
  assert.equal((await point("PROCESS"))?.visible, false);
  assert.deepEqual(
    (await audit()).map(({ action }) => action),
    ["un_ignore_update", "un_ignore_update"],
    "only changes are told",
  );
});

test("a bare parameter is meant for every model", async () => {
  const { put } = await setup();
  assert.equal((await put(["PROCESS"])).body.affected_devices, 2);
});

test("configuration that somebody wants to see is read and told", async () => {
  const { put, point, home, reads } = await setup();
  home.clock.advance(BACKGROUND_GAP_MS);
  assert.deepEqual(reads, []);
  home.take();
  assert.equal((await put(["EVENT_DELAY:MASTER@HmIP-BDT:4"])).body.affected_devices, 1);
  assert.equal((await point("EVENT_DELAY"))?.visible, true);
  home.clock.advance(BACKGROUND_GAP_MS);
  await settle();
  assert.deepEqual(reads, [`${DIMMER}:4`]);
  assert.equal((await home.value(DIMMER, "4/MASTER/EVENT_DELAY"))?.value, 3);
  assert.deepEqual(
    home.take("datapoint.value_changed").map(({ payload }) => [payload.parameter, payload.value]),
    [["EVENT_DELAY", 3]],
  );
});

test("the settings' list holds until another is stored, and a stored one outlives a restart", async () => {
  const { get, put, point, home, site } = await setup(["PROCESS"]);
  assert.equal((await point("PROCESS"))?.visible, true);
  assert.deepEqual((await get("/visibility/unignore")).body.centrals[0].patterns, [{ pattern: "PROCESS" }]);
  await put([]);
  assert.equal((await point("PROCESS"))?.visible, false);
  const next = startHome({ store: site.store, config: { unIgnore: ["PROCESS"] } });
  await next.ready([dimmer()]);
  const channel = (await next.home.device(idAt(DIMMER, "home")))!.channels.find(({ number }) => number === 4)!;
  assert.equal(channel.values.get("PROCESS")?.visible, false);
  await home.engine.stop();
});

test("candidates: what is hidden and can be read; configuration on demand; nothing that is shown", async () => {
  const { get, put } = await setup();
  const plain = (await get("/visibility/unignore/candidates")).body;
  assert.equal(plain.include_master, false);
  assert.deepEqual(plain.candidates, [
    "PROCESS",
    ...["HmIP-BDT", "HmIP-X"].flatMap((model) => [`PROCESS:VALUES@${model}:4`, `PROCESS:VALUES@${model}:all`]),
  ]);
  const master = (await get("/visibility/unignore/candidates", "include_master=true")).body.candidates;
  assert.ok(master.includes("EVENT_DELAY:MASTER@HmIP-BDT:4"));
  for (const line of master) assert.equal((await put([line])).body.applied_count, 1, line);
  await put(["PROCESS"]);
  assert.deepEqual((await get("/visibility/unignore/candidates")).body.candidates, []);
});

test("who may, and what is refused", async () => {
  const { put, site, get } = await setup();
  assert.equal((await put([], "")).status, 400);
  assert.equal((await put([], "nowhere")).status, 400);
  assert.equal((await put(Array(UNIGNORE_PATTERNS_LIMIT).fill("A"))).status, 200);
  assert.equal((await put(Array(UNIGNORE_PATTERNS_LIMIT + 1).fill("A"))).status, 400);
  const away = { ...site, centrals: NO_CENTRALS };
  for (const method of ["GET", "PUT"] as const) {
    const body = { central_name: "home", patterns: [] };
    const reply = await request(away, visibilityOperations, method, "/visibility/unignore", {
      as: identity("admin"),
      ...(method === "PUT" ? { body } : {}),
    });
    assert.equal(reply.status, 503);
  }
  assert.equal((await get("/visibility/unignore")).status, 200);
});

test("two who write at once: one list holds, in the store and on the devices", async () => {
  const { put, get, point } = await setup();
  await Promise.all([put(["PROCESS"]), put(["ON_TIME"]), put(["PROCESS", "ON_TIME"])]);
  const patterns = (await get("/visibility/unignore")).body.centrals[0].patterns.map(
    ({ pattern }: { pattern: string }) => pattern,
  );
  assert.equal((await point("PROCESS"))?.visible, patterns.includes("PROCESS"));
  assert.equal((await point("ON_TIME"))?.usage === "data_point", patterns.includes("ON_TIME"));
});
