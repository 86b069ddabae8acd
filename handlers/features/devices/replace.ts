/** A new device takes the place of one that is broken: links, configuration, names and programs go on (protocol 14.3). */
import type { Identity } from "../../kernel/identity.ts";
import { notFound, unprocessable, unready } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { type Ccu, CcuFault } from "../../ports/index.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { forgetCentralLinks } from "../links/central-links.ts";
import { begun } from "../shared/background-task.ts";
import { ccuOf, findWaiting } from "../shared/central-scope.ts";
import { orUnsupported } from "../shared/lookup.ts";
import type { ReplaceCandidate } from "./schemas/upkeep.ts";

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
  const found: Newcomer | undefined = (await scope.home.device(address)) ?? (await waiting(scope, centrals, address));
  if (!found || (named && found.central !== named))
    throw notFound(`no device ${address}${named ? ` on ${named}` : ""}`);
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
      const name = (await scope.home.device(ADDRESS))?.name;
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
): Promise<ReplaceCandidate[]> {
  const newcomer = await requireNewcomer(scope, address, central);
  try {
    return await candidatesOf(scope, ccuOf(scope, newcomer.central), newcomer);
  } catch (error) {
    if (error instanceof CcuFault && error.class === "unsupported") return [];
    throw error;
  }
}

export interface Replacement {
  /** The new device. */
  address: string;
  oldAddress: string;
  central?: string;
}

/**
 * Puts the new device into the place of the old one; resolves when the CCU is at it. The driver tells what became of the
 * devices.
 * @returns the central
 * @throws Refusal 404 for either device or the central; 422 where the interface cannot, or the CCU lists the old device
 * as none that the new one can replace; 503; CcuFault
 */
export async function replaceDevice(scope: RequestScope, who: Identity, wanted: Replacement): Promise<string> {
  const { address, oldAddress } = wanted;
  const newcomer = await requireNewcomer(scope, address, wanted.central);
  const { central, interface: iface } = newcomer;
  const ccu = ccuOf(scope, central);
  if (!REPLACING.has(iface)) throw unprocessable(`devices of ${iface} cannot be replaced`, "Not supported");
  const candidates = await orUnsupported(candidatesOf(scope, ccu, newcomer));
  if (!candidates.some((candidate) => candidate.address === oldAddress)) {
    if (!(await scope.home.device(oldAddress))) throw notFound(`no device ${oldAddress}`);
    throw unprocessable(`old_address: ${address} cannot take the place of ${oldAddress}`, "Not replaceable", [
      { field: "old_address", reason: "is none of the candidates" },
    ]);
  }
  await begun(
    scope,
    orUnsupported(ccu.replaceDevice(iface, oldAddress, address, scope.deadline)),
    REPLACE_BEGUN_MS,
    "replacement",
  );
  await forgetCentralLinks(scope, oldAddress);
  await recordAudit(scope, who, {
    action: "device_replace",
    central,
    device_address: address,
    note: `old_address=${oldAddress}`,
  });
  return central;
}
