/**
 * Central links: keys whose presses are radioed to the CCU because something there listens to them. The CCU keeps a
 * counter for each key (`reportValueUsage`, ccu-protocol 14.6); it cannot be asked for it, so we remember what we told it.
 */

import { Refusal, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId, idOf } from "../../../model/device-id.ts";
import type { Channel, Device } from "../../../model/types.ts";
import { type Ccu, CcuFault, type Deadline } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { recordCentralLink, toldCentralLinks } from "../../../records/central-links.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireDevice } from "../../shared/lookup.ts";
import type { CentralLinksReport, CentralLinksStatus } from "../answers.ts";

/** Interfaces without the method (ccu-protocol 8.1). */
const WITHOUT: ReadonlySet<string> = new Set(["CUxD", "VirtualDevices"]);
/** DeviceDescription FLAGS of what belongs to the CCU itself: its own keys need no radio. */
const OF_THE_CCU = 8;
const EVENT = 4;

/** What a key is reported by: its short press, or whatever press it has. */
function pressOf(channel: Channel): string | undefined {
  const presses = [...channel.values.values()].filter(
    ({ parameter, description }) => parameter.startsWith("PRESS_") && (description.OPERATIONS & EVENT) !== 0,
  );
  return (presses.find(({ parameter }) => parameter === "PRESS_SHORT") ?? presses[0])?.parameter;
}

/** Why a device can have no central links; `undefined` where it can. */
function whyNot(device: Device): string | undefined {
  if (WITHOUT.has(device.interface)) return `${device.interface} has no central links`;
  if (((device.description.FLAGS ?? 0) & OF_THE_CCU) !== 0) return "the keys belong to the CCU itself";
  if (!device.channels.some((channel) => pressOf(channel))) return "the device has no keys";
  return undefined;
}

/**
 * GET /devices/{addr}/central-links, central.links_status. `active` is what was told from here: absent where nothing was,
 * and `active_state_known` only where it is there for every key. @throws Refusal 404 503
 */
export async function centralLinksStatus(scope: RequestScope, address: string): Promise<CentralLinksStatus> {
  const device = await requireDevice(scope, address);
  ccuOf(scope, device.central);
  const reason = whyNot(device);
  if (reason !== undefined) return { supported: false, reason, eligible_channels: 0, channels: [] };
  const told = await toldCentralLinks(scope, idOf(device));
  const channels = device.channels.map((channel) => {
    const row = { address: channel.address, number: channel.number!, eligible: pressOf(channel) !== undefined };
    const active = row.eligible ? told.get(deviceId(device.central, channel.address)) : undefined;
    return { ...row, ...(active === undefined ? {} : { active }) };
  });
  const eligible = channels.filter((channel) => channel.eligible);
  const known = eligible.every(({ active }) => active !== undefined);
  const active = eligible.filter((channel) => channel.active).length;
  return {
    supported: true,
    eligible_channels: eligible.length,
    channels,
    active_state_known: known,
    ...(known ? { active_channels: active } : {}),
  };
}

const unsupportedHere = (detail: string) => new Refusal(422, "unsupported", "Central links not supported", detail);

/** The channels that are meant, all of the device or the one that was named. @throws Refusal 422 */
function meantChannels(device: Device, named: string | undefined): readonly Channel[] {
  const reason = whyNot(device);
  if (reason !== undefined) throw unsupportedHere(reason);
  if (!named) return device.channels;
  const channel = device.channels.find(({ address }) => address === named);
  if (!channel) throw unprocessable(`${device.address} has no channel ${named}`, "Unknown channel");
  if (!pressOf(channel)) throw unsupportedHere(`${named} is no key`);
  return [channel];
}

/**
 * POST and DELETE /devices/{addr}/central-links, central.create_links, central.remove_links. Channels without keys are
 * skipped. The counter is the same that the CCU's own programs use: removing can silence them, too (ccu-protocol 14.6).
 * @throws Refusal 404 422 503; CcuFault where not a single channel could be told.
 */
export async function setCentralLinks(
  scope: RequestScope,
  address: string,
  named: string | undefined,
  active: boolean,
): Promise<CentralLinksReport> {
  const device = await requireDevice(scope, address);
  const channels = meantChannels(device, named);
  const ccu = ccuOf(scope, device.central);
  const report: CentralLinksReport = { touched: 0, skipped: 0, failed: 0 };
  let fault: CcuFault | undefined;
  // one after the other: each may have to be radioed
  for (const channel of channels) {
    const press = pressOf(channel);
    if (press === undefined) {
      report.skipped++;
      continue;
    }
    const failed = await tell(ccu, device, channel, press, active, scope.deadline);
    if (failed) {
      fault ??= failed;
      report.failed++;
      continue;
    }
    report.touched++;
    await recordCentralLink(scope, deviceId(device.central, channel.address), active);
  }
  if (report.touched === 0 && fault) throw fault.class === "unsupported" ? unsupportedHere(fault.message) : fault;
  await recordAudit(scope, scope.identity, {
    action: active ? "link_add" : "link_remove",
    central: device.central,
    device_address: address,
    peer: "central",
    note: `channels=${report.touched} failed=${report.failed}`,
  });
  return report;
}

/** The fault, where the CCU did not take it. A device that has to be woken first takes it then. */
async function tell(
  ccu: Ccu,
  device: Device,
  channel: Channel,
  press: string,
  active: boolean,
  deadline: Deadline,
): Promise<CcuFault | undefined> {
  try {
    await ccu.reportValueUsage(device.interface, channel.address, press, active ? 1 : 0, deadline);
    return undefined;
  } catch (error) {
    if (error instanceof CcuFault) return error;
    throw error;
  }
}
