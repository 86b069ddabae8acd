import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { deleteDevice } from "../../../handlers/features/devices/home/delete-device.ts";
import { centralLinksCommands } from "../../../handlers/features/links/commands/central-links.ts";
import { linksCommands } from "../../../handlers/features/links/commands/links.ts";
import { profilesOf } from "../../../handlers/features/links/home/link-profiles.ts";
import { linkOperations } from "../../../handlers/features/links/operations.ts";
import { LINK_TEXT_LIMIT } from "../../../handlers/features/links/schemas.ts";
import { EDIT_LOCK_MS, openEditSession } from "../../../handlers/features/paramsets/home/edit-sessions.ts";
import { readForm } from "../../../handlers/features/paramsets/home/read-form.ts";
import { PARAMETERS_LIMIT } from "../../../handlers/features/paramsets/schemas/paramsets.ts";
import type { Method } from "../../../handlers/kernel/operation.ts";
import { bounds, specials } from "../../../handlers/model/values.ts";
import type { ParamsetDescription, TypedValue } from "../../../handlers/ports/index.ts";
import { device, dimmer, EVENT, maintenance, parameter, READ, remote, WRITE } from "../../support/devices.ts";
import {
  call,
  createTestSite,
  fault,
  identity,
  request,
  type TestRequest,
  type TestSite,
  type TestSiteOptions,
} from "../../support/site.ts";

const DIMMER = "0001AAAA000001";
const REMOTE = "0002BBBB000002";
const [LAMP, KEY] = [`${DIMMER}:1`, `${REMOTE}:1`];
const LINK = { sender: KEY, receiver: LAMP, name: "Stairs", description: "", flags: 0 };

const DESCRIPTION: ParamsetDescription = {
  SHORT_ON_LEVEL: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1, SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] }),
  SHORT_ON_TIME: parameter("FLOAT", 0, { MIN: 0, MAX: 108000, SPECIAL: [{ ID: "NOT_USED", VALUE: 111600 }] }),
  SHORT_JT_ON: parameter("ENUM", READ | WRITE, { VALUE_LIST: ["NOP", "ON", "OFF"], MIN: "NOP", MAX: "OFF" }),
  SHORT_COND_VALUE_LO: parameter("INTEGER", 0, { MIN: 0, MAX: 255 }),
  LONG_MULTIEXECUTE: parameter("BOOL", READ | WRITE),
  UI_HINT: parameter("STRING", 0),
  SENSOR: parameter("", 0),
  INTERNAL: parameter("INTEGER", 0, { FLAGS: 3, MIN: 0, MAX: 9 }),
};

function home(ccu: TestSiteOptions["ccu"] = {}, options: TestSiteOptions = {}): TestSite {
  const answers = { links: () => [LINK], getParamsetDescription: () => DESCRIPTION, reportValueUsage: () => true };
  const site = createTestSite({ ccu: { ...answers, ...ccu }, ...options });
  site.putDevices(dimmer(), remote());
  return site;
}
const ask = (site: TestSite, method: Method, path: string, input: TestRequest = {}) =>
  request(site, linkOperations, method, path, input);
const links = (site: TestSite, method: Method, input: TestRequest = {}) =>
  ask(site, method, "/devices/{addr}/links", { params: { addr: DIMMER }, ...input });
const run = (site: TestSite, name: string, args: unknown, as = identity("operator")) =>
  call(site, [...linksCommands, ...centralLinksCommands], name, args, as);
const asked = (site: TestSite) => site.calls.map(({ method, args }) => [method, ...args]);
const audit = async (site: TestSite) =>
  (await site.store.list<Record<string, unknown>>("audit")).items.map((i) => i.value);
const ends = { sender_address: KEY, receiver_address: LAMP };

describe("lists of links", () => {
  it("tell both ends in the client's language, and the direction as the device sees it", async () => {
    const { body } = await links(home(), "GET", { query: "locale=de" });
    assert.deepEqual(body, [
      {
        sender_address: KEY,
        receiver_address: LAMP,
        name: "Stairs",
        description: "",
        flags: 0,
        sender_device_name: `HmIP-XRC2_${REMOTE}`,
        sender_device_model: "HmIP-XRC2",
        sender_channel_type: "KEY_TRANSCEIVER",
        sender_channel_type_label: "Taster",
        sender_channel_name: `HmIP-XRC2_${REMOTE}:1`,
        receiver_device_name: "Ceiling lamp",
        receiver_device_model: "HmIP-XDT",
        receiver_channel_type: "DIMMER_VIRTUAL_RECEIVER",
        receiver_channel_type_label: "Dimmaktor",
        receiver_channel_name: "Ceiling lamp:1",
        peer_address: KEY,
        peer_device_name: `HmIP-XRC2_${REMOTE}`,
        peer_device_model: "HmIP-XRC2",
        direction: "incoming",
      },
    ]);
  });

  it("ask for one channel where one is named", async () => {
    const site = home();
    const { body } = await links(site, "GET", { params: { addr: KEY } });
    assert.equal(body[0].direction, "outgoing");
    assert.deepEqual(asked(site), [["links", "HmIP-RF", KEY]]);
  });

  it("an interface without links has none; one that fails is told", async () => {
    assert.deepEqual((await links(home({ links: fault("unsupported") }), "GET")).body, []);
    assert.equal((await links(home({ links: fault() }), "GET")).status, 502);
    assert.equal((await links(home({}, { unreachable: ["ccu-main"] }), "GET")).status, 503);
  });

  it("of everything: what answers counts, unless nothing does", async () => {
    const one = home({
      links: (iface: string) => (iface === "HmIP-RF" ? [LINK] : fault()()),
    });
    const { body } = await ask(one, "GET", "/links");
    assert.deepEqual([body.links.length, body.links[0].interface_id], [1, "ccu-main-HmIP-RF"]);
    assert.equal(one.logged.filter((line) => line.includes("not known")).length, 1);
    assert.equal((await ask(home({ links: fault() }), "GET", "/links")).status, 502);
    assert.deepEqual((await ask(home({ links: fault("unsupported") }), "GET", "/links")).body, { links: [] });
    const away = home();
    away.putInterfaces("ccu-main", [{ name: "HmIP-RF", connected: false }]);
    assert.deepEqual((await ask(away, "GET", "/links")).body, { links: [] });
    assert.deepEqual(away.calls, []);
  });

  it("of everything: two CCUs, or one of them", async () => {
    const site = createTestSite({ centrals: ["attic", "ccu-main"], ccu: { links: () => [LINK] } });
    assert.equal((await ask(site, "GET", "/links")).body.links.length, 4);
    const { body } = await ask(site, "GET", "/links", { query: "central=attic" });
    assert.deepEqual([...new Set(body.links.map((one: { central_name: string }) => one.central_name))], ["attic"]);
  });
});

describe("changes of links", () => {
  it("are done on the CCU and stand in the audit log", async () => {
    const site = home();
    assert.equal((await links(site, "POST", { body: ends })).status, 202);
    assert.equal((await links(site, "PATCH", { body: { ...ends, name: "Näme" } })).status, 202);
    assert.equal(
      (await ask(site, "POST", "/devices/{addr}/links/test", { params: { addr: DIMMER }, body: ends })).status,
      202,
    );
    assert.equal((await links(site, "DELETE", { query: `sender=${KEY}&receiver=${LAMP}` })).status, 202);
    assert.deepEqual(asked(site), [
      ["addLink", "HmIP-RF", KEY, LAMP, `${KEY} -> ${LAMP}`, "created by CCU Anywhere"],
      ["setLinkInfo", "HmIP-RF", KEY, LAMP, "Näme", ""],
      ["activateLink", "HmIP-RF", LAMP, KEY, false],
      ["removeLink", "HmIP-RF", KEY, LAMP],
    ]);
    const entries = await audit(site);
    assert.deepEqual(
      entries.map(({ action, device_address, channel_no, peer }) => [action, device_address, channel_no, peer]).sort(),
      [
        ["link_activate", DIMMER, 1, KEY],
        ["link_add", REMOTE, 1, LAMP],
        ["link_remove", REMOTE, 1, LAMP],
        ["link_update", REMOTE, 1, LAMP],
      ],
    );
    assert.ok(entries.every(({ user, central }) => user === "operator" && central === "ccu-main"));
  });

  it("texts have a limit and no control characters", async () => {
    const site = home();
    const named = (name: string) => links(site, "POST", { body: { ...ends, name } });
    assert.equal((await named("x".repeat(LINK_TEXT_LIMIT))).status, 202);
    assert.equal((await named("x".repeat(LINK_TEXT_LIMIT + 1))).status, 400);
    assert.equal((await named("a\u0007")).status, 400);
    assert.equal(site.calls.length, 1);
  });

  it("what cannot be a link is refused before the CCU hears of it", async () => {
    const site = home();
    site.putDevices(remote({ address: "0009ZZZZ000009", central: "attic" }));
    for (const [what, body] of [
      ["with itself", { ...ends, sender_address: LAMP }],
      ["a device", { ...ends, sender_address: REMOTE }],
      ["unknown", { ...ends, sender_address: `${REMOTE}:7` }],
      ["another CCU", { ...ends, sender_address: "0009ZZZZ000009:1" }],
      ["neither of this device", { sender_address: KEY, receiver_address: `${REMOTE}:0` }],
      ["no text", { ...ends, sender_address: 7 }],
      ["hostile", { ...ends, sender_address: "__proto__:1" }],
    ] as const)
      assert.equal((await links(site, "POST", { body })).status, 400, what);
    assert.deepEqual(site.calls, []);
    assert.deepEqual(await audit(site), []);
  });

  it("a link whose other end is gone can be removed", async () => {
    const site = home();
    const gone = `sender=GONE:1&receiver=${LAMP}`;
    assert.equal((await links(site, "DELETE", { query: gone })).status, 202);
    assert.deepEqual(asked(site), [["removeLink", "HmIP-RF", "GONE:1", LAMP]]);
  });

  it("what the CCU refuses is 404 where there is no such link, and the CCU's word where there is", async () => {
    const query = `sender=${KEY}&receiver=${LAMP}`;
    const refused = { removeLink: fault("permanent", "Failure", -1) };
    assert.equal((await links(home({ ...refused, links: () => [] }), "DELETE", { query })).status, 404);
    const other = await links(home(refused), "DELETE", { query });
    assert.deepEqual([other.status, other.body.detail], [502, "Failure (fault -1)"]);
    const silent = { ...refused, links: fault("transport", "gone") };
    assert.deepEqual((await links(home(silent), "DELETE", { query })).body.detail, "Failure (fault -1)");
    const transport = home({ removeLink: fault() });
    assert.equal((await links(transport, "DELETE", { query })).status, 502);
    assert.deepEqual(await audit(transport), []);
  });

  it("an interface that cannot act as if a key were pressed says so", async () => {
    const input = { params: { addr: DIMMER }, body: ends };
    const site = home({ activateLink: fault("unsupported") });
    const reply = await ask(site, "POST", "/devices/{addr}/links/test", input);
    assert.deepEqual([reply.status, reply.body.code], [501, "unsupported"]);
  });
});

// ---------------------------------------------------------------- paramsets

const PATH = "/devices/{addr}/link-ps/{peer}";
const params = { addr: LAMP, peer: KEY };
const lock = async (site: TestSite, key = `channel:${LAMP}:LINK:${KEY}`, who = identity("operator")) =>
  (await openEditSession(site, who, key)).token;
const put = (site: TestSite, body: unknown, token?: string) =>
  ask(site, "PUT", PATH, { params, body, headers: token === undefined ? {} : { "x-edit-token": token } });

describe("the paramset of a link", () => {
  it("is read live", async () => {
    const site = home({ getParamset: () => ({ SHORT_JT_ON: 1 }) });
    assert.deepEqual((await ask(site, "GET", PATH, { params })).body, { SHORT_JT_ON: 1 });
    assert.deepEqual(asked(site), [["getParamset", "HmIP-RF", LAMP, KEY]]);
    assert.equal((await ask(site, "GET", PATH, { params: { addr: DIMMER, peer: KEY } })).status, 400);
    assert.equal((await ask(site, "GET", PATH, { params: { addr: LAMP, peer: "NOPE:1" } })).status, 404);
  });

  it("is written under its own lock, as long as it holds", async () => {
    const site = home();
    for (const key of [`channel:${LAMP}:LINK`, `channel:${LAMP}:MASTER`, `channel:${LAMP}:LINK:${LAMP}`])
      assert.equal((await put(site, { SHORT_JT_ON: 1 }, await lock(site, key))).status, 423, key);
    assert.equal((await put(site, { SHORT_JT_ON: 1 })).status, 423);
    const token = await lock(site);
    const reply = await put(site, { SHORT_JT_ON: "OFF", SHORT_ON_TIME: "NOT_USED", UI_HINT: 3 }, token);
    assert.equal(reply.status, 202);
    assert.deepEqual(site.calls.at(-1)?.args, [
      "HmIP-RF",
      LAMP,
      KEY,
      {
        SHORT_JT_ON: { type: "ENUM", value: "OFF" },
        SHORT_ON_TIME: { type: "FLOAT", value: 111600 },
        UI_HINT: { type: "STRING", value: "3" },
      },
    ]);
    const [entry] = await audit(site);
    assert.partialDeepStrictEqual(entry, { action: "link_paramset_write", paramset: "LINK", peer: KEY, channel_no: 1 });
    await site.clock.advance(EDIT_LOCK_MS);
    assert.equal((await put(site, { SHORT_JT_ON: 1 }, token)).status, 423);
  });

  it("all of it, or nothing: every value that does not fit is named with its limits", async () => {
    const site = home();
    const token = await lock(site);
    const body = { SHORT_JT_ON: 1, SHORT_COND_VALUE_LO: 256, NOPE: 1, SENSOR: "x", SHORT_ON_LEVEL: 1.1 };
    const reply = await put(site, body, token);
    assert.deepEqual(
      [reply.status, reply.body.code, reply.body.errors],
      [
        400,
        "validation",
        [
          { field: "SHORT_COND_VALUE_LO", reason: "256 is out of range", min: 0, max: 255 },
          { field: "NOPE", reason: "is no parameter of this paramset" },
          { field: "SENSOR", reason: "is read-only" },
          { field: "SHORT_ON_LEVEL", reason: "1.1 is out of range; by name also OLD_LEVEL", min: 0, max: 1 },
        ],
      ],
    );
    assert.equal((await put(site, { INTERNAL: 1, SHORT_JT_ON: 1 }, token)).status, 403);
    assert.equal((await put(site, {}, token)).status, 400);
    const many = Object.fromEntries(Array.from({ length: PARAMETERS_LIMIT + 1 }, (_, i) => [`P${i}`, 1]));
    assert.match((await put(site, many, token)).body.detail, /more than/);
    assert.ok(
      site.calls.every(({ method }) => method === "getParamsetDescription" || method === "getParamset"),
      "reads only",
    );
    assert.deepEqual(await audit(site), []);
  });

  it("whatever is put: written within the receiver's limits, or refused", async () => {
    const site = home();
    const token = await lock(site);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.double(),
      fc.integer({ min: -2, max: 300 }),
      fc.constantFrom("OLD_LEVEL", "NOT_USED", "ON", "", "1.5", "true", 111600, 1.005, 108000, 108000.5),
    );
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(DESCRIPTION)),
      fc.constantFrom("NOPE", "constructor", "__proto__"),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value, { minKeys: 1, maxKeys: 5 }), async (body) => {
        site.calls.length = 0;
        const { status } = await put(site, body, token);
        const written = site.calls.filter(({ method }) => method === "putParamset");
        assert.equal(written.length, status === 202 ? 1 : 0, `${status}`);
        assert.ok([202, 400, 403].includes(status));
        for (const [parameter, typed] of Object.entries((written[0]?.args[3] ?? {}) as Record<string, TypedValue>))
          assertWithin(parameter, typed);
      }),
      { numRuns: 500 },
    );
  });

  it("by command it needs no lock, unless somebody else holds it", async () => {
    const site = home();
    const args = { address: LAMP, peer_address: KEY, parameters: { SHORT_JT_ON: 1 } };
    assert.deepEqual(await run(site, "links.put_paramset", args), { data: { success: true } });
    await lock(site);
    assert.deepEqual(await run(site, "links.put_paramset", args), { data: { success: true } });
    const other = await run(site, "links.put_paramset", args, identity("operator", "anna"));
    assert.ok("error" in other && other.error.code === "locked");
  });
});

function assertWithin(parameter: string, { type, value }: TypedValue): void {
  const description = DESCRIPTION[parameter];
  assert.ok(description && (description.FLAGS & 2) === 0 && description.TYPE === type, parameter);
  if (type === "ENUM")
    assert.ok(description.VALUE_LIST?.includes(String(value)) || Number(value) in description.VALUE_LIST!);
  else if (type === "BOOL") assert.equal(typeof value, "boolean");
  else if (type === "STRING") assert.ok(String(value).length <= 255);
  else if (![...specials(description).values()].includes(Number(value))) {
    const { min, max } = bounds(description);
    assert.ok(Number(value) >= min! && Number(value) <= max!, `${parameter} ${value}`);
    if (type === "INTEGER") assert.ok(Number.isInteger(value));
  }
}

// ---------------------------------------------------------------- profiles

const jump = parameter("ENUM", READ | WRITE, { VALUE_LIST: ["NOP", "ON", "OFF"], MIN: "NOP" });
const JUMPS = Object.fromEntries(["SHORT_JT_ON", "SHORT_JT_OFF", "LONG_JT_ON", "LONG_JT_OFF"].map((n) => [n, jump]));
const PAIR = { interface_id: "x", sender_channel_address: KEY, receiver_channel_address: `${DIMMER}:2` };

describe("profiles of a link", () => {
  const withSwitch = (ccu: TestSiteOptions["ccu"] = {}) => {
    const site = home({ getParamsetDescription: () => JUMPS, ...ccu });
    site.putDevices(
      device({
        address: DIMMER,
        model: "HmIP-XS",
        channels: { 1: { type: "FOREIGN" }, 2: { type: "SIMPLE_SWITCH_RECEIVER", values: {} } },
      }),
    );
    return site;
  };
  const OFF = { SHORT_JT_ON: 2, SHORT_JT_OFF: 2, LONG_JT_ON: 2, LONG_JT_OFF: 2 };

  it("come with the one that the link follows", async () => {
    const site = withSwitch({ getParamset: () => OFF });
    const answer = await run(site, "links.get_profiles", PAIR, identity("viewer"));
    assert.ok("data" in answer);
    const { profiles, active_profile_id } = answer.data as { profiles: { id: number }[]; active_profile_id: number };
    assert.equal(active_profile_id, 3);
    assert.deepEqual(profiles[0], {
      id: 0,
      name: { de: "Experte", en: "Expert" },
      description: { de: "Alle Parameter einzeln einstellen", en: "Set every parameter by hand" },
    });
    assert.deepEqual(asked(site).at(-1), ["getParamset", "HmIP-RF", `${DIMMER}:2`, KEY]);
  });

  it("stand in the form of the link, with the one that it follows", async () => {
    const site = withSwitch({ getParamset: () => OFF });
    const place = { address: DIMMER, channel: 2, paramset: "LINK" as const, peer: KEY, locale: "en" };
    const { profile } = await readForm(site, place);
    const { profiles } = await profilesOf(site, { sender: KEY, receiver: `${DIMMER}:2` });
    assert.ok(profile);
    assert.deepEqual([profile.active_profile_id, profile.raw], [3, profiles]);
    const nothing = await readForm(withSwitch({ getParamset: () => ({}) }), { ...place, channel: 1 });
    assert.equal(nothing.profile, undefined);
  });

  it("are offered before the link is made, too", async () => {
    const site = withSwitch({ getParamset: fault("permanent", "Unknown Paramset", -3) });
    const answer = await run(site, "links.get_profiles", PAIR);
    assert.ok("data" in answer && (answer.data as { active_profile_id: number }).active_profile_id === 0);
    const away = await run(withSwitch({ getParamset: fault() }), "links.get_profiles", PAIR);
    assert.ok("error" in away && away.error.code === "internal_error");
  });

  it("are null where there is nothing to offer", async () => {
    const args = { ...PAIR, receiver_channel_address: LAMP };
    assert.deepEqual(await run(withSwitch(), "links.get_profiles", args), {
      data: { profiles: null, active_profile_id: 0 },
    });
  });

  it("show what they would set, and set nothing", async () => {
    const site = withSwitch();
    const preview = (profile_id: number) =>
      run(site, "links.test_profile", { ...PAIR, profile_id }, identity("viewer"));
    const done = { success: true, applied_values: OFF, profile_id: 3, interface_id: "x" };
    assert.deepEqual(await preview(3), { data: done });
    assert.deepEqual(await preview(0), { data: { ...done, applied_values: {}, profile_id: 0 } });
    const none = { success: false, applied_values: {}, profile_id: 99, unsupported: true };
    assert.deepEqual(await preview(99), { data: none });
    assert.ok(site.calls.every(({ method }) => method === "getParamsetDescription"));
  });
});

// ---------------------------------------------------------------- central links

describe("central links", () => {
  const CENTRAL = "/devices/{addr}/central-links";
  const set = (site: TestSite, method: Method, query = "", addr = REMOTE) =>
    ask(site, method, CENTRAL, { params: { addr }, query });
  const status = async (site: TestSite, addr = REMOTE) => (await set(site, "GET", "", addr)).body;
  const twoKeys = (ccu: TestSiteOptions["ccu"] = {}) => {
    const site = home(ccu);
    const press = { PRESS_SHORT: parameter("ACTION", EVENT), PRESS_LONG: parameter("ACTION", EVENT) };
    const channels = {
      0: { type: "MAINTENANCE", values: maintenance },
      1: { type: "KEY_TRANSCEIVER", values: press },
      2: { type: "KEY_TRANSCEIVER", values: { PRESS_LOCK: parameter("ACTION", EVENT) } },
    };
    site.putDevices(device({ address: REMOTE, model: "HmIP-XRC2", channels }));
    return site;
  };

  it("what was told is remembered; before that nothing is known", async () => {
    const site = twoKeys();
    assert.partialDeepStrictEqual(await status(site), {
      supported: true,
      eligible_channels: 2,
      active_state_known: false,
    });
    assert.deepEqual((await set(site, "POST", `channel=${KEY}`)).body, { touched: 1, skipped: 0, failed: 0 });
    const half = await status(site);
    assert.deepEqual([half.active_state_known, half.active_channels], [false, undefined]);
    assert.deepEqual(
      half.channels.map((one: { active?: boolean }) => one.active),
      [undefined, true, undefined],
    );
    assert.deepEqual((await set(site, "DELETE")).body, { touched: 2, skipped: 1, failed: 0 });
    assert.partialDeepStrictEqual(await status(site), { active_state_known: true, active_channels: 0 });
    assert.deepEqual(asked(site), [
      ["reportValueUsage", "HmIP-RF", KEY, "PRESS_SHORT", 1],
      ["reportValueUsage", "HmIP-RF", KEY, "PRESS_SHORT", 0],
      ["reportValueUsage", "HmIP-RF", `${REMOTE}:2`, "PRESS_LOCK", 0],
    ]);
    assert.deepEqual(
      (await audit(site)).map(({ action, peer }) => [action, peer]),
      [
        ["link_add", "central"],
        ["link_remove", "central"],
      ],
    );
  });

  it("are forgotten with the device: should it come back, nothing is known of it", async () => {
    const site = twoKeys();
    await set(site, "POST");
    assert.partialDeepStrictEqual(await status(site), { active_state_known: true, active_channels: 2 });
    await deleteDevice(site, identity("admin"), REMOTE, { reset: false, force: false });
    const { active_state_known, active_channels } = await status(site);
    assert.deepEqual([active_state_known, active_channels], [false, undefined]);
  });

  it("a key that the CCU does not take is counted; none at all is a failure", async () => {
    const some = twoKeys({
      reportValueUsage: (_iface: string, channel: string) => (channel === KEY ? fault()() : false),
    });
    assert.deepEqual((await set(some, "POST")).body, { touched: 1, skipped: 1, failed: 1 });
    assert.deepEqual((await status(some)).channels[1], { address: KEY, number: 1, eligible: true });
    const none = twoKeys({ reportValueUsage: fault() });
    assert.equal((await set(none, "POST")).status, 502);
    assert.deepEqual(await audit(none), []);
    assert.equal((await set(twoKeys({ reportValueUsage: fault("unsupported") }), "POST")).status, 422);
  });

  it("are for keys of real devices only", async () => {
    const site = twoKeys();
    const key = { type: "VIRTUAL_KEY", values: { PRESS_SHORT: parameter("ACTION", WRITE | EVENT) } };
    const made = (address: string, model: string, iface: string, FLAGS = 1) =>
      device({ address, model, interface: iface, channels: { 1: key }, description: { FLAGS } });
    site.putDevices(
      made("CUX1", "CUX40", "CUxD"),
      made("INT1", "HM-CC-VG-1", "VirtualDevices"),
      made("BIDCOS-RF", "HM-RCV-50", "BidCos-RF", 9),
    );
    for (const addr of ["CUX1", "INT1", "BIDCOS-RF", DIMMER]) {
      const { supported, reason, eligible_channels } = await status(site, addr);
      assert.deepEqual([supported, eligible_channels], [false, 0], addr);
      assert.ok(reason.length > 0);
      assert.deepEqual(
        [(await set(site, "POST", "", addr)).status, (await set(site, "DELETE", "", addr)).status],
        [422, 422],
      );
    }
    assert.equal((await set(site, "POST", `channel=${REMOTE}:0`)).status, 422);
    assert.equal((await set(site, "POST", `channel=${LAMP}`)).status, 422);
    assert.deepEqual(site.calls, []);
  });

  it("by command, under both names of the device", async () => {
    const site = twoKeys();
    const done = { data: { touched: 2, skipped: 1, failed: 0 } };
    assert.deepEqual(await run(site, "central.create_links", { device_address: REMOTE, address: "NOPE" }), done);
    assert.deepEqual(
      await run(site, "central.remove_links", { device_address: "", address: REMOTE, channel: "" }),
      done,
    );
    const none = await run(site, "central.links_status", { address: "" });
    assert.ok("error" in none && none.error.code === "bad_request");
  });
});
