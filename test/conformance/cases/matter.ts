/** The Matter bridge. */
import assert from "node:assert/strict";
import { matterEngines } from "../../../handlers/features/matter/home/engine.ts";
import { EXPOSED_LIMIT } from "../../../handlers/features/matter/home/exposures.ts";
import { BULK_LIMIT, NAME_LIMIT } from "../../../handlers/features/matter/schemas.ts";
import { FABRIC } from "../../support/memory-matter.ts";
import type { Case } from "../case.ts";
import { CONTACT, REMOTE, STRANGER } from "../household.ts";
import type { World } from "../world.ts";
import { BAD, CONFLICT, NOT_FOUND, UNREADY } from "./support.ts";

const STATUS = "GET /matter/status";
const FABRICS = "GET /matter/fabrics";
const REVOKE = "DELETE /matter/fabrics/{id}";
const LIST = "GET /matter/exposable";
const UPDATE = "PUT /matter/exposable";
const BULK = "POST /matter/exposable/bulk";
const PAYLOAD = "GET /matter/setup-payload";
const OPEN = "POST /matter/commissioning/window";
const CLOSE = "POST /matter/commissioning/window/close";
const SHARE = "POST /matter/share";

/** What is shown is the node's: no CCU is asked. */
export const MATTER_WITHOUT_CCU: readonly string[] = [
  STATUS,
  FABRICS,
  REVOKE,
  LIST,
  UPDATE,
  BULK,
  PAYLOAD,
  OPEN,
  CLOSE,
  SHARE,
];

/** Of these the node's memory is enough: the store keeps only who did it, which is no reason not to. */
export const MATTER_WITHOUT_STORE: readonly string[] = [FABRICS, REVOKE, PAYLOAD, OPEN, CLOSE, SHARE];

const without = ({ running }: World) => {
  running.site.state(matterEngines).engine = undefined as never;
};
const commissioned = ({ matter }: World) => matter.commission();
const opened = async ({ running, matter }: World) => {
  const engine = running.site.state(matterEngines).engine;
  const pairing = engine?.state().node?.pairing(20_202_021, 3_840);
  assert.ok(engine && pairing);
  matter.window = { passcode: 20_202_021, discriminator: 3_840 };
  engine.setWindow({ pairing, seconds: 300, cancel: () => {} });
};
const row = (enabled = true) => ({
  central_name: "ccu-main",
  device_address: CONTACT,
  channel_no: 1,
  dp_kind: "generic",
  dp_key: "STATE",
  enabled,
});
const named = (name: string) => ({ ...row(), friendly_name: name });
const CODES = { qr_code: "MT:Y.K90AFN00KA0648G00", manual_code: "34970112332", qr_svg: "<svg/>" };
const isCode = (body: { passcode: number; discriminator: number }) => {
  assert.ok(body.passcode >= 1 && body.passcode <= 99_999_998);
  assert.ok(body.discriminator >= 0 && body.discriminator <= 4_095);
};
const enabledRows = async ({ running }: World) =>
  (await running.site.store.list<{ enabled: boolean }>("matter", { prefix: "exposure/" })).items.filter(
    ({ value }) => value.enabled,
  ).length;
const nothingShown = async (world: World) => assert.equal(await enabledRows(world), 0);

const windows = (operation: string): Case[] => [
  {
    operation,
    case: "for a quarter of an hour",
    expect: {
      status: 200,
      body: (body) => {
        assert.equal(body.duration_seconds, 900);
        isCode(body);
        assert.deepEqual({ ...body, ...CODES }, body);
      },
      after: ({ matter }) => assert.ok(matter.window),
    },
  },
  ...[180, 900].map(
    (duration_seconds): Case => ({
      operation,
      case: `for ${duration_seconds} s`,
      body: { duration_seconds },
      expect: { status: 200, body: { duration_seconds } },
    }),
  ),
  ...[179, 901].map(
    (duration_seconds): Case => ({
      operation,
      case: `for ${duration_seconds} s`,
      body: { duration_seconds },
      expect: { ...BAD, after: ({ matter }) => assert.equal(matter.window, undefined) },
    }),
  ),
  { operation, case: "while one is open", given: opened, expect: CONFLICT },
  {
    operation,
    case: "while a controller has one open",
    given: ({ matter }) => matter.openElsewhere(),
    expect: CONFLICT,
  },
  { operation, case: "a process without Matter", given: without, expect: UNREADY },
];

export const matterCases: Case[] = [
  {
    operation: STATUS,
    case: "nobody has commissioned it",
    expect: {
      status: 200,
      body: {
        enabled: true,
        listening: true,
        listen_addr: ":5540",
        endpoint_count: 0,
        fabric_count: 0,
        enabled_count: 0,
        advertising: false,
        commissioning_window_open: false,
      },
    },
  },
  {
    operation: STATUS,
    case: "with a fabric",
    given: commissioned,
    expect: { status: 200, body: { fabric_count: 1, advertising: true } },
  },
  {
    operation: STATUS,
    case: "with a window",
    given: opened,
    expect: { status: 200, body: { commissioning_window_open: true, commissioning_window_duration_seconds: 300 } },
  },
  {
    operation: STATUS,
    case: "a process without Matter",
    given: without,
    expect: { status: 200, body: { enabled: false, listening: false, endpoint_count: 0 } },
  },
  { operation: FABRICS, case: "none", expect: { status: 200, body: { fabrics: [] } } },
  {
    operation: FABRICS,
    case: "one",
    given: commissioned,
    expect: {
      status: 200,
      body: ({ fabrics }) =>
        assert.deepEqual(fabrics, [
          {
            fabric_index: 1,
            fabric_id: Number(FABRIC.fabricId),
            fabric_id_hex: "fedcba9876543210",
            node_id: 5,
            node_id_hex: "0000000000000005",
            vendor_id: 0x6006,
            vendor_name: "Google Home",
            label: "Home",
            compressed_id: FABRIC.compressedId,
            root_public_key: FABRIC.rootPublicKey,
          },
        ]),
    },
  },
  { operation: FABRICS, case: "a process without Matter", given: without, expect: UNREADY },
  {
    operation: REVOKE,
    case: "one that is there",
    given: commissioned,
    params: { id: "1" },
    expect: { status: 204, after: ({ matter }) => assert.equal(matter.fabrics.size, 0) },
  },
  { operation: REVOKE, case: "one that is not there", params: { id: "2" }, expect: NOT_FOUND },
  ...["0", "255", "x"].map((id): Case => ({ operation: REVOKE, case: `index ${id}`, params: { id }, expect: BAD })),
  { operation: REVOKE, case: "a process without Matter", given: without, params: { id: "1" }, expect: UNREADY },
  {
    operation: LIST,
    case: "with verdicts",
    expect: {
      status: 200,
      body: ({ items }: { items: Record<string, unknown>[] }) => {
        assert.deepEqual(
          items.find((item) => item.device_address === CONTACT),
          {
            ...row(false),
            parameter_label: "Contact",
            display_name: "Front door Contact",
            mappable: "mappable",
            device_type: 0x0015,
            clusters: [0x0045],
          },
        );
        const remote = items.find((item) => item.device_address === REMOTE);
        assert.deepEqual(remote?.not_shown_by, ["Google Home"]);
        const meters = items.filter((item) => item.device_type === 0x0510);
        assert.ok(meters.every((item) => item.not_shown_by === undefined && item.perhaps_not_shown_by));
      },
    },
  },
  { operation: LIST, case: "before any CCU is known", world: "empty", expect: { status: 200, body: { items: [] } } },
  { operation: LIST, case: "a process without Matter", given: without, expect: UNREADY },
  {
    operation: UPDATE,
    case: "shown",
    body: row(),
    expect: {
      status: 204,
      after: ({ matter }) => {
        const [shown] = [...matter.endpoints.values()];
        assert.equal(shown?.type, "contactSensor");
        assert.deepEqual(shown?.attributes.booleanState, { stateValue: false });
        assert.equal(shown?.reachable, true);
      },
    },
  },
  {
    operation: UPDATE,
    case: "with a name of its own",
    body: named("Leselampe"),
    expect: { status: 204, after: ({ matter }) => void matter.named("Leselampe") },
  },
  {
    operation: UPDATE,
    case: "a name that is as long as may be",
    body: named("ä".repeat(NAME_LIMIT)),
    // its beginning and its end, in the 32 bytes that controllers take
    expect: { status: 204, after: ({ matter }) => void matter.named(`${"ä".repeat(8)}…${"ä".repeat(6)}`) },
  },
  { operation: UPDATE, case: "a longer name", body: named("x".repeat(NAME_LIMIT + 1)), expect: BAD },
  { operation: UPDATE, case: "not shown, as before", body: row(false), expect: { status: 204, after: nothingShown } },
  { operation: UPDATE, case: "an unknown device", body: { ...row(), device_address: STRANGER }, expect: BAD },
  { operation: UPDATE, case: "an unknown CCU", body: { ...row(), central_name: "nowhere" }, expect: BAD },
  { operation: UPDATE, case: "an unknown data point", body: { ...row(), dp_key: "NOTHING" }, expect: BAD },
  { operation: UPDATE, case: "an unknown kind", body: { ...row(), dp_kind: "other" }, expect: BAD },
  {
    operation: UPDATE,
    case: "one more than can be shown",
    body: row(),
    given: async ({ running }) => {
      for (let at = 0; at < EXPOSED_LIMIT; at++)
        await running.site.store.put("matter", `exposure/${at}`, { ...row(), enabled: true });
    },
    expect: BAD,
  },
  { operation: UPDATE, case: "a process without Matter", given: without, body: row(), expect: UNREADY },
  { operation: BULK, case: "one", body: { items: [row()] }, expect: { status: 200, body: { applied: 1 } } },
  { operation: BULK, case: "nothing", body: { items: [] }, expect: { status: 204 } },
  { operation: BULK, case: "nothing new", body: { items: [row(false)] }, expect: { status: 204, after: nothingShown } },
  {
    operation: BULK,
    case: "one of them wrong: none",
    body: { items: [row(), { ...row(), device_address: STRANGER }] },
    expect: { ...BAD, after: nothingShown },
  },
  {
    operation: BULK,
    case: "too many",
    body: { items: Array.from({ length: BULK_LIMIT + 1 }, () => row()) },
    expect: { ...BAD, after: nothingShown },
  },
  {
    operation: BULK,
    case: "as many as may be",
    body: { items: Array.from({ length: BULK_LIMIT }, () => row()) },
    expect: { status: 200, body: { applied: 1 } },
  },
  { operation: BULK, case: "a process without Matter", given: without, body: { items: [row()] }, expect: UNREADY },
  {
    operation: PAYLOAD,
    case: "of the open window",
    given: opened,
    expect: {
      status: 200,
      body: { ...CODES, passcode: 20_202_021, discriminator: 3_840, vendor_id: 0xfff1, product_id: 0x8000 },
    },
  },
  { operation: PAYLOAD, case: "without a window there is none", expect: UNREADY },
  ...windows(OPEN),
  ...windows(SHARE),
  {
    operation: CLOSE,
    case: "an open one",
    given: opened,
    expect: { status: 204, after: ({ matter }) => assert.equal(matter.window, undefined) },
  },
  { operation: CLOSE, case: "none is open", expect: { status: 204 } },
  { operation: CLOSE, case: "a process without Matter", given: without, expect: UNREADY },
];
