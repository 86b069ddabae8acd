/** From rows of the exposure list and the home to the endpoints that controllers see. Pure, but for reading the home. */
import type { Site } from "../../../kernel/site.ts";
import { healthOf, isAvailable, isConnected } from "../../../model/availability.ts";
import { type DeviceId, deviceId, idOf } from "../../../model/device-id.ts";
import type { Values } from "../../../model/shown-value.ts";
import type { Device } from "../../../model/types.ts";
import type { MatterEndpoint } from "../../../ports/matter-bridge.ts";
import { endpointName, shortened } from "./endpoint-names.ts";
import type { Exposure, ShownEndpoint } from "./exposures.ts";
import {
  type Candidate,
  type CandidateOptions,
  candidatesOf,
  endpointId,
  powerAttributes,
} from "./mapping/candidates.ts";

/** A row that is on, with what it stands for as far as that is known. */
export interface Exposed {
  readonly id: string;
  readonly row: Exposure;
  readonly device: DeviceId;
  readonly candidate: Candidate | undefined;
}

/** Candidates of the devices that are asked about: a device is a value, so each is looked at once. */
export function candidateBook(options: CandidateOptions) {
  const known = new WeakMap<Device, ReadonlyMap<string, Candidate>>();
  return (device: Device): ReadonlyMap<string, Candidate> => {
    let found = known.get(device);
    if (found === undefined) {
      found = new Map(candidatesOf(device, options).map((candidate) => [endpointId(candidate.key), candidate]));
      known.set(device, found);
    }
    return found;
  };
}
export type CandidateBook = ReturnType<typeof candidateBook>;

export async function exposedOf(
  site: Pick<Site, "home">,
  id: string,
  row: Exposure,
  book: CandidateBook,
): Promise<Exposed> {
  const at = deviceId(row.central, row.device);
  const device = await site.home.device(at);
  const candidate = device && book(device).get(id);
  return { id, row, device: at, candidate };
}

/** Why a row that is on has no endpoint; `undefined` where nothing speaks against one. */
export function obstacle({ row, candidate }: Exposed): string | undefined {
  if (candidate !== undefined)
    return candidate.projection === undefined ? (candidate.reason ?? "cannot be shown") : undefined;
  return row.shown ? undefined : "its device is not known";
}

export function shownOf(row: Exposure, { projection, features, name, device }: Candidate): ShownEndpoint | undefined {
  if (projection === undefined) return undefined;
  const { type, extra = [] } = projection;
  return {
    type,
    extra,
    features,
    name: endpointName(row.friendlyName, name, device.model, row.device),
    product: shortened(device.model),
  };
}

/** A device that nobody knows now: as it was, out of reach. */
const absentEndpoint = ({ id, row }: Exposed, shown: ShownEndpoint): MatterEndpoint => ({
  id,
  ...shown,
  name: endpointName(row.friendlyName, shown.name, row.device),
  serial: shortened(row.device),
  reachable: false,
  attributes: {},
});

/** @returns `undefined` where it cannot be shown */
export function endpointOf(exposed: Exposed, values: Values, available: boolean): MatterEndpoint | undefined {
  const { id, row, candidate } = exposed;
  if (candidate === undefined) return row.shown && absentEndpoint(exposed, row.shown);
  const shown = shownOf(row, candidate);
  if (shown === undefined) return undefined;
  const attributes = candidate.attributes(values);
  const hasBattery = shown.features.includes("battery") || shown.features.includes("batteryLevel");
  return {
    id,
    ...shown,
    serial: shortened(row.device),
    reachable: available && attributes !== undefined,
    attributes: {
      ...attributes,
      ...(hasBattery ? powerAttributes(healthOf(candidate.device, values)) : {}),
    },
  };
}

/** As the home is now. */
export async function readEndpoint(site: Pick<Site, "home">, exposed: Exposed): Promise<MatterEndpoint | undefined> {
  const { home } = site;
  const { candidate } = exposed;
  if (candidate === undefined) return endpointOf(exposed, new Map(), false);
  const { device } = candidate;
  const values = await home.values(idOf(device));
  return endpointOf(exposed, values, isAvailable(values, isConnected(device, await home.interfaces(device.central))));
}
