import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { paramsetCommands } from "../../../handlers/features/paramsets/commands/paramsets.ts";
import { openEditSession } from "../../../handlers/features/paramsets/home/edit-sessions.ts";
import { paramsetsOperations } from "../../../handlers/features/paramsets/operations/paramsets.ts";
import { PARAMETERS_LIMIT } from "../../../handlers/features/paramsets/schemas/paramsets.ts";
import { idAt } from "../../support/device-ids.ts";
import { dimmer, parameter, READ, remote, state, states, WRITE } from "../../support/devices.ts";
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
const CHANNEL = `${ADDR}:1`;
const PEER = "0002BBBB000002:1";
const PATH = "/devices/{addr}/paramsets/{key}";

const LINK = {
  SHORT_ON_LEVEL: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1, SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] }),
  SHORT_JT_ON: parameter("ENUM", READ | WRITE, { VALUE_LIST: ["OFF", "ON"], MIN: 0 }),
};

function home(
  ccu: TestSiteOptions["ccu"] = {},
  options: TestSiteOptions = {},
  part: Parameters<typeof dimmer>[0] = {},
) {
  const site = createTestSite({ ccu, ...options });
  site.putDevices(dimmer(part), remote());
  return site;
}
const get = (site: TestSite, addr: string, key: string, query = "") =>
  request(site, paramsetsOperations, "GET", PATH, { params: { addr, key }, query });
const put = (site: TestSite, addr: string, key: string, body: unknown, token?: string, query = "") =>
  request(site, paramsetsOperations, "PUT", PATH, {
    params: { addr, key },
    query,
    body,
    headers: token === undefined ? {} : { "x-edit-token": token },
  });
const lock = async (site: TestSite, key: string) => (await openEditSession(site, identity("operator"), key)).token;
const methods = (site: TestSite) => site.calls.map(({ method }) => method);

describe("GET paramset", () => {
  it("answers VALUES from the read model, pending writes included, without asking the CCU", async () => {
    const site = home();
    site.home.putValues(
      idAt(ADDR),
      states({
        "1/LEVEL": state(0.4, { optimistic: { value: 0.9 } }),
        "1/MODE": state("MANUAL"),
        "1/STATE": state(null, { source: "unobserved" }),
        "0/UNREACH": state(false),
      }),
    );
    const { status, body } = await get(site, CHANNEL, "VALUES");
    assert.deepEqual([status, body], [200, { LEVEL: 0.9, MODE: "MANUAL" }]);
    assert.deepEqual(site.calls, []);
  });

  it("asks the CCU for VALUES of which nothing was observed, and converts them", async () => {
    const site = home({ getParamset: () => ({ LEVEL: 0.5, MODE: 1, STATE: 1, COUNT: "3" }) });
    assert.deepEqual((await get(site, CHANNEL, "VALUES")).body, { LEVEL: 0.5, MODE: "MANUAL", STATE: true, COUNT: 3 });
    assert.deepEqual(site.calls, [
      { central: "ccu-main", method: "getParamset", args: ["HmIP-RF", CHANNEL, "VALUES"] },
    ]);
  });

  it("asks the CCU for MASTER, of a channel or of the device itself", async () => {
    const site = home({ getParamset: (_iface: string, address: string) => ({ CYCLIC_INFO_MSG: address }) });
    site.home.putValues(idAt(ADDR), states({ "1/MASTER/CYCLIC_INFO_MSG": state(1) }));
    await get(site, CHANNEL, "MASTER");
    await get(site, ADDR, "MASTER");
    assert.deepEqual(
      site.calls.map(({ args }) => args),
      [
        ["HmIP-RF", CHANNEL, "MASTER"],
        ["HmIP-RF", ADDR, "MASTER"],
      ],
    );
  });

  it("asks for LINK with the peer, and only with one that exists", async () => {
    const site = home({ getParamset: () => ({ SHORT_ON_LEVEL: 1 }) });
    const reply = await get(site, CHANNEL, "LINK", `peer=${encodeURIComponent(PEER)}`);
    assert.deepEqual([reply.status, reply.body], [200, { SHORT_ON_LEVEL: 1 }]);
    assert.deepEqual(site.calls[0]?.args, ["HmIP-RF", CHANNEL, PEER]);
    const none = await get(site, CHANNEL, "LINK");
    assert.deepEqual([none.status, none.body.title], [400, "Peer missing"]);
    assert.equal((await get(site, CHANNEL, "LINK", "peer=")).status, 400);
    assert.equal((await get(site, CHANNEL, "LINK", "peer=NOPE:1")).status, 404);
    assert.equal(site.calls.length, 1);
  });

  it("refuses bad keys and addresses, and reports the CCU", async () => {
    const site = home({ getParamset: fault("permanent", "Unknown paramset", -3) });
    for (const [addr, key, status] of [
      [CHANNEL, "values", 400],
      [CHANNEL, "SERVICE", 400],
      [CHANNEL, "__proto__", 400],
      [ADDR, "VALUES", 400],
      ["NOPE", "MASTER", 404],
      ["NOPE:1", "MASTER", 404],
      [`${ADDR}:9`, "MASTER", 404],
      [`${ADDR}:`, "MASTER", 404],
      [":1", "MASTER", 404],
      [CHANNEL, "MASTER", 502],
    ] as const)
      assert.equal((await get(site, addr, key)).status, status, `${addr} ${key}`);
    assert.equal((await get(home({}, { unreachable: ["ccu-main"] }), CHANNEL, "MASTER")).status, 503);
  });
});

describe("PUT paramset VALUES", () => {
  it("needs no lock, and writes all or nothing in one go", async () => {
    const site = home();
    const reply = await put(site, CHANNEL, "VALUES", { LEVEL: 1, STATE: true });
    assert.deepEqual([reply.status, reply.body], [202, undefined]);
    const [written] = site.centralCalls;
    assert.equal(written?.method, "writeValues");
    const rows = written!.args[1] as { dataPoint: { parameter: string }; value: unknown }[];
    assert.deepEqual(
      rows.map(({ dataPoint, value }) => [dataPoint.parameter, value]),
      [
        ["LEVEL", { type: "FLOAT", value: 1 }],
        ["STATE", { type: "BOOL", value: true }],
      ],
    );
    const { items } = await site.store.list<{ action: string; paramset: string }>("audit");
    assert.deepEqual([items[0]?.value.action, items[0]?.value.paramset], ["paramset_write", "VALUES"]);
  });

  it("refuses what this channel lacks, hides, cannot take or does not let write", async () => {
    const site = home();
    for (const [body, status, code] of [
      [{}, 400, "bad_request"],
      [{ NOTHING: 1 }, 400, "validation"],
      [{ LEVEL: 0.5, NOTHING: 1 }, 400, "validation"],
      [{ toString: 1 }, 400, "validation"],
      [{ CYCLIC_INFO_MSG: 1 }, 400, "validation"],
      [{ LEVEL: 2 }, 400, "validation"],
      [{ LEVEL: null }, 400, "bad_request"],
      [{ LEVEL: 0.5, POWER: 5 }, 400, "validation"],
      [{ LEVEL: 0.5, RAMP_STOP: true }, 403, "forbidden"],
      [[], 400, "bad_request"],
      ["x", 400, "bad_request"],
      [undefined, 400, "bad_request"],
      [{ "": 1 }, 400, "bad_request"],
    ] as const) {
      const reply = await put(site, CHANNEL, "VALUES", body);
      assert.deepEqual(
        [reply.status, reply.body.code],
        [status, code],
        `${JSON.stringify(body)}: ${reply.body.detail}`,
      );
    }
    assert.equal((await put(site, ADDR, "VALUES", { LEVEL: 1 })).status, 400);
    assert.deepEqual(site.centralCalls, []);
  });

  it("names every rejected value", async () => {
    const { body } = await put(home(), CHANNEL, "VALUES", { LEVEL: 2, COUNT: 99, STATE: true });
    assert.deepEqual(
      body.errors.map((e: { field: string; max: number }) => [e.field, e.max]),
      [
        ["LEVEL", 1],
        ["COUNT", 10],
      ],
    );
  });

  it("takes as many parameters as a week program has, not more", async () => {
    const site = home();
    const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`P${i}`, 1]));
    assert.equal((await put(site, CHANNEL, "VALUES", many(PARAMETERS_LIMIT))).body.code, "validation");
    const over = await put(site, CHANNEL, "VALUES", many(PARAMETERS_LIMIT + 1));
    assert.deepEqual([over.status, over.body.code], [400, "bad_request"]);
  });

  it("is refused on a locked channel, without a CCU, and by the CCU", async () => {
    const locked = home({}, {}, { flags: { 1: { hidden: false, locked: true } } });
    assert.equal((await put(locked, CHANNEL, "VALUES", { LEVEL: 1 })).status, 423);
    const token = await lock(locked, `channel:${CHANNEL}:MASTER`);
    assert.equal((await put(locked, CHANNEL, "MASTER", { DIM_MIN: 0 }, token)).status, 202);
    assert.equal((await put(home({}, { unreachable: ["ccu-main"] }), CHANNEL, "VALUES", { LEVEL: 1 })).status, 503);
    const refused = await put(home({}, { writing: fault("duty_cycle") }), CHANNEL, "VALUES", { LEVEL: 1 });
    assert.equal(refused.status, 502);
  });
});

describe("PUT paramset MASTER", () => {
  it("needs the token of its own lock: 423 before anything else is looked at", async () => {
    const site = home();
    const token = await lock(site, `channel:${CHANNEL}:MASTER`);
    const other = await lock(site, `channel:${ADDR}:MASTER`);
    for (const [addr, sent] of [
      [CHANNEL, undefined],
      [CHANNEL, ""],
      [CHANNEL, "wrong"],
      [CHANNEL, other],
      [ADDR, token],
      ["NOPE:1", token],
    ] as const) {
      const reply = await put(site, addr, "MASTER", { NOTHING: 1 }, sent);
      assert.deepEqual([reply.status, reply.body.code, reply.body.title], [423, "conflict", "Edit lock required"]);
    }
    assert.deepEqual(site.centralCalls, []);
  });

  it("writes a channel's and the device's own configuration", async () => {
    const site = home();
    site.home.putValues(idAt(ADDR), states({ "1/MASTER/CYCLIC_INFO_MSG": state(0) }));
    const token = await lock(site, `channel:${CHANNEL}:MASTER`);
    assert.equal((await put(site, CHANNEL, "MASTER", { CYCLIC_INFO_MSG: 1, DIM_MIN: 0 }, token)).status, 202);
    const own = await lock(site, `channel:${ADDR}:MASTER`);
    assert.equal((await put(site, ADDR, "MASTER", { LOCAL_RESET_DISABLED: true }, own)).status, 202);
    assert.deepEqual(
      site.centralCalls.map(({ method, args }) => [method, ...args.slice(1)]),
      [
        ["writeMaster", 1, { CYCLIC_INFO_MSG: { type: "INTEGER", value: 1 }, DIM_MIN: { type: "FLOAT", value: 0 } }],
        ["writeMaster", null, { LOCAL_RESET_DISABLED: { type: "BOOL", value: true } }],
      ],
    );
    const { items } = await site.store.list<{ channel_no?: number; changes: unknown[] }>("audit");
    assert.deepEqual(items[0]?.value.changes, [
      { parameter: "CYCLIC_INFO_MSG", before: 0, after: 1 },
      { parameter: "DIM_MIN", after: 0 },
    ]);
    assert.equal(items[1]?.value.channel_no, undefined);
  });

  it("refuses internal, read-only, unknown and ill-fitting parameters", async () => {
    const site = home();
    const token = await lock(site, `channel:${CHANNEL}:MASTER`);
    for (const [body, status] of [
      [{ FACTORY_KEY: 1 }, 403],
      [{ VERSION_INFO: "2" }, 400],
      [{ LEVEL: 1 }, 400],
      [{ CYCLIC_INFO_MSG: 3 }, 400],
      [{ CYCLIC_INFO_MSG: 0.5 }, 400],
      [{}, 400],
    ] as const)
      assert.equal((await put(site, CHANNEL, "MASTER", body, token)).status, status, JSON.stringify(body));
    const gone = await lock(site, "channel:NOPE:1:MASTER");
    assert.equal((await put(site, "NOPE:1", "MASTER", { A: 1 }, gone)).status, 404);
    assert.deepEqual(site.centralCalls, []);
  });

  it("takes back what the device holds: hidden, read-only, beyond the limits, described nowhere; nothing else of it", async () => {
    const held = { FACTORY_KEY: 7, VERSION_INFO: "2", CYCLIC_INFO_MSG: 3, DIM_MIN: 0.1, NOWHERE: "x" };
    const site = home({ getParamset: () => held });
    const token = await lock(site, `channel:${CHANNEL}:MASTER`);
    const send = async (body: object) => (await put(site, CHANNEL, "MASTER", body, token)).status;
    assert.equal(await send(held), 202);
    assert.equal(await send({ FACTORY_KEY: 7 }), 202, "nothing is left to write");
    assert.deepEqual(
      site.centralCalls.map(({ args }) => args[2]),
      [{ DIM_MIN: { type: "FLOAT", value: 0.1 } }],
    );
    for (const [change, status] of [
      [{ FACTORY_KEY: 8 }, 403],
      [{ VERSION_INFO: "3" }, 400],
      [{ CYCLIC_INFO_MSG: 4 }, 400],
      [{ NOWHERE: "y" }, 400],
      [{ ELSEWHERE: "x" }, 400],
      [{ FACTORY_KEY: null }, 403],
    ] as const)
      assert.equal(await send({ ...held, ...change }), status, JSON.stringify(change));
    assert.equal(site.centralCalls.length, 1);
    const silent = home({ getParamset: fault("transport", "gone") });
    const other = await lock(silent, `channel:${CHANNEL}:MASTER`);
    assert.equal(
      (await put(silent, CHANNEL, "MASTER", { FACTORY_KEY: 7 }, other)).status,
      403,
      "nobody knows it to be so",
    );
  });

  it("is refused once the lock has expired", async () => {
    const site = home();
    const token = await lock(site, `channel:${CHANNEL}:MASTER`);
    site.clock.advance(5 * 60_000);
    assert.equal((await put(site, CHANNEL, "MASTER", { DIM_MIN: 0 }, token)).status, 423);
  });
});

describe("PUT paramset LINK", () => {
  const query = `peer=${encodeURIComponent(PEER)}`;

  it("needs the lock of the pair, then checks against the CCU's description and writes to the peer", async () => {
    const site = home({ getParamsetDescription: () => LINK });
    const body = { SHORT_ON_LEVEL: "OLD_LEVEL", SHORT_JT_ON: "ON" };
    assert.equal((await put(site, CHANNEL, "LINK", body, undefined, query)).status, 423);
    const general = await lock(site, `channel:${CHANNEL}:LINK`);
    assert.equal((await put(site, CHANNEL, "LINK", body, general, query)).status, 423);
    const token = await lock(site, `channel:${CHANNEL}:LINK:${PEER}`);
    assert.equal((await put(site, CHANNEL, "LINK", body, token, query)).status, 202);
    assert.deepEqual(site.calls.at(-1)?.args, [
      "HmIP-RF",
      CHANNEL,
      PEER,
      { SHORT_ON_LEVEL: { type: "FLOAT", value: 1.005 }, SHORT_JT_ON: { type: "ENUM", value: 1 } },
    ]);
    const { items } = await site.store.list<{ action: string; peer: string }>("audit");
    assert.deepEqual([items[0]?.value.action, items[0]?.value.peer], ["link_paramset_write", PEER]);
  });

  it("takes back unchanged what could not be written, and refuses it changed", async () => {
    const held = { SHORT_ON_LEVEL: 3, SHORT_JT_ON: 1, NOWHERE: 1 };
    const site = home({ getParamsetDescription: () => LINK, getParamset: () => held });
    const token = await lock(site, `channel:${CHANNEL}:LINK:${PEER}`);
    assert.equal((await put(site, CHANNEL, "LINK", held, token, query)).status, 202);
    assert.deepEqual(site.calls.at(-1)?.args[3], { SHORT_JT_ON: { type: "ENUM", value: 1 } });
    for (const change of [{ SHORT_ON_LEVEL: 4 }, { NOWHERE: 2 }])
      assert.equal((await put(site, CHANNEL, "LINK", { ...held, ...change }, token, query)).status, 400);
  });

  it("without a peer is 423 without the lock and 400 with it", async () => {
    const site = home({ getParamsetDescription: () => LINK });
    assert.equal((await put(site, CHANNEL, "LINK", { SHORT_JT_ON: 1 })).status, 423);
    const token = await lock(site, `channel:${CHANNEL}:LINK`);
    const reply = await put(site, CHANNEL, "LINK", { SHORT_JT_ON: 1 }, token);
    assert.deepEqual([reply.status, reply.body.title], [400, "Peer missing"]);
    assert.deepEqual(site.calls, []);
  });

  it("never sends what the description lacks or does not allow", async () => {
    const site = home({ getParamsetDescription: () => LINK });
    const token = await lock(site, `channel:${CHANNEL}:LINK:${PEER}`);
    for (const body of [{ UNKNOWN: 1 }, { SHORT_ON_LEVEL: 3 }, { SHORT_JT_ON: "MAYBE" }, { toString: 1 }, {}])
      assert.equal((await put(site, CHANNEL, "LINK", body, token, query)).status, 400, JSON.stringify(body));
    assert.equal(methods(site).includes("putParamset"), false);
  });
});

describe("POST determine", () => {
  const DETERMINE = "/devices/{addr}/channels/{no}/paramsets/{key}/determine";
  const determine = (site: TestSite, key: string, body: unknown, no = "1", addr = ADDR) =>
    request(site, paramsetsOperations, "POST", DETERMINE, { params: { addr, no, key }, body });

  it("lets the device measure, then reads", async () => {
    const site = home({ getValue: () => "0.5", getParamset: () => ({ DIM_MIN: 0.1 }) });
    assert.deepEqual((await determine(site, "VALUES", { parameter: "LEVEL" })).body, { value: 0.5 });
    assert.deepEqual((await determine(site, "MASTER", { parameter: "DIM_MIN" })).body, { value: 0.1 });
    assert.deepEqual(methods(site), ["determineParameter", "getValue", "determineParameter", "getParamset"]);
    assert.deepEqual(site.calls[0]?.args, ["HmIP-RF", CHANNEL, "VALUES", "LEVEL"]);
  });

  it("is null where the interface cannot, and 502 where it fails", async () => {
    const cannot = await determine(home({ determineParameter: fault("unsupported") }), "VALUES", {
      parameter: "LEVEL",
    });
    assert.deepEqual([cannot.status, cannot.body], [200, { value: null }]);
    const failed = await determine(home({ determineParameter: fault("radio") }), "VALUES", { parameter: "LEVEL" });
    assert.equal(failed.status, 502);
    const away = await determine(home({}, { unreachable: ["ccu-main"] }), "VALUES", { parameter: "LEVEL" });
    assert.equal(away.status, 503);
  });

  it("refuses what is not there", async () => {
    const site = home();
    for (const [key, body, no, addr, status] of [
      ["VALUES", { parameter: "NOTHING" }, "1", ADDR, 404],
      ["MASTER", { parameter: "LEVEL" }, "1", ADDR, 404],
      ["VALUES", { parameter: "LEVEL" }, "9", ADDR, 404],
      ["VALUES", { parameter: "LEVEL" }, "1", "NOPE", 404],
      ["LINK", { parameter: "LEVEL" }, "1", ADDR, 400],
      ["NONE", { parameter: "LEVEL" }, "1", ADDR, 400],
      ["VALUES", {}, "1", ADDR, 400],
      ["VALUES", { parameter: "" }, "1", ADDR, 400],
      ["VALUES", { parameter: 5 }, "1", ADDR, 400],
      ["VALUES", { parameter: "LEVEL", more: 1 }, "1", ADDR, 400],
      ["VALUES", undefined, "1", ADDR, 400],
    ] as const)
      assert.equal((await determine(site, key, body, no, addr)).status, status, JSON.stringify([key, body, no]));
    assert.deepEqual(site.calls, []);
  });
});

describe("paramset commands", () => {
  const ask = async (site: TestSite, command: string, args: unknown) => {
    const result = await call(site, paramsetCommands, command, args, identity("operator"));
    return "error" in result ? result.error.code : result.data;
  };

  it("paramset.get reads MASTER unless told otherwise", async () => {
    const site = home({ getParamset: () => ({ DIM_MIN: 0.2 }) });
    site.home.putValues(idAt(ADDR), states({ "1/LEVEL": state(0.4) }));
    assert.deepEqual(await ask(site, "paramset.get", { channel_address: CHANNEL }), { values: { DIM_MIN: 0.2 } });
    const values = { channel_address: CHANNEL, paramset_key: "VALUES", central_name: "ccu-main", extra: true };
    assert.deepEqual(await ask(site, "paramset.get", values), { values: { LEVEL: 0.4 } });
    for (const [args, code] of [
      [{}, "bad_request"],
      [{ channel_address: "" }, "bad_request"],
      [{ channel_address: CHANNEL, paramset_key: "master" }, "bad_request"],
      [{ channel_address: CHANNEL, paramset_key: "LINK" }, "bad_request"],
      [{ channel_address: "NOPE:1" }, "not_found"],
      [{ channel_address: CHANNEL, central_name: "other" }, "bad_request"],
    ] as const)
      assert.equal(await ask(site, "paramset.get", args), code, JSON.stringify(args));
  });

  it("paramset.description is what the CCU says", async () => {
    const site = home({ getParamsetDescription: () => LINK });
    const args = { channel_address: CHANNEL, paramset_key: "LINK" };
    assert.deepEqual(await ask(site, "paramset.description", args), { descriptions: LINK });
    assert.deepEqual(site.calls[0]?.args, ["HmIP-RF", CHANNEL, "LINK"]);
    const broken = home({ getParamsetDescription: fault("permanent", "Unknown paramset", -3) });
    assert.equal(await ask(broken, "paramset.description", { channel_address: CHANNEL }), "internal_error");
  });

  it("paramset.put counts what it wrote, and says locked without the token", async () => {
    const site = home();
    const values = {
      channel_address: CHANNEL,
      paramset_key: "VALUES",
      values: { LEVEL: 1, STATE: false },
      edit_token: "x",
    };
    assert.deepEqual(await ask(site, "paramset.put", values), { written: 2 });
    const master = { channel_address: CHANNEL, paramset_key: "MASTER", values: { DIM_MIN: 0.5 } };
    assert.equal(await ask(site, "paramset.put", master), "locked");
    const edit_token = await lock(site, `channel:${CHANNEL}:MASTER`);
    assert.deepEqual(await ask(site, "paramset.put", { ...master, edit_token }), { written: 1 });
    for (const [args, code] of [
      [{ ...values, paramset_key: undefined }, "bad_request"],
      [{ ...values, values: {} }, "bad_request"],
      [{ ...values, values: undefined }, "bad_request"],
      [{ ...values, values: { LEVEL: 5 } }, "bad_request"],
      [{ ...values, values: { RAMP_STOP: true } }, "forbidden"],
      [{ ...values, paramset_key: "LINK" }, "locked"],
      [{ ...values, channel_address: "NOPE:1" }, "not_found"],
    ] as const)
      assert.equal(await ask(site, "paramset.put", args), code, JSON.stringify(args));
    const viewer = await call(site, paramsetCommands, "paramset.put", values, identity("viewer"));
    assert.equal("error" in viewer && viewer.error.code, "forbidden");
  });

  it("paramset.determine finds the paramset by the parameter", async () => {
    const site = home({ getValue: () => 1, getParamset: () => ({ DIM_MIN: 0.1 }) });
    const args = { interface_id: "any", channel_address: CHANNEL };
    assert.deepEqual(await ask(site, "paramset.determine", { ...args, parameter_id: "LEVEL" }), {
      success: true,
      value: 1,
    });
    assert.deepEqual(await ask(site, "paramset.determine", { ...args, parameter_id: "DIM_MIN" }), {
      success: true,
      value: 0.1,
    });
    assert.equal(await ask(site, "paramset.determine", { ...args, parameter_id: "NOTHING" }), "not_found");
    assert.equal(
      await ask(site, "paramset.determine", { channel_address: CHANNEL, parameter_id: "LEVEL" }),
      "bad_request",
    );
  });
});
