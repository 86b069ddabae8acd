/** CCUs of the local network that are there and not configured, and those that nobody wants to hear of. */
import { discoverySettings } from "../../../configuration/program-sections.ts";
import { readCentrals } from "../../../configuration/stored-centrals.ts";
import type { Identity } from "../../../kernel/identity.ts";
import { badRequest, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Site, StateKey } from "../../../kernel/site.ts";
import type { FoundCcu } from "../../../ports/index.ts";
import { collectRecords } from "../../../records/all-records.ts";

/** Milliseconds after which a CCU that does not answer any more is no longer told. */
export const FORGOTTEN_MS = 3_600_000;
/** CCUs that are remembered; see the limit of one search. */
const REMEMBERED_LIMIT = 64;
/** Serials that are ignored: whoever ignores more wants to fill the store. */
export const IGNORED_LIMIT = 256;

interface Seen extends FoundCcu {
  lastSeen: number;
}
const seenCcus: StateKey<Map<string, Seen>> = { name: "discovered-ccus", create: () => new Map() };

const PREFIX = "ignored:";
interface IgnoredRecord {
  serial: string;
  name?: string;
  host?: string;
  ignored_at: string;
  ignored_by?: string;
}

/**
 * Looks for CCUs now and then, where that is switched on: nothing is sent otherwise.
 * @returns ends it
 */
export function startDiscovery(site: Site): () => void {
  const { ccuSearch, clock, log, sections } = site;
  if (!ccuSearch) return () => {};
  const seen = site.state(seenCcus);
  let cancel = () => {};
  let isEnded = false;
  let round = 0;
  async function look(mine: number): Promise<void> {
    const { ssdp } = sections.read(discoverySettings);
    if (isEnded || !ssdp.enabled || mine !== round) return;
    try {
      for (const found of (await ccuSearch?.search()) ?? [])
        if (seen.size < REMEMBERED_LIMIT || seen.has(found.serial))
          seen.set(found.serial, { ...found, lastSeen: clock.now() });
    } catch (error) {
      log.warn("the search for CCUs failed", { error });
    }
    const oldest = clock.now() - FORGOTTEN_MS;
    for (const [serial, { lastSeen }] of seen) if (lastSeen < oldest) seen.delete(serial);
    if (!isEnded && mine === round) cancel = clock.after(ssdp.interval, () => void look(mine));
  }
  const begin = () => {
    cancel();
    round++;
    if (!sections.read(discoverySettings).ssdp.enabled) seen.clear();
    void look(round);
  };
  const unobserve = sections.observe(discoverySettings, begin);
  begin();
  return () => {
    isEnded = true;
    cancel();
    unobserve();
  };
}

async function readIgnored(scope: RequestScope): Promise<Map<string, IgnoredRecord>> {
  const records = await collectRecords<IgnoredRecord>(scope.store, "config");
  return new Map(records.flatMap(({ key, value }) => (key.startsWith(PREFIX) ? [[value.serial, value]] : [])));
}

export interface DiscoveredCcu {
  serial: string;
  name: string;
  host: string;
  suggested_host: string;
  manufacturer?: string;
  model?: string;
  last_seen: string;
  already_configured: boolean;
}

/** Found CCUs by name, without those that are ignored. */
export async function listDiscovered(scope: RequestScope): Promise<DiscoveredCcu[]> {
  const [ignored, known, stored] = await Promise.all([readIgnored(scope), scope.home.centrals(), readCentrals(scope)]);
  const rows = [...stored.rows, ...(scope.givenCentrals?.rows ?? [])];
  const serials = new Set([...known.map(({ system }) => system.serial), ...rows.map(({ serial }) => serial)]);
  const hosts = new Set([...known, ...rows].map(({ host }) => host.toLowerCase()));
  return [...scope.state(seenCcus).values()]
    .filter(({ serial }) => !ignored.has(serial))
    .sort((a, b) => (a.name + a.serial < b.name + b.serial ? -1 : 1))
    .map(({ serial, name, host, isThisMachine, manufacturer, model, lastSeen }) => {
      const suggested = isThisMachine ? "localhost" : host;
      return {
        serial,
        name,
        host,
        suggested_host: suggested,
        ...(manufacturer ? { manufacturer } : {}),
        ...(model ? { model } : {}),
        last_seen: new Date(lastSeen).toISOString(),
        already_configured: serials.has(serial) || hosts.has(host) || hosts.has(suggested),
      };
    });
}

export const listIgnored = async (scope: RequestScope): Promise<IgnoredRecord[]> =>
  [...(await readIgnored(scope)).values()].sort((a, b) => (a.serial < b.serial ? -1 : 1));

/** @throws Refusal 400 */
function requireSerial(serial: string): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(serial)) throw badRequest("a serial number has 1 to 64 letters and digits");
}

/** It is not told any more; also before it has been found. @throws Refusal 400 */
export async function ignoreCcu(scope: RequestScope, who: Identity, serial: string): Promise<void> {
  requireSerial(serial);
  const ignored = await readIgnored(scope);
  if (!ignored.has(serial) && ignored.size >= IGNORED_LIMIT)
    throw badRequest(`at most ${IGNORED_LIMIT} CCUs can be ignored`);
  const found = scope.state(seenCcus).get(serial);
  await scope.store.put("config", PREFIX + serial, {
    serial,
    ...(found ? { name: found.name, host: found.host } : {}),
    ignored_at: new Date(scope.clock.now()).toISOString(),
    ignored_by: who.subject,
  } satisfies IgnoredRecord);
}

/** @throws Refusal 400, 404 where it is not ignored */
export async function unignoreCcu(scope: RequestScope, serial: string): Promise<void> {
  requireSerial(serial);
  if (!(await scope.store.get("config", PREFIX + serial))) throw notFound(`${serial} is not ignored`);
  await scope.store.delete("config", PREFIX + serial);
}
