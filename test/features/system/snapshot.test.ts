import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { snapshotOperations } from "../../../handlers/features/system/operations/snapshot.ts";
import { HUB_LISTS } from "../../../handlers/model/hub-objects.ts";
import type { HubProgram, HubSysvar } from "../../../handlers/ports/index.ts";
import { idAt } from "../../support/device-ids.ts";
import { dimmer, remote, state, states } from "../../support/devices.ts";
import { createTestSite, request, type TestSite } from "../../support/site.ts";

const LISTS = [
  ...["devices", "rooms", "functions", "programs", "sysvars"],
  ...["service_messages", "alarm_messages", "inbox"],
];
const ADDR = "0001AAAA000001";
const program: HubProgram = {
  id: 7,
  name: "Good night",
  description: "turns Anna's lamp off",
  active: true,
  internal: false,
  visible: true,
};
const sysvar: HubSysvar = {
  id: 70,
  name: "Anna home",
  description: "set by her phone",
  type: "LOGIC",
  value: true,
  unit: "",
  internal: false,
  visible: true,
  logged: false,
};

function home(): TestSite {
  const site = createTestSite({ centrals: ["ccu-a", "ccu-b"] });
  site.putHub("ccu-a", {
    programs: [program, { ...program, id: 8, name: "hidden one", internal: true }],
    sysvars: [sysvar],
    rooms: [{ id: 1, name: "Kitchen", channels: [`${ADDR}:1`] }],
    functions: [{ id: 2, name: "Light", channels: [`${ADDR}:1`] }],
  });
  site.putDevices(dimmer({ central: "ccu-a", name: "Anna's lamp" }), remote({ central: "ccu-b" }));
  site.home.putValues(idAt(ADDR, "ccu-a"), states({ "1/LEVEL": state(0.4) }));
  return site;
}
const snapshot = (site: TestSite, query = "", accept?: string) =>
  request(site, snapshotOperations, "GET", "/snapshot", { query, headers: accept === undefined ? {} : { accept } });
async function lines(site: TestSite, query = "", accept = "application/x-ndjson") {
  const reply = await snapshot(site, query, accept);
  assert.deepEqual([reply.status, reply.type], [200, "application/x-ndjson"]);
  let text = "";
  for await (const chunk of reply.body) text += chunk;
  assert.ok(text.endsWith("\n"));
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; data: Record<string, unknown> });
}
const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

describe("GET /snapshot", () => {
  it("is the whole home as of now", async () => {
    const { status, body } = await snapshot(home());
    assert.equal(status, 200);
    assert.equal(body.generated_at, "2026-01-01T12:00:00.000Z");
    assert.deepEqual(
      body.devices.map((d: { address: string }) => d.address),
      [ADDR, "0002BBBB000002"],
    );
    assert.deepEqual(
      body.programs.map((p: { name: string }) => p.name),
      ["Good night"],
    );
    assert.deepEqual(body.rooms, [{ name: "Kitchen", device_count: 1 }]);
    assert.deepEqual(body.functions, [{ name: "Light", device_count: 1 }]);
    assert.equal(body.sysvars.length, 1);
    assert.equal(body.interfaces.length, 4);
    assert.equal("device_channels" in body, false);
  });

  it("of an empty home has devices, and no other empty list", async () => {
    const site = createTestSite({ centrals: [] });
    const { unread, ...body } = (await snapshot(site)).body;
    assert.deepEqual(body, { generated_at: "2026-01-01T12:00:00.000Z", devices: [] });
    assert.deepEqual(unread, [{ lists: LISTS }], "nobody is known who could have told");
    const whole = (await snapshot(site, "include=data_points")).body;
    assert.deepEqual(Object.keys(whole), ["generated_at", "devices", "unread"]);
    assert.deepEqual(
      (await lines(site)).map(({ kind }) => kind),
      ["meta"],
    );
  });

  it("says which lists a CCU has not told yet, however empty they look", async () => {
    const site = home();
    assert.equal("unread" in (await snapshot(site)).body, false, "everything was read");
    const [central] = await site.home.centrals();
    site.home.putCentral({ ...central!, name: "ccu-a", phase: "loading_devices" });
    site.putHub("ccu-b", { unread: ["programs", "serviceMessages"] });
    const [a, b] = [
      { central: "ccu-a", lists: ["devices"] },
      { central: "ccu-b", lists: ["programs", "service_messages"] },
    ];
    assert.deepEqual((await snapshot(site)).body.unread, [a, b]);
    assert.deepEqual((await snapshot(site, "central=ccu-b")).body.unread, [b]);
    assert.deepEqual((await snapshot(site, "central=unknown")).body.unread, undefined);
    assert.deepEqual((await lines(site))[0]?.data.unread, [a, b]);
    site.putHub("ccu-b", { unread: HUB_LISTS });
    assert.deepEqual((await snapshot(site, "central=ccu-b")).body.unread, [
      { central: "ccu-b", lists: LISTS.slice(1) },
    ]);
  });

  it("adds channels, and data points with their values where asked for", async () => {
    const site = home();
    const channels = (await snapshot(site, "include=channels")).body.device_channels;
    assert.deepEqual(
      channels.map((row: { device_address: string; channels: unknown[] }) => [row.device_address, row.channels.length]),
      [
        [ADDR, 2],
        ["0002BBBB000002", 2],
      ],
    );
    assert.equal("data_points" in channels[0].channels[0], false);
    for (const query of ["include=data_points", "include=channels,data_points", "include=%20data_points,bogus"]) {
      const points = (await snapshot(site, query)).body.device_channels[0].channels[1].data_points;
      assert.equal(points.find((p: { parameter: string }) => p.parameter === "LEVEL").value, 0.4, query);
      assert.equal(
        points.some((p: { parameter: string }) => p.parameter === "RAMP_STOP"),
        false,
      );
    }
    assert.equal("device_channels" in (await snapshot(site, "include=bogus")).body, false);
  });

  it("adds custom data points with their states where asked for, and never with pseudonyms", async () => {
    const site = home();
    site.putDevices(dimmer({ central: "ccu-a", name: "Anna's lamp", model: "HM-LC-Dim1L-CV" }));
    const [list, remote] = (await snapshot(site, "include=custom_data_points")).body.device_channels;
    assert.deepEqual(
      list.custom_data_points.map(({ category, state: now }: { category: string; state: { state: string } }) => [
        category,
        now.state,
      ]),
      [["light", "ON"]],
    );
    assert.deepEqual(remote.custom_data_points, []);
    assert.equal("data_points" in list.channels[0], false);
    const told = (await lines(site, "include=custom_data_points")).filter(({ kind }) => kind === "custom_data_point");
    assert.deepEqual(
      told.map(({ data }) => [data.device_address, data.category]),
      [[ADDR, "light"]],
    );
    const disguised = await snapshot(site, "include=custom_data_points&anonymize=true");
    assert.equal("custom_data_points" in disguised.body.device_channels[0], false);
  });

  it("is scoped to one central; an unknown one is refused", async () => {
    const site = home();
    const { body } = await snapshot(site, "central=ccu-b&include=channels");
    assert.deepEqual(
      body.devices.map((d: { central: string }) => d.central),
      ["ccu-b"],
    );
    assert.deepEqual([body.programs, body.sysvars, body.rooms], [undefined, undefined, undefined]);
    assert.equal(body.interfaces.length, 2);
    assert.equal(body.device_channels.length, 1);
    assert.equal((await snapshot(site, "central=nowhere")).body.status, 400);
    assert.equal((await snapshot(site, "central=")).body.devices.length, 2);
  });

  it("replaces names by the contract's pseudonyms, whatever the spelling of the switch", async () => {
    const site = home();
    for (const query of [
      "anonymize=1",
      "anonymise=true",
      "anonymize=True",
      "anonymise=TRUE",
      "anonymize=yes",
      "anonymize=Yes",
    ]) {
      const { body } = await snapshot(site, `${query}&include=data_points`);
      assert.equal(body.devices[0].name, `device_${hash("device:Anna's lamp")}`);
      assert.deepEqual(body.devices[0].rooms, [`room_${hash("room:Kitchen")}`]);
      assert.deepEqual(body.devices[0].functions, [`fn_${hash("fn:Light")}`]);
      assert.equal(body.rooms[0].name, `room_${hash("room:Kitchen")}`);
      assert.equal(body.device_channels[0].channels[1].name, `channel_${hash("channel:Anna's lamp:1")}`);
      assert.equal(body.device_channels[0].channels[1].room, `room_${hash("room:Kitchen")}`);
      assert.equal(body.programs[0].name, `program_${hash("program:Good night")}`);
      assert.equal(body.sysvars[0].name, `sysvar_${hash("sysvar:Anna home")}`);
      assert.doesNotMatch(JSON.stringify(body), /Anna|Kitchen|Good night/);
    }
    for (const query of ["anonymize=0", "anonymize=no", "anonymize=", "anonymize=tRuE"])
      assert.equal((await snapshot(site, query)).body.devices[0].name, "Anna's lamp", query);
  });

  it("comes as lines in the contract's order where the client wants them", async () => {
    const site = home();
    const all = await lines(site, "include=data_points");
    assert.deepEqual(
      [...new Set(all.map(({ kind }) => kind))],
      ["meta", "interface", "device", "channel", "data_point", "room", "function", "program", "sysvar"],
    );
    const level = all.find(({ kind, data }) => kind === "data_point" && data.parameter === "LEVEL");
    assert.deepEqual(
      [level?.data.device_address, level?.data.channel_address, level?.data.value],
      [ADDR, `${ADDR}:1`, 0.4],
    );
    const channel = all.find(({ kind, data }) => kind === "channel" && data.address === `${ADDR}:1`);
    assert.deepEqual([channel?.data.device_address, "data_points" in (channel?.data ?? {})], [ADDR, false]);
    const json = (await snapshot(site, "include=data_points")).body;
    assert.deepEqual(
      all.filter(({ kind }) => kind === "device").map(({ data }) => data),
      json.devices,
    );
    assert.equal((await lines(site, "", "text/html, application/ndjson;q=0.9")).length, 1 + 4 + 2 + 1 + 1 + 1 + 1);
    assert.doesNotMatch(JSON.stringify(await lines(site, "include=data_points&anonymize=1")), /Anna|Kitchen/);
  });

  it("answers JSON to everyone else", async () => {
    for (const accept of [undefined, "*/*", "application/json", "application/x-ndjson-seq"])
      assert.equal((await snapshot(home(), "", accept)).type, undefined, accept);
  });
});
