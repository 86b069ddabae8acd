import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import { exportDefinitionCommands } from "../../../handlers/features/devices/commands/export-definition.ts";
import { exportDefinitionOperations } from "../../../handlers/features/devices/operations/export-definition.ts";
import type { FormParameter, UiSchema } from "../../../handlers/features/paramsets/answers/forms.ts";
import { formCommands } from "../../../handlers/features/paramsets/commands/forms.ts";
import { masterProfileCommands } from "../../../handlers/features/paramsets/commands/master-profiles.ts";
import { openEditSession } from "../../../handlers/features/paramsets/home/edit-sessions.ts";
import { masterProfileOperations } from "../../../handlers/features/paramsets/operations/master-profiles.ts";
import { uiSchemaOperations } from "../../../handlers/features/paramsets/operations/ui-schema.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { auditOf, configHome, HEATER, writes } from "../../support/config.ts";
import { idAt } from "../../support/device-ids.ts";
import { device, parameter, READ, remote, state, states, WRITE } from "../../support/devices.ts";
import { call, createTestSite, fault, identity, request, type TestSite } from "../../support/site.ts";

const form = (site: TestSite, query = "", no = "1") =>
  request(site, uiSchemaOperations, "GET", "/devices/{addr}/channels/{no}/ui-schema", {
    params: { addr: HEATER, no },
    query,
  });
const values = ({ parameters }: UiSchema) =>
  Object.fromEntries(parameters.map(({ name, value }: FormParameter) => [name, value]));
const asked = (site: TestSite) => site.calls.map(({ method, args }) => [method, ...args]);

describe("ui-schema", () => {
  it("answers VALUES from the read model, without asking the CCU", async () => {
    const site = configHome();
    site.home.putValues(
      idAt(HEATER),
      states({ "1/SET_POINT_TEMPERATURE": state(20.5, { optimistic: { value: 22 } }) }),
    );
    const { status, body } = await form(site);
    assert.deepEqual([status, values(body)], [200, { SET_POINT_TEMPERATURE: 22, BOOST_MODE: null, STOP: null }]);
    assert.deepEqual(asked(site), []);
  });

  it("asks the CCU for MASTER as long as the read model lacks something, and only then", async () => {
    const site = configHome();
    const settings = {
      TEMPERATURE_MINIMUM: 5,
      TEMPERATURE_MAXIMUM: 30,
      TEMPERATURE_COMFORT: 21,
      TEMPERATURE_LOWERING: 17,
      MODE: "SLOW",
      BOOST_TIME_PERIOD: 5,
      BUTTON_LOCK: false,
      TEXT: "hello",
    };
    const { body } = await form(site, "paramset=Master");
    assert.deepEqual(values(body), { ...settings, RESET: null });
    assert.deepEqual(asked(site), [["getParamset", "HmIP-RF", `${HEATER}:1`, "MASTER"]]);
    const known = Object.entries(settings).map(([name, value]) => [`1/MASTER/${name}`, state(value)] as const);
    site.home.putValues(idAt(HEATER), states(Object.fromEntries(known)));
    assert.deepEqual(values((await form(site, "paramset=MASTER")).body), { ...settings, RESET: null });
    assert.equal(site.calls.length, 1);
    assert.ok(
      "FIRMWARE_INFO" in values((await form(site, "paramset=MASTER&expert=true")).body),
      "experts see readings",
    );
    assert.equal(site.calls.length, 2);
  });

  it("carries conditions, rules and choices of the channel", async () => {
    const { body } = await form(configHome(), "paramset=MASTER&locale=de");
    assert.deepEqual(
      body.cross_validations.map(({ id, error }: { id: string; error: string }) => [id, error]).slice(0, 1),
      [
        [
          "TEMPERATURE_LOWERING_lte_TEMPERATURE_COMFORT",
          "Absenktemperatur darf nicht größer sein als Komforttemperatur",
        ],
      ],
    );
    assert.equal(body.device_icon, `/api/v1/devices/${HEATER}/icon`);
  });

  it("of the device itself is that of channel -1", async () => {
    const site = configHome({ ccu: { getParamset: () => ({ LOCAL_RESET_DISABLED: true }) } });
    const { body } = await form(site, "paramset=MASTER", "-1");
    assert.deepEqual([body.channel.number, values(body)], [-1, { LOCAL_RESET_DISABLED: true }]);
  });

  it("asks the CCU for everything of a link, which needs a peer of this home", async () => {
    const site = configHome({
      ccu: {
        getParamsetDescription: () => ({
          SHORT_JT_ON: parameter("ENUM", READ | WRITE, { VALUE_LIST: ["OFF", "ON"], MIN: 0 }),
        }),
        getParamset: () => ({ SHORT_JT_ON: 1 }),
      },
    });
    site.putDevices(remote());
    const { body } = await form(site, "paramset=LINK&peer=0002BBBB000002:1&locale=de");
    assert.deepEqual(values(body), { SHORT_JT_ON: "ON" });
    assert.equal(body.parameters[0].label, "Kurzer Druck: Sprungziel aus Ein");
    assert.deepEqual(asked(site), [
      ["getParamsetDescription", "HmIP-RF", `${HEATER}:1`, "LINK"],
      ["getParamset", "HmIP-RF", `${HEATER}:1`, "0002BBBB000002:1"],
    ]);
    assert.equal((await form(site, "paramset=LINK")).status, 400);
    assert.equal((await form(site, "paramset=LINK&peer=NOBODY:1")).status, 404);
  });

  it("is the same as paramset.form_schema", async () => {
    const site = configHome();
    const rest = await form(site, "paramset=MASTER");
    const command = await call(site, formCommands, "paramset.form_schema", {
      address: HEATER,
      channel_no: 1,
      paramset: "MASTER",
    });
    assert.deepEqual(command, { data: rest.body });
  });
});

// ---------------------------------------------------------------- ready-made profiles

const KEYS = "0060AAAA000060";
function homeOfKeys() {
  const site = createTestSite();
  const time = (MIN: number, MAX: number) => parameter("FLOAT", READ | WRITE, { MIN, MAX });
  const master = { LONG_PRESS_TIME: time(0.3, 1.8), DBL_PRESS_TIME: time(0, 1.5) };
  site.putDevices(
    device({
      address: KEYS,
      model: "HmIP-XBRC2",
      channels: { 1: { type: "KEY_TRANSCEIVER", master }, 2: { type: "OTHER", master } },
    }),
    remote(),
  );
  return site;
}
const PROFILES = "/devices/{addr}/channels/{no}/master-profiles";

describe("master profiles", () => {
  it("are those that the channel can have, in the client's language", async () => {
    const site = homeOfKeys();
    const list = (no: string, query = "") =>
      request(site, masterProfileOperations, "GET", PROFILES, { params: { addr: KEYS, no }, query });
    assert.deepEqual(
      (await list("1", "locale=de_DE")).body.map(({ name }: { name: string }) => name),
      ["Üblich", "Mit doppeltem Druck", "Ruhige Hand"],
    );
    assert.deepEqual((await list("2")).body, []);
    assert.equal((await list("9")).status, 404);
  });

  it("match by the values that are sent", async () => {
    const site = homeOfKeys();
    const match = async (body?: unknown) =>
      (
        await request(site, masterProfileOperations, "POST", `${PROFILES}/match`, {
          params: { addr: KEYS, no: "1" },
          ...(body === undefined ? {} : { body }),
        })
      ).body;
    assert.deepEqual(await match({ current_values: { LONG_PRESS_TIME: 0.4, DBL_PRESS_TIME: 0 } }), { active_id: 1 });
    assert.deepEqual(await match({ current_values: { LONG_PRESS_TIME: 0.41, DBL_PRESS_TIME: 0 } }), { active_id: 0 });
    assert.deepEqual([await match(), await match({})], [{ active_id: 0 }, { active_id: 0 }]);
  });

  it("are found by kind of device: by type, else a key", async () => {
    const site = homeOfKeys();
    const ask = async (command: string, args: object) => {
      const answer = await call(site, masterProfileCommands, `master_profiles.${command}`, args);
      return "data" in answer ? (answer.data as Record<string, unknown>) : answer.error.code;
    };
    assert.deepEqual(await ask("list", {}), { device_types: ["HmIP-XBRC2"] });
    for (const channel_type of ["KEY_TRANSCEIVER", "KEY", "", undefined]) {
      const found = await ask("list", { device_type: "HmIP-XBRC2", channel_type });
      assert.equal((found as { profiles: unknown[] }).profiles.length, 3);
    }
    assert.deepEqual(await ask("list", { device_type: "HmIP-NONE" }), { profiles: [] });
    assert.equal(await ask("get", { device_type: "HmIP-NONE", id: 1 }), "not_found");
    assert.equal(await ask("get", { device_type: "HmIP-XBRC2", id: 0 }), "not_found");
    assert.equal(((await ask("get", { device_type: "HmIP-XBRC2", id: 2 })) as { id: number }).id, 2);
    assert.deepEqual(await ask("match", { device_type: "HmIP-NONE" }), { active_id: 0 });
  });

  it("are applied with the lock of the channel, and leave a trace", async () => {
    const site = homeOfKeys();
    const otto = identity("operator", "otto");
    const apply = (args: object) =>
      call(
        site,
        masterProfileCommands,
        "master_profiles.apply",
        { device_type: "HmIP-XBRC2", channel_address: `${KEYS}:1`, id: 2, ...args },
        otto,
      );
    const code = async (args: object) => {
      const answer = await apply(args);
      return "error" in answer ? answer.error.code : answer;
    };
    assert.equal(await code({}), "locked");
    const { token: edit_token } = await openEditSession(site, otto, `channel:${KEYS}:1:MASTER`);
    assert.equal(await code({ edit_token, id: 99 }), "not_found");
    assert.equal(await code({ edit_token, id: 0 }), "bad_request");
    assert.equal(await code({ edit_token, device_type: "HmIP-XRC2" }), "bad_request");
    assert.equal(await code({ edit_token, channel_type: "KEY" }), "bad_request");
    assert.deepEqual(writes(site), []);
    assert.deepEqual(await apply({ edit_token }), { data: { applied: 2, param_count: 2 } });
    assert.deepEqual(
      writes(site).map(({ args }) => args.slice(1)),
      [[1, { LONG_PRESS_TIME: { type: "FLOAT", value: 0.4 }, DBL_PRESS_TIME: { type: "FLOAT", value: 0.5 } }]],
    );
    assert.deepEqual((await auditOf(site))[0]?.note, "master profile 2 With double press");
  });
});

// ---------------------------------------------------------------- definitions

const SERIAL = "QEQ0000077";
function homeOfDefinitions(ccu: Parameters<typeof createTestSite>[0] = {}) {
  const site = createTestSite({
    ccu: {
      getParamsetDescription: (_iface: string, address: string, key: string) => {
        if (key === "LINK") throw new CcuFault("permanent", "Unknown paramset", -3);
        return { [`P_${key}`]: { TYPE: "STRING", DEFAULT: `${address} of Anna`.split(" of")[0] } };
      },
    },
    ...ccu,
  });
  site.putDevices(
    device({
      address: SERIAL,
      model: "HM-X/1 Y",
      name: "Anna's lamp",
      interface: "BidCos-RF",
      description: {
        INTERFACE: "NEQ1234567",
        RF_ADDRESS: 987654,
        TEAM: `*${SERIAL}:1`,
        TEAM_CHANNELS: ["OEQ7654321:1"],
      },
      master: { A: parameter("BOOL", READ) },
      channels: { 1: { type: "KEY", values: { P: parameter("ACTION", WRITE) } } },
    }),
  );
  return site;
}
const definition = (site: TestSite) =>
  request(site, exportDefinitionOperations, "GET", "/devices/{addr}/export-definition", { params: { addr: SERIAL } });

describe("export of a definition", () => {
  it("is a ZIP of two files, in which nothing says whose device it is", async () => {
    const { status, body, headers } = await definition(homeOfDefinitions());
    assert.equal(status, 200);
    assert.equal(headers?.["content-disposition"], 'attachment; filename="HM-X_1_Y.zip"');
    const files = Object.entries(unzipSync(body)).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
    assert.deepEqual(
      files.map(([name]) => name),
      ["device_descriptions/HM-X_1_Y.json", "paramset_descriptions/HM-X_1_Y.json"],
    );
    for (const [, text] of files) assert.doesNotMatch(text, /QEQ|NEQ|OEQ|Anna|987654|ccu-main/);
    const [devices, paramsets] = files.map(([, text]) => JSON.parse(text));
    const id: string = devices[0].ADDRESS;
    assert.match(id, /^VCU[1-9]\d{6}$/);
    assert.deepEqual(
      devices.map(({ ADDRESS, TYPE }: { ADDRESS: string; TYPE: string }) => [ADDRESS, TYPE]),
      [
        [id, "HM-X/1 Y"],
        [`${id}:1`, "KEY"],
      ],
    );
    const [{ CHILDREN, INTERFACE, RF_ADDRESS, TEAM, TEAM_CHANNELS, PARENT }, channel] = devices;
    assert.deepEqual(
      [CHILDREN, INTERFACE, RF_ADDRESS, TEAM, TEAM_CHANNELS, PARENT, channel.PARENT],
      [[`${id}:1`], id, 0, `*${id}:1`, [`${id}:1`], "", id],
    );
    assert.deepEqual(paramsets, {
      [id]: { MASTER: { P_MASTER: { TYPE: "STRING", DEFAULT: id } } },
      [`${id}:1`]: { VALUES: { P_VALUES: { TYPE: "STRING", DEFAULT: `${id}:1` } } },
    });
  });

  it("is the same as devices.export_definition", async () => {
    const answer = await call(homeOfDefinitions(), exportDefinitionCommands, "devices.export_definition", {
      address: SERIAL,
    });
    assert.ok("data" in answer);
    const { data, ...rest } = answer.data as { data: string };
    assert.deepEqual(rest, { model: "HM-X/1 Y", filename: "HM-X_1_Y.zip", encoding: "base64" });
    assert.deepEqual(Buffer.from(data, "base64"), Buffer.from((await definition(homeOfDefinitions())).body));
  });

  it("fails only where the CCU tells nothing at all", async () => {
    const failing = (faultClass: CcuFault["class"]) =>
      definition(homeOfDefinitions({ ccu: { getParamsetDescription: fault(faultClass) } }));
    assert.equal((await failing("permanent")).status, 502);
    assert.equal((await failing("transport")).status, 502);
    assert.equal((await definition(homeOfDefinitions({ unreachable: ["ccu-main"] }))).status, 503);
  });
});
