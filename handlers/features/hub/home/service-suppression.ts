/**
 * Service messages that somebody does not want to see any more. Where the CCU can suppress them itself (HmIP-RF, see
 * the protocol document's method table), it is told to, and what it says counts. Elsewhere the central's engine leaves the
 * message out of the read model: so the cloud, which has only that, does not see it either.
 */
import { CENTRAL_REQUIRED } from "../../../kernel/named-central.ts";
import { badRequest, notFound, rejected, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import { channelOfMessage, messageText, parameterOfMessage } from "../../../model/message-text.ts";
import { type Ccu, CcuFault } from "../../../ports/index.ts";
import { readSuppressions, type Suppression, suppressionKey } from "../../../records/suppressions.ts";
import { ccuOf, chooseCentral, findToChange, follow } from "../../shared/central-scope.ts";
import { absent, findDevice } from "../../shared/lookup.ts";
import type { SuppressedServiceMessage } from "../answers/messages.ts";

/** Interfaces whose process has `suppressServiceMessages`. */
const SUPPRESSING: ReadonlySet<string> = new Set(["HmIP-RF"]);
/** Channels of one CCU that are asked for a list: every device of a large home has one maintenance channel. */
const ASKED_CHANNELS_LIMIT = 500;
/** Questions at a time: the interface process answers them one after another anyway. */
const ASKED_AT_ONCE = 4;

/** `false` where the CCU cannot suppress messages of this interface. */
async function tellCcu(
  scope: RequestScope,
  central: string,
  [iface, channel, parameter]: readonly [string, string, string],
  on: boolean,
): Promise<boolean> {
  if (!SUPPRESSING.has(iface)) return false;
  try {
    await ccuOf(scope, central).suppressServiceMessage(iface, channel, parameter, on, scope.deadline);
    return true;
  } catch (error) {
    if (error instanceof CcuFault && error.class === "unsupported") return false;
    throw error;
  }
}

/** Suppresses what a present message reports, for good. @throws 404, 400 (central; no device's message), CcuFault. */
export async function disableServiceMessage(scope: RequestScope, id: string, central?: string): Promise<void> {
  const found = await findToChange(
    scope,
    { what: `service message ${id}`, list: "serviceMessages" },
    (hub) => hub.serviceMessages.find((message) => String(message.id) === id),
    central,
  );
  const message = found.object;
  const channel = channelOfMessage(message.name);
  const parameter = parameterOfMessage(message.name);
  const owner = deviceId(found.central.name, channel?.split(":", 1)[0] ?? "");
  const device = channel === undefined ? undefined : await scope.home.device(owner);
  if (channel === undefined || parameter === undefined || device === undefined)
    throw rejected(`service message ${id} belongs to no channel of a known device`, "Cannot be suppressed");
  const { name } = found.central;
  const onCcu = await tellCcu(scope, name, [device.interface, channel, parameter], true);
  const suppression: Suppression = {
    central: name,
    interface: device.interface,
    channel,
    parameter,
    device_name: message.deviceName || device.name,
    onCcu,
  };
  await scope.store.put("suppression", suppressionKey(suppression), suppression);
  await scope.centrals.recordsChanged(name, "suppression");
  follow(scope, name, "serviceMessages");
}

export interface Unsuppress {
  channel: string;
  /** Empty or absent: every service parameter of the channel. */
  parameter?: string;
  interface?: string;
  central?: string;
}

/**
 * Takes suppressions of a channel back. Address and stored suppressions tell the CCU where it is not named.
 * @throws 422 without a channel; 404 where neither a suppression nor (on an interface that keeps its own) the device is
 * known; 400 for an unknown central; CcuFault.
 */
export async function unsuppressServiceMessage(scope: RequestScope, wanted: Unsuppress): Promise<void> {
  const { channel, parameter = "" } = wanted;
  if (channel === "")
    throw unprocessable("channel: is empty", "Validation failed", [{ field: "channel", reason: "is empty" }]);
  const named = wanted.central ? (await chooseCentral(scope, wanted.central)).name : undefined;
  const matching = (await readSuppressions(scope.store)).filter(
    (s) =>
      s.channel === channel &&
      (parameter === "" || s.parameter === parameter) &&
      (!wanted.interface || s.interface === wanted.interface) &&
      (named === undefined || s.central === named),
  );
  const address = channel.split(":", 1)[0] as string;
  const known = named ?? matching[0]?.central;
  const device = await findDevice({ home: scope.home, central: known }, address);
  const central = known ?? device?.central;
  const iface = wanted.interface || matching[0]?.interface || device?.interface;
  if (central === undefined || iface === undefined)
    throw await absent({ home: scope.home, central: known }, `channel ${channel}`);
  if (matching.some((s) => s.central !== central))
    throw badRequest(`${channel} is suppressed on several CCUs`, CENTRAL_REQUIRED);
  const told = await tellCcu(scope, central, [iface, channel, parameter], false);
  if (!told && matching.length === 0) throw notFound(`no suppressed service message of ${channel}`);
  for (const s of matching) await scope.store.delete("suppression", suppressionKey(s));
  if (matching.length > 0) await scope.centrals.recordsChanged(central, "suppression");
  follow(scope, central, "serviceMessages");
}

/** What the CCU itself suppresses, by channel; a channel that could not be asked is absent. Throws where nobody waits for it. */
async function askCcu(
  ccu: Ccu,
  iface: string,
  channels: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, readonly string[]>> {
  const answers = new Map<string, readonly string[]>();
  const queue = channels.slice(0, ASKED_CHANNELS_LIMIT);
  const ask = async () => {
    for (let channel = queue.shift(); channel !== undefined; channel = queue.shift()) {
      signal.throwIfAborted();
      try {
        answers.set(channel, (await ccu.suppressedServiceMessages(iface, channel)) ?? []);
      } catch (error) {
        // an interface that cannot tell, or is away, is not asked on: what is stored stays
        if (error instanceof CcuFault && error.class !== "permanent") queue.length = 0;
        else if (!(error instanceof CcuFault)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask));
  return answers;
}

/** Drops what was taken back on the CCU, adds what was suppressed there. */
async function reconcile(scope: RequestScope, central: string, own: readonly Suppression[]): Promise<Suppression[]> {
  const ccu = scope.centrals.ccu(central);
  if (ccu === undefined) return [...own];
  const rows: Suppression[] = own.filter((s) => !s.onCcu);
  const devices = (await scope.home.devices(central)).filter((d) => SUPPRESSING.has(d.interface));
  for (const iface of SUPPRESSING) {
    const mine = own.filter((s) => s.onCcu && s.interface === iface);
    const names = new Map<string, string>(mine.map((s) => [s.channel, s.device_name]));
    for (const device of devices)
      if (device.interface === iface)
        for (const c of device.channels) if (c.number === 0) names.set(c.address, device.name);
    const answers = await askCcu(ccu, iface, [...names.keys()], scope.signal);
    for (const s of mine) {
      const answer = answers.get(s.channel);
      if (answer === undefined || answer.includes(s.parameter)) rows.push(s);
      else await scope.store.delete("suppression", suppressionKey(s));
    }
    for (const [channel, parameters] of answers)
      for (const parameter of parameters)
        if (!mine.some((s) => s.channel === channel && s.parameter === parameter))
          rows.push({
            central,
            interface: iface,
            channel,
            parameter,
            device_name: names.get(channel) ?? "",
            onCcu: true,
          });
  }
  return rows;
}

/** Everything that is suppressed, by central, channel and parameter. An absent CCU contributes what was stored. */
export async function suppressedServiceMessages(scope: RequestScope): Promise<SuppressedServiceMessage[]> {
  const all = await readSuppressions(scope.store);
  const rows: Suppression[] = [];
  for (const { name } of await scope.home.centrals())
    rows.push(
      ...(await reconcile(
        scope,
        name,
        all.filter((s) => s.central === name),
      )),
    );
  rows.sort((a, b) => (suppressionKey(a) < suppressionKey(b) ? -1 : 1));
  return rows.map((s) => ({
    central: s.central,
    interface: s.interface,
    channel: s.channel,
    parameter: s.parameter,
    ...(s.device_name ? { device_name: s.device_name } : {}),
    name: messageText(`AL-${s.channel}.${s.parameter}`, scope.settings.locale),
  }));
}
