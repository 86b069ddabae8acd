import assert from "node:assert/strict";
import { test } from "node:test";
import { installModeCommands } from "../../../handlers/features/hub/commands/install-mode.ts";
import { installModeOperations as operations } from "../../../handlers/features/hub/operations/install-mode.ts";
import { CENTRAL_REQUIRED } from "../../../handlers/kernel/named-central.ts";
import { call, createTestSite, fault, identity, NOW, request, type TestSiteOptions } from "../../support/site.ts";

const KEY = "FFC52A9349BA2995CE0F6894A8A573A8";
const LABEL = "7ZRMN-96KET-56AWW-3U8KK-MAAWX8";
const SGTIN = "3014F711A00000D3C98CA028";

const setup = (options: TestSiteOptions = {}) => {
  const site = createTestSite(options);
  site.putInterfaces("ccu-main", [
    { name: "BidCos-RF" },
    { name: "BidCos-Wired" },
    { name: "HmIP-RF" },
    { name: "VirtualDevices" },
  ]);
  return site;
};
const post = (site: ReturnType<typeof setup>, body: unknown, path = "/install-mode/interfaces") =>
  request(site, operations, "POST", path, { body });

test("install mode is told of every interface that has one, counting down", async () => {
  const site = setup();
  site.putHub("ccu-main", {
    installModes: [{ interface: "HmIP-RF", active: true, until: NOW + 30_500, observed: true }],
  });
  const list = () => request(site, operations, "GET", "/install-mode/interfaces");
  assert.deepEqual((await list()).body, [
    { central: "ccu-main", interface: "BidCos-RF", active: false, seconds: 0, observed: false },
    { central: "ccu-main", interface: "HmIP-RF", active: true, seconds: 31, observed: true },
  ]);
  assert.deepEqual((await request(site, operations, "GET", "/install-mode")).body, { active: true, seconds: 31 });
  site.clock.advance(30_500);
  assert.equal((await list()).body[1].active, false);
  assert.deepEqual((await request(site, operations, "GET", "/install-mode")).body, { active: false, seconds: 0 });
});

test("install mode starts for 60 seconds or what is said, and ends", async () => {
  const site = setup();
  for (const body of [
    { interface: "HmIP-RF", active: true },
    { interface: "HmIP-RF", active: true, seconds: 0 },
    { interface: "ccu-main-BidCos-RF", active: true, seconds: 600 },
    { interface: "BidCos-RF", active: false, seconds: 20 },
  ])
    assert.equal((await post(site, body)).status, 202, JSON.stringify(body));
  assert.deepEqual(
    site.calls.map((c) => c.args),
    [
      ["HmIP-RF", true, 60, undefined],
      ["HmIP-RF", true, 60, undefined],
      ["BidCos-RF", true, 600, undefined],
      ["BidCos-RF", false, 0, undefined],
    ],
  );
});

test("one device is let in: by serial on BidCos, by SGTIN and key on HmIP, the key also from its label", async () => {
  const site = setup();
  for (const body of [
    { interface: "BidCos-RF", active: true, device_address: "leq0123456" },
    { interface: "HmIP-RF", active: true, sgtin: SGTIN, key: KEY.toLowerCase() },
    { interface: "HmIP-RF", active: true, sgtin: "3014-F711-A000-00D3-C98C-A028", key: LABEL },
  ])
    assert.equal((await post(site, body)).status, 202, JSON.stringify(body));
  assert.deepEqual(
    site.calls.map((c) => c.args[3]),
    [{ address: "LEQ0123456" }, { sgtin: SGTIN, key: KEY }, { sgtin: SGTIN, key: KEY }],
  );
  const audit = (await site.store.list<Record<string, string>>("audit")).items.map((i) => i.value);
  assert.deepEqual(audit.map((entry) => [entry.action, entry.device_address]).sort(), [
    ["install_mode", "LEQ0123456"],
    ["install_mode_local", "0000D3C98CA028"],
    ["install_mode_local", "0000D3C98CA028"],
  ]);
  for (const text of [...site.logged, JSON.stringify(audit)]) {
    assert.ok(!text.includes(KEY) && !text.includes(LABEL), "the key is a secret");
  }
});

test("what cannot be is refused before the CCU is asked, and the key is not repeated", async () => {
  const site = setup();
  const ip = { interface: "HmIP-RF", active: true };
  const wrong: [Record<string, unknown>, string][] = [
    [{ ...ip, seconds: 601 }, "seconds"],
    [{ interface: "VirtualDevices", active: true }, "interface"],
    [{ interface: "BidCos-Wired", active: true }, "interface"],
    [{ ...ip, sgtin: SGTIN }, "key"],
    [{ ...ip, key: KEY }, "sgtin"],
    [{ ...ip, sgtin: SGTIN.slice(1), key: KEY }, "sgtin"],
    [{ ...ip, sgtin: SGTIN, key: KEY.slice(1) }, "key"],
    [{ ...ip, sgtin: SGTIN, key: LABEL.replace("Z", "O") }, "key"],
    [{ ...ip, sgtin: SGTIN, key: KEY, device_address: "LEQ0123456" }, "device_address"],
    [{ ...ip, device_address: "0001AAAA000001" }, "device_address"],
    [{ interface: "BidCos-RF", active: true, sgtin: SGTIN, key: KEY }, "sgtin"],
    [{ interface: "BidCos-RF", active: true, device_address: "x y" }, "device_address"],
  ];
  for (const [body, field] of wrong) {
    const reply = await post(site, body);
    assert.equal(reply.status, 422, JSON.stringify(body));
    assert.equal(reply.body.errors[0].field, field, JSON.stringify(body));
    assert.ok(!JSON.stringify(reply.body).includes(KEY.slice(2, 20)));
  }
  assert.equal((await post(site, { interface: "CUxD", active: true })).status, 404);
  for (const body of [
    {},
    { interface: "HmIP-RF" },
    { ...ip, seconds: -1 },
    { ...ip, seconds: 1.5 },
    { ...ip, mode: 1 },
  ])
    assert.equal((await post(site, body)).status, 400, JSON.stringify(body));
  assert.equal(site.calls.length, 0);
  assert.equal(site.centralCalls.length, 0);
});

test("a CCU that refuses is 502, and nothing is announced", async () => {
  const site = setup({ ccu: { setInstallMode: fault("duty_cycle") } });
  assert.equal((await post(site, { interface: "HmIP-RF", active: true })).status, 502);
  assert.equal(site.centralCalls.length, 0);
  assert.equal((await site.store.list("audit")).items.length, 0);
});

test("only the wired bus is searched", async () => {
  const site = setup({ ccu: { searchDevices: () => 3 } });
  const search = (body: unknown) => post(site, body, "/install-mode/search");
  assert.deepEqual((await search({ interface: "BidCos-Wired" })).body, {
    central: "ccu-main",
    interface: "BidCos-Wired",
    found: 3,
  });
  for (const iface of ["HmIP-RF", "nothing"]) assert.equal((await search({ interface: iface })).status, 422);
  assert.equal(site.calls.length, 1);
});

test("the switch of API 1 acts on every interface that has an install mode", async () => {
  const site = setup();
  assert.equal((await post(site, { active: true, seconds: 90 }, "/install-mode")).status, 202);
  assert.deepEqual(
    site.calls.map((c) => c.args.slice(0, 3)),
    [
      ["BidCos-RF", true, 90],
      ["HmIP-RF", true, 90],
    ],
  );
  assert.equal((await post(site, { active: true, seconds: 601 }, "/install-mode")).status, 422);
  site.putInterfaces("ccu-main", [{ name: "CUxD" }]);
  assert.equal((await post(site, { active: false }, "/install-mode")).status, 422);
  assert.ok(operations.filter((o) => o.spec.path === "/install-mode").every((o) => o.spec.unpublished));
});

test("several CCUs: the CCU is named, or the interface's id names it", async () => {
  const site = createTestSite({ centrals: ["a", "b"] });
  for (const [path, body] of [
    ["/install-mode/interfaces", { interface: "HmIP-RF", active: true }],
    ["/install-mode/interfaces", { interface: "HmIP-RF", active: true, central: "c" }],
    ["/install-mode/search", { interface: "BidCos-Wired" }],
    ["/install-mode", { active: true }],
  ] as const) {
    const reply = await post(site, body, path);
    assert.deepEqual([reply.status, reply.body.title], [400, CENTRAL_REQUIRED], path);
  }
  assert.equal(site.calls.length, 0);
  assert.equal((await post(site, { interface: "HmIP-RF", active: true, central: "b" })).status, 202);
  assert.equal((await post(site, { interface: "a-HmIP-RF", active: true })).status, 202);
  assert.deepEqual(
    site.calls.map((c) => c.central),
    ["b", "a"],
  );
});

test("commands: same rules, their own shapes, admin as the operation demands", async () => {
  const site = setup({ ccu: { searchDevices: () => 0 } });
  const enable = { interface_id: "HmIP-RF", duration_seconds: 30, sgtin: SGTIN, key: LABEL };
  assert.deepEqual(await call(site, installModeCommands, "install_mode.enable", enable), {
    data: { enabled: true, interface_id: "HmIP-RF", duration_seconds: 30, local: true },
  });
  assert.deepEqual(await call(site, installModeCommands, "install_mode.disable", { interface_id: "HmIP-RF" }), {
    data: { enabled: false, interface_id: "HmIP-RF" },
  });
  assert.deepEqual(await call(site, installModeCommands, "install_mode.search", { interface_id: "BidCos-Wired" }), {
    data: { interface_id: "BidCos-Wired", found: 0 },
  });
  site.putHub("ccu-main", {
    installModes: [{ interface: "HmIP-RF", active: true, until: NOW + 1000, observed: true }],
  });
  assert.deepEqual(await call(site, installModeCommands, "install_mode.status"), {
    data: {
      "BidCos-RF": { enabled: false, remaining_seconds: 0, observed: false },
      "HmIP-RF": { enabled: true, remaining_seconds: 1, observed: true },
    },
  });
  const code = async (args: unknown, as = identity("admin")) => {
    const result = await call(site, installModeCommands, "install_mode.enable", args, as);
    return "error" in result ? result.error.code : "none";
  };
  assert.equal(await code(enable, identity("operator")), "forbidden");
  assert.equal(await code({ interface_id: "HmIP-RF" }), "bad_request");
  assert.equal(await code({ interface_id: "HmIP-RF", duration_seconds: 0 }), "bad_request");
  assert.equal(await code({ interface_id: "HmIP-RF", duration_seconds: 601 }), "bad_request");
  assert.equal(await code({ interface_id: "nope", duration_seconds: 60 }), "not_found");
});
