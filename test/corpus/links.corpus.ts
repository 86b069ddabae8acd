/**
 * Direct links of every device type that is known from the field: who can be linked with whom, what the parameters of a
 * link are about, and which profiles are offered. `npm run test:corpus`; the files are not part of this repository.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { RpcValue } from "../../adapters/ccu/codec/value.ts";
import { normaliseParamset } from "../../adapters/ccu/normalise.ts";
import { toWire, validate } from "../../adapters/ccu/typed-value.ts";
import { buildDevice } from "../../handlers/model/build.ts";
import { linkKind } from "../../handlers/model/forms/link-parameters.ts";
import { CATALOGUE } from "../../handlers/model/links/catalogue.ts";
import { encodeLinkValues } from "../../handlers/model/links/encode.ts";
import { activeProfileId, linkProfiles, profileValues, senderKinds } from "../../handlers/model/links/profiles.ts";
import { linkCandidates, sourceRoles, targetRoles } from "../../handlers/model/links/roles.ts";
import type { Channel, Device } from "../../handlers/model/types.ts";
import type { DeviceBundle, DeviceDescription, ParamsetDescription } from "../../handlers/ports/index.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "shared", "ccu-devices");
const CORPUS_SIZE = 303;
const skip = existsSync(FOLDER) ? false : "no device files beside this repository";

/**
 * Totals of the facts (device-model 5.1). They count 399 types, of which the files hold 303: at most as many here, and of
 * the frequent roles never more.
 */
const FACTS = {
  channels: { withLink: 1799, senders: 1001, receivers: 804 },
  source: {
    SWITCH: 631,
    KEYMATIC: 454,
    WINMATIC: 454,
    REMOTECONTROL_RECEIVER: 377,
    REMOTE_CONTROL: 224,
    CONDITIONAL_SWITCH: 156,
    WINDOW_SWITCH: 66,
  },
  target: {
    SWITCH: 600,
    REMOTE_CONTROL: 360,
    CONDITIONAL_SWITCH: 341,
    LEVEL: 325,
    WEATHER_CS: 233,
    WCS_TIPTRONIC_SENSOR: 210,
  },
} as const;
/** Counted in the files themselves, with other means than the code under test. */
const HERE = { withLink: 1272, senders: 635, receivers: 639, parameters: 29194 } as const;

interface Linked {
  device: Device;
  channel: Channel;
  description: ParamsetDescription;
}

/** The interface that a type belongs to: links never leave it. */
const interfaceOf = (type: string): string =>
  /^(HmIP|ELV-SH|HBW?-?IP|ALPHA-IP)/i.test(type) ? "HmIP-RF" : type.startsWith("HMW") ? "BidCos-Wired" : "BidCos-RF";

function readCorpus(): { devices: Device[]; linked: Linked[]; announced: number } {
  const devices: Device[] = [];
  const linked: Linked[] = [];
  let announced = 0;
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".json"))) {
    const file = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as DeviceBundle & {
      paramsets: Record<string, { LINK?: ParamsetDescription }>;
    };
    for (const root of file.descriptions.filter(({ PARENT }) => !PARENT)) {
      const own = (d: DeviceDescription) => d === root || d.PARENT === root.ADDRESS;
      const descriptions = file.descriptions.filter(own);
      const device = buildDevice({ ...file, interface: interfaceOf(root.TYPE), descriptions }, { central: "c" })!;
      devices.push(device);
      announced += descriptions.filter(({ PARENT, PARAMSETS }) => PARENT && PARAMSETS.includes("LINK")).length;
      for (const channel of device.channels) {
        const description = file.paramsets[channel.address]?.LINK;
        // as the driver reads it from the wire
        if (description)
          linked.push({ device, channel, description: normaliseParamset(description as unknown as RpcValue) });
      }
    }
  }
  return { devices, linked, announced };
}

const defaultsOf = (description: ParamsetDescription): Record<string, unknown> =>
  Object.fromEntries(Object.entries(description).map(([name, { DEFAULT }]) => [name, DEFAULT]));

/** Keys and contacts in one. */
const isAmbiguous = (sender: Channel): boolean => {
  const kinds = senderKinds(sender);
  return (
    [kinds.has("key"), kinds.has("contact"), kinds.has("motion"), kinds.has("threshold")].filter(Boolean).length > 1
  );
};

const corpus = skip ? { devices: [], linked: [], announced: 0 } : readCorpus();
const channels = corpus.devices.flatMap((device) => device.channels);

const count = (roles: (channel: Channel) => string[]): Map<string, number> => {
  const found = new Map<string, number>();
  for (const role of channels.flatMap(roles)) found.set(role, (found.get(role) ?? 0) + 1);
  return found;
};

test("channels with links and their roles, beside the figures of the facts", { skip }, (context) => {
  assert.equal(corpus.devices.length, CORPUS_SIZE);
  const found = {
    withLink: corpus.announced,
    senders: channels.filter((channel) => sourceRoles(channel).length > 0).length,
    receivers: channels.filter((channel) => targetRoles(channel).length > 0).length,
  };
  context.diagnostic(JSON.stringify({ found, facts: FACTS.channels }));
  assert.partialDeepStrictEqual(HERE, found);
  for (const [side, total] of Object.entries(FACTS.channels))
    assert.ok(found[side as keyof typeof found] <= total, side);
  for (const [roles, facts] of [
    [count(sourceRoles), FACTS.source],
    [count(targetRoles), FACTS.target],
  ] as const)
    for (const [role, total] of Object.entries(facts)) {
      const here = roles.get(role) ?? 0;
      assert.ok(here > 0 && here <= total, `${role}: ${here} of ${total}`);
    }
});

test("every parameter of a link is about something", { skip }, (context) => {
  const categories = new Map<string, number>();
  let parameters = 0;
  for (const { description } of corpus.linked)
    for (const [name, parameter] of Object.entries(description)) {
      const kind = linkKind(name, parameter);
      parameters++;
      categories.set(kind.category, (categories.get(kind.category) ?? 0) + 1);
      if (name.startsWith("SHORT_")) assert.equal(kind.keypressGroup, "short");
      if (/_(JT|CT)_/.test(name)) assert.ok(kind.hiddenByDefault, name);
    }
  context.diagnostic(JSON.stringify(Object.fromEntries(categories)));
  assert.equal(parameters, HERE.parameters);
  assert.deepEqual([...categories.keys()].sort(), ["action", "condition", "jump_target", "level", "other", "time"]);
});

test("whoever can hear whom: both directions agree, on one interface", { skip }, (context) => {
  let pairs = 0;
  for (const iface of new Set(corpus.devices.map((device) => device.interface))) {
    const beside = corpus.devices.filter((device) => device.interface === iface);
    const heard = new Map<string, Set<string>>();
    const all = beside.flatMap((device) => device.channels);
    for (const channel of all) {
      const found = linkCandidates(beside, { address: channel.address, channel, role: "receiver" });
      heard.set(channel.address, new Set(found.map((one) => one.channel.address)));
    }
    for (const channel of all)
      for (const found of linkCandidates(beside, { address: channel.address, channel, role: "sender" })) {
        assert.ok(
          heard.get(found.channel.address)?.delete(channel.address),
          `${channel.address} ${found.channel.address}`,
        );
        pairs++;
      }
    assert.ok(
      [...heard.values()].every((rest) => rest.size === 0),
      iface,
    );
  }
  context.diagnostic(`${pairs} pairs`);
  assert.ok(pairs > 10_000);
});

test("profiles: what is offered can be written, is recognised, and every wish is fulfilled somewhere", {
  skip,
}, (context) => {
  const senders = [...new Map(channels.map((c) => [`${c.type} ${c.description.LINK_SOURCE_ROLES}`, c])).values()];
  const speaking = senders.filter((channel) => sourceRoles(channel).length > 0);
  const fulfilled = new Set<string>();
  const served = new Set<string>();
  let offered = 0;
  for (const { channel, description } of corpus.linked)
    for (const sender of speaking) {
      const profiles = linkProfiles({ receiverType: channel.type, description, sender });
      for (const { id, params } of profiles ?? []) {
        if (id === 0) continue;
        offered++;
        const family = CATALOGUE.findIndex(({ receivers }) => receivers.test(channel.type));
        fulfilled.add(`${family} ${id}`);
        served.add(channel.type);
        const values = profileValues(params);
        const { values: typed, refused, hidden } = encodeLinkValues(description, Object.entries(values));
        assert.deepEqual([refused, hidden], [[], []], `${channel.type} ${id}`);
        // and the driver lets them pass
        validate(channel.address, "LINK", typed, description);
        for (const [name, one] of Object.entries(typed)) toWire(name, one);
        // a new link has the receiver's defaults besides
        const active = activeProfileId(profiles, { ...defaultsOf(description), ...values }, description);
        // an input for anything may follow a wish of either kind
        if (isAmbiguous(sender)) assert.notEqual(active, 0);
        else assert.equal(active, id, `${channel.address} ${channel.type} from ${sender.type}`);
      }
    }
  const wishes = CATALOGUE.flatMap((family, i) => family.wishes.map(({ id }) => `${i} ${id}`));
  context.diagnostic(`${offered} offers for ${served.size} receiver types: ${[...served].sort().join(", ")}`);
  assert.deepEqual([...fulfilled].sort(), wishes.sort());
});
