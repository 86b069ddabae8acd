import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { devicesCommands } from "../../../handlers/features/devices/commands/devices.ts";
import { deviceLifecycleOperations } from "../../../handlers/features/devices/operations/device-lifecycle.ts";
import { assignmentOperations } from "../../../handlers/features/hub/operations/assignments.ts";
import { ASSIGNMENT_LIMIT, NAME_LIMIT } from "../../../handlers/features/hub/schemas/assignments.ts";
import { INSTALL_MODE_SECONDS_LIMIT } from "../../../handlers/features/hub/schemas/install-mode.ts";
import { dimmer, remote } from "../../support/devices.ts";
import {
  call,
  createTestSite,
  fault,
  identity,
  request,
  type TestSite,
  type TestSiteOptions,
} from "../../support/site.ts";

const ADDR = "0001AAAA000001";
const all = [...deviceLifecycleOperations, ...assignmentOperations];

function home(ccu: TestSiteOptions["ccu"] = {}, options: TestSiteOptions = {}) {
  const site = createTestSite({ ccu, ...options });
  site.putHub("ccu-main", {
    rooms: [
      { id: 11, name: "Kitchen", channels: [] },
      { id: 12, name: "Hall", channels: [] },
    ],
    functions: [{ id: 21, name: "Light", channels: [] }],
    inbox: [{ address: "0003NEW", name: "0003NEW", model: "HmIP-N", interface: "HmIP-RF", firstSeen: 0 }],
  });
  site.putDevices(dimmer(), remote({ interface: "BidCos-RF" }));
  return site;
}
const away = () => {
  const site = home({}, { unreachable: ["ccu-main"] });
  return site;
};
const did = (site: TestSite) => site.calls.map(({ method, args }) => [method, ...args]);
const audited = async (site: TestSite) =>
  (await site.store.list<{ action: string; note?: string }>("audit")).items.map(({ value }) => [
    value.action,
    value.note,
  ]);

describe("PATCH device and channel", () => {
  const patch = (site: TestSite, body: unknown, no?: string, addr = ADDR) =>
    request(site, all, "PATCH", no === undefined ? "/devices/{addr}" : "/devices/{addr}/channels/{no}", {
      params: no === undefined ? { addr } : { addr, no },
      body,
    });

  it("renames a device, its channels only where asked for, and reads the names anew; no audit", async () => {
    const site = home();
    assert.deepEqual((await patch(site, { name: " Lamp " })).status, 202);
    assert.deepEqual(did(site), [
      ["rename", ADDR, "Lamp"],
      ["refreshHub", "names"],
    ]);
    site.calls.length = 0;
    await patch(site, { name: "Lamp", include_channels: true });
    assert.deepEqual(did(site).slice(0, 3), [
      ["rename", ADDR, "Lamp"],
      ["rename", `${ADDR}:0`, "Lamp:0"],
      ["rename", `${ADDR}:1`, "Lamp:1"],
    ]);
    assert.deepEqual(await audited(site), []);
  });

  it("assigns rooms and functions to every channel but the maintenance channel, and audits it", async () => {
    const site = home();
    assert.equal((await patch(site, { rooms: ["Hall", "Kitchen", "Hall"], functions: [] })).status, 202);
    assert.deepEqual(did(site), [
      ["setChannelRooms", "room", `${ADDR}:1`, [12, 11]],
      ["setChannelRooms", "function", `${ADDR}:1`, []],
      ["refreshHub", "rooms", "functions"],
    ]);
    assert.deepEqual(await audited(site), [["device_assignment", `rooms of ${ADDR}:1, functions of ${ADDR}:1`]]);
  });

  it("works on one channel, the maintenance channel included", async () => {
    const site = home();
    assert.equal((await patch(site, { name: "Service", functions: ["Light"] }, "0")).status, 202);
    assert.deepEqual(did(site), [
      ["rename", `${ADDR}:0`, "Service"],
      ["setChannelRooms", "function", `${ADDR}:0`, [21]],
      ["refreshHub", "names", "functions"],
    ]);
  });

  it("checks everything before the first call", async () => {
    const site = home();
    for (const no of [undefined, "1"])
      for (const [body, status, code] of [
        [{}, 422, "validation"],
        [{ name: "" }, 400, "bad_request"],
        [{ name: "  " }, 400, "bad_request"],
        [{ name: "a\nb" }, 400, "bad_request"],
        [{ name: "x".repeat(NAME_LIMIT + 1) }, 400, "bad_request"],
        [{ name: 5 }, 400, "bad_request"],
        [{ name: "ok", rooms: ["Attic"] }, 422, "validation"],
        [{ rooms: ["kitchen"] }, 422, "validation"],
        [{ functions: ["Kitchen"] }, 422, "validation"],
        [{ rooms: "Kitchen" }, 400, "bad_request"],
        [{ rooms: null }, 400, "bad_request"],
        [{ rooms: Array(ASSIGNMENT_LIMIT + 1).fill("Kitchen") }, 400, "bad_request"],
        [{ title: "x" }, 400, "bad_request"],
        [undefined, 400, "bad_request"],
      ] as const) {
        const reply = await patch(site, body, no);
        assert.deepEqual(
          [reply.status, reply.body.code],
          [status, code],
          `${no} ${JSON.stringify(body)?.slice(0, 60)}`,
        );
      }
    assert.equal((await patch(site, { include_channels: true })).status, 422);
    assert.equal((await patch(site, { name: "x" }, undefined, "NOPE")).status, 404);
    assert.equal((await patch(site, { name: "x" }, "9")).status, 404);
    assert.equal((await patch(site, { name: "x" }, "x")).status, 400);
    assert.deepEqual(site.calls, []);
    assert.equal(
      (await patch(site, { name: "x".repeat(NAME_LIMIT), rooms: Array(ASSIGNMENT_LIMIT).fill("Hall") })).status,
      202,
    );
  });

  it("says 503 without a CCU or before its rooms are read", async () => {
    assert.equal((await patch(away(), { name: "x" })).status, 503);
    const early = home();
    early.putHub("ccu-main", { observed: false });
    assert.equal((await patch(early, { rooms: [] })).status, 503);
  });

  it("says 422 where the CCU has no logic layer, 502 where it fails", async () => {
    const cannot = await patch(home({ rename: fault("unsupported", "no ReGa") }), { name: "x" });
    assert.deepEqual([cannot.status, cannot.body.code], [422, "unsupported"]);
    const failed = await patch(home({ setChannelRooms: fault() }), { rooms: [] }, "1");
    assert.deepEqual([failed.status, failed.body.code], [502, "upstream_unavailable"]);
  });

  it("keeps and audits what was done before a later step failed", async () => {
    const site = home({
      setChannelRooms: ((kind: string) => {
        if (kind === "function") fault()();
      }) as never,
    });
    assert.equal((await patch(site, { rooms: ["Hall"], functions: [] }, "1")).status, 502);
    assert.deepEqual(await audited(site), [["device_assignment", `partial: 1 of 2: rooms of ${ADDR}:1`]]);
  });

  it("does not fail when only the reading afterwards fails", async () => {
    const site = home({ refreshHub: fault() });
    assert.equal((await patch(site, { name: "x" })).status, 202);
    assert.ok(site.logged.some((line) => line.includes("warn")));
  });
});

describe("DELETE device", () => {
  const del = (site: TestSite, query = "", addr = ADDR) =>
    request(site, all, "DELETE", "/devices/{addr}", { params: { addr }, query });

  it("passes the flags on; what is no yes is no", async () => {
    for (const [query, reset, force] of [
      ["", false, false],
      ["reset=true", true, false],
      ["force=1&reset=yes", true, true],
      ["reset=maybe&force=", false, false],
    ] as const) {
      const site = home();
      assert.equal((await del(site, query)).status, 202);
      assert.deepEqual(did(site), [["deleteDevice", "HmIP-RF", ADDR, { reset, force }]]);
      assert.deepEqual(await audited(site), [["device_delete", `reset=${reset} force=${force}`]]);
    }
  });

  it("refuses unknown devices, the CCU's own, and what the CCU cannot delete", async () => {
    const site = home();
    assert.equal((await del(site, "", "NOPE")).status, 404);
    site.putDevices(remote({ address: "HmIP-RCV-1", description: { FLAGS: 9 } }));
    assert.equal((await del(site, "", "HmIP-RCV-1")).status, 422);
    assert.deepEqual(site.calls, []);
    assert.equal((await del(home({ deleteDevice: fault("unsupported") }))).status, 422);
    assert.equal((await del(home({ deleteDevice: fault("radio", "device not reachable", -1) }))).status, 502);
    assert.equal((await del(away())).status, 503);
  });
});

describe("reload and refresh", () => {
  const post = (site: TestSite, path: string, params: Record<string, string> = {}) =>
    request(site, all, "POST", path, { params });

  it("reload one device or one channel", async () => {
    const site = home();
    const whole = await post(site, "/devices/{addr}/reload", { addr: ADDR });
    assert.deepEqual([whole.status, whole.body], [200, { success: true, device_address: ADDR }]);
    assert.deepEqual(did(site), [["reloadDevice", "HmIP-RF", ADDR]]);
    const one = await post(site, "/devices/{addr}/channels/{no}/reload", { addr: ADDR, no: "1" });
    assert.deepEqual([one.status, one.body], [200, { success: true, channel_address: `${ADDR}:1` }]);
    assert.deepEqual(
      site.centralCalls.map(({ method, args }) => [method, ...args.slice(1)]),
      [["reloadConfiguration"], ["reloadValues", 1], ["reloadConfiguration", 1]],
      "configuration too",
    );
  });

  it("refuse what is not there, and report the CCU", async () => {
    const site = home();
    assert.equal((await post(site, "/devices/{addr}/reload", { addr: "NOPE" })).status, 404);
    for (const [no, status] of [
      ["9", 404],
      ["x", 400],
    ] as const)
      assert.equal((await post(site, "/devices/{addr}/channels/{no}/reload", { addr: ADDR, no })).status, status);
    assert.equal((await post(home({ reloadDevice: fault() }), "/devices/{addr}/reload", { addr: ADDR })).status, 502);
    for (const path of ["/devices/{addr}/reload", "/devices/{addr}/channels/{no}/reload", "/devices/refresh"])
      assert.equal((await post(away(), path, { addr: ADDR, no: "1" })).status, 503, path);
  });

  it("refresh asks every central, and names the ones that failed", async () => {
    const both = createTestSite({ centrals: ["ccu-a", "ccu-b"] });
    assert.equal((await post(both, "/devices/refresh")).status, 202);
    assert.deepEqual(
      both.calls.map((c) => [c.central, c.method]),
      [
        ["ccu-a", "refreshDevices"],
        ["ccu-b", "refreshDevices"],
      ],
    );
    assert.deepEqual(
      both.centralCalls.map(({ method, args }) => [method, ...args]),
      [
        ["refreshConfiguration", "ccu-a"],
        ["refreshConfiguration", "ccu-b"],
      ],
    );
    let calls = 0;
    const half = createTestSite({
      centrals: ["ccu-a", "ccu-b"],
      ccu: { refreshDevices: () => (calls++ === 1 ? fault("transport", "connection refused")() : undefined) },
    });
    const reply = await post(half, "/devices/refresh");
    assert.deepEqual([reply.status, reply.body.detail], [502, "ccu-b: connection refused"]);
    assert.equal(half.calls.length, 2);
  });
});

describe("device install mode", () => {
  const post = (site: TestSite, body?: unknown, addr = ADDR) =>
    request(site, all, "POST", "/devices/{addr}/install-mode", { params: { addr }, body });

  it("opens the window for this device, by default a minute; 0 closes it", async () => {
    for (const [body, seconds] of [
      [undefined, 60],
      [{}, 60],
      [{ seconds: INSTALL_MODE_SECONDS_LIMIT }, 600],
      [{ seconds: 0 }, 0],
    ] as const) {
      const site = home();
      assert.equal((await post(site, body)).status, 202);
      assert.deepEqual(did(site), [["setInstallMode", "HmIP-RF", seconds > 0, seconds, { address: ADDR }]]);
      assert.deepEqual(await audited(site), [["device_install_mode", `interface=HmIP-RF seconds=${seconds}`]]);
    }
  });

  it("refuses bad times and devices; a refusing CCU announces nothing", async () => {
    const site = home();
    for (const seconds of [-1, INSTALL_MODE_SECONDS_LIMIT + 1, 1.5, "60", null])
      assert.equal((await post(site, { seconds })).status, 400, String(seconds));
    assert.equal((await post(site, { duration: 5 })).status, 400);
    assert.equal((await post(site, {}, "NOPE")).status, 404);
    assert.deepEqual(site.calls, []);
    const refusing = home({ setInstallMode: fault() });
    assert.equal((await post(refusing)).status, 502);
    assert.deepEqual(refusing.centralCalls, []);
    assert.equal((await post(away())).status, 503);
  });
});

describe("accept from the inbox", () => {
  const accept = (site: TestSite, body?: unknown, addr = "0003NEW") =>
    request(site, all, "POST", "/devices/{addr}/accept", { params: { addr }, body });

  it("accepts, without a body too", async () => {
    const site = home();
    assert.equal((await accept(site)).status, 202);
    assert.deepEqual(did(site), [
      ["acceptInboxDevice", "0003NEW"],
      ["refreshHub", "inbox"],
    ]);
  });

  it("finds the central that has it, and names and assigns it there", async () => {
    const site = createTestSite({ centrals: ["ccu-a", "ccu-b"] });
    site.putHub("ccu-b", {
      rooms: [{ id: 5, name: "Attic", channels: [] }],
      inbox: [{ address: ADDR, name: "", model: "", interface: "HmIP-RF", firstSeen: 0 }],
    });
    site.putDevices(dimmer({ central: "ccu-b" }));
    const body = { name: "New", include_channels: true, rooms: ["Attic"] };
    assert.equal((await accept(site, body, ADDR)).status, 202);
    assert.ok(site.calls.every(({ central }) => central === "ccu-b"));
    assert.deepEqual(did(site), [
      ["acceptInboxDevice", ADDR],
      ["refreshHub", "inbox"],
      ["rename", ADDR, "New"],
      ["rename", `${ADDR}:0`, "New:0"],
      ["rename", `${ADDR}:1`, "New:1"],
      ["setChannelRooms", "room", `${ADDR}:1`, [5]],
      ["refreshHub", "names", "rooms"],
    ]);
  });

  it("refuses what does not wait, and unknown rooms before it accepts", async () => {
    const site = home();
    assert.equal((await accept(site, {}, ADDR)).status, 404);
    assert.equal((await accept(site, { rooms: ["Nowhere"] })).status, 422);
    assert.equal((await accept(site, { nickname: "x" })).status, 400);
    assert.equal((await accept(site, { name: "a\u0000b" })).status, 400);
    assert.deepEqual(site.calls, []);
    assert.equal((await accept(away())).status, 503);
    const failed = await accept(home({ acceptInboxDevice: fault() }));
    assert.deepEqual([failed.status, failed.body.title], [502, "CCU refused or unreachable"]);
  });

  it("says that the device was accepted when a following step fails", async () => {
    const reply = await accept(home({ rename: fault("transport", "connection lost") }), { name: "New" });
    assert.deepEqual(
      [reply.status, reply.body.title, reply.body.detail],
      [502, "Device accepted, but a following step failed", "connection lost"],
    );
    const unknown = home();
    const roomed = await accept(unknown, { rooms: ["Hall"] });
    assert.equal(roomed.status, 502);
    assert.deepEqual(did(unknown).at(-1), ["refreshDevices"]);
  });

  it("waits for channels that come with the acceptance", async () => {
    const site: TestSite = home({
      refreshDevices: () => site.putDevices(dimmer({ address: "0003NEW" })),
    });
    assert.equal((await accept(site, { rooms: ["Hall"] })).status, 202);
    assert.deepEqual(did(site).at(-2), ["setChannelRooms", "room", "0003NEW:1", [12]]);
  });
});

describe("commands that change devices", () => {
  const ask = async (site: TestSite, command: string, args: unknown) => {
    const result = await call(site, devicesCommands, command, args, identity("operator"));
    return "error" in result ? result.error.code : result.data;
  };

  it("echo what they did", async () => {
    const site = home();
    for (const [command, args, data] of [
      ["device.rename", { address: ADDR, name: "L" }, { address: ADDR, name: "L", include_channels: false }],
      ["device.rename_channel", { address: ADDR, name: "L" }, { address: ADDR, channel: 0, name: "L" }],
      [
        "device.set_channel_rooms",
        { address: ADDR, channel: 1, rooms: ["Hall"] },
        { address: ADDR, channel: 1, rooms: ["Hall"] },
      ],
      [
        "device.set_channel_functions",
        { address: ADDR, channel: 1, functions: [] },
        { address: ADDR, channel: 1, functions: [] },
      ],
      ["device.install_mode", { address: ADDR }, { address: ADDR, duration_seconds: 60 }],
      ["device.install_mode", { address: ADDR, duration_seconds: -3 }, { address: ADDR, duration_seconds: 60 }],
      ["device.install_mode", { address: ADDR, duration_seconds: 20 }, { address: ADDR, duration_seconds: 20 }],
      ["inbox.accept", { device_address: "0003NEW", name: "" }, { accepted: true, device_address: "0003NEW" }],
    ] as const)
      assert.deepEqual(await ask(site, command, args), data, command);
    assert.deepEqual(
      did(site).filter(([method]) => method === "rename"),
      [
        ["rename", ADDR, "L"],
        ["rename", `${ADDR}:0`, "L"],
      ],
    );
  });

  it("refuse bad arguments, unknown things and viewers", async () => {
    const site = home();
    for (const [command, args, code] of [
      ["device.rename", { address: ADDR }, "bad_request"],
      ["device.rename", { address: ADDR, name: "" }, "bad_request"],
      ["device.rename", { address: "NOPE", name: "x" }, "not_found"],
      ["device.rename_channel", { address: ADDR, channel: -1, name: "x" }, "bad_request"],
      ["device.rename_channel", { address: ADDR, channel: 9, name: "x" }, "not_found"],
      ["device.set_channel_rooms", { address: ADDR, channel: 1 }, "bad_request"],
      ["device.set_channel_rooms", { address: ADDR, channel: 1, rooms: null }, "bad_request"],
      ["device.set_channel_rooms", { address: ADDR, channel: 1, rooms: ["Attic"] }, "bad_request"],
      ["device.set_channel_functions", { address: ADDR, channel: 1.5, functions: [] }, "bad_request"],
      ["device.install_mode", { address: "" }, "bad_request"],
      ["device.install_mode", { address: "NOPE" }, "not_found"],
      ["device.install_mode", { address: ADDR, duration_seconds: INSTALL_MODE_SECONDS_LIMIT + 1 }, "bad_request"],
      ["inbox.accept", {}, "bad_request"],
      ["inbox.accept", { device_address: "NOPE" }, "not_found"],
    ] as const)
      assert.equal(await ask(site, command, args), code, `${command} ${JSON.stringify(args)}`);
    assert.deepEqual(site.calls, []);
    for (const { spec } of devicesCommands.filter((c) => c.spec.role === "operator")) {
      const result = await call(site, devicesCommands, spec.name, {}, identity("viewer"));
      assert.equal("error" in result && result.error.code, "forbidden");
    }
  });
});
