import assert from "node:assert/strict";
import { test } from "node:test";
import { messagesCommands } from "../../../handlers/features/hub/commands/messages.ts";
import { suppressedServiceMessages } from "../../../handlers/features/hub/home/service-suppression.ts";
import {
  alarmMessagesOperations,
  serviceMessagesOperations,
} from "../../../handlers/features/hub/operations/messages.ts";
import { listHubDataPoints } from "../../../handlers/features/hub/read-hub.ts";
import { createHub } from "../../../handlers/home/hub.ts";
import { CENTRAL_REQUIRED } from "../../../handlers/kernel/named-central.ts";
import { CcuFault, type HubSnapshot } from "../../../handlers/ports/index.ts";
import { leftOutBy, readSuppressions } from "../../../handlers/records/suppressions.ts";
import { dimmer } from "../../support/devices.ts";
import { message } from "../../support/hub.ts";
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

type Site = TestSite;
const operations = [...alarmMessagesOperations, ...serviceMessagesOperations];
const IP = "0001AAAA000001";
const BIDCOS = "LEQ0123456";
/** A site whose messages pass through the engine of its central, which leaves suppressed ones out. */
const withEngine = (options: TestSiteOptions, snapshot: HubSnapshot) => {
  const site = createTestSite(options);
  const hub = createHub({ ...site, central: "ccu-main" }, { devices: () => [], serial: () => undefined });
  hub.start();
  hub.follow(snapshot);
  const centrals: Site["centrals"] = Object.assign(Object.create(site.centrals), {
    async recordsChanged() {
      hub.hide(leftOutBy(await readSuppressions(site.store, "ccu-main"), "ccu-main"));
      return 0;
    },
  });
  return Object.assign(site, { centrals });
};
const setup = (options: TestSiteOptions = {}) => {
  const site = withEngine(options, {
    alarmMessages: [
      message(11, "Rohrbruch", { value: "true", rooms: ["Keller"], lastTriggerAt: NOW, at: NOW - 9000 }),
      message(12, "Einbruch", { at: NOW - 1000 }),
    ],
    serviceMessages: [
      message(21, `AL-${IP}:0.UNREACH`, { at: NOW - 5000 }),
      message(22, `AL-${IP}:0.STICKY_UNREACH`, { type: 1, quittable: true, at: NOW - 1000 }),
      message(23, `AL-${BIDCOS}:0.LOWBAT`, { type: 0, quittable: true, at: 0 }),
    ],
  });
  site.putDevices(dimmer(), dimmer({ address: BIDCOS, interface: "BidCos-RF", name: "Cellar" }));
  return site;
};

const get = (site: Site, path: string, query = "") => request(site, operations, "GET", path, { query });
const post = (site: Site, path: string, id?: string, query = "") =>
  request(site, operations, "POST", path, { params: id === undefined ? {} : { id }, query });
const ids = (rows: { id: string }[]) => rows.map((row) => row.id);
const writes = (site: Site) => site.calls.filter((c) => c.method !== "refreshHub").map((c) => [c.method, ...c.args]);

test("messages come newest first, with words for people, cut on demand", async () => {
  const site = setup({ settings: { locale: "de" } });
  const service = await get(site, "/service-messages");
  assert.deepEqual(ids(service.body), ["22", "21", "23"]);
  assert.deepEqual(service.body[0], {
    central: "ccu-main",
    id: "22",
    name: `AL-${IP}:0.STICKY_UNREACH`,
    address: "0001D3C99A1B2C:0",
    device_name: "Flur",
    type: "sticky",
    description: "",
    timestamp: new Date(NOW - 1000).toISOString(),
    counter: 1,
    quittable: true,
    display_name: "Verbindung war unterbrochen",
  });
  assert.equal(service.body[2].timestamp, "1970-01-01T00:00:00.000Z");
  const alarms = await get(site, "/alarm-messages", "page=2&per_page=1");
  assert.deepEqual(ids(alarms.body), ["11"]);
  assert.equal(alarms.headers?.["x-total-count"], "2");
  assert.deepEqual(
    [alarms.body[0].state_value, alarms.body[0].rooms, alarms.body[0].last_trigger, alarms.body[0].display_name],
    ["true", ["Keller"], new Date(NOW).toISOString(), "Rohrbruch"],
  );
});

test("one message is acknowledged by its id", async () => {
  const site = setup();
  assert.equal((await post(site, "/alarm-messages/{id}/ack", "11")).status, 202);
  assert.equal((await post(site, "/service-messages/{id}/ack", "22")).status, 202);
  assert.deepEqual(
    site.calls.map((c) => [c.method, ...c.args]),
    [
      ["acknowledgeMessage", "alarm", 11],
      ["refreshHub", "alarmMessages"],
      ["acknowledgeMessage", "service", 22],
      ["refreshHub", "serviceMessages"],
    ],
  );
});

test("a message that ends only with its cause is 409; one that is not there 404, also of the other kind", async () => {
  const site = setup();
  const stays = await post(site, "/service-messages/{id}/ack", "21");
  assert.deepEqual([stays.status, stays.body.code], [409, "conflict"]);
  for (const [path, id] of [
    ["/alarm-messages/{id}/ack", "22"],
    ["/service-messages/{id}/ack", "11"],
    ["/service-messages/{id}/disable", "99"],
    ["/alarm-messages/{id}/ack", "x"],
  ] as const)
    assert.equal((await post(site, path, id)).status, 404, path);
  assert.equal(site.calls.length, 0);
});

test("ack-all counts what was acknowledged: all alarms, only quittable service messages", async () => {
  const site = setup();
  assert.deepEqual((await post(site, "/alarm-messages/ack-all")).body, { acknowledged: 2 });
  assert.deepEqual((await post(site, "/service-messages/ack-all")).body, { acknowledged: 2 });
  assert.deepEqual(writes(site), [
    ["acknowledgeMessage", "alarm", 12],
    ["acknowledgeMessage", "alarm", 11],
    ["acknowledgeMessage", "service", 22],
    ["acknowledgeMessage", "service", 23],
  ]);
  const empty = createTestSite();
  assert.deepEqual((await post(empty, "/alarm-messages/ack-all")).body, { acknowledged: 0 });
  assert.deepEqual(empty.calls, []);
});

test("ack-all goes on where one fails, and fails where none succeeds", async () => {
  const partly = setup({
    ccu: {
      acknowledgeMessage: (_kind: string, id: number) => {
        if (id === 12) throw new CcuFault("permanent", "no object");
      },
    },
  });
  assert.deepEqual((await post(partly, "/alarm-messages/ack-all")).body, { acknowledged: 1 });
  const none = setup({ ccu: { acknowledgeMessage: fault() } });
  assert.equal((await post(none, "/alarm-messages/ack-all")).status, 502);
});

test("who has acknowledged what is kept: one entry for each message, none for what was refused", async () => {
  const site = setup({
    ccu: {
      acknowledgeMessage: (_kind: string, id: number) => {
        if (id === 12) throw new CcuFault("permanent", "no object");
      },
    },
  });
  const noted = async () =>
    (await site.store.list<Record<string, unknown>>("audit")).items.map(({ value: { timestamp: _, ...rest } }) => rest);
  const params = { id: "22" };
  const as = identity("operator", "anna");
  await request(site, operations, "POST", "/service-messages/{id}/ack", { params, as });
  const own = { action: "message_acknowledge", central: "ccu-main" };
  const device = { device_address: IP, channel_no: 0, parameter: "STICKY_UNREACH" };
  assert.deepEqual(await noted(), [{ ...own, ...device, user: "anna", note: "Device did not answer for a while" }]);
  await post(site, "/alarm-messages/{id}/ack", "12");
  await post(site, "/service-messages/{id}/ack", "21");
  assert.equal((await noted()).length, 1);
  await post(site, "/alarm-messages/ack-all");
  assert.deepEqual(
    (await noted()).filter(({ note }) => note === "Rohrbruch"),
    [{ ...own, user: "operator", note: "Rohrbruch" }],
  );
  assert.equal((await noted()).length, 2);
});

test("several CCUs: every acknowledgement needs a name", async () => {
  const site = createTestSite({ centrals: ["a", "b"] });
  site.putHub("a", { alarmMessages: [message(1, "X")] });
  site.putHub("b", { alarmMessages: [message(1, "Y"), message(2, "Z")] });
  for (const [path, id] of [
    ["/alarm-messages/{id}/ack", "1"],
    ["/alarm-messages/ack-all", undefined],
    ["/service-messages/ack-all", undefined],
    ["/service-messages/{id}/disable", "1"],
  ] as const)
    for (const query of ["", "central=c"]) {
      const reply = await post(site, path, id, query);
      assert.deepEqual([reply.status, reply.body.title], [400, CENTRAL_REQUIRED], path);
    }
  assert.equal(site.calls.length, 0);
  assert.deepEqual((await post(site, "/alarm-messages/ack-all", undefined, "central=b")).body, { acknowledged: 2 });
  assert.deepEqual(
    (await get(site, "/alarm-messages")).body.map((m: { central: string }) => m.central),
    ["b", "a", "b"].sort(),
  );
});

const suppressed = (site: Site) => get(site, "/service-messages/suppressed");

test("HmIP: the CCU suppresses, and what it says counts", async () => {
  let onCcu: string[] = [];
  const site = setup({
    ccu: {
      suppressServiceMessage: (_iface: string, _channel: string, parameter: string, on: boolean) => {
        onCcu = on ? [...onCcu, parameter] : onCcu.filter((p) => parameter !== "" && p !== parameter);
      },
      suppressedServiceMessages: () => onCcu,
    },
  });
  assert.equal((await post(site, "/service-messages/{id}/disable", "21")).status, 202);
  assert.deepEqual(writes(site), [["suppressServiceMessage", "HmIP-RF", `${IP}:0`, "UNREACH", true]]);
  const row = {
    central: "ccu-main",
    interface: "HmIP-RF",
    channel: `${IP}:0`,
    parameter: "UNREACH",
    device_name: "Flur",
    name: "Device does not answer",
  };
  assert.deepEqual((await suppressed(site)).body, [row]);
  onCcu = ["LOW_BAT"];
  assert.deepEqual((await suppressed(site)).body, [
    { ...row, parameter: "LOW_BAT", device_name: "Ceiling lamp", name: "Battery low" },
  ]);
  assert.equal((await site.store.list("suppression")).items.length, 0);
  const all = await request(site, operations, "POST", "/service-messages/unsuppress", { body: { channel: `${IP}:0` } });
  assert.equal(all.status, 202);
  assert.deepEqual(writes(site).at(-1), ["suppressServiceMessage", "HmIP-RF", `${IP}:0`, "", false]);
  assert.deepEqual((await suppressed(site)).body, []);
});

test("a CCU is not asked on once nobody waits for the list; what is stored stays", async () => {
  const leave = new AbortController();
  let asked = 0;
  const site = setup({
    ccu: {
      suppressedServiceMessages: () => {
        asked += 1;
        leave.abort(new Error("gone"));
        return [];
      },
    },
  });
  await post(site, "/service-messages/{id}/disable", "21");
  site.putDevices(
    ...Array.from({ length: 20 }, (_, n) => dimmer({ address: `0001BBBB${String(n).padStart(6, "0")}` })),
  );
  await assert.rejects(suppressedServiceMessages({ ...site, signal: leave.signal }), /gone/);
  assert.ok(asked < 5, `${asked} devices were asked`);
  assert.equal((await site.store.list("suppression")).items.length, 1);
});

test("a CCU that does not answer leaves the list as it was stored", async () => {
  let away = false;
  const site = setup({
    ccu: { suppressedServiceMessages: () => (away ? fault()() : ["UNREACH"]) },
  });
  await post(site, "/service-messages/{id}/disable", "21");
  away = true;
  assert.equal((await suppressed(site)).body.length, 1);
  assert.equal((await site.store.list("suppression")).items.length, 1);
});

test("BidCos: the message is left out here, from the list, the count and ack-all, until it is taken back", async () => {
  const site = setup();
  assert.equal((await post(site, "/service-messages/{id}/disable", "23")).status, 202);
  assert.deepEqual(writes(site), []);
  assert.deepEqual(ids((await get(site, "/service-messages")).body), ["22", "21"]);
  // what the cloud is sent has it no more
  assert.equal((await site.home.hub("ccu-main")).serviceMessages.length, 2);
  assert.deepEqual(site.published.filter(({ broadcast }) => broadcast.name === "hub.service_message").at(-1)?.payload, {
    central: "ccu-main",
    count: 2,
  });
  assert.equal((await listHubDataPoints(site))[0]?.service_messages.value, 2);
  assert.deepEqual((await post(site, "/service-messages/ack-all")).body, { acknowledged: 1 });
  assert.equal((await suppressed(site)).body[0].parameter, "LOWBAT");
  const body = { channel: `${BIDCOS}:0`, parameter: "LOWBAT" };
  assert.equal((await request(site, operations, "POST", "/service-messages/unsuppress", { body })).status, 202);
  assert.deepEqual(ids((await get(site, "/service-messages")).body), ["22", "21", "23"]);
  assert.equal((await request(site, operations, "POST", "/service-messages/unsuppress", { body })).status, 404);
});

test("a CCU that lacks the method is helped out; one that refuses is 502 and nothing is stored", async () => {
  const old = setup({ ccu: { suppressServiceMessage: fault("unsupported") } });
  assert.equal((await post(old, "/service-messages/{id}/disable", "21")).status, 202);
  assert.deepEqual(ids((await get(old, "/service-messages")).body), ["22", "23"]);
  const refusing = setup({ ccu: { suppressServiceMessage: fault("permanent") } });
  assert.equal((await post(refusing, "/service-messages/{id}/disable", "21")).status, 502);
  assert.equal((await refusing.store.list("suppression")).items.length, 0);
});

test("what belongs to no known device cannot be suppressed", async () => {
  const site = setup();
  site.putHub("ccu-main", { serviceMessages: [message(5, "Störung"), message(6, "AL-GONE:0.UNREACH")] });
  for (const id of ["5", "6"]) assert.equal((await post(site, "/service-messages/{id}/disable", id)).status, 400);
});

test("unsuppress needs a channel that is known", async () => {
  const site = setup();
  for (const [body, status] of [
    [{}, 400],
    [{ channel: "" }, 422],
    [{ channel: "GONE:0" }, 404],
    [{ channel: `${BIDCOS}:0` }, 404],
    [{ channel: 5 }, 400],
    [{ channel: `${IP}:0`, id: 1 }, 400],
  ] as const)
    assert.equal(
      (await request(site, operations, "POST", "/service-messages/unsuppress", { body })).status,
      status,
      JSON.stringify(body),
    );
  const wrong = { body: { channel: `${IP}:0` }, query: "central=x" };
  assert.equal((await request(site, operations, "POST", "/service-messages/unsuppress", wrong)).status, 400);
});

test("commands answer in their own shapes", async () => {
  const site = setup();
  const data = async (name: string, args: unknown = {}) => {
    const result = await call(site, messagesCommands, name, args);
    assert.ok("data" in result, JSON.stringify(result));
    return JSON.parse(JSON.stringify(result.data));
  };
  assert.deepEqual(await data("alarm_messages.ack", { id: "11" }), { acknowledged: true, id: "11" });
  assert.deepEqual(await data("alarm_messages.ack_all"), { acknowledged: 2 });
  assert.deepEqual(await data("service_messages.ack_all"), { acknowledged: 2 });
  assert.deepEqual(await data("service_messages.disable", { id: "23" }), { disabled: "23" });
  assert.equal((await data("service_messages.suppressed")).items.length, 1);
  assert.deepEqual(await data("service_messages.unsuppress", { channel: `${BIDCOS}:0` }), {
    unsuppressed: `${BIDCOS}:0`,
  });
  const { messages } = await data("service_messages.list");
  assert.deepEqual(messages[2], {
    id: "23",
    name: `AL-${BIDCOS}:0.LOWBAT`,
    address: "0001D3C99A1B2C:0",
    device_name: "Flur",
    type: "generic",
    counter: 1,
    quittable: true,
  });
  assert.deepEqual((await data("alarm_messages.list")).messages[0], {
    id: "12",
    name: "Einbruch",
    description: "",
    counter: 1,
    timestamp: new Date(NOW - 1000).toISOString(),
  });
});

test("commands refuse with the closed list of codes", async () => {
  const site = setup();
  const code = async (name: string, args: unknown, role: "viewer" | "operator" = "operator") => {
    const result = await call(site, messagesCommands, name, args, identity(role));
    return "error" in result ? result.error.code : "none";
  };
  assert.equal(await code("service_messages.suppressed", {}, "viewer"), "forbidden");
  assert.equal(await code("alarm_messages.ack", { id: "11" }, "viewer"), "forbidden");
  assert.equal(await code("alarm_messages.ack", { id: "" }), "bad_request");
  assert.equal(await code("alarm_messages.ack", { id: "99" }), "not_found");
  assert.equal(await code("service_messages.ack", { id: "21" }), "conflict");
  assert.equal(await code("service_messages.unsuppress", { channel: "" }), "bad_request");
  assert.equal(await code("alarm_messages.list", { central_name: "x" }), "bad_request");
});
