/** The exposure list as it is stored: a row for each data point that somebody ever decided about. */
import { badRequest, unready } from "../../../kernel/problem.ts";
import type { SiteStore } from "../../../ports/index.ts";
import { collectRecords } from "../../../records/all-records.ts";
import { changeRecord, LEAVE } from "../../../records/change-record.ts";
import type { ExposureKey } from "../exposure.ts";
import { endpointId } from "./mapping/candidates.ts";

/**
 * Rows that are on. Apps have trouble from 80 to 100 bridged devices on (subsystems 2.5); three times as many are no
 * bridge for anybody.
 */
export const EXPOSED_LIMIT = 250;

/** What controllers saw of it last: so the bridge is whole when it starts, before any CCU has told its devices. */
export interface ShownEndpoint {
  readonly type: string;
  readonly extra: readonly string[];
  readonly features: readonly string[];
  readonly name: string;
  readonly product: string;
}

/** Record of kind `matter`, key `exposure/<id of the endpoint>`. */
export interface Exposure extends ExposureKey {
  readonly enabled: boolean;
  readonly friendlyName?: string;
  readonly shown?: ShownEndpoint;
}

const PREFIX = "exposure/";
const recordKey = (key: ExposureKey): string => PREFIX + endpointId(key);
const contended = () => unready("somebody else is changing this row", "Exposure not changed");

/** By id of the endpoint. */
export async function readExposures(store: SiteStore): Promise<Map<string, Exposure>> {
  const records = await collectRecords<Exposure>(store, "matter", { prefix: PREFIX });
  return new Map(records.map(({ key, value }) => [key.slice(PREFIX.length), value]));
}

export interface Decision {
  readonly key: ExposureKey;
  readonly enabled: boolean;
  /** `undefined`: as it is; empty: none. */
  readonly friendlyName?: string | undefined;
}

const decided = (before: Exposure | undefined, { key, enabled, friendlyName }: Decision): Exposure => {
  const name = friendlyName === undefined ? before?.friendlyName : friendlyName.trim() || undefined;
  return {
    ...key,
    enabled,
    ...(name === undefined ? {} : { friendlyName: name }),
    ...(before?.shown ? { shown: before.shown } : {}),
  };
};

/** @throws Refusal 400 past {@link EXPOSED_LIMIT} */
export function checkExposed(rows: ReadonlyMap<string, Exposure>, decisions: readonly Decision[]): void {
  const on = new Set([...rows].filter(([, { enabled }]) => enabled).map(([id]) => id));
  const before = on.size;
  for (const { key, enabled } of decisions) {
    if (enabled) on.add(endpointId(key));
    else on.delete(endpointId(key));
  }
  if (on.size > EXPOSED_LIMIT && on.size > before)
    throw badRequest(`at most ${EXPOSED_LIMIT} data points can be shown`);
}

/** Whether something is another thing now. @throws Refusal 503 where others change it all the time */
export async function decide(store: SiteStore, decision: Decision): Promise<boolean> {
  const { before, after } = await changeRecord<Exposure>(
    store,
    "matter",
    recordKey(decision.key),
    (found) => {
      const next = decided(found, decision);
      const isSame = found?.enabled === next.enabled && found?.friendlyName === next.friendlyName;
      // a row that is off and was never there is no row
      return isSame || (found === undefined && !next.enabled && next.friendlyName === undefined) ? LEAVE : next;
    },
    contended,
  );
  return before !== after;
}

/** Remembers what controllers see of a row that is on. */
export async function rememberShown(store: SiteStore, key: ExposureKey, shown: ShownEndpoint): Promise<void> {
  await changeRecord<Exposure>(
    store,
    "matter",
    recordKey(key),
    (found) =>
      found === undefined || JSON.stringify(found.shown) === JSON.stringify(shown) ? LEAVE : { ...found, shown },
    contended,
  );
}
