import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { deviceUpkeepCommands } from "../../../handlers/features/devices/commands/upkeep.ts";
import { REPLACE_BEGUN_MS } from "../../../handlers/features/devices/home/replace-device.ts";
import { ANSWER_RESERVE_MS, testDevice } from "../../../handlers/features/devices/home/test-device.ts";
import { upkeepOperations } from "../../../handlers/features/devices/operations/upkeep.ts";
import { HANDLER_TIMEOUT_MS } from "../../../handlers/kernel/limits.ts";
import { updateObstacle } from "../../../handlers/model/firmware-update.ts";
import type { Device } from "../../../handlers/model/types.ts";
import type { DeviceDescription } from "../../../handlers/ports/index.ts";
import { BEGIN_WITHIN_MS, REQUEST_LIMIT_MS } from "../../../handlers/relay/protocol/messages.ts";
import { device, maintenance } from "../../support/devices.ts";
import {
  call,
  createTestSite,
  fault,
  identity,
  NOW,
  request,
  type TestSite,
  type TestSiteOptions,
} from "../../support/site.ts";

const SMOKE = "XEQ0000001";
const SECOND = "XEQ0000002";
const HMIP = "0001AAAA000001";
const GROUP = "INT0000001";
const TAG = "SMOKE_DETECTOR_TEAM_V2";

const smoke = (address: string, name: string, team = `*${address}:1`): Device => {
  const made = device({
    address,
    model: "HM-XSD-2",
    interface: "BidCos-RF",
    name,
    channels: { 0: { type: "MAINTENANCE", values: maintenance }, 1: { type: "SMOKE_DETECTOR_TEAM_V2", values: {} } },
  });
  return {
    ...made,
    channels: made.channels.map((c) =>
      c.number === 1 ? { ...c, name: `${name}:1`, description: { ...c.description, TEAM: team, TEAM_TAG: TAG } } : c,
    ),
  };
};
const team = (address: string, members: string[] | undefined, tag = TAG): DeviceDescription => ({
  ADDRESS: address,
  TYPE: "VIRTUAL_TEAM",
  VERSION: 1,
  PARENT: address.includes(":") ? address.split(":", 1)[0]! : "",
  PARAMSETS: [],
  TEAM_TAG: tag,
  ...(members ? { TEAM_CHANNELS: members } : {}),
});
const listed = (address: string, model = "HM-XSD-2", parent = ""): DeviceDescription => ({
  ADDRESS: address,
  TYPE: model,
  VERSION: 1,
  PARENT: parent,
  PARAMSETS: [],
});

function home(ccu: TestSiteOptions["ccu"] = {}, options: TestSiteOptions = {}): TestSite {
  const site = createTestSite({ ccu, ...options });
  site.putDevices(
    smoke(SMOKE, "Hall"),
    smoke(SECOND, "Attic"),
    device({ address: HMIP, model: "HmIP-XSC", channels: { 1: { type: "SHUTTER_CONTACT", values: {} } } }),
    device({ address: GROUP, model: "HmIP-XHG", interface: "VirtualDevices", channels: {} }),
  );
  return site;
}
const did = (site: TestSite) => site.calls.map(({ method, args }) => [method, ...args]);
const audited = async (site: TestSite) =>
  (await site.store.list<Record<string, unknown>>("audit")).items.map(({ value }) => value);
const ask = (site: TestSite, method: "GET" | "POST" | "PUT", path: string, rest: Parameters<typeof request>[4] = {}) =>
  request(site, upkeepOperations, method, path, { ...rest, params: { addr: SMOKE, ...rest.params } });

describe("teams", () => {
  const TEAMS = [
    team("*XEQ0000001:1", [`${SMOKE}:1`, `${SECOND}:1`]),
    team("*XEQ0000002:1", undefined),
    team("*XEQ0000009:1", [], "OTHER_KIND"),
    team("*XEQ0000001", []),
  ];
  const candidates = (site: TestSite, addr = SECOND, no = "1") =>
    ask(site, "GET", "/devices/{addr}/channels/{no}/team-candidates", { params: { addr, no } });
  const put = (site: TestSite, body: unknown, params: Record<string, string> = { no: "1" }) =>
    ask(site, "PUT", "/devices/{addr}/channels/{no}/team", { params, body });

  it("offers the teams of the channel's kind, by the name of their namesake, the present one marked", async () => {
    const site = home({ teams: () => TEAMS });
    assert.deepEqual((await candidates(site)).body, {
      candidates: [
        { address: "*XEQ0000001:1", name: "Hall:1", team_tag: TAG, current: true },
        { address: "*XEQ0000002:1", name: "Attic:1", team_tag: TAG, current: true },
      ],
    });
    assert.deepEqual((await candidates(home({ teams: () => [team("*XEQ0000007:1", [])] }))).body, {
      candidates: [{ address: "*XEQ0000007:1", team_tag: TAG, current: false }],
    });
  });

  it("offers none to what is no team player, without asking", async () => {
    const site = home();
    for (const [addr, no] of [
      [SMOKE, "0"],
      [HMIP, "1"],
    ] as const)
      assert.deepEqual((await candidates(site, addr, no)).body, { candidates: [] });
    assert.deepEqual(site.calls, []);
    assert.equal((await candidates(site, SMOKE, "7")).status, 404);
  });

  it("puts a channel into a team, takes it back into its own, and audits both", async () => {
    const site = home({ teams: () => TEAMS });
    for (const body of [{ team: "*XEQ0000002:1" }, { team: null }, { team: "" }, {}])
      assert.equal((await put(site, body)).status, 202, JSON.stringify(body));
    assert.deepEqual(
      did(site).filter(([method]) => method === "setTeam"),
      [
        ["setTeam", "BidCos-RF", `${SMOKE}:1`, "*XEQ0000002:1"],
        ...Array(3).fill(["setTeam", "BidCos-RF", `${SMOKE}:1`, `${SMOKE}:1`]),
      ],
    );
    const [entry] = await audited(site);
    assert.deepEqual(
      [entry?.action, entry?.device_address, entry?.channel_no, entry?.changes],
      ["device_team_set", SMOKE, 1, [{ parameter: "TEAM", before: "*XEQ0000001:1", after: "*XEQ0000002:1" }]],
    );
  });

  it("refuses a team that is none for the channel, and channels that know none; nothing is sent", async () => {
    const site = home({ teams: () => TEAMS });
    for (const [body, params, status] of [
      [{ team: "*XEQ0000009:1" }, { no: "1" }, 422],
      [{ team: "*XEQ0000001" }, { no: "1" }, 422],
      [{ team: "nothing" }, { no: "1" }, 422],
      [{ team: null }, { no: "0" }, 422],
      [{ team: null }, { addr: HMIP, no: "1" }, 422],
      [{ team: 5 }, { no: "1" }, 400],
      [{ team: "x".repeat(65) }, { no: "1" }, 400],
      [{ other: 1 }, { no: "1" }, 400],
      [{ team: null }, { no: "9" }, 404],
    ] as const)
      assert.equal((await put(site, body, params)).status, status, JSON.stringify([body, params]));
    assert.ok(site.calls.every(({ method }) => method === "teams"));
    assert.deepEqual(await audited(site), []);
  });

  it("takes a team for none of its own players, and for nothing that answers or is configured", async () => {
    const site = home({ teams: () => TEAMS });
    site.putDevices({ ...smoke("*XEQ0000001", "Team") });
    const addr = "*XEQ0000001";
    assert.deepEqual((await candidates(site, addr)).body, { candidates: [] });
    assert.equal((await put(site, { team: null }, { addr, no: "1" })).status, 422);
    for (const path of ["/devices/{addr}/test", "/devices/{addr}/config/restore"])
      assert.equal((await ask(site, "POST", path, { params: { addr } })).status, 422);
    assert.deepEqual(site.calls, []);
  });

  it("tells a CCU without teams as 422, one that fails as 502", async () => {
    assert.equal((await candidates(home({ teams: fault("unsupported") }))).status, 422);
    assert.equal((await put(home({ setTeam: fault("unsupported") }), {})).status, 422);
    assert.equal((await put(home({ setTeam: fault("permanent") }), {})).status, 502);
    assert.equal((await put(home({}, { unreachable: ["ccu-main"] }), {})).status, 503);
  });
});

describe("replacement", () => {
  const LISTED = [listed("XEQ0000008"), listed(SECOND), listed(SMOKE), listed(`${SECOND}:1`, "SD", SECOND)];
  const candidates = (site: TestSite, addr = SMOKE, query = "") =>
    ask(site, "GET", "/devices/{addr}/replace-candidates", { params: { addr }, query });
  const replace = (site: TestSite, body: unknown, addr = SMOKE) =>
    ask(site, "POST", "/devices/{addr}/replace", { params: { addr }, body });

  it("lists the devices that the CCU offers, neither channels nor the device itself", async () => {
    const site = home({ replaceableDevices: () => [...LISTED, listed("XEQ0000007", "HM-Old")] });
    const common = { interface: "BidCos-RF", central: "ccu-main" };
    assert.deepEqual((await candidates(site)).body.candidates, [
      { address: "XEQ0000008", model: "HM-XSD-2", ...common, model_matches: true },
      { address: SECOND, name: "Attic", model: "HM-XSD-2", ...common, model_matches: true },
      { address: "XEQ0000007", model: "HM-Old", ...common, model_matches: false },
    ]);
    assert.equal((await candidates(site, SMOKE, "central=ccu-main")).status, 200);
  });

  it("finds a device that still waits in an inbox", async () => {
    const site = home({ replaceableDevices: () => [listed(SECOND)] });
    const inbox = [{ address: "XEQ0000005", name: "", model: "HM-XSD-2", interface: "BidCos-RF", firstSeen: 0 }];
    site.putHub("ccu-main", { inbox });
    assert.equal((await candidates(site, "XEQ0000005")).body.candidates[0].model_matches, true);
    assert.equal((await replace(site, { old_address: SECOND }, "XEQ0000005")).status, 202);
  });

  it("is 404 for devices and CCUs that nobody knows, empty where nothing can be replaced", async () => {
    const site = home();
    assert.equal((await candidates(site, "NOBODY")).status, 404);
    assert.equal((await candidates(site, SMOKE, "central=attic")).status, 404);
    assert.equal((await replace(site, { old_address: SECOND, central: "attic" })).status, 404);
    assert.deepEqual((await candidates(site, HMIP)).body, { candidates: [] });
    assert.deepEqual((await candidates(home({ replaceableDevices: fault("unsupported") }))).body, { candidates: [] });
    assert.deepEqual(site.calls, []);
    const two = home({}, { centrals: ["ccu-main", "attic"] });
    assert.equal((await candidates(two, SMOKE, "central=attic")).status, 404, "it is on another CCU");
  });

  it("replaces and audits it", async () => {
    const site = home({ replaceableDevices: () => LISTED });
    assert.deepEqual((await replace(site, { old_address: SECOND })).body, {
      status: "replacing",
      old_address: SECOND,
      new_address: SMOKE,
      central: "ccu-main",
    });
    assert.deepEqual(did(site).at(-1), ["replaceDevice", "BidCos-RF", SECOND, SMOKE]);
    const [entry] = await audited(site);
    assert.deepEqual(
      [entry?.action, entry?.device_address, entry?.note],
      ["device_replace", SMOKE, `old_address=${SECOND}`],
    );
  });

  it("refuses what the CCU does not offer before anything is sent", async () => {
    const site = home({ replaceableDevices: () => [listed("XEQ0000008")] });
    for (const [body, addr, status] of [
      [{ old_address: SECOND }, SMOKE, 422],
      [{ old_address: "NOBODY" }, SMOKE, 404],
      [{ old_address: SECOND }, HMIP, 422],
      [{ old_address: SMOKE }, SMOKE, 422],
      [{}, SMOKE, 422],
      [{ old_address: "" }, SMOKE, 422],
      [{ old_address: 5 }, SMOKE, 422],
      [{ old_address: SECOND, force: true }, SMOKE, 400],
    ] as const)
      assert.equal((await replace(site, body, addr)).status, status, JSON.stringify([body, addr]));
    assert.ok(site.calls.every(({ method }) => method === "replaceableDevices"));
  });

  it("does not wait for the whole of it: what fails later is in the log", async () => {
    const work = Promise.withResolvers<void>();
    const site = home({ replaceableDevices: () => LISTED, replaceDevice: () => work.promise });
    const answer = replace(site, { old_address: SECOND });
    await setImmediate();
    site.clock.advance(REPLACE_BEGUN_MS - 1);
    let answered = false;
    void answer.then(() => {
      answered = true;
    });
    await setImmediate();
    assert.equal(answered, false);
    site.clock.advance(1);
    assert.equal((await answer).status, 202);
    work.reject(new Error("radio silence"));
    await setImmediate();
    assert.match(site.logged.join(), /replacement failed after it had begun/);
    const refused = home({ replaceableDevices: () => LISTED, replaceDevice: fault("permanent") });
    assert.equal((await replace(refused, { old_address: SECOND })).status, 502);
    assert.deepEqual(await audited(refused), []);
  });
});

describe("communication test", () => {
  const run = (site: TestSite, addr = SMOKE) => ask(site, "POST", "/devices/{addr}/test", { params: { addr } });

  it("passes when the device answers", async () => {
    const site = home({
      testDevice: () => {
        site.clock.advance(1500);
        return true;
      },
    });
    assert.deepEqual((await run(site)).body, {
      passed: true,
      started_at: new Date(NOW).toISOString(),
      completed_at: new Date(NOW + 1500).toISOString(),
      duration_ms: 1500,
      timed_out: false,
    });
    assert.deepEqual(did(site), [["testDevice", "BidCos-RF", SMOKE, HANDLER_TIMEOUT_MS - ANSWER_RESERVE_MS]]);
    const [entry] = await audited(site);
    assert.deepEqual([entry?.action, entry?.note], ["device_communication_test", "passed=true"]);
  });

  it("tells a silent device within the handler's time, also where the driver keeps no limit", async () => {
    const site = home({ testDevice: () => new Promise(() => {}) });
    const answer = run(site);
    await setImmediate();
    site.clock.advance(HANDLER_TIMEOUT_MS - ANSWER_RESERVE_MS);
    const { status, body } = await answer;
    assert.equal(status, 200);
    assert.deepEqual(body, {
      passed: false,
      started_at: new Date(NOW).toISOString(),
      duration_ms: 28_000,
      timed_out: true,
    });
    assert.equal((await run(home({ testDevice: () => false }))).body.timed_out, true);
  });

  it("through the cloud it ends while the cloud still waits, however late the request came", async () => {
    for (const late of [0, 5_000, BEGIN_WITHIN_MS]) {
      const site = home({ testDevice: () => false });
      // the cloud asked `late` ago
      const answerBy = NOW - late + REQUEST_LIMIT_MS;
      await testDevice({ ...site, answerBy }, identity("operator"), SMOKE);
      assert.equal(site.calls[0]?.args[2], REQUEST_LIMIT_MS - late - ANSWER_RESERVE_MS);
    }
  });

  it("is 422 for what has nothing to answer with, 404 for strangers, 502 where the CCU fails", async () => {
    const site = home();
    assert.equal((await run(site, GROUP)).status, 422);
    assert.equal((await run(site, "NOBODY")).status, 404);
    assert.deepEqual(site.calls, []);
    assert.equal((await run(home({ testDevice: fault("unsupported") }))).status, 422);
    const failing = home({ testDevice: fault() });
    assert.equal((await run(failing)).status, 502);
    assert.deepEqual(await audited(failing), []);
  });
});

describe("restoring the configuration", () => {
  const run = (site: TestSite, addr = SMOKE) =>
    ask(site, "POST", "/devices/{addr}/config/restore", { params: { addr } });

  it("tells the CCU and audits it", async () => {
    const site = home();
    assert.equal((await run(site)).status, 202);
    assert.deepEqual(did(site), [["restoreConfig", "BidCos-RF", SMOKE]]);
    assert.equal((await audited(site))[0]?.action, "device_config_restore");
  });

  it("is 422 where interface or CCU cannot", async () => {
    const site = home();
    assert.equal((await run(site, GROUP)).status, 422);
    assert.deepEqual(site.calls, []);
    assert.equal((await run(home({ restoreConfig: fault("unsupported") }))).status, 422);
    assert.equal((await run(home({ restoreConfig: fault("permanent") }))).status, 502);
  });
});

describe("firmware", () => {
  const update = (site: TestSite) => ask(site, "POST", "/devices/{addr}/firmware/update");
  const withFirmware = (description: Partial<DeviceDescription>, ccu: TestSiteOptions["ccu"] = {}) => {
    const site = home(ccu);
    const known = smoke(SMOKE, "Hall");
    site.putDevices({ ...known, description: { ...known.description, FIRMWARE: "1.0", ...description } });
    return site;
  };
  const OFFERED = { UPDATABLE: true, AVAILABLE_FIRMWARE: "1.1" };

  it("is possible by state and version", () => {
    const hmip = (FIRMWARE_UPDATE_STATE: string, rest: object = {}) => ({
      interface: "HmIP-RF",
      description: { ...listed("X"), FIRMWARE: "1.0", UPDATABLE: true, FIRMWARE_UPDATE_STATE, ...rest },
    });
    for (const state of [
      "NEW_FIRMWARE_AVAILABLE",
      "LIVE_NEW_FIRMWARE_AVAILABLE",
      "DELIVER_FIRMWARE_IMAGE",
      "LIVE_DELIVER_FIRMWARE_IMAGE",
      "READY_FOR_UPDATE",
    ])
      assert.equal(updateObstacle(hmip(state)), undefined, state);
    for (const state of [
      "UP_TO_DATE",
      "LIVE_UP_TO_DATE",
      "DO_UPDATE_PENDING",
      "PERFORMING_UPDATE",
      "BACKGROUND_UPDATE_NOT_SUPPORTED",
      "UNKNOWN",
      "",
      "constructor",
    ])
      assert.ok(updateObstacle(hmip(state, { AVAILABLE_FIRMWARE: "1.0" })), state);
    assert.equal(updateObstacle(hmip("UNKNOWN", { AVAILABLE_FIRMWARE: "1.1" })), undefined);
    assert.ok(updateObstacle(hmip("NEW_FIRMWARE_AVAILABLE", { UPDATABLE: false })));
    const bidcos = (AVAILABLE_FIRMWARE: string, iface = "BidCos-RF") => ({
      interface: iface,
      description: { ...listed("X"), FIRMWARE: "1.0", AVAILABLE_FIRMWARE },
    });
    assert.equal(updateObstacle(bidcos("1.1")), undefined);
    for (const none of ["", "0.0", "1.0"]) assert.ok(updateObstacle(bidcos(none)));
    assert.ok(updateObstacle(bidcos("1.1", "VirtualDevices")));
  });

  it("is sent, with a warning from 80 % of the radio's time on", async () => {
    for (const [dutyCycle, warning] of [
      [undefined, undefined],
      [79.4, undefined],
      [80, 80],
      [99.7, 100],
      [130, 100],
    ] as const) {
      const site = withFirmware(OFFERED);
      site.putInterfaces("ccu-main", [{ name: "BidCos-RF", dutyCycle }]);
      assert.deepEqual((await update(site)).body, {
        status: "scheduled",
        ...(warning === undefined ? {} : { duty_cycle_warning: warning }),
      });
      assert.deepEqual(did(site), [["updateFirmware", "BidCos-RF", SMOKE]]);
    }
  });

  it("is 422 with the reason where there is nothing to update", async () => {
    const site = withFirmware({ UPDATABLE: true, AVAILABLE_FIRMWARE: "1.0" });
    const { status, body } = await update(site);
    assert.deepEqual([status, body.title], [422, "Nothing to update"]);
    assert.match(body.detail, /no newer firmware/);
    assert.deepEqual(site.calls, []);
    assert.equal((await update(withFirmware(OFFERED, { updateFirmware: fault("permanent") }))).status, 502);
    assert.equal((await update(withFirmware(OFFERED, { updateFirmware: fault("unsupported") }))).status, 422);
  });

  it("of every CCU is looked for; one that fails does not keep the others from it", async () => {
    const refresh = (site: TestSite) => request(site, upkeepOperations, "POST", "/devices/firmware/refresh");
    const site = home({}, { centrals: ["ccu-main", "attic"] });
    assert.equal((await refresh(site)).status, 204);
    assert.deepEqual(
      site.calls.map(({ central, method }) => [central, method]),
      [
        ["attic", "refreshFirmware"],
        ["ccu-main", "refreshFirmware"],
      ],
    );
    const failing = home({ refreshFirmware: fault() }, { centrals: ["ccu-main", "attic"] });
    const refused = await refresh(failing);
    assert.equal(refused.status, 502);
    assert.match(refused.body.detail, /attic: .*; ccu-main: /);
    assert.equal(failing.calls.length, 2);
    assert.equal((await refresh(home({}, { unreachable: ["ccu-main"] }))).status, 503);
  });
});

describe("commands of upkeep", () => {
  const site = home({
    teams: () => [team("*XEQ0000002:1", [])],
    replaceableDevices: () => [listed(SECOND)],
    testDevice: () => true,
  });
  const run = async (name: string, args: unknown, role: "viewer" | "operator" | "admin" = "admin") => {
    const result = await call(site, deviceUpkeepCommands, name, args, identity(role));
    return "data" in result ? result.data : result.error.code;
  };

  it("do what the operations do", async () => {
    const place = { address: SMOKE, channel: 1 };
    assert.equal(((await run("device.team_candidates", place)) as { candidates: [] }).candidates.length, 1);
    assert.deepEqual(await run("device.set_team", { ...place, team: "*XEQ0000002:1" }), {
      ...place,
      team: "*XEQ0000002:1",
    });
    assert.deepEqual(await run("device.set_team", { ...place, team: null }), { ...place, team: "" });
    assert.equal(
      ((await run("device.replace_candidates", { address: SMOKE })) as { candidates: [] }).candidates.length,
      1,
    );
    const pair = { address: SMOKE, old_address: SECOND };
    const replaced = { status: "replacing", old_address: SECOND, new_address: SMOKE };
    assert.deepEqual(await run("device.replace", pair), { ...replaced, central: "" });
    assert.deepEqual(await run("device.replace", { ...pair, central: "ccu-main" }), {
      ...replaced,
      central: "ccu-main",
    });
    assert.equal(((await run("device.test", { address: SMOKE })) as { passed: boolean }).passed, true);
    assert.deepEqual(await run("device.restore_config", { address: SMOKE }), { address: SMOKE });
    assert.deepEqual(await run("firmware.refresh", {}), { success: true });
  });

  it("refuse with the closed list of codes", async () => {
    assert.equal(await run("device.replace", { address: SMOKE, old_address: SECOND }, "operator"), "forbidden");
    assert.equal(await run("device.restore_config", { address: SMOKE }, "operator"), "forbidden");
    assert.equal(await run("device.test", { address: SMOKE }, "viewer"), "forbidden");
    assert.equal(await run("device.set_team", { address: SMOKE }), "bad_request");
    assert.equal(await run("device.team_candidates", { address: SMOKE, channel: -1 }), "bad_request");
    assert.equal(await run("device.replace", { address: SMOKE, old_address: "NOBODY" }), "not_found");
    assert.equal(await run("device.test", { address: "" }), "bad_request");
  });
});
