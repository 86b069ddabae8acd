import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { paramsetCopyCommands } from "../../../handlers/features/paramsets/commands/paramset-copy.ts";
import { openEditSession } from "../../../handlers/features/paramsets/home/edit-sessions.ts";
import { configTransferOperations } from "../../../handlers/features/paramsets/operations/config-transfer.ts";
import { PARAMETERS_LIMIT } from "../../../handlers/features/paramsets/schemas/paramsets.ts";
import {
  auditOf,
  configHome,
  HEATER,
  heater,
  MOVABLE,
  OTHER_HEATER,
  SETTINGS,
  STORED,
  writes,
} from "../../support/config.ts";
import { idAt } from "../../support/device-ids.ts";
import { parameter, READ, state, states, WRITE } from "../../support/devices.ts";
import { call, fault, identity, request, type TestSite } from "../../support/site.ts";

const EXPORT = "/devices/{addr}/channels/{no}/config/export";
const IMPORT = "/devices/{addr}/channels/{no}/config/import";
const exported = (site: TestSite, query = "", addr = HEATER, no = "1") =>
  request(site, configTransferOperations, "GET", EXPORT, { params: { addr, no }, query });
const imported = (site: TestSite, body: unknown, addr = OTHER_HEATER, no = "1") =>
  request(site, configTransferOperations, "POST", IMPORT, { params: { addr, no }, body });
const file = (values: Record<string, unknown>, rest: object = {}) => ({
  version: "1",
  exported_at: "2026-01-01T12:00:00.000Z",
  device_address: HEATER,
  model: "HmIP-XTRV",
  channel_address: `${HEATER}:1`,
  channel_type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
  paramset_key: "MASTER",
  values,
  ...rest,
});

describe("a configuration as a file", () => {
  it("holds what can be set again, as it is now, and where it is from", async () => {
    const { status, body } = await exported(configHome());
    assert.equal(status, 200);
    assert.deepEqual(body, {
      ...file(MOVABLE),
      exported_at: "2026-01-01T12:00:00.000Z",
      central_name: "ccu-main",
      firmware: "1.0.0",
    });
  });

  it("holds no commands and no readings of VALUES", async () => {
    const site = configHome();
    site.home.putValues(idAt(HEATER), states({ "1/SET_POINT_TEMPERATURE": state(20.5), "1/BOOST_MODE": state(false) }));
    assert.deepEqual((await exported(site, "paramset=VALUES")).body.values, {
      SET_POINT_TEMPERATURE: 20.5,
      BOOST_MODE: false,
    });
  });

  it("comes back onto the same channel without any write, and onto another one as the differences", async () => {
    const site = configHome();
    const { body } = await exported(site);
    assert.deepEqual((await imported(site, body, HEATER)).body, { imported: 0, unchanged: 8, skipped: [] });
    assert.deepEqual(writes(site), []);
    site.stored.set(`${OTHER_HEATER}:1`, { TEMPERATURE_COMFORT: 19, MODE: 2 });
    assert.deepEqual((await imported(site, body)).body, { imported: 2, unchanged: 6, skipped: [] });
    assert.deepEqual(site.written(), [{ TEMPERATURE_COMFORT: 21, MODE: "SLOW" }]);
    const [entry] = await auditOf(site);
    assert.deepEqual(
      [entry?.action, entry?.note, entry?.changes],
      [
        "paramset_write",
        `imported from ${HEATER}:1`,
        [
          { parameter: "TEMPERATURE_COMFORT", before: 19, after: 21 },
          { parameter: "MODE", before: "FAST", after: "SLOW" },
        ],
      ],
    );
  });

  it("is fit for other firmware: what this channel lacks is left out and told", async () => {
    const site = configHome();
    const values = { MODE: "FAST", NEW_THING: 1, FIRMWARE_INFO: "2", FACTORY_KEY: 1, RESET: true };
    assert.deepEqual((await imported(site, file(values))).body, {
      imported: 1,
      unchanged: 0,
      skipped: [
        { parameter: "NEW_THING", reason: "is no parameter of this paramset" },
        { parameter: "FIRMWARE_INFO", reason: "is read-only" },
        { parameter: "FACTORY_KEY", reason: "is internal" },
        { parameter: "RESET", reason: "cannot be read" },
      ],
    });
    assert.deepEqual(site.written(), [{ MODE: "FAST" }]);
  });

  it("is refused as a whole where one value does not fit", async () => {
    const site = configHome();
    const refused = async (values: Record<string, unknown>, rest: object = {}) => {
      const { status, body } = await imported(site, file(values, rest));
      return [status, body.code, body.errors?.map(({ field }: { field: string }) => field)];
    };
    assert.deepEqual(await refused({ MODE: "FAST", BOOST_TIME_PERIOD: 31 }), [
      400,
      "validation",
      ["BOOST_TIME_PERIOD"],
    ]);
    assert.deepEqual(await refused({ TEMPERATURE_LOWERING: 24 }), [400, "validation", ["TEMPERATURE_LOWERING"]]);
    assert.deepEqual(await refused({ MODE: {} }), [400, "bad_request", ["MODE"]]);
    assert.equal((await refused({ MODE: "FAST" }, { channel_type: "SWITCH_VIRTUAL_RECEIVER" }))[1], "bad_request");
    assert.equal((await refused({ MODE: "FAST" }, { paramset_key: "LINK" }))[1], "bad_request");
    assert.equal((await refused({ MODE: "FAST" }, { version: "2" }))[1], "bad_request");
    assert.deepEqual([writes(site), await auditOf(site)], [[], []]);
  });

  it("has a limit, and one parameter more is refused", async () => {
    const many = (count: number) => file(Object.fromEntries(Array.from({ length: count }, (_, i) => [`X${i}`, 1])));
    assert.equal((await imported(configHome(), many(PARAMETERS_LIMIT))).status, 200);
    assert.equal((await imported(configHome(), many(PARAMETERS_LIMIT + 1))).status, 400);
  });

  it("tells when the CCU does not answer", async () => {
    const site = configHome({ ccu: { getParamset: fault("transport") } });
    assert.equal((await exported(site)).status, 502);
    assert.equal((await imported(site, file({ MODE: "FAST" }))).status, 502);
    assert.equal((await exported(configHome({ unreachable: ["ccu-main"] }))).status, 503);
  });

  it("with any values writes within the limits or is refused", async () => {
    const values = fc.dictionary(
      fc.constantFrom(...Object.keys(SETTINGS), "NOPE"),
      fc.oneof(fc.double({ min: -40, max: 40 }), fc.boolean(), fc.string(), fc.constantFrom("FAST", null, 0, 1, 30)),
      { maxKeys: 5 },
    );
    await fc.assert(
      fc.asyncProperty(values, async (some) => {
        const site = configHome();
        const { status } = await imported(site, file(JSON.parse(JSON.stringify(some))));
        assert.ok(status === 200 || status === 400, String(status));
        if (status === 400) assert.deepEqual(site.written(), []);
        for (const written of site.written())
          for (const [name, value] of Object.entries(written)) {
            const { MIN, MAX } = SETTINGS[name] ?? assert.fail(`${name} was written`);
            if (typeof MIN === "number")
              assert.ok(Number(value) >= MIN && Number(value) <= Number(MAX), `${name} ${value}`);
            assert.ok(!["FIRMWARE_INFO", "FACTORY_KEY", "RESET"].includes(name));
          }
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});

describe("paramset.copy", () => {
  const copy = (site: TestSite, args: object = {}) =>
    call(
      site,
      paramsetCopyCommands,
      "paramset.copy",
      { source_channel_address: `${HEATER}:1`, target_channel_address: `${OTHER_HEATER}:1`, ...args },
      identity("operator", "otto"),
    );
  const code = async (answer: ReturnType<typeof copy>) => {
    const result = await answer;
    return "error" in result ? result.error.code : assert.fail(JSON.stringify(result));
  };

  it("writes what differs, and counts what is the same afterwards", async () => {
    const site = configHome();
    site.stored.set(`${HEATER}:1`, { MODE: 2, TEXT: "" });
    assert.deepEqual(await copy(site), {
      data: { copied: 8, source: `${HEATER}:1`, target: `${OTHER_HEATER}:1` },
    });
    assert.deepEqual(site.written(), [{ MODE: "FAST", TEXT: "" }]);
    assert.deepEqual((await auditOf(site))[0]?.note, `copied from ${HEATER}:1`);
  });

  it("takes only what both have, of the same type, and the target takes", async () => {
    const site = configHome();
    const { TEXT: _text, BOOST_TIME_PERIOD: _boost, ...rest } = SETTINGS;
    site.putDevices(
      heater(
        OTHER_HEATER,
        {},
        {
          ...rest,
          // another device: less room, another type, read-only
          TEMPERATURE_COMFORT: parameter("FLOAT", READ | WRITE, { MIN: 15, MAX: 20 }),
          BUTTON_LOCK: parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 1 }),
          MODE: parameter("ENUM", READ, { VALUE_LIST: ["OFF", "SLOW", "FAST"], MIN: "OFF" }),
        },
      ),
    );
    site.stored.set(`${OTHER_HEATER}:1`, { ...STORED, TEMPERATURE_COMFORT: 20, TEMPERATURE_LOWERING: 10, MODE: 0 });
    assert.deepEqual(await copy(site), { data: { copied: 3, source: `${HEATER}:1`, target: `${OTHER_HEATER}:1` } });
    assert.deepEqual(site.written(), [{ TEMPERATURE_LOWERING: 17 }]);
  });

  it("refuses channels of different types, the same channel, unknown ones and a token that holds nothing", async () => {
    const site = configHome();
    assert.equal(await code(copy(site, { target_channel_address: `${OTHER_HEATER}:2` })), "bad_request");
    assert.equal(await code(copy(site, { target_channel_address: `${HEATER}:1` })), "bad_request");
    assert.equal(await code(copy(site, { target_channel_address: `${HEATER}:9` })), "not_found");
    assert.equal(await code(copy(site, { paramset_key: "LINK" })), "bad_request");
    assert.equal(await code(copy(site, { edit_token: "nothing" })), "locked");
    assert.deepEqual(writes(site), []);
    const { token } = await openEditSession(site, identity("operator", "otto"), `channel:${OTHER_HEATER}:1:MASTER`);
    assert.ok("data" in (await copy(site, { edit_token: token })));
  });

  it("copies nothing where nothing is shared, without asking the target", async () => {
    const site = configHome({ ccu: { getParamset: () => ({}) } });
    assert.deepEqual(await copy(site), { data: { copied: 0, source: `${HEATER}:1`, target: `${OTHER_HEATER}:1` } });
    assert.equal(site.calls.length, 1);
  });

  it("copies the devices' own settings too", async () => {
    const site = configHome({
      ccu: { getParamset: (_iface: string, address: string) => ({ LOCAL_RESET_DISABLED: address === HEATER }) },
    });
    const answer = await copy(site, { source_channel_address: HEATER, target_channel_address: OTHER_HEATER });
    assert.deepEqual(
      [answer, site.written()],
      [{ data: { copied: 1, source: HEATER, target: OTHER_HEATER } }, [{ LOCAL_RESET_DISABLED: true }]],
    );
  });
});
