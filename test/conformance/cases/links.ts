/** A remote with two keys and a switch, linked: the cases bring both into the household. */
import assert from "node:assert/strict";
import { buildDevice } from "../../../handlers/model/build.ts";
import type { CcuLink, DeviceBundle, ParamsetDescription } from "../../../handlers/ports/index.ts";
import { bundle, EVENT, maintenance, parameter, READ, WRITE } from "../../support/devices.ts";
import type { Case } from "../case.ts";
import { CONTACT, DIMMER, STRANGER, VIRTUAL } from "../household.ts";
import type { World } from "../world.ts";
import { EDIT_TOKEN, locked } from "./paramsets.ts";
import { BAD, INVALID, NOT_FOUND } from "./support.ts";

export const KEYS = "0005EEEE000005";
export const ACTOR = "0006FFFF000006";
export const [KEY, OTHER_KEY, SWITCH] = [`${KEYS}:1`, `${KEYS}:2`, `${ACTOR}:3`] as const;

/** Roles are part of a channel's description. */
function withRoles(bare: DeviceBundle, roles: Record<string, { source?: string; target?: string }>): DeviceBundle {
  const descriptions = bare.descriptions.map((description) => {
    const { source, target } = roles[description.TYPE] ?? {};
    return { ...description, LINK_SOURCE_ROLES: source ?? "", LINK_TARGET_ROLES: target ?? "" };
  });
  return { ...bare, descriptions };
}
const key = {
  type: "KEY_TRANSCEIVER",
  values: { PRESS_SHORT: parameter("ACTION", EVENT), PRESS_LONG: parameter("ACTION", EVENT) },
};
const keys = withRoles(
  bundle({
    address: KEYS,
    model: "HmIP-XWRC2",
    channels: { 0: { type: "MAINTENANCE", values: maintenance }, 1: key, 2: key },
  }),
  { KEY_TRANSCEIVER: { source: "REMOTE_CONTROL" } },
);
const actor = withRoles(
  bundle({
    address: ACTOR,
    model: "HmIP-XPS",
    channels: {
      0: { type: "MAINTENANCE", values: maintenance },
      3: { type: "SWITCH_VIRTUAL_RECEIVER", values: { STATE: parameter("BOOL", READ | WRITE | EVENT) } },
    },
  }),
  { SWITCH_VIRTUAL_RECEIVER: { target: "SWITCH REMOTE_CONTROL" } },
);

const target = (press: string): ParamsetDescription => {
  const jump = parameter("ENUM", READ | WRITE, { VALUE_LIST: ["NOP", "ON", "OFF"], MIN: "NOP", MAX: "OFF" });
  const action = parameter("ENUM", READ | WRITE, {
    VALUE_LIST: ["PROFILE_ACTION_TYPE_INACTIVE", "PROFILE_ACTION_TYPE_JUMP"],
  });
  return { [`${press}_JT_ON`]: jump, [`${press}_JT_OFF`]: jump, [`${press}_PROFILE_ACTION_TYPE`]: action };
};
const DESCRIPTION: ParamsetDescription = {
  ...target("SHORT"),
  ...target("LONG"),
  SHORT_ON_TIME_FACTOR: parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 31 }),
  FACTORY_VALUE: parameter("INTEGER", READ | WRITE, { FLAGS: 3 }),
};
/** Both presses switch on. */
export const ON = {
  SHORT_JT_ON: 1,
  SHORT_JT_OFF: 1,
  SHORT_PROFILE_ACTION_TYPE: 1,
  LONG_JT_ON: 1,
  LONG_JT_OFF: 1,
  LONG_PROFILE_ACTION_TYPE: 1,
};
const LINKS: readonly CcuLink[] = [
  { sender: KEY, receiver: SWITCH, name: "Hall", description: "by the door", flags: 0 },
  { sender: "0000GONE000000:1", receiver: SWITCH, name: "", description: "", flags: 4 },
];

export function withLinks({ main, home, kind }: World): void {
  // known from before, not reached now
  if (kind === "away") {
    for (const known of [keys, actor]) home.putDevice(buildDevice(known, { central: "ccu-main" })!);
    return;
  }
  main.listener.devices([keys, actor], true);
  main.answer("links", (iface: string) => (iface === "HmIP-RF" ? LINKS : []));
  main.answer("getParamset", () => ON);
  main.answer("getParamsetDescription", () => DESCRIPTION);
  main.answer("reportValueUsage", () => true);
}
const held = async (world: World) => {
  withLinks(world);
  await locked(`channel:${SWITCH}:LINK:${KEY}`)(world);
};

const ALL = "GET /links";
const LIST = "GET /devices/{addr}/links";
const ADD = "POST /devices/{addr}/links";
const PATCH = "PATCH /devices/{addr}/links";
const REMOVE = "DELETE /devices/{addr}/links";
const TEST = "POST /devices/{addr}/links/test";
const GET = "GET /devices/{addr}/link-ps/{peer}";
const PUT = "PUT /devices/{addr}/link-ps/{peer}";
const LINKABLE = "GET /devices/{addr}/channels/{no}/linkable-channels";
const STATUS = "GET /devices/{addr}/central-links";
const CREATE = "POST /devices/{addr}/central-links";
const END = "DELETE /devices/{addr}/central-links";

const addr = { addr: KEYS };
const pair = { sender_address: OTHER_KEY, receiver_address: SWITCH };
export const linked = { sender_address: KEY, receiver_address: SWITCH };
const place = { addr: SWITCH, peer: KEY };
const token = { "x-edit-token": EDIT_TOKEN };
export const addresses = (rows: { address: string }[]) => rows.map(({ address }) => address);

type Rest = Omit<Case, "operation" | "case" | "expect">;
const cases = (operation: string, rest: Rest, ...own: (Rest & Pick<Case, "case" | "expect">)[]): Case[] =>
  own.map((one) => ({ operation, given: withLinks, ...rest, ...one }));
/** What the CCU refused because it has no such link. */
const missing = (method: string) => (world: World) => {
  withLinks(world);
  world.main.answer("links", () => []);
  world.main.fail("permanent", method);
};
/** As the driver of an interface whose texts are Latin-1 answers another alphabet. */
const unspellable = (method: string) => (world: World) => {
  withLinks(world);
  world.main.fail("invalid", method);
};
const UNSUPPORTED = { status: 422, code: "unsupported" } as const;

export const linkCases: Case[] = [
  ...cases(
    ALL,
    {},
    {
      case: "of every interface, seen from the sender",
      expect: {
        status: 200,
        body: {
          links: [
            {
              ...linked,
              name: "Hall",
              central_name: "ccu-main",
              interface_id: "ccu-main-HmIP-RF",
              sender_channel_type_label: "Key",
              peer_address: SWITCH,
              direction: "outgoing",
            },
            { sender_address: "0000GONE000000:1", flags: 4, receiver_device_model: "HmIP-XPS" },
          ],
        },
      },
    },
    {
      case: "in German",
      query: "locale=de",
      expect: { status: 200, body: { links: [{ sender_channel_type_label: "Taster" }, {}] } },
    },
    { case: "of an unknown CCU", query: "central=attic", expect: NOT_FOUND },
  ),
  ...cases(
    LIST,
    {},
    {
      case: "as receiver",
      params: { addr: ACTOR },
      expect: {
        status: 200,
        body: [{ ...linked, direction: "incoming", peer_address: KEY, peer_device_model: "HmIP-XWRC2" }, {}],
      },
    },
    { case: "as sender", params: addr, expect: { status: 200, body: [{ direction: "outgoing" }, {}] } },
    { case: "unknown device", params: { addr: STRANGER }, expect: NOT_FOUND },
  ),
  ...cases(
    ADD,
    { params: addr, body: pair },
    {
      case: "two channels",
      body: { ...pair, name: "Stairs", description: "up" },
      expect: { status: 202, writes: [["addLink", "HmIP-RF", OTHER_KEY, SWITCH, "Stairs", "up"]] },
    },
    {
      case: "without texts",
      expect: {
        status: 202,
        writes: [["addLink", "HmIP-RF", OTHER_KEY, SWITCH, `${OTHER_KEY} -> ${SWITCH}`, "created by CCU Anywhere"]],
      },
    },
    { case: "of other devices", params: { addr: DIMMER }, expect: BAD },
    { case: "a channel with itself", body: { ...pair, receiver_address: OTHER_KEY }, expect: BAD },
    { case: "a device", body: { ...pair, receiver_address: ACTOR }, expect: BAD },
    { case: "a channel that nobody knows", body: { ...pair, receiver_address: `${ACTOR}:9` }, expect: BAD },
    { case: "channels of two interfaces", body: { ...pair, receiver_address: `${CONTACT}:1` }, expect: BAD },
    { case: "a name with control characters", body: { ...pair, name: "a\u0000b" }, expect: BAD },
    {
      case: "a name that the interface cannot spell",
      body: { ...pair, name: "玄関" },
      given: unspellable("addLink"),
      mayChange: "ccu",
      expect: { status: 400, code: "validation" },
    },
  ),
  ...cases(
    PATCH,
    { params: addr, body: linked },
    {
      case: "both texts",
      body: { ...linked, name: "Flur", description: "" },
      expect: { status: 202, writes: [["setLinkInfo", "HmIP-RF", KEY, SWITCH, "Flur", ""]] },
    },
    { case: "no such link", given: missing("setLinkInfo"), mayChange: "ccu", expect: NOT_FOUND },
    {
      case: "a text that the interface cannot spell",
      body: { ...linked, name: "Прихожая", description: "" },
      given: unspellable("setLinkInfo"),
      mayChange: "ccu",
      expect: { status: 400, code: "validation" },
    },
    { case: "of other devices", params: { addr: DIMMER }, expect: BAD },
  ),
  ...cases(
    REMOVE,
    { params: addr, query: `sender=${KEY}&receiver=${SWITCH}` },
    { case: "a link", expect: { status: 202, writes: [["removeLink", "HmIP-RF", KEY, SWITCH]] } },
    {
      case: "a link whose sender is gone",
      params: { addr: ACTOR },
      query: `sender=0000GONE000000:1&receiver=${SWITCH}`,
      expect: { status: 202, writes: [["removeLink", "HmIP-RF", "0000GONE000000:1", SWITCH]] },
    },
    { case: "no such link", given: missing("removeLink"), mayChange: "ccu", expect: NOT_FOUND },
    { case: "without its receiver", query: `sender=${KEY}`, expect: BAD },
    {
      case: "nobody knows either",
      params: { addr: STRANGER },
      query: `sender=${STRANGER}:1&receiver=X:1`,
      expect: BAD,
    },
  ),
  ...cases(
    TEST,
    { params: { addr: ACTOR }, body: linked },
    {
      case: "held",
      body: { ...linked, long_press: true },
      expect: { status: 202, writes: [["activateLink", "HmIP-RF", SWITCH, KEY, true]] },
    },
    { case: "shortly", expect: { status: 202, writes: [["activateLink", "HmIP-RF", SWITCH, KEY, false]] } },
    {
      case: "a locked receiver keeps still",
      params: { addr: DIMMER },
      body: { ...linked, receiver_address: `${DIMMER}:2` },
      expect: { status: 423, code: "conflict" },
    },
    { case: "unknown receiver", body: { ...linked, receiver_address: `${ACTOR}:9` }, expect: NOT_FOUND },
    { case: "of other devices", params: { addr: DIMMER }, expect: BAD },
  ),
  ...cases(
    GET,
    { params: place },
    { case: "live", expect: { status: 200, body: ON } },
    { case: "a device", params: { ...place, addr: ACTOR }, expect: BAD },
    { case: "unknown peer", params: { ...place, peer: `${STRANGER}:1` }, expect: NOT_FOUND },
  ),
  ...cases(
    PUT,
    { params: place, headers: token, given: held, body: { SHORT_JT_ON: 2 } },
    {
      case: "with the lock",
      body: { SHORT_JT_ON: 2, SHORT_ON_TIME_FACTOR: 31 },
      expect: {
        status: 202,
        writes: [
          [
            "putParamset",
            "HmIP-RF",
            SWITCH,
            KEY,
            { SHORT_JT_ON: { type: "ENUM", value: 2 }, SHORT_ON_TIME_FACTOR: { type: "INTEGER", value: 31 } },
          ],
        ],
      },
    },
    { case: "without the lock", headers: {}, expect: { status: 423, code: "conflict" } },
    {
      case: "with the lock of another link",
      params: { ...place, peer: OTHER_KEY },
      expect: { status: 423, code: "conflict" },
    },
    {
      case: "one past the limit",
      body: { SHORT_JT_ON: 2, SHORT_ON_TIME_FACTOR: 32 },
      expect: { ...INVALID, body: { errors: [{ field: "SHORT_ON_TIME_FACTOR", min: 0, max: 31 }] } },
    },
    {
      case: "parameters that the receiver lacks",
      body: { SHORT_JT_ON: 2, NOPE: 1, constructor: 1 },
      expect: { ...INVALID, body: { errors: [{ field: "NOPE" }, { field: "constructor" }] } },
    },
    { case: "a hidden parameter", body: { FACTORY_VALUE: 1 }, expect: { status: 403, code: "forbidden" } },
    { case: "nothing", body: {}, expect: BAD },
    {
      case: "unknown peer",
      params: { ...place, peer: `${STRANGER}:1` },
      given: async (world) => {
        withLinks(world);
        await locked(`channel:${SWITCH}:LINK:${STRANGER}:1`)(world);
      },
      expect: NOT_FOUND,
    },
  ),
  ...cases(
    LINKABLE,
    { params: { ...addr, no: "1" }, query: "role=sender&interface=ccu-main-HmIP-RF" },
    {
      case: "what a key can switch",
      expect: { status: 200, body: (rows) => assert.deepEqual(addresses(rows), [SWITCH]) },
    },
    {
      case: "what can switch a lamp, by the interface's name, in German",
      params: { addr: ACTOR, no: "3" },
      query: "role=receiver&interface=HmIP-RF&locale=de",
      expect: {
        status: 200,
        body: [
          { address: KEY, channel_type_label: "Taster", device_address: KEYS, device_model: "HmIP-XWRC2" },
          { address: OTHER_KEY },
        ],
      },
    },
    {
      case: "a key receives nothing",
      query: "role=receiver&interface=ccu-main-HmIP-RF",
      expect: { status: 200, body: (rows) => assert.deepEqual(rows, []) },
    },
    {
      case: "a channel that nobody knows may be anything",
      params: { addr: STRANGER, no: "1" },
      expect: { status: 200, body: (rows) => assert.deepEqual(addresses(rows), [SWITCH]) },
    },
    {
      case: "another interface",
      query: "role=sender&interface=ccu-main-BidCos-RF",
      expect: { status: 200, body: (rows) => assert.deepEqual(rows, []) },
    },
    { case: "no role", query: "interface=ccu-main-HmIP-RF", expect: BAD },
    { case: "a role that is none", query: "role=peer&interface=ccu-main-HmIP-RF", expect: BAD },
    { case: "no interface", query: "role=sender", expect: BAD },
  ),
  ...cases(
    STATUS,
    { params: addr },
    {
      case: "nothing was told to the CCU yet",
      expect: {
        status: 200,
        body: (status) => {
          assert.deepEqual(
            [status.supported, status.eligible_channels, status.active_state_known, status.active_channels],
            [true, 2, false, undefined],
          );
          assert.deepEqual(status.channels[1], { address: KEY, number: 1, eligible: true });
        },
      },
    },
    { case: "a device without keys", params: { addr: ACTOR }, expect: { status: 200, body: { supported: false } } },
    { case: "keys of the CCU", params: { addr: VIRTUAL }, expect: { status: 200, body: { supported: false } } },
    { case: "unknown device", params: { addr: STRANGER }, expect: NOT_FOUND },
  ),
  ...[CREATE, END].flatMap((operation) => {
    const count = operation === CREATE ? 1 : 0;
    const told = [KEY, OTHER_KEY].map((channel) => ["reportValueUsage", "HmIP-RF", channel, "PRESS_SHORT", count]);
    return cases(
      operation,
      { params: addr },
      {
        case: "every key",
        expect: { status: 202, body: { touched: 2, skipped: 1, failed: 0 }, writes: told },
      },
      {
        case: "one key",
        query: `channel=${OTHER_KEY}`,
        expect: { status: 202, body: { touched: 1, skipped: 0, failed: 0 }, writes: told.slice(1) },
      },
      { case: "a channel without keys", query: `channel=${KEYS}:0`, expect: UNSUPPORTED },
      { case: "unknown channel", query: `channel=${KEYS}:9`, expect: { status: 422, code: "validation" } },
      { case: "a device without keys", params: { addr: ACTOR }, expect: UNSUPPORTED },
      { case: "unknown device", params: { addr: STRANGER }, expect: NOT_FOUND },
    );
  }),
];
