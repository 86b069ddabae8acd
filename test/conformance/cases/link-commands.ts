/** Commands about links, in the household that links.ts brings. */
import assert from "node:assert/strict";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import type { CommandCase } from "../case.ts";
import { DIMMER, STRANGER } from "../household.ts";
import { ACTOR, addresses, KEY, KEYS, linked, ON, OTHER_KEY, SWITCH, withLinks } from "./links.ts";
import { locked } from "./paramsets.ts";

const ASKING: CommandErrorCode[] = ["bad_request", "internal_error"];
const WRITE_ERRORS: CommandErrorCode[] = ["forbidden", ...ASKING];
/** As DECLARED_ERRORS in commands.ts. */
export const LINK_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "central.create_links": ["not_found", ...WRITE_ERRORS],
  "central.links_status": ["not_found", ...ASKING],
  "central.remove_links": ["not_found", ...WRITE_ERRORS],
  "links.activate_paramset": WRITE_ERRORS,
  "links.add": WRITE_ERRORS,
  "links.get_form_schema": ["not_found", ...ASKING],
  "links.get_paramset": ASKING,
  "links.get_profiles": ["not_found", ...ASKING],
  "links.linkable_channels": ASKING,
  "links.list": ASKING,
  "links.list_all": ASKING,
  "links.put_paramset": ["locked", ...WRITE_ERRORS],
  "links.remove": WRITE_ERRORS,
  "links.set_info": WRITE_ERRORS,
  "links.test_profile": ["not_found", ...ASKING],
};

type Data = Extract<CommandCase["expect"], { data: unknown }>["data"];
const succeeds = (
  command: string,
  args: unknown,
  data: Data,
  writes?: readonly (readonly unknown[])[],
): CommandCase => ({
  command,
  case: "succeeds",
  args,
  given: withLinks,
  expect: { data, ...(writes ? { writes } : {}) },
});
const refused = (command: string, what: string, args: unknown, error: CommandErrorCode): CommandCase => ({
  command,
  case: what,
  args,
  given: withLinks,
  expect: { error },
});
const ENDS = { sender: KEY, receiver: SWITCH };
const PAIR = { sender_channel_address: KEY, receiver_channel_address: SWITCH };
const ON_INTERFACE = { interface_id: "ccu-main-HmIP-RF", ...PAIR };
const SET = { address: SWITCH, peer_address: KEY };
const usage = (count: number) =>
  [KEY, OTHER_KEY].map((channel) => ["reportValueUsage", "HmIP-RF", channel, "PRESS_SHORT", count]);

export const linkSuccesses: CommandCase[] = [
  succeeds("central.create_links", { device_address: KEYS }, { touched: 2, skipped: 1, failed: 0 }, usage(1)),
  succeeds("central.links_status", { address: KEYS }, { supported: true, eligible_channels: 2 }),
  succeeds("central.remove_links", { address: KEYS }, { touched: 2, skipped: 1, failed: 0 }, usage(0)),
  succeeds("links.activate_paramset", PAIR, { success: true, long_press: false }, [
    ["activateLink", "HmIP-RF", SWITCH, KEY, false],
  ]),
  succeeds("links.add", { sender: OTHER_KEY, receiver: SWITCH, name: "Stairs" }, { added: true, sender: OTHER_KEY }, [
    ["addLink", "HmIP-RF", OTHER_KEY, SWITCH, "Stairs", "created by CCU Anywhere"],
  ]),
  succeeds("links.get_form_schema", ON_INTERFACE, { SHORT_ON_TIME_FACTOR: { TYPE: "INTEGER", MIN: 0, MAX: 31 } }),
  succeeds("links.get_paramset", SET, { values: ON }),
  succeeds("links.get_profiles", ON_INTERFACE, (data) => {
    assert.equal(data.active_profile_id, 2);
    assert.deepEqual(
      data.profiles.map(({ id }: { id: number }) => id),
      [0, 1, 2, 3, 4],
    );
  }),
  succeeds("links.linkable_channels", { device_address: KEYS }, (data) =>
    assert.ok(addresses(data.channels).includes(SWITCH) && !addresses(data.channels).includes(OTHER_KEY)),
  ),
  succeeds("links.list", { device_address: KEYS }, { links: [linked, {}] }),
  succeeds("links.list_all", {}, { links: [{ ...linked, central_name: "ccu-main" }, {}] }),
  succeeds("links.put_paramset", { ...SET, parameters: { SHORT_JT_ON: "OFF" } }, { success: true }, [
    ["putParamset", "HmIP-RF", SWITCH, KEY, { SHORT_JT_ON: { type: "ENUM", value: "OFF" } }],
  ]),
  succeeds("links.remove", ENDS, { removed: true, ...ENDS }, [["removeLink", "HmIP-RF", KEY, SWITCH]]),
  succeeds("links.set_info", { ...ENDS, name: "Flur" }, { updated: true, ...ENDS }, [
    ["setLinkInfo", "HmIP-RF", KEY, SWITCH, "Flur", ""],
  ]),
  succeeds(
    "links.test_profile",
    { ...ON_INTERFACE, profile_id: 2 },
    { success: true, applied_values: ON, profile_id: 2 },
  ),
];

const unknownPair = { ...ON_INTERFACE, receiver_channel_address: `${STRANGER}:1` };
export const linkRefusals: CommandCase[] = [
  refused("central.create_links", "unknown device", { address: STRANGER }, "not_found"),
  refused("central.create_links", "no device", {}, "bad_request"),
  refused("central.create_links", "no keys", { address: ACTOR }, "not_implemented"),
  refused("central.links_status", "unknown device", { address: STRANGER }, "not_found"),
  refused("central.remove_links", "unknown device", { address: STRANGER }, "not_found"),
  refused("central.remove_links", "unknown channel", { address: KEYS, channel: `${KEYS}:9` }, "bad_request"),
  refused(
    "links.activate_paramset",
    "a locked receiver keeps still",
    { ...PAIR, receiver_channel_address: `${DIMMER}:2` },
    "locked",
  ),
  refused("links.add", "unknown channel", { sender: KEY, receiver: `${STRANGER}:1` }, "bad_request"),
  refused("links.get_form_schema", "unknown channel", unknownPair, "not_found"),
  refused("links.get_profiles", "unknown channel", unknownPair, "not_found"),
  refused("links.list", "unknown device", { device_address: STRANGER }, "not_found"),
  refused("links.list_all", "unknown CCU", { central: "attic" }, "bad_request"),
  refused("links.test_profile", "unknown channel", unknownPair, "not_found"),
  refused("links.put_paramset", "out of range", { ...SET, parameters: { SHORT_JT_ON: 3 } }, "bad_request"),
  {
    ...refused("links.put_paramset", "somebody else edits it", { ...SET, parameters: { SHORT_JT_ON: 1 } }, "locked"),
    given: async (world) => {
      withLinks(world);
      await locked(`channel:${SWITCH}:LINK:${KEY}`, "anna")(world);
    },
  },
  {
    ...succeeds("links.test_profile", { ...ON_INTERFACE, profile_id: 99 }, { success: false, applied_values: {} }),
    case: "unknown profile",
  },
];
