/** A new device takes the place of one that is broken: links, configuration, names and programs go on (protocol 14.3). */

import type { Identity } from "../../../kernel/identity.ts";
import { notFound, unprocessable, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import { type Ccu, CcuFault } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { forgetCentralLinks } from "../../../records/central-links.ts";
import { untilBegun } from "../../shared/background-task.ts";
import { ccuOf, findWaiting } from "../../shared/central-scope.ts";
import { absent, findDevice, orUnsupported } from "../../shared/lookup.ts";
import type { ReplaceCandidate, ReplaceCandidates, Replacing } from "../answers/upkeep.ts";

/** Interfaces whose devices can be replaced: HmIP lists the method and never answers it (protocol 8.1, subsystems 4.6). */
const REPLACING: ReadonlySet<string> = new Set(["BidCos-RF", "BidCos-Wired"]);

interface Newcomer {
  address: string;
  central: string;
  interface: string;
  model: string;
}

/** A CCU that refuses says so within this time, milliseconds; copying configuration and links over the air takes minutes. */
export const REPLACE_BEGUN_MS = 5_000;

/** The new device, accepted or still in an inbox. @throws Refusal 404 for device and central */
async function requireNewcomer(scope: RequestScope, address: string, named: string | undefined): Promise<Newcomer> {
  const centrals = (await scope.home.centrals()).map(({ name }) => name);
  if (named && !centrals.includes(named)) throw notFound(`no CCU is called ${named}`);
  const found: Newcomer | undefined =
    (await findDevice({ home: scope.home, central: named || undefined }, address)) ??
    (await waiting(scope, named ? [named] : centrals, address));
  if (!found || (named && found.central !== named))
    throw await absent({ home: scope.home, central: named }, `device ${address}`);
  return found;
}

async function waiting(
  scope: RequestScope,
  centrals: readonly string[],
  address: string,
): Promise<Newcomer | undefined> {
  const { found, silent } = await findWaiting(scope, centrals, address);
  if (!found && silent) throw unready(`the inbox of ${silent} could not be read yet`);
  return found;
}

/** Rows for people. Empty where the interface replaces nothing. */
async function candidatesOf(scope: RequestScope, ccu: Ccu, newcomer: Newcomer): Promise<ReplaceCandidate[]> {
  if (!REPLACING.has(newcomer.interface)) return [];
  const { central, interface: iface } = newcomer;
  const listed = (await ccu.replaceableDevices(iface, newcomer.address)).filter(
    ({ ADDRESS, PARENT }) => !PARENT && ADDRESS !== newcomer.address,
  );
  return Promise.all(
    listed.map(async ({ ADDRESS, TYPE }) => {
      const name = (await scope.home.device(deviceId(central, ADDRESS)))?.name;
      return {
        address: ADDRESS,
        ...(name ? { name } : {}),
        model: TYPE,
        interface: iface,
        central,
        model_matches: TYPE === newcomer.model,
      };
    }),
  );
}

/** Devices whose place the (new) device can take. @throws Refusal 404, 503; CcuFault */
export async function replaceCandidates(
  scope: RequestScope,
  address: string,
  central?: string,
): Promise<ReplaceCandidates> {
  const newcomer = await requireNewcomer(scope, address, central || scope.central);
  try {
    return { candidates: await candidatesOf(scope, ccuOf(scope, newcomer.central), newcomer) };
  } catch (error) {
    if (error instanceof CcuFault && error.class === "unsupported") return { candidates: [] };
    throw error;
  }
}

export interface Replacement {
  old_address: string;
  central?: string | undefined;
}

/**
 * Puts the new device (`address`) into the place of the old one; resolves when the CCU has begun. The driver tells what
 * became of the devices.
 * @throws Refusal 404 for either device or the central; 422 where the interface cannot, or the CCU lists the old device
 * as none that the new one can replace; 503; CcuFault
 */
export async function replaceDevice(
  scope: RequestScope,
  who: Identity,
  address: string,
  wanted: Replacement,
): Promise<Replacing> {
  const { old_address: oldAddress } = wanted;
  const newcomer = await requireNewcomer(scope, address, wanted.central || scope.central);
  const { central, interface: iface } = newcomer;
  const ccu = ccuOf(scope, central);
  if (!REPLACING.has(iface)) throw unprocessable(`devices of ${iface} cannot be replaced`, "Not supported");
  const candidates = await orUnsupported(candidatesOf(scope, ccu, newcomer));
  if (!candidates.some((candidate) => candidate.address === oldAddress)) {
    if (!(await scope.home.device(deviceId(central, oldAddress))))
      throw await absent({ home: scope.home, central }, `device ${oldAddress}`);
    throw unprocessable(`old_address: ${address} cannot take the place of ${oldAddress}`, "Not replaceable", [
      { field: "old_address", reason: "is none of the candidates" },
    ]);
  }
  await untilBegun(
    scope,
    orUnsupported(ccu.replaceDevice(iface, oldAddress, address, scope.deadline)),
    REPLACE_BEGUN_MS,
    "replacement",
  );
  await forgetCentralLinks(scope, deviceId(central, oldAddress));
  await recordAudit(scope, who, {
    action: "device_replace",
    central,
    device_address: address,
    note: `old_address=${oldAddress}`,
  });
  return { status: "replacing", old_address: oldAddress, new_address: address, central };
}
